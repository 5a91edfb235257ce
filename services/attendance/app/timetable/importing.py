"""A calendar file into slots and extra sessions: first what it would come to, then, if wanted, that."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID, uuid5

from services.attendance.app.timetable.changing import TimetableTransaction
from services.attendance.app.timetable.slots import check_clashes, check_slot, of_extra
from services.attendance.domain.errors import DomainError
from services.attendance.domain.institution import Institution
from services.attendance.domain.timetable.calendar_event import MAX_FILE_BYTES, CalendarEvent
from services.attendance.domain.timetable.days import Days
from services.attendance.domain.timetable.errors import CalendarFileRefused
from services.attendance.domain.timetable.occurrence import PlannedCourse, Timetable
from services.attendance.domain.timetable.slot import MAX_SLOT_DAYS, Change, Extra, Slot

ReadEvents = Callable[[bytes, Institution], list[CalendarEvent]]
IMPORTED = UUID("a0d9b3f1-6f0c-5a51-9c86-0a7d1f2f6c11")  # of ids that follow from a UID: the same file, the same slots


class Outcome(StrEnum):
    """What becomes of an event."""

    NEW = "new"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Imported:
    """An event and what becomes of it."""

    event: CalendarEvent
    outcome: Outcome
    reason: str = ""
    slot: Slot | None = None
    extra: Extra | None = None
    left_out: tuple[date, ...] = ()  # days of the slot's rule on which it is not held


@dataclass(frozen=True)
class Catalogue:
    """What names in the file may mean; keys are in lower case."""

    codes: Mapping[str, UUID]  # of courses
    titles: Mapping[str, UUID]  # of courses, as far as only one has it
    planned: Mapping[UUID, PlannedCourse]
    rooms: Mapping[str, UUID]
    groups: Mapping[str, UUID]
    names: Mapping[UUID, str] = field(default_factory=dict)


class ImportTransaction(TimetableTransaction, Protocol):
    """What changing the timetable needs, and the names of everything."""

    async def catalogue(self) -> Catalogue:
        """Courses, rooms and groups by name."""
        ...

    async def institution(self) -> Institution:
        """The settings."""
        ...

    async def whole(self, days: Days) -> Timetable:
        """All that holds on those days."""
        ...


class ImportStore(Protocol):
    """Where the timetable is kept."""

    def importing(self) -> AbstractAsyncContextManager[ImportTransaction]:
        """All or nothing."""
        ...


class _OnlyLooked(Exception):
    """Takes back what a preview has written."""


class Imports:
    """For administrators; the caller has been authorized."""

    def __init__(self, store: ImportStore, read: ReadEvents) -> None:
        self._store = store
        self._read = read

    async def run(self, file: bytes, changed_by: UUID, *, commit: bool) -> list[Imported]:
        """What becomes of each event, in their order; without `commit` nothing is written. CalendarFileRefused."""
        if len(file) > MAX_FILE_BYTES:
            raise CalendarFileRefused(f"it is larger than {MAX_FILE_BYTES // 1024} KiB")
        found: list[Imported] = []
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
    ) -> list[Imported]:
        catalogue = await transaction.catalogue()
        named = [_named(event, catalogue) for event in events]
        lasts = [one.slot.days for one in named if one.slot]
        lasts += [Days(one.extra.day, one.extra.day) for one in named if one.extra]
        if not lasts:
            return named
        whole = Days(min(days.first for days in lasts), max(days.last for days in lasts))
        timetable = await transaction.whole(whole)
        timetable = replace(
            timetable,
            courses={**timetable.courses, **catalogue.planned},
            names={**timetable.names, **catalogue.names},
        )
        found = []
        for one in named:
            taken = one
            if one.slot is not None:
                taken, timetable = await self._take_slot(transaction, timetable, one, one.slot, changed_by)
            elif one.extra is not None:
                taken, timetable = await self._take_extra(transaction, timetable, one, one.extra)
            found.append(taken)
        return found

    async def _take_slot(
        self, transaction: ImportTransaction, timetable: Timetable, one: Imported, slot: Slot, changed_by: UUID
    ) -> tuple[Imported, Timetable]:
        before = await transaction.slot(slot.slot_id)
        if before is not None:
            return _again(one, replace(before, revision=slot.revision, teacher_id=None) == slot), timetable
        try:
            check_slot(timetable, slot)
        except DomainError as error:
            return replace(one, outcome=Outcome.REFUSED, reason=str(error)), timetable
        await transaction.add_slot(slot, uuid5(IMPORTED, f"request {one.event.uid}"))
        changes = tuple(Change(slot.slot_id, day, cancelled=True, sequence=1) for day in one.left_out)
        for change in changes:
            await transaction.put_change(change, changed_by)
        return one, replace(timetable, slots=(*timetable.slots, slot), changes=(*timetable.changes, *changes))

    async def _take_extra(
        self, transaction: ImportTransaction, timetable: Timetable, one: Imported, extra: Extra
    ) -> tuple[Imported, Timetable]:
        before = await transaction.extra_class(extra.extra_id)
        if before is not None:
            same = replace(before, teacher_id=None, cancelled=False, sequence=0, note="") == replace(extra, note="")
            return _again(one, same), timetable
        try:
            extra = extra.checked()
            check_clashes(timetable, [of_extra(timetable, extra)])
        except DomainError as error:
            return replace(one, outcome=Outcome.REFUSED, reason=str(error)), timetable
        await transaction.put_extra(extra, uuid5(IMPORTED, f"request {one.event.uid}"))
        return one, replace(timetable, extras=(*timetable.extras, extra))


def _again(one: Imported, same: bool) -> Imported:
    if same:
        return replace(one, outcome=Outcome.UNCHANGED)
    reason = "was imported before and is different now: change it in the timetable"
    return replace(one, outcome=Outcome.REFUSED, reason=reason)


def _named(event: CalendarEvent, catalogue: Catalogue) -> Imported:
    """The slot or the extra session that the event becomes, its names looked up."""
    course_id, room_id = _course(event.summary, catalogue), catalogue.rooms.get(event.location.casefold())
    group_id = next((found for name in event.categories if (found := catalogue.groups.get(name.casefold()))), None)
    problem = event.problem
    if not problem and course_id is None:
        problem = f"no course has the code or title “{event.summary}”"
    if not problem and room_id is None:
        problem = f"no room is called “{event.location}”"
    if problem or course_id is None or room_id is None:
        return Imported(event, Outcome.REFUSED, problem)
    made_id = uuid5(IMPORTED, event.uid)
    if not event.weekdays:
        extra = Extra(made_id, course_id, group_id, room_id, None, event.first, event.start, event.end)
        return Imported(event, Outcome.NEW, extra=extra)
    course_days = catalogue.planned[course_id].days
    longest = event.first + timedelta(days=MAX_SLOT_DAYS - 1)
    last = event.last or (min(course_days.last, longest) if course_days else longest)
    slot = Slot(
        made_id, course_id, group_id, room_id, None, event.weekdays, event.start, event.end, Days(event.first, last),
        event.interval_weeks,
    )  # fmt: skip
    return Imported(event, Outcome.NEW, slot=slot, left_out=tuple(day for day in event.left_out if day in slot.days))


def _course(summary: str, catalogue: Catalogue) -> UUID | None:
    """By code, by title, or by a code that the summary begins with, as in "CS101: Algebra"."""
    text = summary.strip().casefold()
    beginning = text.replace(":", " ").split(" ", 1)[0]
    return catalogue.codes.get(text) or catalogue.titles.get(text) or catalogue.codes.get(beginning)
