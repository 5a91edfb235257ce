"""A month of a student, day by day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.attendance.app.student.given import HeldMark, Plans, StudentStore, month_from
from services.attendance.domain.institution import MAX_OPEN_BEFORE, Institution
from services.attendance.domain.mark import MarkStatus
from services.attendance.domain.student.bounds import ONE_DAY, bounds_of, month_of
from services.attendance.domain.timetable.days import Holiday
from services.attendance.domain.timetable.occurrence import Occurrence

Clock = Callable[[], datetime]
MOST_ENTRIES_A_DAY = 50


class DayKind(StrEnum):
    """Why a day has no classes."""

    ORDINARY = "ordinary"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


@dataclass(frozen=True)
class DayEntry:
    """A class that was held, is held, or is still to come: then it has no session."""

    session_id: UUID | None
    course_id: UUID
    course_code: str
    course_title: str
    room_name: str
    start_time: datetime
    end_time: datetime | None
    kind: MarkStatus
    code: str
    cancelled: bool = False


@dataclass(frozen=True)
class CalendarDay:
    """One day; entries by time."""

    day: date
    kind: DayKind
    holiday_name: str
    entries: tuple[DayEntry, ...]


@dataclass(frozen=True)
class CalendarMonth:
    """Days on which something was or is to be, and days off."""

    month: date  # its first day
    today: date
    time_zone: str
    days: Sequence[CalendarDay]


class Calendars:
    """For one student at a time; the caller has been authorized."""

    def __init__(self, store: StudentStore, plans: Plans, clock: Clock) -> None:
        self._store = store
        self._plans = plans
        self._clock = clock

    async def of_student(
        self, student_id: UUID, scope: UUID | None, month: str, course_id: UUID | None
    ) -> CalendarMonth:
        """The month "YYYY-MM", or this one; InvalidInput."""
        now = self._clock()
        institution = await self._plans.institution()
        today = institution.day_of(now)
        days = month_of(month_from(month, today))
        start, end = bounds_of(days, institution.zone)
        marks = await self._store.marks(student_id, start, end, scope, course_id)
        taken = {one.course_id: one for one in await self._store.courses(student_id, scope, days)}
        entries = [_held(mark) for mark in marks]
        planned = await self._plans.planned(student_id, days)
        # opened some minutes before its time, a class stands there as a session already
        soon = [one.occurrence_id for one in planned if now < one.start <= now + MAX_OPEN_BEFORE]
        opened = await self._plans.opened(soon) if soon else set[UUID]()
        for one in planned:
            course = taken.get(one.course_id)
            wanted = course_id is None or one.course_id == course_id
            to_come = one.start > now and one.occurrence_id not in opened
            if course is not None and wanted and (to_come or one.cancelled):
                entries.append(_planned(one, course.code, course.title))
        return CalendarMonth(
            days.first,
            today,
            institution.time_zone,
            _by_day(entries, institution, await self._plans.holidays(student_id, days), days.first, days.last),
        )


def _by_day(
    entries: Sequence[DayEntry], institution: Institution, holidays: Sequence[Holiday], first: date, last: date
) -> list[CalendarDay]:
    of_day: dict[date, list[DayEntry]] = {}
    for entry in entries:
        of_day.setdefault(institution.day_of(entry.start_time), []).append(entry)
    found, day = [], first
    while day <= last:
        holiday = next((one for one in holidays if day in one.days), None)
        kind = DayKind.HOLIDAY if holiday else DayKind.WEEKEND if institution.is_weekend(day) else DayKind.ORDINARY
        held = sorted(of_day.get(day, ()), key=lambda one: (one.start_time, one.course_code))[:MOST_ENTRIES_A_DAY]
        if held or kind is not DayKind.ORDINARY:
            found.append(CalendarDay(day, kind, holiday.name if holiday else "", tuple(held)))
        day += ONE_DAY
    return found


def _held(mark: HeldMark) -> DayEntry:
    return DayEntry(
        mark.session_id,
        mark.course_id,
        mark.course_code,
        mark.course_title,
        mark.room_name,
        mark.start_time,
        mark.end_time,
        mark.kind,
        mark.code,
    )


def _planned(one: Occurrence, code: str, title: str) -> DayEntry:
    return DayEntry(
        None, one.course_id, code, title, "", one.start, one.end, MarkStatus.NOT_SEEN, "", cancelled=one.cancelled
    )
