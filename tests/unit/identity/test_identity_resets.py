"""Forgotten passwords, and slowing down whoever guesses, as time passes."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from services.common.errors import InvalidInput
from services.common.principal import Role
from services.identity.app.second_factor import Challenge, RecoveryAnswer
from services.identity.app.upkeep import drop_what_is_over
from services.identity.domain.attempts import ADDRESS, BURST
from services.identity.domain.audit import Action
from services.identity.domain.login import Client
from services.identity.domain.login_errors import (
    ActivationNotFound,
    CredentialRefused,
    LoginEnded,
    ResetNotFound,
    SecondFactorRefused,
    TooManyAttempts,
)
from services.identity.domain.mail import MailKind, MailRequest, MailState
from services.identity.domain.person import person_details
from tests.fakes.identity_app import OPERATOR_ID, PASSWORD, IdentityApp
from tests.fakes.identity_authenticator import Authenticator

ADA = "ada@example.edu"
NEW = "another teapot sings"


@pytest.fixture
def app() -> IdentityApp:
    return IdentityApp()


async def reset_link(app: IdentityApp, email: str = ADA) -> str:
    """The token that the owner of the address is mailed."""
    await app.resets.ask(email, "", "")
    await app.mail_requests.answer(10)
    newest = [m for m in app.store.state.mails.values() if m.letter.kind is MailKind.PASSWORD_RESET][-1]
    return app.outbox.opened(newest).link.partition("#")[2]


async def wrong(app: IdentityApp, email: str = ADA, address: str = "") -> None:
    with pytest.raises(CredentialRefused):
        await app.logins.with_password(email, "wrong password", Client(address))


def kinds(app: IdentityApp) -> list[MailKind]:
    return [mail.letter.kind for mail in app.store.state.mails.values()]


async def test_a_reset_sets_the_password_ends_log_ins_and_tells_the_owner(app: IdentityApp) -> None:
    await app.activated()
    session = await app.logged_in()
    token = await reset_link(app)
    assert (await app.resets.look_up(token)).person.details.email == ADA
    await app.resets.reset(token, NEW)
    with pytest.raises(LoginEnded):
        await app.sessions.refresh(session.refresh_token)
    with pytest.raises(CredentialRefused):
        await app.logins.with_password(ADA, PASSWORD)
    await app.logins.with_password(ADA, NEW)
    await app.mail_requests.answer(10)
    assert MailKind.PASSWORD_CHANGED in kinds(app)


async def test_a_changed_password_is_told_to_the_owner(app: IdentityApp) -> None:
    ada = await app.activated()
    await app.password_change.change(ada.person_id, PASSWORD, NEW)
    await app.mail_requests.answer(10)
    assert kinds(app)[-1] is MailKind.PASSWORD_CHANGED


async def test_a_reset_link_works_once_and_for_an_hour(app: IdentityApp) -> None:
    await app.activated()
    token = await reset_link(app)
    app.time.passes(minutes=59)
    await app.resets.reset(token, NEW)
    with pytest.raises(ResetNotFound):
        await app.resets.reset(token, PASSWORD)
    token = await reset_link(app)
    app.time.passes(minutes=60)
    with pytest.raises(ResetNotFound):
        await app.resets.look_up(token)
    with pytest.raises(ResetNotFound):
        await app.resets.reset(token, NEW)


async def test_a_new_reset_link_voids_the_old_and_withdraws_its_mail(app: IdentityApp) -> None:
    await app.activated()
    old = await reset_link(app)
    new = await reset_link(app)
    assert kinds(app).count(MailKind.PASSWORD_RESET) == 1
    with pytest.raises(ResetNotFound):
        await app.resets.look_up(old)
    await app.resets.look_up(new)


async def test_an_unfit_password_leaves_the_reset_link_unused(app: IdentityApp) -> None:
    await app.activated()
    token = await reset_link(app)
    for unfit in ("short", "x" * 129, "passwort", "ada@example.edu"):
        with pytest.raises(InvalidInput) as refused:
            await app.resets.reset(token, unfit)
        assert refused.value.field == "new_password"
    await app.resets.reset(token, NEW)


async def test_asking_writes_the_same_whether_the_account_exists(app: IdentityApp) -> None:
    await app.activated()
    before = len(app.store.state.mails)
    for email in (ADA, "nobody@example.edu", "no address at all"):
        await app.resets.ask(email, "ne", "192.0.2.1")
    assert [request.email for request in app.store.state.mail_requests] == [
        ADA,
        "nobody@example.edu",
        "no address at all",
    ]
    assert len(app.store.state.mails) == before
    assert await app.mail_requests.answer(10)
    assert not await app.mail_requests.answer(10)
    (mail,) = list(app.store.state.mails.values())[before:]
    assert (mail.letter.to_address, mail.letter.language) == (ADA, "ne")


@pytest.mark.parametrize(
    ("page", "own", "language"), [("ne", "en", "ne"), ("en", "ne", "ne"), ("", "ne", "ne"), ("en", "en", "en")]
)
async def test_a_reset_mail_is_in_the_pages_language_unless_that_says_less_than_the_persons_own(
    app: IdentityApp, page: str, own: str, language: str
) -> None:
    ada = await app.activated()
    await app.people.update(ada.person_id, replace(ada.details, language=own), ada.revision, OPERATOR_ID)
    await app.resets.ask(ADA, page, "")
    await app.mail_requests.answer(10)
    assert list(app.store.state.mails.values())[-1].letter.language == language


async def test_whoever_is_shut_out_or_not_activated_gets_no_link(app: IdentityApp) -> None:
    ada, _ = await app.invited()
    bob = await app.activated("bob@example.edu")
    token = await reset_link(app, "bob@example.edu")
    await app.people.set_active(bob.person_id, False, OPERATOR_ID)
    with pytest.raises(ResetNotFound):
        await app.resets.reset(token, NEW)
    before = kinds(app)
    for email in (ADA, "bob@example.edu"):
        await app.resets.ask(email, "", "")
    await app.mail_requests.answer(10)
    assert kinds(app) == before
    assert not (await app.people.get(ada.person_id)).activated


async def test_resets_are_limited_alike_for_accounts_that_exist_and_those_that_do_not(app: IdentityApp) -> None:
    await app.activated()
    for email in (ADA, "nobody@example.edu"):
        for _ in range(3):
            await app.resets.ask(email, "", "")
        with pytest.raises(TooManyAttempts) as early:
            await app.resets.ask(email, "", "")
        assert early.value.retry_after_seconds == 1
    app.time.passes(minutes=31)
    await app.resets.ask(ADA, "", "")


async def test_a_new_activation_mail_replaces_the_one_that_was_not_sent(app: IdentityApp) -> None:
    ada, old = await app.invited()
    link = await app.activations.issue(ada.person_id, OPERATOR_ID)
    (mail,) = app.store.state.mails.values()
    assert app.outbox.opened(mail).link == link.url
    with pytest.raises(ActivationNotFound):
        await app.activations.look_up(old)


async def test_a_burst_of_failures_tells_the_owner_once_and_nobody_else(app: IdentityApp) -> None:
    await app.activated()
    for email in (ADA, "nobody@example.edu"):
        for _ in range(BURST + 5):
            app.time.passes(minutes=5)
            await wrong(app, email)
    await app.mail_requests.answer(10)
    notices = [m for m in app.store.state.mails.values() if m.letter.kind is MailKind.LOGIN_BURST]
    assert [mail.letter.to_address for mail in notices] == [ADA]


async def test_guessing_from_elsewhere_does_not_keep_the_owner_waiting_where_they_logged_in_before(
    app: IdentityApp,
) -> None:
    await app.activated()
    home, elsewhere = Client("192.0.2.1"), Client("198.51.100.7")
    await app.logins.with_password(ADA, PASSWORD, home)
    for _ in range(5):
        await wrong(app, ADA, "203.0.113.9")
    with pytest.raises(TooManyAttempts):
        await app.logins.with_password(ADA, PASSWORD, elsewhere)
    await app.logins.with_password(ADA, PASSWORD, home)
    for _ in range(5):  # and at home guesses are counted all the same
        await wrong(app, ADA, home.address)
    with pytest.raises(TooManyAttempts):
        await app.logins.with_password(ADA, PASSWORD, home)


async def test_an_address_that_tries_many_accounts_has_to_wait_and_other_addresses_have_not(app: IdentityApp) -> None:
    await app.activated()
    for number in range(ADDRESS.free):
        await wrong(app, f"guess{number}@example.edu", "203.0.113.9")
    with pytest.raises(TooManyAttempts):
        await app.logins.with_password(ADA, PASSWORD, Client("203.0.113.9"))
    await app.logins.with_password(ADA, PASSWORD, Client("192.0.2.1"))
    app.time.passes(minutes=2)
    await app.logins.with_password(ADA, PASSWORD, Client("203.0.113.9"))


async def test_a_reset_ends_the_wait_of_the_owner(app: IdentityApp) -> None:
    await app.activated()
    for _ in range(5):
        await wrong(app)
    await app.resets.reset(await reset_link(app), NEW)
    await app.logins.with_password(ADA, NEW)


async def test_a_reset_ends_the_wait_where_the_owner_logs_in_too(app: IdentityApp) -> None:
    await app.activated(ADA)
    home = Client("192.0.2.1")
    await app.logins.with_password(ADA, PASSWORD, home)
    for _ in range(5):
        await wrong(app, ADA, home.address)
    await app.resets.reset(await reset_link(app), NEW)
    await app.logins.with_password(ADA, NEW, home)


async def test_guessing_from_elsewhere_keeps_nobody_waiting_who_gives_the_password_again(app: IdentityApp) -> None:
    ada = await app.activated(ADA)
    session = await app.logged_in()
    for _ in range(5):
        await wrong(app, ADA, "198.51.100.7")
    await app.proofs.confirm(ada.person_id, UUID(session.access.claims.login_id), PASSWORD)
    await app.password_change.change(ada.person_id, PASSWORD, NEW)


async def test_who_knows_the_password_and_guesses_the_second_factor_is_told_of_to_the_owner(app: IdentityApp) -> None:
    ada = await app.activated(ADA, Role.TEACHER)
    ticket, options = await app.second_factor.begin(ada.person_id)
    await app.second_factor.finish(
        ada.person_id, ticket, Authenticator("https://presence.example.edu").create(options), ""
    )
    for _ in range(BURST):
        challenge = await app.logins.with_password(ADA, PASSWORD)
        assert isinstance(challenge, Challenge)
        with pytest.raises(SecondFactorRefused):
            await app.logins.after_second_factor(challenge.token, RecoveryAnswer("guessed"))
        app.time.passes(minutes=5)
    await app.mail_requests.answer(9)
    told = [
        mail.letter.to_address for mail in app.store.state.mails.values() if mail.letter.kind is MailKind.LOGIN_BURST
    ]
    assert told == [ADA]
    (entry,) = [entry for entry in app.store.state.audit if entry.action is Action.LOGINS_FAILED]
    assert entry.subject == str(ada.person_id)


async def test_links_of_old_mails_are_erased_and_the_mails_dropped_in_a_month(app: IdentityApp) -> None:
    await app.activated()
    await reset_link(app)
    app.time.passes(hours=80)
    await drop_what_is_over(app.store, app.time)
    assert [mail.sealed_link for mail in app.store.state.mails.values()] == [None, None]
    assert all(mail.state is MailState.WAITING for mail in app.store.state.mails.values())
    app.time.passes(days=30)
    await drop_what_is_over(app.store, app.time)
    assert app.store.state.mails == {}


async def test_new_people_of_a_file_are_invited_after_those_who_ask_and_only_if_nobody_did_meanwhile(
    app: IdentityApp,
) -> None:
    await app.activated()
    await app.people.create(person_details("Guest", "guest@example.edu", "", Role.STUDENT), uuid4(), OPERATOR_ID)
    new = await app.people.create(person_details("New", "new@example.edu", "", Role.STUDENT), uuid4(), OPERATOR_ID)
    out = await app.people.create(person_details("Out", "out@example.edu", "", Role.STUDENT), uuid4(), OPERATOR_ID)
    await app.people.set_active(out.person.person_id, False, OPERATOR_ID)
    async with app.store.transaction() as tx:
        for one in (new, out):
            await tx.activations.drop(one.person.person_id)
            await tx.mails.withdraw(one.person.person_id, MailKind.ACTIVATION)
        for email in ("new@example.edu", "guest@example.edu", "out@example.edu", ADA, "gone@example.edu"):
            await tx.mails.request(MailRequest(MailKind.ACTIVATION, email, "", app.time()))
    await app.resets.ask(ADA, "en", "")
    earlier = set(app.store.state.mails)
    assert await app.mail_requests.answer(1)
    (first,) = [mail for id_, mail in app.store.state.mails.items() if id_ not in earlier]
    assert first.letter.kind is MailKind.PASSWORD_RESET
    assert await app.mail_requests.answer(10)
    (second,) = [mail for id_, mail in app.store.state.mails.items() if id_ not in earlier and mail != first]
    assert (second.letter.kind, second.letter.to_address) == (MailKind.ACTIVATION, "new@example.edu")
    token = app.outbox.opened(second).link.partition("#")[2]
    assert (await app.activations.look_up(token)).person.person_id == new.person.person_id
    assert not await app.mail_requests.answer(10)
