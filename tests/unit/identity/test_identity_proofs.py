"""What is sensitive asks for recent proof, and a second factor may be required."""

from uuid import UUID

import pytest

from services.common.errors import InvalidInput
from services.common.principal import Role
from services.identity.app.second_factor import Challenge
from services.identity.app.sessions import Session
from services.identity.domain.login_errors import (
    CredentialRefused,
    LastPasskey,
    LoginEnded,
    ProofNeeded,
    SecondFactorRefused,
    TooManyAttempts,
)
from services.identity.domain.passkey import Purpose
from services.identity.domain.person import Person
from tests.fakes.identity_app import OPERATOR_ID, PASSWORD, IdentityApp
from tests.fakes.identity_authenticator import Authenticator

ORIGIN = "https://presence.example.edu"
ADA = "ada@example.edu"


@pytest.fixture
def app() -> IdentityApp:
    return IdentityApp()


@pytest.fixture
def strict(app: IdentityApp) -> IdentityApp:
    """The same installation once its operator requires a second factor."""
    return IdentityApp(app.time, app.store, second_factor_required=True)


def login_of(session: Session) -> UUID:
    return UUID(session.access.claims.login_id)


async def asked(app: IdentityApp) -> Challenge:
    outcome = await app.logins.with_password(ADA, PASSWORD)
    assert isinstance(outcome, Challenge)
    return outcome


async def enrolled(app: IdentityApp, device: Authenticator) -> Session:
    challenge = await asked(app)
    assert challenge.enrol
    session, codes = await app.logins.after_enrolment(challenge.token, device.create(challenge.options_json), "key")
    assert len(set(codes)) == 10
    return session


async def test_a_login_counts_as_proof_for_ten_minutes_and_the_password_for_ten_more(app: IdentityApp) -> None:
    ada = await app.activated()
    login_id = login_of(await app.logged_in())
    app.time.passes(minutes=9.9)
    await app.proofs.need(login_id)
    app.time.passes(minutes=0.1)
    with pytest.raises(ProofNeeded):
        await app.proofs.need(login_id)
    await app.proofs.confirm(ada.person_id, login_id, PASSWORD)
    app.time.passes(minutes=9.9)
    await app.proofs.need(login_id)
    app.time.passes(minutes=0.1)
    with pytest.raises(ProofNeeded):
        await app.proofs.need(login_id)
    with pytest.raises(ProofNeeded):
        await app.proofs.need(None)


async def test_a_wrong_password_proves_nothing_and_counts_as_an_attempt(app: IdentityApp) -> None:
    ada = await app.activated()
    login_id = login_of(await app.logged_in())
    app.time.passes(minutes=11)
    for _ in range(5):
        with pytest.raises(CredentialRefused):
            await app.proofs.confirm(ada.person_id, login_id, "wrong password")
    with pytest.raises(TooManyAttempts):
        await app.proofs.confirm(ada.person_id, login_id, PASSWORD)
    with pytest.raises(ProofNeeded):
        await app.proofs.need(login_id)


async def test_one_login_proven_is_no_proof_of_another(app: IdentityApp) -> None:
    ada = await app.activated()
    mine, other = login_of(await app.logged_in()), login_of(await app.logged_in())
    app.time.passes(minutes=11)
    await app.proofs.confirm(ada.person_id, mine, PASSWORD)
    with pytest.raises(ProofNeeded):
        await app.proofs.need(other)


async def test_ending_ones_other_log_ins_needs_proof_and_ending_this_one_does_not(app: IdentityApp) -> None:
    ada = await app.activated()
    mine, other = login_of(await app.logged_in()), login_of(await app.logged_in())
    app.time.passes(minutes=11)
    with pytest.raises(ProofNeeded):
        await app.accounts.end(other, ada.person_id, current=mine, anybodys=False)
    with pytest.raises(ProofNeeded):
        await app.accounts.end_all(ada.person_id, ada.person_id, but=mine)
    await app.accounts.end(mine, ada.person_id, current=mine, anybodys=False)
    # an administrator who ends somebody else's is not held up
    await app.accounts.end(other, OPERATOR_ID, current=None, anybodys=True)
    assert await app.accounts.end_all(ada.person_id, OPERATOR_ID, but=None) == 1  # of the activation
    assert await app.accounts.logins(ada.person_id) == []


@pytest.mark.parametrize("role", [Role.TEACHER, Role.ADMIN])
async def test_who_must_have_a_second_factor_adds_it_before_anything_else(
    app: IdentityApp, strict: IdentityApp, role: Role
) -> None:
    await app.activated(role=role)
    device = Authenticator(ORIGIN)
    session = await enrolled(strict, device)
    await strict.sessions.refresh(session.refresh_token)
    challenge = await asked(strict)
    assert not challenge.enrol
    # the answer to the one serves not for the other
    with pytest.raises(SecondFactorRefused):
        await strict.logins.after_enrolment(challenge.token, device.get(challenge.options_json), "key")


async def test_activation_of_a_teacher_leads_to_the_second_factor_too(strict: IdentityApp) -> None:
    _, token = await strict.invited(role=Role.TEACHER)
    challenge = await strict.activations.activate(token, PASSWORD)
    assert isinstance(challenge, Challenge)
    assert challenge.enrol
    assert strict.store.state.logins == {}
    answer = Authenticator(ORIGIN).create(challenge.options_json)
    await strict.logins.after_enrolment(challenge.token, answer, "")


async def test_students_log_in_without_where_a_second_factor_is_required(strict: IdentityApp) -> None:
    await strict.activated(role=Role.STUDENT)
    await strict.sessions.refresh((await strict.logged_in()).refresh_token)


async def test_logins_from_before_it_was_required_go_on_no_longer(app: IdentityApp, strict: IdentityApp) -> None:
    await app.activated(role=Role.TEACHER)
    session = await app.logged_in()
    with pytest.raises(LoginEnded):
        await strict.sessions.refresh(session.refresh_token)


async def test_an_enrolment_is_answered_once_in_time_and_rightly(app: IdentityApp, strict: IdentityApp) -> None:
    await app.activated(role=Role.TEACHER)
    first, second, late, wrong = [await asked(strict) for _ in range(4)]
    phished = Authenticator("https://evil.example").create(wrong.options_json)
    with pytest.raises(InvalidInput):
        await strict.logins.after_enrolment(wrong.token, phished, "")
    await strict.logins.after_enrolment(first.token, Authenticator(ORIGIN).create(first.options_json), "")
    with pytest.raises(SecondFactorRefused):  # used
        await strict.logins.after_enrolment(first.token, Authenticator(ORIGIN).create(first.options_json), "")
    with pytest.raises(SecondFactorRefused):  # whoever was second has a passkey to show by now
        await strict.logins.after_enrolment(second.token, Authenticator(ORIGIN).create(second.options_json), "")
    strict.time.passes(minutes=5)
    with pytest.raises(SecondFactorRefused):
        await strict.logins.after_enrolment(late.token, Authenticator(ORIGIN).create(late.options_json), "")
    assert {challenge.purpose for challenge in strict.store.state.challenges.values()} <= {Purpose.LOG_IN}


async def test_the_last_passkey_stays_where_one_is_required_unless_somebody_else_removes_it(
    app: IdentityApp, strict: IdentityApp
) -> None:
    ada: Person = await app.activated(role=Role.TEACHER)
    session = await enrolled(strict, Authenticator(ORIGIN))
    (passkey,), _ = await strict.second_factor.list(ada.person_id)
    with pytest.raises(LastPasskey):
        await strict.second_factor.delete(passkey.passkey_id, ada.person_id, anybodys=False)
    assert (await strict.second_factor.list(ada.person_id))[1] == 10
    await strict.second_factor.delete(passkey.passkey_id, OPERATOR_ID, anybodys=True)
    with pytest.raises(LoginEnded):
        await strict.sessions.refresh(session.refresh_token)
    await enrolled(strict, Authenticator(ORIGIN))
