"""What a timetable is made of: slots that repeat, changes of single classes, and extra sessions."""

from dataclasses import dataclass, replace
from datetime import date, time
from uuid import UUID

from services.attendance.domain.errors import InvalidInput
from services.attendance.domain.institution import WEEK, Institution
from services.attendance.domain.text import check_text
from services.attendance.domain.timetable.days import Days

MAX_SLOT_DAYS = 400
MAX_INTERVAL_WEEKS = 8
MAX_NOTE_CHARACTERS = 200
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Slot:
    """Classes of a course that repeat by the week; `start` and `end` are what clocks here show, on one day."""

    slot_id: UUID
    course_id: UUID
    group_id: UUID | None  # None: all who are enrolled
    room_id: UUID
    teacher_id: UUID | None  # None: whoever teaches the course
    weekdays: frozenset[int]  # ISO: 1 Monday to 7 Sunday
    start: time
    end: time
    days: Days
    interval_weeks: int = 1  # 2: every other week, beginning with the week of the first day
    revision: int = 1

    def checked(self, institution: Institution) -> "Slot":
        """Itself; InvalidInput names what makes no sense, as a class on a week-end."""
        if not self.weekdays or not self.weekdays <= WEEK:
            raise InvalidInput("weekdays", "must name at least one day from 1, Monday, to 7, Sunday")
        free = sorted(self.weekdays & institution.weekend_days)
        if free:
            name = DAY_NAMES[free[0] - 1]
            raise InvalidInput("weekdays", f"{name} is a day of the week-end here: an extra session may be held on it")
        check_times(self.start, self.end)
        if not 1 <= self.interval_weeks <= MAX_INTERVAL_WEEKS:
            raise InvalidInput("interval_weeks", f"must lie between 1 and {MAX_INTERVAL_WEEKS}")
        self.days.checked(MAX_SLOT_DAYS)
        return self


@dataclass(frozen=True)
class Change:
    """What is different about the slot's class of that day; None is as the slot has it."""

    slot_id: UUID
    rule_date: date  # its day by the rule
    cancelled: bool = False
    new_date: date | None = None
    start: time | None = None
    end: time | None = None
    room_id: UUID | None = None
    teacher_id: UUID | None = None  # the substitute
    note: str = ""
    sequence: int = 0  # grows with every change
    imported: bool = False  # by a calendar file, which may take it back; what a person changed it leaves alone

    @property
    def content(self) -> tuple[object, ...]:
        """What it changes, whoever did and how often."""
        return (self.cancelled, self.new_date, self.start, self.end, self.room_id, self.teacher_id, self.note)

    def checked(self, slot: Slot) -> "Change":
        """With a trimmed note; InvalidInput when the class would end before it begins."""
        check_times(self.start or slot.start, self.end or slot.end)
        return replace(self, note=check_text("note", self.note, MAX_NOTE_CHARACTERS, may_be_empty=True))


@dataclass(frozen=True)
class Extra:
    """A session beside the rule: on a holiday, on a week-end, or one more."""

    extra_id: UUID
    course_id: UUID
    group_id: UUID | None
    room_id: UUID
    teacher_id: UUID | None
    day: date
    start: time
    end: time
    note: str = ""
    cancelled: bool = False
    sequence: int = 0

    def checked(self) -> "Extra":
        """With a trimmed note; InvalidInput."""
        check_times(self.start, self.end)
        return replace(self, note=check_text("note", self.note, MAX_NOTE_CHARACTERS, may_be_empty=True))


def check_times(start: time, end: time) -> None:
    """InvalidInput unless the class ends after it begins, on the same day."""
    if end <= start:
        raise InvalidInput("end_time", "must be after start_time, on the same day")
