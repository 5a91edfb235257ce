"""What a process knows to have ended, and what becomes of its streams."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta

import pytest

from services.common.errors import PeerUnavailable, Unauthenticated
from services.common.principal import Principal, Role
from services.common.revocations import FOLLOWED, KEPT_FOR, Revocations, RevocationsCompacted, Revoked
from services.common.streams import Backoff

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def camera(login_id: str = "key-1", expires_in: timedelta = timedelta(minutes=5)) -> Principal:
    return Principal("camera-1", Role.CAMERA, ("recognition",), NOW + expires_in, login_id)


async def streaming(revocations: Revocations, principal: Principal) -> asyncio.Task[None]:
    """A stream that waits for ever, and is open when this returns."""
    opened = asyncio.Event()

    async def stream() -> None:
        async with revocations.until_revoked(principal):
            opened.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(stream())
    await opened.wait()
    return task


async def test_a_revoked_login_is_refused_and_its_streams_end_alone() -> None:
    revocations = Revocations(lambda: NOW)
    mine, other = await streaming(revocations, camera()), await streaming(revocations, camera("key-2"))
    revocations.revoke(Revoked("key-1", NOW))
    with pytest.raises(Unauthenticated):
        await mine
    assert not other.done()
    with pytest.raises(Unauthenticated):
        revocations.check(camera())
    revocations.check(camera("key-2"))
    with pytest.raises(Unauthenticated):
        async with revocations.until_revoked(camera()):
            pass
    other.cancel()
    with pytest.raises(asyncio.CancelledError):
        await other


async def test_a_revocation_is_forgotten_when_no_token_can_be_left() -> None:
    now = NOW
    revocations = Revocations(lambda: now)
    revocations.revoke(Revoked("old", NOW))
    now = NOW + KEPT_FOR + timedelta(seconds=1)
    revocations.revoke(Revoked("new", now))
    assert not revocations.is_revoked("old")
    assert revocations.is_revoked("new")


async def test_services_have_no_login_that_could_be_revoked() -> None:
    revocations = Revocations(lambda: NOW)
    revocations.revoke(Revoked("", NOW))
    revocations.check(Principal("gateway", Role.SERVICE, ("identity",), NOW))


class Scripted:
    """A feed that breaks in a scripted way at each opening, then waits for ever."""

    def __init__(self, *turns: Revoked | Exception) -> None:
        self.turns = list(turns)
        self.asked: list[str] = []
        self.at_rest = asyncio.Event()

    async def watch(self, resume_token: str) -> AsyncGenerator[tuple[str, Revoked | None], None]:
        self.asked.append(resume_token)
        while self.turns:
            turn = self.turns.pop(0)
            if isinstance(turn, Exception):
                raise turn
            yield turn.login_id, turn
        yield resume_token, None
        self.at_rest.set()
        await asyncio.Event().wait()


async def test_a_feed_that_breaks_is_opened_again_where_it_was_and_nothing_is_forgotten() -> None:
    revocations = Revocations(lambda: NOW)
    feed = Scripted(Revoked("key-1", NOW), PeerUnavailable(), Revoked("key-2", NOW), OSError("away"))
    task = asyncio.create_task(revocations.follow(feed, Backoff(first_seconds=0.001, most_seconds=0.001)))
    async with asyncio.timeout(30):
        await feed.at_rest.wait()
    assert feed.asked == ["", "key-1", "key-2"]
    assert revocations.is_revoked("key-1")
    assert revocations.is_revoked("key-2")
    assert FOLLOWED._value.get() == 1
    task.cancel()


async def test_after_a_gap_streams_whose_token_has_expired_are_opened_anew() -> None:
    revocations = Revocations(lambda: NOW)
    stale = await streaming(revocations, camera("key-1", expires_in=timedelta(seconds=-1)))
    fresh = await streaming(revocations, camera("key-2"))
    feed = Scripted(RevocationsCompacted())
    task = asyncio.create_task(revocations.follow(feed, Backoff(first_seconds=0.001, most_seconds=0.001)))
    with pytest.raises(PeerUnavailable):
        await stale
    assert not fresh.done()
    async with asyncio.timeout(30):
        await feed.at_rest.wait()
    assert feed.asked == ["", ""]
    fresh.cancel()
    task.cancel()
