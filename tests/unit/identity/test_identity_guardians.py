"""Consent of minors: their own word waits for the guardian's, which comes by a link of one use."""

from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

import pytest

from services.common.errors import InvalidInput
from services.common.principal import Role
from services.identity.app.guardian_consent import GuardianConsent
from services.identity.app.store import Transaction
from services.identity.domain.errors import AskedAlready, GuardianLinkNotFound, GuardianUnknown, NotMinor
from services.identity.domain.mail import Letter, MailKind
from services.identity.domain.person import GUARDIAN, Guardian, Person, person_details
from tests.fakes.identity_app import OPERATOR_ID, IdentityApp


@dataclass
class Post:
    """Keeps letters."""

    letters: list[Letter] = field(default_factory=list)

    async def add(self, tx: Transaction, *letters: Letter) -> None:
        self.letters += letters

    @property
    def token(self) -> str:
        return self.letters[-1].link.partition("#")[2]


class Family:
    """A minor, their guardian's post, and the application."""

    def __init__(self) -> None:
        self.app = IdentityApp()
        self.post = Post()
        self.guardians = GuardianConsent(
            self.app.store, self.post, self.app.secrets, self.app.time, public_url="https://presence.example.edu"
        )

    async def minor(self, email: str = "parent@example.edu", *, minor: bool = True) -> Person:
        details = person_details(
            "Sita", "sita@example.edu", "", Role.STUDENT, guardian=Guardian("Parent", email), minor=minor
        )
        return (await self.app.people.create(details, uuid4(), OPERATOR_ID)).person

    async def now(self, person_id: UUID) -> Person:
        return await self.app.people.get(person_id)


@pytest.fixture
def family() -> Family:
    return Family()


async def test_a_minors_own_word_is_no_consent(family: Family) -> None:
    sita = await family.minor()
    asked = await family.app.people.set_consent(sita.person_id, True, "2026-01", sita.person_id)
    assert asked.consent.awaits_guardian
    assert not asked.consent.granted
    assert await family.app.people.consents(sita.person_id) == []


async def test_an_administrator_cannot_speak_for_the_guardian(family: Family) -> None:
    sita = await family.minor()
    assert not (await family.app.people.set_consent(sita.person_id, True, "2026-01", OPERATOR_ID)).consent.granted


async def test_the_guardian_confirms_by_the_link_once(family: Family) -> None:
    sita = await family.minor()
    await family.guardians.ask(sita.person_id, "2026-01", sita.person_id)
    letter = family.post.letters[-1]
    assert (letter.kind, letter.to_address) == (MailKind.GUARDIAN_CONSENT, "parent@example.edu")
    asked = await family.guardians.look_up(family.post.token)
    assert (asked.person.details.display_name, asked.text_version) == ("Sita", "2026-01")
    await family.guardians.confirm(family.post.token, True)
    consent = (await family.now(sita.person_id)).consent
    assert (consent.granted, consent.awaits_guardian, consent.recorded_by) == (True, False, GUARDIAN)
    (record,) = await family.app.people.consents(sita.person_id)
    assert (record.granted, record.text_version, record.recorded_by) == (True, "2026-01", GUARDIAN)
    with pytest.raises(GuardianLinkNotFound):
        await family.guardians.confirm(family.post.token, False)


async def test_the_token_itself_is_stored_nowhere(family: Family) -> None:
    sita = await family.minor()
    await family.guardians.ask(sita.person_id, "2026-01", sita.person_id)
    assert family.post.token not in repr(family.app.store.state)


async def test_a_guardian_may_refuse(family: Family) -> None:
    sita = await family.minor()
    await family.guardians.ask(sita.person_id, "2026-01", sita.person_id)
    await family.guardians.confirm(family.post.token, False)
    consent = (await family.now(sita.person_id)).consent
    assert not consent.granted
    assert not consent.awaits_guardian
    assert [record.granted for record in await family.app.people.consents(sita.person_id)] == [False]


async def test_a_guardian_may_take_consent_back_by_a_new_link(family: Family) -> None:
    sita = await family.minor()
    for granted in (True, False):
        await family.guardians.ask(sita.person_id, "2026-01", sita.person_id)
        await family.guardians.confirm(family.post.token, granted)
    assert not (await family.now(sita.person_id)).consent.granted
    assert [record.granted for record in await family.app.people.consents(sita.person_id)] == [False, True]


async def test_a_link_ends_after_fourteen_days(family: Family) -> None:
    sita = await family.minor()
    await family.guardians.ask(sita.person_id, "2026-01", sita.person_id)
    family.app.time.passes(days=14, seconds=-1)
    await family.guardians.look_up(family.post.token)
    family.app.time.passes(seconds=1)
    with pytest.raises(GuardianLinkNotFound):
        await family.guardians.look_up(family.post.token)


async def test_a_new_link_a_withdrawal_and_another_guardian_void_the_link(family: Family) -> None:
    sita = await family.minor()
    await family.guardians.ask(sita.person_id, "2026-01", sita.person_id)
    first = family.post.token
    with pytest.raises(AskedAlready):
        await family.guardians.ask(sita.person_id, "2026-01", sita.person_id)
    family.app.time.passes(minutes=10)
    await family.guardians.ask(sita.person_id, "2026-01", sita.person_id)
    second = family.post.token
    await family.app.people.set_consent(sita.person_id, False, "", sita.person_id)
    await family.guardians.ask(sita.person_id, "2026-01", sita.person_id)
    third = family.post.token
    now = await family.now(sita.person_id)
    moved = replace(now.details, guardian=Guardian("Aunt", "aunt@example.edu"))
    await family.app.people.update(sita.person_id, moved, now.revision, OPERATOR_ID)
    for token in (first, second, third, "nonsense"):
        with pytest.raises(GuardianLinkNotFound):
            await family.guardians.look_up(token)


async def test_somebody_who_turns_out_to_be_a_minor_consents_anew(family: Family) -> None:
    sita = await family.minor(minor=False)
    granted = await family.app.people.set_consent(sita.person_id, True, "2026-01", sita.person_id)
    assert granted.consent.granted
    minor = replace(granted.details, minor=True)
    changed = await family.app.people.update(sita.person_id, minor, granted.revision, OPERATOR_ID)
    assert not changed.consent.granted
    assert changed.consent.awaits_guardian
    assert [record.granted for record in await family.app.people.consents(sita.person_id)] == [False, True]


async def test_without_an_address_there_is_nobody_to_ask(family: Family) -> None:
    sita = await family.minor(email="")
    with pytest.raises(GuardianUnknown):
        await family.guardians.ask(sita.person_id, "2026-01", sita.person_id)
    with pytest.raises(InvalidInput, match="text_version"):
        await family.guardians.ask(sita.person_id, " ", sita.person_id)


async def test_nobody_asks_a_guardian_about_an_adult(family: Family) -> None:
    sita = await family.minor(minor=False)
    with pytest.raises(NotMinor):
        await family.guardians.ask(sita.person_id, "2026-01", sita.person_id)


async def test_a_link_about_somebody_who_came_of_age_is_void(family: Family) -> None:
    sita = await family.minor()
    await family.guardians.ask(sita.person_id, "2026-01", sita.person_id)
    now = await family.now(sita.person_id)
    await family.app.people.update(sita.person_id, replace(now.details, minor=False), now.revision, OPERATOR_ID)
    with pytest.raises(GuardianLinkNotFound):
        await family.guardians.look_up(family.post.token)
