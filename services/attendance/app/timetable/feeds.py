"""Somebody's own calendar at a secret address, for programs that show calendars."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from services.attendance.app.people import People
from services.attendance.app.timetable.classes import PlannedClass, named
from services.attendance.app.timetable.store import TimetableReader
from services.attendance.domain.institution import Institution
from services.attendance.domain.timetable.days import Days
from services.attendance.domain.timetable.errors import FeedNotFound

Clock = Callable[[], datetime]
NewToken = Callable[[], str]
WriteCalendar = Callable[[Institution, Days, Sequence[PlannedClass], datetime], Iterator[bytes]]
BACK = timedelta(days=60)
AHEAD = timedelta(days=400)
MOST_CLASSES = 5000


class FeedStore(Protocol):
    """Where the digests of tokens are kept."""

    async def keep(self, person_id: UUID, token_hash: bytes, now: datetime) -> bool:
        """The person's only one from now on; whether the person is known here already."""
        ...

    async def made(self, person_id: UUID) -> datetime | None:
        """When the person's was made."""
        ...

    async def revoke(self, person_id: UUID) -> None:
        """It is no more."""
        ...

    async def person(self, token_hash: bytes) -> UUID | None:
        """Whose it is, if they are active."""
        ...


class Feeds:
    """Each person's own."""

    def __init__(
        self,
        store: FeedStore,
        reader: TimetableReader,
        people: People,
        write: WriteCalendar,
        clock: Clock,
        new_token: NewToken,
    ) -> None:
        self._store = store
        self._reader = reader
        self._people = people
        self._write = write
        self._clock = clock
        self._new_token = new_token

    async def made(self, person_id: UUID) -> datetime | None:
        """When the person's address was made; None if there is none."""
        return await self._store.made(person_id)

    async def create(self, person_id: UUID) -> tuple[str, datetime]:
        """A new token, told once, and the time; an earlier one ends."""
        token, now = self._new_token(), self._clock()
        await self._people.find([person_id])  # asked of identity if they came a moment ago
        if not await self._store.keep(person_id, _digest(token), now):
            raise FeedNotFound
        return token, now

    async def revoke(self, person_id: UUID) -> None:
        """The address ends."""
        await self._store.revoke(person_id)

    async def read(self, token: str) -> AsyncIterator[bytes]:
        """The calendar in pieces; FeedNotFound before the first."""
        person_id = await self._store.person(_digest(token))
        if person_id is None:
            raise FeedNotFound
        courses = await self._reader.courses_of(person_id)
        now = self._clock()
        days = Days((now - BACK).date(), (now + AHEAD).date())
        timetable = await self._reader.timetable(days, courses)
        expected = await self._reader.expected(person_id)
        own = [one for one in timetable.occurrences(days) if expected.learns(one) or expected.holds(one)]
        classes = [named(timetable, one) for one in own[:MOST_CLASSES]]
        pieces = self._write(timetable.institution, days, classes, now)
        while (piece := await asyncio.to_thread(next, pieces, None)) is not None:  # each takes a tenth of a second
            yield piece


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
