"""Single classes of the timetable, with their sessions, for whoever may see them."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from services.attendance.app.institution import InstitutionStore
from services.attendance.app.timetable.store import ClassSession, TimetableReader
from services.attendance.domain.errors import InvalidInput
from services.attendance.domain.paging import Page, PageRequest, key_parts
from services.attendance.domain.timetable.days import Days
from services.attendance.domain.timetable.occurrence import Occurrence, Timetable
from services.attendance.domain.timetable.plan import Plan
from services.attendance.domain.timetable.slot import Slot

Clock = Callable[[], datetime]
MOST_DAYS = 62
MOST_CLASSES = 5000
EARLY = timedelta(minutes=30)  # so long before its time, a session started by hand is the class that is planned


@dataclass(frozen=True)
class ClassFilter:
    """Which classes; None filters nothing."""

    course_id: UUID | None = None
    room_id: UUID | None = None
    teacher_id: UUID | None = None
    group_id: UUID | None = None

    def takes(self, one: Occurrence) -> bool:
        """Whether the class is wanted."""
        pairs = (
            (self.course_id, one.course_id),
            (self.room_id, one.room_id),
            (self.teacher_id, one.teacher_id),
            (self.group_id, one.group_id),
        )
        return all(wanted is None or wanted == has for wanted, has in pairs)


@dataclass(frozen=True)
class PlannedClass:
    """A class, what things are called, and its session if it has one."""

    occurrence: Occurrence
    course_code: str
    course_title: str
    group_name: str
    room_name: str
    teacher_name: str
    session: ClassSession | None = None


@dataclass(frozen=True)
class ClassList:
    """Classes of some days, by time."""

    days: Days
    classes: tuple[PlannedClass, ...]
    truncated: bool = False  # there were more


class Classes:
    """Questions whose answers change nothing; the caller has been authorized."""

    def __init__(self, reader: TimetableReader, institutions: InstitutionStore, clock: Clock) -> None:
        self._reader = reader
        self._institutions = institutions
        self._clock = clock

    async def list(
        self, scope: UUID | None, wanted: ClassFilter, first: date | None = None, last: date | None = None
    ) -> ClassList:
        """Today's, or those of the days; `scope` limits them to that person's. InvalidInput for too many days."""
        if first is None:
            first = (await self._institutions.institution()).day_of(self._clock())
        days = Days(first, last or first).checked(MOST_DAYS)
        courses = None if scope is None else await self._reader.courses_of(scope)
        if wanted.course_id is not None:
            courses = {wanted.course_id} & courses if courses is not None else {wanted.course_id}
        timetable = await self._reader.timetable(days, courses)
        classes = await asyncio.to_thread(
            timetable.occurrences, days
        )  # of a whole college and two months: half a second
        found = [one for one in classes if wanted.takes(one)]
        if scope is not None:
            expected = await self._reader.expected(scope)
            found = [one for one in found if expected.at(one)]
        sessions = await self._reader.sessions([one.occurrence_id for one in found[:MOST_CLASSES]])
        named_ones = [named(timetable, one, sessions.get(one.occurrence_id)) for one in found[:MOST_CLASSES]]
        return ClassList(days, tuple(named_ones), len(found) > MOST_CLASSES)

    async def slots(
        self, scope: UUID | None, course_id: UUID | None, days: Days, page: PageRequest
    ) -> tuple[Page[Slot], Timetable]:
        """Slots that hold on one of the days, by time of day, and the timetable they stand in."""
        courses = None if scope is None else (await self._reader.expected(scope)).teaches
        if course_id is not None:
            courses = frozenset({course_id}) if courses is None else courses & {course_id}
        timetable = await self._reader.timetable(days, courses)
        ordered = sorted(
            (one for one in timetable.slots if one.days.overlap(days)), key=lambda one: (one.start, one.slot_id)
        )
        start, slot_id = key_parts(page, time.fromisoformat, UUID)
        if start is not None:
            ordered = [one for one in ordered if (one.start, one.slot_id) > (start, slot_id)]
        found = ordered[: page.size + 1]
        return page.page(found, lambda one: (one.start.isoformat(), str(one.slot_id))), timetable

    async def current(self, course_id: UUID, room_id: UUID, now: datetime) -> Plan | None:
        """The course's class that is held there now, or will be within half an hour, and has no session yet."""
        found = await self._around(course_id, room_id, now)
        sessions = await self._reader.sessions([one.occurrence_id for one in found])
        free = [one for one in found if one.occurrence_id not in sessions]
        return min(free, key=lambda one: abs(one.start - now)).plan if free else None

    async def holds(self, person_id: UUID, course_id: UUID, room_id: UUID, now: datetime) -> bool:
        """Whether the course's class that is held there now, or soon, is the person's own, a substitute's too."""
        return any(one.teacher_id == person_id for one in await self._around(course_id, room_id, now))

    async def _around(self, course_id: UUID, room_id: UUID, now: datetime) -> Sequence[Occurrence]:
        today = (await self._institutions.institution()).day_of(now)
        days = Days(today, today).widened(1)
        timetable = await self._reader.timetable(days, [course_id])
        return [
            one
            for one in timetable.occurrences(days)
            if not one.cancelled and one.room_id == room_id and one.start - EARLY <= now < one.end
        ]


def named(timetable: Timetable, one: Occurrence, session: ClassSession | None = None) -> PlannedClass:
    """With what things are called today."""
    course = timetable.courses[one.course_id]
    teachers = (one.teacher_id,) if one.teacher_id else course.teacher_ids
    return PlannedClass(
        one,
        course.code,
        course.title,
        timetable.names.get(one.group_id, "") if one.group_id else "",
        timetable.names.get(one.room_id, ""),
        ", ".join(timetable.names[teacher_id] for teacher_id in teachers if teacher_id in timetable.names),
        session,
    )


def check_range(first: date, last: date | None) -> Days:
    """Slots that hold on one of these days."""
    if last is not None and last < first:
        raise InvalidInput("last_date", "must not be before first_date")
    return Days(first, last or date.max)
