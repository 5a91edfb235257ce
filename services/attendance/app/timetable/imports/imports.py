"""A calendar file into slots and extra sessions: first what it would come to, then, if wanted, that."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from services.attendance.app.timetable.imports.imported import Imported, Outcome, named
from services.attendance.app.timetable.imports.store import Catalogue, ImportStore, ImportTransaction
from services.attendance.app.timetable.imports.taking import NewId, Taking
from services.attendance.domain.institution import Institution
from services.attendance.domain.timetable.calendar_event import MAX_FILE_BYTES, CalendarEvent, TakenEvent
from services.attendance.domain.timetable.days import Days
from services.attendance.domain.timetable.errors import CalendarFileRefused
from services.attendance.domain.timetable.occurrence import Timetable

Clock = Callable[[], datetime]
ReadEvents = Callable[[bytes, Institution], list[CalendarEvent]]


class _OnlyLooked(Exception):
    """Takes back what a preview has written."""


class Imports:
    """For administrators; the caller has been authorized."""

    def __init__(self, store: ImportStore, read: ReadEvents, clock: Clock, new_id: NewId) -> None:
        self._store = store
        self._read = read
        self._clock = clock
        self._new_id = new_id

    async def run(self, file: bytes, changed_by: UUID, *, commit: bool) -> Sequence[Imported]:
        """What becomes of each event, in their order; without `commit` nothing is written. CalendarFileRefused."""
        if len(file) > MAX_FILE_BYTES:
            raise CalendarFileRefused(f"it is larger than {MAX_FILE_BYTES // 1024} KiB")
        found: Sequence[Imported] = ()
        with suppress(_OnlyLooked):
            async with self._store.importing() as transaction:
                institution = await transaction.institution()
                events = await asyncio.to_thread(self._read, file, institution)
                found = await self._take(transaction, events, changed_by)
                if not commit:
                    raise _OnlyLooked
        return found

    async def _take(
        self, transaction: ImportTransaction, events: list[CalendarEvent], changed_by: UUID
    ) -> Sequence[Imported]:
        catalogue = await transaction.catalogue()
        wanted = [named(event, catalogue) for event in events]
        taken = await _taken_before(transaction, wanted)
        now = self._clock()
        timetable = await _around(transaction, wanted, taken, catalogue, now.date())
        taking = Taking(transaction, timetable, catalogue, taken, now, changed_by, self._new_id)
        found = [await taking.take(one) for one in wanted]
        # one may have been refused for a room that a later one leaves
        return [
            await taking.take(one) if was.outcome is Outcome.REFUSED else was
            for one, was in zip(wanted, found, strict=True)
        ]


async def _taken_before(transaction: ImportTransaction, wanted: Sequence[Imported]) -> Mapping[UUID, TakenEvent]:
    """Also what was imported before versions were remembered."""
    taken = dict(await transaction.taken([one.event_id for one in wanted]))
    for event_id in (one.event_id for one in wanted if one.event_id not in taken):
        if await transaction.slot(event_id) is not None:
            taken[event_id] = TakenEvent(event_id, None)
        elif await transaction.extra_class(event_id) is not None:
            taken[event_id] = TakenEvent(None, event_id)
    return taken


async def _around(
    transaction: ImportTransaction,
    wanted: Sequence[Imported],
    taken: Mapping[UUID, TakenEvent],
    catalogue: Catalogue,
    today: date,
) -> Timetable:
    """All that holds on the days of these events, as they are and as they will be, and today."""
    days = [Days(today, today)]
    days += [one.slot.days for one in wanted if one.slot]
    days += [Days(one.extra.day, one.extra.day) for one in wanted if one.extra]
    days += [Days(other.day, other.day) for one in wanted for other in one.event.other_days if other.day]
    for one in taken.values():
        slot = await transaction.slot(one.slot_id) if one.slot_id else None
        extra = await transaction.extra_class(one.extra_id) if one.extra_id else None
        days += [slot.days] if slot else []
        days += [Days(extra.day, extra.day)] if extra else []
    timetable = await transaction.whole(Days(min(one.first for one in days), max(one.last for one in days)))
    return replace(
        timetable,
        courses={**timetable.courses, **catalogue.planned},
        names={**timetable.names, **catalogue.names},
    )
