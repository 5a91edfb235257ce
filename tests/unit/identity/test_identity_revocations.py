"""Every way a login ends is told to those who follow; keys rotate without ending one."""

from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import jwt
import pytest

from services.common.auth import SigningKeys, TokenVerifier
from services.common.principal import Role
from services.identity.app.revocations import RevocationWatch
from services.identity.app.sessions import Session
from services.identity.app.upkeep import drop_what_is_over
from services.identity.domain.errors import WatchCompacted
from services.identity.domain.login import REPEAT_WITHIN
from services.identity.domain.login_errors import LoginEnded
from services.identity.domain.person import Person
from services.identity.domain.signing import SIGNS_FOR
from tests.fakes.identity_app import OPERATOR_ID, PASSWORD, IdentityApp

Ending = Callable[[IdentityApp, Person, Session], Awaitable[object]]


def login_of(session: Session) -> str:
    return session.access.claims.login_id


async def told(app: IdentityApp, resume_token: str = "") -> tuple[list[str], str]:
    """What a follower is told until it is up to date, and its resume token then."""
    found: list[str] = []
    async with aclosing(RevocationWatch(app.store, app.store).follow(resume_token)) as events:
        async for event in events:
            if event.what is None:
                return found, event.resume_token
            found.append(str(event.what.login_id))
    raise AssertionError("a watch has no end")


async def signed_out(app: IdentityApp, _: Person, session: Session) -> None:
    await app.sessions.end(session.refresh_token)


async def reused(app: IdentityApp, _: Person, session: Session) -> None:
    await app.sessions.refresh(session.refresh_token)
    app.time.passes(seconds=REPEAT_WITHIN.total_seconds() + 1)
    with pytest.raises(LoginEnded):
        await app.sessions.refresh(session.refresh_token)


async def shut_out(app: IdentityApp, person: Person, _: Session) -> None:
    await app.people.set_active(person.person_id, False, OPERATOR_ID)


async def deleted(app: IdentityApp, person: Person, _: Session) -> None:
    await app.people.delete(person.person_id, OPERATOR_ID)


async def made_teacher(app: IdentityApp, person: Person, _: Session) -> None:
    details = replace(person.details, role=Role.TEACHER)
    await app.people.update(person.person_id, details, person.revision, OPERATOR_ID)


async def password_changed(app: IdentityApp, person: Person, _: Session) -> None:
    await app.password_change.change(person.person_id, PASSWORD, "another teapot sings")


@pytest.mark.parametrize("ending", [signed_out, reused, shut_out, deleted, made_teacher, password_changed])
async def test_every_way_a_login_ends_is_told(ending: Ending) -> None:
    app = IdentityApp()
    person = await app.activated()
    session = await app.logged_in()
    assert isinstance(session, Session)
    before, resume_token = await told(app)
    await ending(app, person, session)
    after, _ = await told(app, resume_token)
    assert before == []
    assert login_of(session) in after
    assert (await told(app))[0] == after  # whoever starts afresh is told as well


async def test_a_revoked_device_key_is_told_and_its_tokens_carry_its_id() -> None:
    app = IdentityApp()
    issued = await app.device_keys.issue(uuid4(), "door", OPERATOR_ID)
    access = await app.device_keys.authenticate(issued.key.key_id, issued.secret)
    assert jwt.decode(access.token, options={"verify_signature": False})["sid"] == str(issued.key.key_id)
    await app.device_keys.revoke(issued.key.key_id, OPERATOR_ID)
    await app.device_keys.revoke(issued.key.key_id, OPERATOR_ID)
    assert (await told(app))[0] == [str(issued.key.key_id)]


async def test_revocations_are_dropped_when_no_token_can_be_left_and_late_followers_start_afresh() -> None:
    app = IdentityApp()
    await app.activated()
    first = await app.logged_in()
    assert isinstance(first, Session)
    _, early = await told(app)
    await app.sessions.end(first.refresh_token)
    app.time.passes(minutes=16)
    await drop_what_is_over(app.store, app.time, timedelta(days=365))
    with pytest.raises(WatchCompacted):
        await told(app, early)
    fresh, latest = await told(app)
    assert fresh == []
    assert (await told(app, latest))[0] == []
    with pytest.raises(WatchCompacted):
        await told(app, f"{UUID(int=7).hex}.0")


async def test_the_signing_key_is_replaced_without_logging_anybody_out() -> None:
    app = IdentityApp()
    await app.activated()
    session = await app.logged_in()
    assert isinstance(session, Session)

    async def published() -> SigningKeys:
        keys = await app.key_ring.published()
        return SigningKeys(keys.jwks_json, keys.expire_time)

    verifier = TokenVerifier("attendance", published, clock=app.time, refetch_seconds=0.0)
    used: list[str] = []
    # the first key has signed for almost all of its time when somebody logs in
    app.time.now += SIGNS_FOR - timedelta(hours=1)
    again = await app.logged_in()
    assert isinstance(again, Session)
    session = again
    for _ in range(20):  # two hours, the change in their middle
        session = await app.sessions.refresh(session.refresh_token)
        used.append(jwt.get_unverified_header(session.access.token)["kid"])
        await verifier.verify(session.access.token)
        app.time.passes(minutes=9)
        await verifier.verify(session.access.token)  # also what was signed just before the change, to its end
    assert len(set(used)) == 2
    assert used == sorted(used, key=used.index)  # once changed, never back
    app.time.passes(hours=1)
    await app.sessions.refresh(session.refresh_token)
