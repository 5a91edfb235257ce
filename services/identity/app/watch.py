"""Follows the changes of people from a resume token, so that other services hold what identity holds."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.identity.app.store import Store
from services.identity.domain.change import Change, Position, resume_token, resumed_at
from services.identity.domain.errors import WatchCompacted
from services.identity.domain.person import Person

PAGE_SIZE = 200  # changes in memory at once, for each follower


@dataclass(frozen=True)
class PersonChanged:
    """The person as they are now."""

    person: Person


@dataclass(frozen=True)
class PersonDeleted:
    """Whatever is held of this person must be erased."""

    person_id: UUID


@dataclass(frozen=True)
class CaughtUp:
    """All that had happened before the watch began has been sent."""


@dataclass(frozen=True)
class Event:
    """What happened, and the token from which a watch goes on after it.

    The token stays empty until a first snapshot is whole: resumed half-way, the follower could not know of those
    deleted before.
    """

    resume_token: str
    what: PersonChanged | PersonDeleted | CaughtUp


class Wakeups(Protocol):
    """Says when there may be something new."""

    def changes(self) -> AsyncGenerator[None, None]:
        """Yields at once, and then each time people may have changed."""


class PeopleWatch:
    """Any number of followers; each reads for itself, at its own pace, so nothing queues up for a slow one."""

    def __init__(self, store: Store, wakeups: Wakeups) -> None:
        self._store = store
        self._wakeups = wakeups

    async def follow(self, resume_from: str) -> AsyncGenerator[Event, None]:
        """Every change after the token, or everybody when it is empty, then live, without end.

        WatchCompacted when the token is older than what is remembered, or from another database.
        """
        start = resumed_at(resume_from, "WatchPeople") if resume_from else None
        _, opening = await self._read(0, 0)
        if start is not None and (start[0] != opening.epoch or start[1] > opening.number):
            raise WatchCompacted
        after = start[1] if start is not None else 0
        whole = start is not None  # has what it holds no gaps: no snapshot under way
        caught_up = False
        async with aclosing(self._wakeups.changes()) as wakeups:
            async for _ in wakeups:
                more = True
                while more:
                    changes, position = await self._read(after, PAGE_SIZE)
                    if position.epoch != opening.epoch or (whole and position.compacted_through > after):
                        raise WatchCompacted
                    for change in changes:
                        if not caught_up and change.number > opening.number:
                            caught_up = whole = True
                            yield Event(resume_token(opening.epoch, after), CaughtUp())
                        after = change.number
                        if change.person is not None or whole:  # a snapshot tells of nobody who was deleted before
                            yield Event(resume_token(opening.epoch, after) if whole else "", _event(change))
                    more = len(changes) == PAGE_SIZE
                if not caught_up:
                    caught_up = whole = True
                    after = max(after, opening.number)
                    yield Event(resume_token(opening.epoch, after), CaughtUp())

    async def _read(self, after: int, size: int) -> tuple[list[Change], Position]:
        async with self._store.transaction() as tx:
            changes, position = await tx.people.changes(after, size)
        return list(changes), position


def _event(change: Change) -> PersonChanged | PersonDeleted:
    return PersonDeleted(change.person_id) if change.person is None else PersonChanged(change.person)
