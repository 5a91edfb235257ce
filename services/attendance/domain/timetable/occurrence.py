"""From slots, changes, extra sessions and holidays to single classes at moments of time."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

from dateutil.rrule import MO, WEEKLY, rrule

from services.attendance.domain.institution import Institution
from services.attendance.domain.timetable.days import Days, Holiday
from services.attendance.domain.timetable.plan import Plan
from services.attendance.domain.timetable.slot import Change, Extra, Slot


@dataclass(frozen=True)
class Occurrence:
    """One class of the timetable. Its id says which: the slot's class of `rule_date`, however it was moved since."""

    occurrence_id: UUID
    course_id: UUID
    group_id: UUID | None
    room_id: UUID
    teacher_id: UUID | None
    slot_id: UUID | None  # None: an extra session
    rule_date: date  # its day by the rule
    day: date
    start: datetime  # UTC
    end: datetime  # UTC
    cancelled: bool = False
    moved: bool = False  # to another day, time or room
    substituted: bool = False
    note: str = ""
    sequence: int = 0  # grows with every change, for calendars that follow it

    @property
    def revision(self) -> int:
        """What whoever changes it says that they looked at; 1 when the rule makes it."""
        return self.sequence + 1

    @property
    def plan(self) -> Plan:
        """What its session keeps of it."""
        return Plan(
            self.occurrence_id, self.slot_id, self.rule_date, self.group_id, self.teacher_id, self.start, self.end
        )


@dataclass(frozen=True)
class PlannedCourse:
    """A course as the timetable needs it; `days` None: not limited."""

    code: str
    title: str
    days: Days | None = None
    teacher_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Timetable:
    """All that classes follow from, of some courses or of all."""

    institution: Institution
    slots: tuple[Slot, ...] = ()
    changes: tuple[Change, ...] = ()
    extras: tuple[Extra, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    courses: Mapping[UUID, PlannedCourse] = field(default_factory=dict)
    names: Mapping[UUID, str] = field(default_factory=dict)  # of rooms, groups and people

    def occurrences(self, days: Days) -> list[Occurrence]:
        """Classes held, or cancelled, on one of the days, in the order of time."""
        changes: dict[UUID, list[Change]] = {}
        for change in self.changes:
            changes.setdefault(change.slot_id, []).append(change)
        found = [one for slot in self.slots for one in self._of_slot(slot, changes.get(slot.slot_id, []), days)]
        found += [self._of_extra(extra) for extra in self.extras if extra.day in days]
        return sorted(found, key=lambda one: (one.start, one.occurrence_id))

    def occurrence(self, slot: Slot, rule_date: date) -> Occurrence | None:
        """The slot's class of that day by the rule, wherever it was moved; None if the rule has none."""
        if rule_date not in self._dates(slot, Days(rule_date, rule_date)):
            return None
        change = next((c for c in self.changes if (c.slot_id, c.rule_date) == (slot.slot_id, rule_date)), None)
        return self._held(slot, rule_date, change)

    def _of_slot(self, slot: Slot, changes: list[Change], days: Days) -> Iterator[Occurrence]:
        by_date = {change.rule_date: change for change in changes}
        dates = set(self._dates(slot, days))
        for change in changes:  # moved here from another day
            if change.new_date is not None and change.new_date in days and change.rule_date not in dates:
                dates.update(self._dates(slot, Days(change.rule_date, change.rule_date)))
        for day in sorted(dates):
            changed = by_date.get(day)
            moved_away = changed is not None and changed.new_date is not None
            if not moved_away and self._is_free(day, slot.group_id):
                continue
            held = self._held(slot, day, changed)
            if held.day in days:
                yield held

    def _held(self, slot: Slot, day: date, change: Change | None) -> Occurrence:
        change = change or Change(slot.slot_id, day)
        on = change.new_date or day
        start, end = self._moments(on, change.start or slot.start, change.end or slot.end)
        return Occurrence(
            occurrence_id(slot.slot_id, day),
            slot.course_id,
            slot.group_id,
            change.room_id or slot.room_id,
            change.teacher_id or slot.teacher_id,
            slot.slot_id,
            day,
            on,
            start,
            end,
            change.cancelled,
            moved=any(new is not None for new in (change.new_date, change.start, change.end, change.room_id)),
            substituted=change.teacher_id is not None,
            note=change.note,
            sequence=slot.revision - 1 + change.sequence,
        )

    def _of_extra(self, extra: Extra) -> Occurrence:
        start, end = self._moments(extra.day, extra.start, extra.end)
        return Occurrence(
            extra.extra_id,
            extra.course_id,
            extra.group_id,
            extra.room_id,
            extra.teacher_id,
            None,
            extra.day,
            extra.day,
            start,
            end,
            extra.cancelled,
            note=extra.note,
            sequence=extra.sequence,
        )

    def _dates(self, slot: Slot, days: Days) -> Iterator[date]:
        course = self.courses.get(slot.course_id)
        wanted = days.overlap(course.days) if course and course.days else days
        return rule_dates(slot, wanted) if wanted else iter(())

    def _is_free(self, day: date, group_id: UUID | None) -> bool:
        if self.institution.is_weekend(day):
            return True
        return any(day in holiday.days and holiday.group_id in (None, group_id) for holiday in self.holidays)

    def _moments(self, day: date, start: time, end: time) -> tuple[datetime, datetime]:
        begins, ends = self.institution.moment(day, start), self.institution.moment(day, end)
        if ends > begins:
            return begins, ends
        # it began in the hour that was skipped, and so an hour later than written: it lasts as long as written
        return begins, begins + (datetime.combine(day, end) - datetime.combine(day, start))


def occurrence_id(slot_id: UUID, rule_date: date) -> UUID:
    """The same for ever, so that a class is opened once however often it is tried."""
    return uuid5(slot_id, rule_date.isoformat())


def rule_dates(slot: Slot, days: Days) -> Iterator[date]:
    """Days of the slot's rule among `days`, holidays and week-ends not looked at; ascending."""
    wanted = slot.days.overlap(days)
    if wanted is None:
        return
    period = timedelta(weeks=slot.interval_weeks)  # by which the beginning may move without another day being found
    begins = slot.days.first + (wanted.first - slot.days.first) // period * period
    rule = rrule(
        WEEKLY,
        dtstart=datetime.combine(begins, time()),
        until=datetime.combine(wanted.last, time()),
        interval=slot.interval_weeks,
        byweekday=[weekday - 1 for weekday in sorted(slot.weekdays)],
        wkst=MO,
    )
    for found in rule.xafter(datetime.combine(wanted.first, time()), inc=True):
        yield found.date()


def held(occurrences: Iterable[Occurrence]) -> list[Occurrence]:
    """Those that were not cancelled."""
    return [one for one in occurrences if not one.cancelled]
