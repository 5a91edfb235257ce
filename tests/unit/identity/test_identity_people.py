"""What is made of a person's details, and what administrators may do."""

from dataclasses import replace
from uuid import uuid4

import pytest

from services.common.errors import InvalidInput
from services.common.principal import Role
from services.identity.app.store import PeopleFilter
from services.identity.domain.audit import Action
from services.identity.domain.errors import (
    AdministratorExists,
    AlreadyActivated,
    BootstrapSecretWrong,
    LastAdministrator,
    PersonNotFound,
    PersonShutOut,
    StaleRevision,
)
from services.identity.domain.login_errors import ActivationNotFound, LoginEnded
from services.identity.domain.mail import MailKind
from services.identity.domain.person import folded, normal_email, person_details
from tests.fakes.identity_app import BOOTSTRAP_SECRET, OPERATOR_ID, PASSWORD, IdentityApp


@pytest.fixture
def app() -> IdentityApp:
    return IdentityApp()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Ada@Example.EDU", "ada@example.edu"),
        ("  ada@example.edu\n", "ada@example.edu"),
        ("ada@college.local", "ada@college.local"),
        ("ada@demo.test", "ada@demo.test"),
        ("ADA+x@EXAMPLE.EDU", "ada+x@example.edu"),
    ],
)
def test_an_address_has_one_spelling(given: str, kept: str) -> None:
    assert normal_email(given) == kept


@pytest.mark.parametrize("email", ["", "ada", "ada@", "@example.edu", "a b@example.edu", "ada@example..edu"])
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        normal_email(email)
    assert refused.value.field == "email"


def test_details_are_tidied_and_checked() -> None:
    details = person_details("  Ada \t Byron ", "a@example.edu", " CS  07 ", Role.STUDENT)
    assert (details.display_name, details.student_number) == ("Ada Byron", "CS 07")
    for field, arguments in {
        "display_name": ("  ", "a@example.edu", "", Role.STUDENT),
        "role": ("Ada", "a@example.edu", "", Role.CAMERA),
        "student_number": ("Ada", "a@example.edu", "7", Role.TEACHER),
    }.items():
        with pytest.raises(InvalidInput) as refused:
            person_details(*arguments)
        assert refused.value.field == field


def test_names_are_compared_without_case_or_composition() -> None:
    assert folded("ÉMILE") == folded("e\u0301mile")
    assert folded("STRASSE") == folded("straße")


async def test_a_retried_request_makes_one_person_and_the_newer_link_counts(app: IdentityApp) -> None:
    details = person_details("Ada", "ada@example.edu", "", Role.STUDENT)
    request_id = uuid4()
    first = await app.people.create(details, request_id, OPERATOR_ID)
    again = await app.people.create(details, request_id, OPERATOR_ID)
    assert first.person == again.person
    assert again.link is not None
    await app.activations.activate(again.link.url.partition("#")[2], PASSWORD)
    late = await app.people.create(details, request_id, OPERATOR_ID)
    assert (late.person.person_id, late.link) == (first.person.person_id, None)


async def test_a_change_needs_the_current_revision_unless_it_was_made_already(app: IdentityApp) -> None:
    ada, _ = await app.invited()
    named = replace(ada.details, display_name="Ada King")
    changed = await app.people.update(ada.person_id, named, ada.revision, OPERATOR_ID)
    assert (changed.details, changed.revision) == (named, ada.revision + 1)
    assert await app.people.update(ada.person_id, named, ada.revision, OPERATOR_ID) == changed  # the retry
    with pytest.raises(StaleRevision) as stale:
        await app.people.update(ada.person_id, ada.details, ada.revision, OPERATOR_ID)
    assert stale.value.revision == changed.revision


async def test_a_change_of_role_and_being_shut_out_end_logins(app: IdentityApp) -> None:
    await app.activated("head@example.edu", Role.ADMIN)
    ada = await app.activated()
    session = await app.logged_in()
    ada = await app.people.update(ada.person_id, replace(ada.details, role=Role.TEACHER), ada.revision, OPERATOR_ID)
    with pytest.raises(LoginEnded):
        await app.sessions.refresh(session.refresh_token)
    session = await app.logged_in()
    assert session.access.claims.role is Role.TEACHER
    await app.people.set_active(ada.person_id, False, OPERATOR_ID)
    await app.people.set_active(ada.person_id, True, OPERATOR_ID)
    with pytest.raises(LoginEnded):
        await app.sessions.refresh(session.refresh_token)


async def test_the_last_administrator_stays_one(app: IdentityApp) -> None:
    head = await app.activated("head@example.edu", Role.ADMIN)
    await app.invited("not.yet@example.edu", Role.ADMIN)  # cannot log in, so does not count
    with pytest.raises(LastAdministrator):
        await app.people.delete(head.person_id, head.person_id)
    with pytest.raises(LastAdministrator):
        await app.people.set_active(head.person_id, False, head.person_id)
    teacher = replace(head.details, role=Role.TEACHER)
    with pytest.raises(LastAdministrator):
        await app.people.update(head.person_id, teacher, head.revision, head.person_id)
    await app.activated("second@example.edu", Role.ADMIN)
    await app.people.delete(head.person_id, head.person_id)


async def test_deleting_and_shutting_out_may_be_repeated(app: IdentityApp) -> None:
    ada, _ = await app.invited()
    once = await app.people.set_active(ada.person_id, False, OPERATOR_ID)
    assert await app.people.set_active(ada.person_id, False, OPERATOR_ID) == once
    for _ in range(2):
        await app.people.delete(ada.person_id, OPERATOR_ID)
    with pytest.raises(PersonNotFound):
        await app.people.get(ada.person_id)
    assert [entry.action for entry in app.store.state.audit].count(Action.PERSON_DELETED) == 1


async def test_consent_is_granted_to_a_text_withdrawn_and_remembered(app: IdentityApp) -> None:
    ada, _ = await app.invited()
    with pytest.raises(InvalidInput) as nameless:
        await app.people.set_consent(ada.person_id, True, "", ada.person_id)
    assert nameless.value.field == "text_version"
    granted = await app.people.set_consent(ada.person_id, True, "2026-01", ada.person_id)
    app.time.passes(hours=1)
    assert await app.people.set_consent(ada.person_id, True, "2026-01", OPERATOR_ID) == granted  # the retry
    withdrawn = await app.people.set_consent(ada.person_id, False, "", OPERATOR_ID)
    assert (granted.consent.granted, withdrawn.consent.granted) == (True, False)
    assert withdrawn.consent.grant_time == granted.consent.grant_time
    assert withdrawn.consent.withdraw_time == app.time.now
    assert withdrawn.consent.recorded_by == str(OPERATOR_ID)
    app.time.passes(hours=1)
    again = await app.people.set_consent(ada.person_id, True, "2026-02", ada.person_id)
    assert again.consent.granted
    assert [consent.granted for _, consent, _ in app.store.state.consents] == [True, False, True]


async def test_withdrawing_what_was_never_given_changes_nothing(app: IdentityApp) -> None:
    ada, _ = await app.invited()
    assert await app.people.set_consent(ada.person_id, False, "", ada.person_id) == ada


async def test_a_list_says_how_many_there_are_and_where_it_goes_on(app: IdentityApp) -> None:
    for number in range(5):
        await app.invited(f"p{number}@example.edu")
    first = await app.people.list(PeopleFilter(), None, 3)
    rest = await app.people.list(PeopleFilter(), first.next_place, 3)
    assert (len(first.people), first.total, len(rest.people), rest.total) == (3, 5, 2, 5)
    assert rest.next_place is None
    assert len({person.person_id for person in (*first.people, *rest.people)}) == 5


async def test_the_operator_invites_one_administrator_until_they_have_come(app: IdentityApp) -> None:
    with pytest.raises(BootstrapSecretWrong):
        await app.bootstrap.invite("another secret", "head@example.edu", "Head")
    first, _ = await app.bootstrap.invite(BOOTSTRAP_SECRET, "head@example.edu", "Head")
    second, link = await app.bootstrap.invite(BOOTSTRAP_SECRET, "other@example.edu", "Other")
    assert first == second
    head = await app.people.get(first)
    assert (head.details.email, head.details.role) == ("head@example.edu", Role.ADMIN)
    assert link.url.startswith("https://presence.example.edu/activate#")
    await app.activations.activate(link.url.partition("#")[2], PASSWORD)
    with pytest.raises(AdministratorExists):
        await app.bootstrap.invite(BOOTSTRAP_SECRET, "head@example.edu", "Head")


async def test_an_account_with_a_password_gets_no_link_that_would_replace_it(app: IdentityApp) -> None:
    ada = await app.activated()
    with pytest.raises(AlreadyActivated):
        await app.activations.issue(ada.person_id, OPERATOR_ID)
    with pytest.raises(PersonNotFound):
        await app.activations.issue(uuid4(), OPERATOR_ID)


async def test_somebody_chooses_their_own_language_once_and_one_that_there_is(app: IdentityApp) -> None:
    ada = await app.activated()
    for _ in range(2):
        await app.people.set_language(ada.person_id, "ne")
    chosen = await app.people.get(ada.person_id)
    assert (chosen.details.language, chosen.revision) == ("ne", ada.revision + 1)
    with pytest.raises(InvalidInput):
        await app.people.set_language(ada.person_id, "fr")
    with pytest.raises(PersonNotFound):
        await app.people.set_language(uuid4(), "ne")


async def test_links_mailed_to_an_address_that_was_corrected_let_nobody_in(app: IdentityApp) -> None:
    person, strangers_token = await app.invited("typo@example.edu")
    details = replace(person.details, email="ada@example.edu")
    await app.people.update(person.person_id, details, person.revision, OPERATOR_ID)
    with pytest.raises(ActivationNotFound):
        await app.activations.activate(strangers_token, PASSWORD)
    waiting = [mail.letter for mail in app.store.state.mails.values()]
    assert [(letter.kind, letter.to_address) for letter in waiting] == [(MailKind.ACTIVATION, "ada@example.edu")]


async def test_nobody_who_is_shut_out_is_sent_a_link(app: IdentityApp) -> None:
    details = person_details("Ada", "typo@example.edu", "", Role.STUDENT)
    request_id = uuid4()
    ada = (await app.people.create(details, request_id, OPERATOR_ID)).person
    shut_out = await app.people.set_active(ada.person_id, False, OPERATOR_ID)
    assert app.store.state.mails == {}  # nor does what was on its way arrive
    with pytest.raises(PersonShutOut) as refused:
        await app.activations.issue(ada.person_id, OPERATOR_ID)
    assert str(refused.value) == "this person is shut out; let them in first"
    assert (await app.people.create(details, request_id, OPERATOR_ID)).link is None
    moved = replace(details, email="ada@example.edu")
    await app.people.update(ada.person_id, moved, shut_out.revision, OPERATOR_ID)
    assert (app.store.state.mails, app.store.state.activations) == ({}, {})
    await app.people.set_active(ada.person_id, True, OPERATOR_ID)
    link = await app.activations.issue(ada.person_id, OPERATOR_ID)
    await app.activations.activate(link.url.partition("#")[2], PASSWORD)


async def test_a_reset_link_of_an_earlier_address_is_void(app: IdentityApp) -> None:
    person = await app.activated("left@example.edu")
    await app.resets.ask("left@example.edu", "en", "")
    await app.mail_requests.answer(9)
    details = replace(person.details, email="ada@example.edu")
    await app.people.update(person.person_id, details, person.revision, OPERATOR_ID)
    assert app.store.state.resets == {}
    kinds = [mail.letter.kind for mail in app.store.state.mails.values()]
    assert MailKind.PASSWORD_RESET not in kinds
    assert app.store.state.activations == {}  # who has a password is not invited anew
