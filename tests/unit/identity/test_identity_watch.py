"""Following people from a resume token."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from uuid import uuid4

import pytest

from services.common.errors import InvalidInput
from services.identity.app.upkeep import drop_what_is_over
from services.identity.app.watch import PAGE_SIZE, CaughtUp, Event, PersonChanged, PersonDeleted
from services.identity.domain.errors import WatchCompacted
from tests.fakes.identity_app import OPERATOR_ID, IdentityApp


class Follower:
    def __init__(self, events: AsyncIterator[Event]) -> None:
        self._events = events
        self.token = ""

    async def next(self) -> Event:
        async with asyncio.timeout(30):
            event = await anext(self._events)
        self.token = event.resume_token
        return event

    async def to_caught_up(self) -> list[Event]:
        seen = [await self.next()]
        while not isinstance(seen[-1].what, CaughtUp):
            seen.append(await self.next())
        return seen


@asynccontextmanager
async def following(app: IdentityApp, token: str = "") -> AsyncIterator[Follower]:
    async with aclosing(app.watch.follow(token)) as events:
        yield Follower(events)


@pytest.fixture
def app() -> IdentityApp:
    return IdentityApp()


async def test_an_empty_token_shows_everybody_then_what_happens(app: IdentityApp) -> None:
    ada, _ = await app.invited("ada@example.edu")
    bob, _ = await app.invited("bob@example.edu")
    gone, _ = await app.invited("gone@example.edu")
    await app.people.delete(gone.person_id, OPERATOR_ID)
    async with following(app) as follower:
        events = await follower.to_caught_up()
        assert [event.what for event in events] == [PersonChanged(ada), PersonChanged(bob), CaughtUp()]
        assert [bool(event.resume_token) for event in events] == [False, False, True]
        changed = await app.people.set_active(ada.person_id, False, OPERATOR_ID)
        assert (await follower.next()).what == PersonChanged(changed)
        await app.people.delete(bob.person_id, OPERATOR_ID)
        assert (await follower.next()).what == PersonDeleted(bob.person_id)


async def test_nobody_at_all_is_caught_up_at_once(app: IdentityApp) -> None:
    async with following(app) as follower:
        assert (await follower.next()).what == CaughtUp()
        ada, _ = await app.invited()
        assert (await follower.next()).what == PersonChanged(ada)


async def test_a_token_resumes_after_the_event_it_came_with(app: IdentityApp) -> None:
    ada, _ = await app.invited("ada@example.edu")
    bob, _ = await app.invited("bob@example.edu")
    async with following(app) as follower:
        await follower.to_caught_up()
        token = follower.token
    changed = await app.people.set_active(ada.person_id, False, OPERATOR_ID)
    await app.people.delete(bob.person_id, OPERATOR_ID)
    async with following(app, token) as follower:
        first = await follower.next()
        assert first.what == PersonChanged(changed)
    for resumed_from in (token, first.resume_token):
        async with following(app, resumed_from) as follower:
            events = await follower.to_caught_up()
            assert [event.what for event in events][-2:] == [PersonDeleted(bob.person_id), CaughtUp()]
            assert len(events) == (3 if resumed_from == token else 2)


async def test_more_people_than_a_page_come_once_each(app: IdentityApp) -> None:
    people = [(await app.invited(f"{number}@example.edu"))[0].person_id for number in range(PAGE_SIZE + 5)]
    async with following(app) as follower:
        events = await follower.to_caught_up()
    seen = [event.what.person.person_id for event in events if isinstance(event.what, PersonChanged)]
    assert seen == people


async def test_what_happens_during_the_first_snapshot_is_not_lost(app: IdentityApp) -> None:
    ada, _ = await app.invited("ada@example.edu")
    bob, _ = await app.invited("bob@example.edu")
    async with following(app) as follower:
        assert (await follower.next()).what == PersonChanged(ada)
        changed = await app.people.set_active(ada.person_id, False, OPERATOR_ID)
        await app.people.delete(bob.person_id, OPERATOR_ID)
        events = [await follower.next() for _ in range(4)]
    assert [event.what for event in events if not isinstance(event.what, CaughtUp)] == [
        PersonChanged(bob),  # as read before
        PersonChanged(changed),
        PersonDeleted(bob.person_id),
    ]


async def test_a_token_from_before_the_forgotten_deletions_is_refused(app: IdentityApp) -> None:
    ada, _ = await app.invited("ada@example.edu")
    async with following(app) as follower:
        await follower.to_caught_up()
        before = follower.token
    await app.people.delete(ada.person_id, OPERATOR_ID)
    async with following(app, before) as follower:
        await follower.to_caught_up()
        after = follower.token
    app.time.passes(days=91)
    await drop_what_is_over(app.store, app.time)
    async with following(app, before) as follower:
        with pytest.raises(WatchCompacted):
            await follower.next()
    async with following(app, after) as follower:
        assert (await follower.next()).what == CaughtUp()


async def test_a_token_of_another_database_or_of_the_future_is_refused(app: IdentityApp) -> None:
    async with following(app) as follower:
        await follower.next()
        epoch = follower.token.partition(".")[0]
    for token in (f"{uuid4().hex}.0", f"{epoch}.99"):
        async with following(app, token) as follower:
            with pytest.raises(WatchCompacted):
                await follower.next()


_EPOCH = "8ae2a1a7d7084292b064d0acb9fa9463"


@pytest.mark.parametrize("token", ["x", "x.y", "7", f"{_EPOCH}.-1", f"{_EPOCH}.", f"{_EPOCH}.{10**30}"])
async def test_what_is_no_token_is_refused(app: IdentityApp, token: str) -> None:
    async with following(app, token) as follower:
        with pytest.raises(InvalidInput):
            await follower.next()


async def test_only_the_newest_state_of_a_person_is_sent(app: IdentityApp) -> None:
    ada, _ = await app.invited()
    async with following(app) as follower:
        await follower.to_caught_up()
        for active in (False, True, False):
            last = await app.people.set_active(ada.person_id, active, OPERATOR_ID)
        assert (await follower.next()).what == PersonChanged(replace(last))
        await app.people.delete(ada.person_id, OPERATOR_ID)
        assert (await follower.next()).what == PersonDeleted(ada.person_id)
