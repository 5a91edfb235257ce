"""Follows identity's people: applies every event once at least, and knows where it stopped."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

import structlog

from services.attendance.domain.errors import DomainError
from services.attendance.domain.person import Person
from services.common.streams import Backoff

BATCH_MOST = 200
GATHER_SECONDS = 0.005  # how long an event waits for the next one to share its transaction

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("people")


@dataclass(frozen=True)
class PersonChanged:
    """A person is new, or different."""

    person: Person


@dataclass(frozen=True)
class PersonDeleted:
    """A person is gone for good; their name goes too."""

    person_id: UUID


@dataclass(frozen=True)
class CaughtUp:
    """All that had happened before the stream opened has been sent."""


@dataclass(frozen=True)
class FeedEvent:
    """One message of identity's stream; `event` is None for a heartbeat."""

    resume_token: str
    event: PersonChanged | PersonDeleted | CaughtUp | None


class TokenCompacted(Exception):
    """identity no longer has what followed the token: start afresh."""


class PeopleFeed(Protocol):
    """identity.WatchPeople."""

    def watch(self, resume_token: str) -> AsyncIterator[FeedEvent]:
        """Events after the token, or everybody when it is empty; TokenCompacted, PeerUnavailable."""
        ...


class FollowerStore(Protocol):
    """Where people are kept, and the token beside them."""

    async def resume_token(self) -> str:
        """The token kept last, "" at first."""
        ...

    async def now(self) -> datetime:
        """The store's own clock, which stamps every person it writes."""
        ...

    async def apply(
        self, events: Sequence[PersonChanged | PersonDeleted], resume_token: str | None, drop_before: datetime | None
    ) -> None:
        """In one transaction: the events, then delete whoever was not written since `drop_before`, then the token.

        May be repeated, and several processes may do it at once.
        """
        ...


class PeopleFollower:
    """Runs for as long as the process does. The first round waits for nobody: services may start in any order."""

    def __init__(self, feed: PeopleFeed, store: FollowerStore, backoff: Backoff | None = None) -> None:
        self._feed = feed
        self._store = store
        self._backoff = backoff or Backoff(first_seconds=0.2, most_seconds=5.0)

    async def run(self) -> None:
        """Follows until cancelled."""
        afresh = False
        while True:
            try:
                await self._follow("" if afresh else await self._store.resume_token())
                afresh = False
            except TokenCompacted:
                _log.warning("people are read afresh: the resume token has been compacted")
                afresh = True
                continue
            except DomainError as error:
                _log.warning("following people was interrupted", error=type(error).__name__)
            except Exception:
                _log.exception("following people failed")  # go on: a stopped follower would go unnoticed
            await asyncio.sleep(self._backoff.next_seconds())

    async def _follow(self, resume_token: str) -> None:
        # A whole reading keeps no token until it is complete: cut short, it must begin again to know whom to drop.
        started = None if resume_token else await self._store.now()
        async with aclosing(_batches(self._feed.watch(resume_token))) as batches:
            async for batch in batches:
                changes = [e.event for e in batch if isinstance(e.event, PersonChanged | PersonDeleted)]
                caught_up = any(isinstance(e.event, CaughtUp) for e in batch)
                if started is not None and not caught_up:
                    await self._store.apply(changes, None, None)
                else:
                    await self._store.apply(changes, batch[-1].resume_token, started)
                    started = None
                self._backoff.reset()


async def _batches(events: AsyncIterator[FeedEvent]) -> AsyncGenerator[list[FeedEvent], None]:
    """Events in lists as they come, so that a long first reading is not one transaction a person."""
    pending: asyncio.Future[FeedEvent] | None = None
    batch: list[FeedEvent] = []
    try:
        while True:
            pending = pending or asyncio.ensure_future(anext(events))
            await asyncio.wait((pending,), timeout=GATHER_SECONDS if batch else None)
            if pending.done():
                done, pending = pending, None
                try:
                    batch.append(done.result())
                except StopAsyncIteration:
                    break
                if len(batch) < BATCH_MOST:
                    continue
            yield batch
            batch = []
        if batch:
            yield batch
    finally:
        if pending is not None:
            pending.cancel()
            await asyncio.wait((pending,))
