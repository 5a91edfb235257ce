"""Activating, logging in and staying logged in, as time passes."""

import asyncio
from datetime import timedelta
from threading import Event
from uuid import UUID, uuid4

import pytest

from services.common.errors import InvalidInput
from services.identity.adapters.hasher import THREADS, WAITING_MAX
from services.identity.app.sessions import Session
from services.identity.app.upkeep import drop_what_is_over
from services.identity.domain.attempts import Attempts, another
from services.identity.domain.audit import Action
from services.identity.domain.errors import PersonNotFound
from services.identity.domain.login import Client, LoginLimits
from services.identity.domain.login_errors import (
    ActivationNotFound,
    CredentialRefused,
    LoginEnded,
    TooBusy,
    TooManyAttempts,
)
from tests.fakes.identity_app import OPERATOR_ID, PASSWORD, IdentityApp, Time


@pytest.fixture
def app() -> IdentityApp:
    return IdentityApp()


async def test_a_link_works_for_72_hours(app: IdentityApp) -> None:
    _, token = await app.invited()
    app.time.passes(hours=71.9)
    assert (await app.activations.look_up(token)).person.details.email == "ada@example.edu"
    app.time.passes(hours=0.2)
    with pytest.raises(ActivationNotFound):
        await app.activations.look_up(token)
    with pytest.raises(ActivationNotFound):
        await app.activations.activate(token, PASSWORD)


async def test_a_new_link_voids_the_old_one(app: IdentityApp) -> None:
    ada, old = await app.invited()
    new = (await app.activations.issue(ada.person_id, OPERATOR_ID)).url.partition("#")[2]
    with pytest.raises(ActivationNotFound):
        await app.activations.look_up(old)
    session = await app.activations.activate(new, PASSWORD)
    assert isinstance(session, Session)
    assert session.access.claims.subject == str(ada.person_id)


async def test_an_unfit_password_leaves_the_link_unused(app: IdentityApp) -> None:
    _, token = await app.invited()
    with pytest.raises(InvalidInput):
        await app.activations.activate(token, "password123")
    await app.activations.activate(token, PASSWORD)


async def test_whoever_is_shut_out_cannot_activate_log_in_or_refresh(app: IdentityApp) -> None:
    ada, token = await app.invited()
    await app.people.set_active(ada.person_id, False, OPERATOR_ID)
    with pytest.raises(ActivationNotFound):
        await app.activations.activate(token, PASSWORD)
    await app.people.set_active(ada.person_id, True, OPERATOR_ID)
    session = await app.activations.activate(token, PASSWORD)
    assert isinstance(session, Session)
    await app.people.set_active(ada.person_id, False, OPERATOR_ID)
    with pytest.raises(CredentialRefused):
        await app.logins.with_password("ada@example.edu", PASSWORD)
    with pytest.raises(LoginEnded):
        await app.sessions.refresh(session.refresh_token)


async def test_a_password_is_hashed_again_when_the_parameters_change(app: IdentityApp) -> None:
    ada = await app.activated()
    before = app.store.state.passwords[ada.person_id]
    await app.logins.with_password("ada@example.edu", PASSWORD)
    assert app.store.state.passwords[ada.person_id] == before
    stronger = IdentityApp(app.time, app.store, passes=2)
    await stronger.logins.with_password("ada@example.edu", PASSWORD)
    after = app.store.state.passwords[ada.person_id]
    assert "t=2" in after
    await stronger.logins.with_password("ada@example.edu", PASSWORD)
    assert app.store.state.passwords[ada.person_id] == after


def test_waiting_grows_but_never_beyond_five_minutes_and_is_forgotten_in_a_day() -> None:
    time = Time()
    attempts: Attempts | None = None
    waits = []
    for _ in range(20):
        attempts = another(attempts, time.now)
        waits.append((attempts.next_time - time.now).total_seconds())
        time.now = attempts.next_time
    assert waits[:8] == [0, 0, 0, 0, 1, 2, 4, 8]
    assert waits == sorted(waits)
    assert waits[-1] == 300
    time.passes(hours=25)
    assert another(attempts, time.now).failed == 1


async def test_an_attempt_that_comes_too_early_is_refused_even_with_the_right_password(app: IdentityApp) -> None:
    await app.activated()
    for _ in range(5):
        with pytest.raises(CredentialRefused):
            await app.logins.with_password("ada@example.edu", "wrong password")
    for _ in range(3):  # asking again does not make the wait longer
        with pytest.raises(TooManyAttempts) as early:
            await app.logins.with_password("ADA@example.edu", PASSWORD)
        assert early.value.retry_after_seconds == 1
    app.time.passes(seconds=1)
    await app.logins.with_password("ada@example.edu", PASSWORD)
    for _ in range(5):  # success has cleared the count
        with pytest.raises(CredentialRefused):
            await app.logins.with_password("ada@example.edu", "wrong password")


async def test_an_account_that_does_not_exist_is_slowed_down_alike(app: IdentityApp) -> None:
    for _ in range(5):
        with pytest.raises(CredentialRefused):
            await app.logins.with_password("nobody@example.edu", "wrong password")
    with pytest.raises(TooManyAttempts):
        await app.logins.with_password("nobody@example.edu", "wrong password")


async def test_an_attempt_refused_for_lack_of_room_does_not_count(app: IdentityApp) -> None:
    await app.activated()
    gate = Event()
    async with asyncio.TaskGroup() as others:
        for _ in range(THREADS + WAITING_MAX):
            others.create_task(app.hasher.queue.run(gate.wait))
        await asyncio.sleep(0)  # until each is in the queue
        for _ in range(10):
            with pytest.raises(TooBusy):
                await app.logins.with_password("ada@example.edu", PASSWORD)
        gate.set()
    await app.logins.with_password("ada@example.edu", PASSWORD)


async def test_a_refresh_repeated_within_half_a_minute_gives_the_same_token(app: IdentityApp) -> None:
    await app.activated()
    session = await app.logged_in()
    second = await app.sessions.refresh(session.refresh_token)
    app.time.passes(seconds=29)
    assert (await app.sessions.refresh(session.refresh_token)).refresh_token == second.refresh_token
    app.time.passes(seconds=2)
    with pytest.raises(LoginEnded):
        await app.sessions.refresh(session.refresh_token)
    with pytest.raises(LoginEnded):  # the family has ended with it
        await app.sessions.refresh(second.refresh_token)
    assert app.store.state.audit[-1].action is Action.REFRESH_TOKEN_REUSED


async def test_an_old_token_is_a_reuse_at_once_when_its_successor_was_used(app: IdentityApp) -> None:
    await app.activated()
    session = await app.logged_in()
    second = await app.sessions.refresh(session.refresh_token)
    third = await app.sessions.refresh(second.refresh_token)
    with pytest.raises(LoginEnded):
        await app.sessions.refresh(session.refresh_token)
    with pytest.raises(LoginEnded):
        await app.sessions.refresh(third.refresh_token)


async def test_a_reuse_ends_one_login_and_leaves_the_others(app: IdentityApp) -> None:
    await app.activated()
    stolen = await app.logged_in()
    other = await app.logged_in()
    await app.sessions.refresh(stolen.refresh_token)
    app.time.passes(minutes=1)
    with pytest.raises(LoginEnded):
        await app.sessions.refresh(stolen.refresh_token)
    await app.sessions.refresh(other.refresh_token)


async def test_a_login_lasts_two_weeks_however_often_it_is_refreshed(app: IdentityApp) -> None:
    await app.activated()
    token = (await app.logged_in()).refresh_token
    for _ in range(4 * 14 - 1):
        app.time.passes(hours=6)
        token = (await app.sessions.refresh(token)).refresh_token
    app.time.passes(hours=6)
    with pytest.raises(LoginEnded):
        await app.sessions.refresh(token)
    await drop_what_is_over(app.store, app.time)
    assert app.store.state.tokens == {}


async def test_a_login_that_nobody_uses_is_over_after_twelve_hours(app: IdentityApp) -> None:
    ada = await app.activated()
    used, unused = await app.logged_in(), await app.logged_in()
    app.time.passes(hours=11)
    used = await app.sessions.refresh(used.refresh_token)
    app.time.passes(hours=1)
    with pytest.raises(LoginEnded):
        await app.sessions.refresh(unused.refresh_token)
    assert len(await app.accounts.logins(ada.person_id)) == 1
    app.time.passes(hours=11)
    with pytest.raises(LoginEnded):
        await app.sessions.refresh(used.refresh_token)


async def test_how_long_logins_last_is_the_operators_to_say(app: IdentityApp) -> None:
    await app.activated()
    short = IdentityApp(app.time, app.store, limits=LoginLimits(timedelta(hours=2), timedelta(hours=1)))
    session = await short.logged_in()
    for _ in range(2):
        app.time.passes(minutes=50)
        session = await short.sessions.refresh(session.refresh_token)
    app.time.passes(minutes=50)
    with pytest.raises(LoginEnded):
        await short.sessions.refresh(session.refresh_token)


async def test_a_revoked_link_is_of_no_use_and_neither_is_its_mail(app: IdentityApp) -> None:
    ada, token = await app.invited()
    assert len(app.store.state.mails) == 1
    await app.activations.revoke(ada.person_id, OPERATOR_ID)
    with pytest.raises(ActivationNotFound):
        await app.activations.activate(token, PASSWORD)
    assert app.store.state.mails == {}
    assert app.store.state.audit[-1].action is Action.ACTIVATION_REVOKED
    before = len(app.store.state.audit)
    await app.activations.revoke(ada.person_id, OPERATOR_ID)
    assert len(app.store.state.audit) == before
    with pytest.raises(PersonNotFound):
        await app.activations.revoke(uuid4(), OPERATOR_ID)
    anew = (await app.activations.issue(ada.person_id, OPERATOR_ID)).url.partition("#")[2]
    await app.activations.activate(anew, PASSWORD)


async def test_changing_a_password_says_what_the_new_one_lacks_and_then_ends_other_logins(app: IdentityApp) -> None:
    ada = await app.activated()
    other = await app.logged_in()
    with pytest.raises(InvalidInput) as unfit:
        await app.password_change.change(ada.person_id, PASSWORD, "short")
    assert unfit.value.field == "new_password"
    with pytest.raises(CredentialRefused):
        await app.password_change.change(ada.person_id, "wrong password", "another teapot sings")
    here = Client("192.0.2.1", "Firefox")
    current = await app.logins.with_password("ada@example.edu", PASSWORD, here)
    assert isinstance(current, Session)
    login_id = UUID(current.access.claims.login_id)
    session = await app.password_change.change(ada.person_id, PASSWORD, "another teapot sings", login_id)
    assert [login.client for login in await app.accounts.logins(ada.person_id)] == [here]
    with pytest.raises(LoginEnded):
        await app.sessions.refresh(other.refresh_token)
    assert session.access.claims.expire_time - app.time.now == timedelta(minutes=10)
    await app.sessions.refresh(session.refresh_token)


async def test_ending_a_login_with_any_of_its_tokens_ends_it(app: IdentityApp) -> None:
    await app.activated()
    session = await app.logged_in()
    second = await app.sessions.refresh(session.refresh_token)
    await app.sessions.end(session.refresh_token)
    await app.sessions.end("never issued")
    with pytest.raises(LoginEnded):
        await app.sessions.refresh(second.refresh_token)
