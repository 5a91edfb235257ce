"""What an event of a calendar file would be in the timetable, its names looked up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from services.attendance.app.timetable.imports.store import Catalogue
from services.attendance.domain.timetable.calendar_event import CalendarEvent, OtherDay
from services.attendance.domain.timetable.days import Days
from services.attendance.domain.timetable.event_refusal import EventRefusal, Why, refusal
from services.attendance.domain.timetable.slot import MAX_SLOT_DAYS, Change, Extra, Slot

IMPORTED = UUID("a0d9b3f1-6f0c-5a51-9c86-0a7d1f2f6c11")  # of ids that follow from a UID: the same file, the same slots


class Outcome(StrEnum):
    """What becomes of an event."""

    NEW = "new"
    CHANGED = "changed"
    ENDED = "ended"  # it was cancelled, or has no class left
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class What(StrEnum):
    """What of an event is different."""

    COURSE = "course"
    GROUP = "group"
    ROOM = "room"
    WEEKDAYS = "weekdays"
    TIME = "time"
    INTERVAL = "interval_weeks"
    FIRST_DATE = "first_date"
    LAST_DATE = "last_date"
    DATE = "date"
    CANCELLED_DAY = "cancelled_day"
    CHANGED_DAY = "changed_day"
    RESTORED_DAY = "restored_day"


@dataclass(frozen=True)
class Difference:
    """In names, days (ISO), times (HH:MM–HH:MM), weekdays (1,3); of a single day, `before` is its day by the rule."""

    what: What
    before: str
    after: str


@dataclass(frozen=True)
class Imported:
    """An event and what becomes of it."""

    event: CalendarEvent
    outcome: Outcome
    refusal: EventRefusal | None = None
    slot: Slot | None = None
    extra: Extra | None = None
    changes: tuple[Change, ...] = ()  # of single days of the slot
    differences: tuple[Difference, ...] = ()
    from_date: date | None = None  # from which day on it is different, where it has begun

    @property
    def event_id(self) -> UUID:
        """The same for every file that holds the event."""
        return uuid5(IMPORTED, self.event.uid)


def named(event: CalendarEvent, catalogue: Catalogue) -> Imported:
    """The slot or the extra session that the event becomes."""
    if event.problem:
        return Imported(event, Outcome.REFUSED, event.problem)
    if not event.whole or event.cancelled:  # what it was is known, or it is nothing
        return Imported(event, Outcome.CHANGED)
    course_id, room_id = _course(event.summary, catalogue), catalogue.rooms.get(event.location.casefold())
    group_id = next((found for name in event.categories if (found := catalogue.groups.get(name.casefold()))), None)
    if course_id is None:
        return Imported(event, Outcome.REFUSED, refusal(Why.COURSE_UNKNOWN, event.summary))
    if room_id is None:
        return Imported(event, Outcome.REFUSED, refusal(Why.ROOM_UNKNOWN, event.location))
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
    return with_other_days(Imported(event, Outcome.NEW, slot=slot), slot, catalogue)


def with_other_days(one: Imported, slot: Slot, catalogue: Catalogue) -> Imported:
    """With what is different about single days of the slot, or refused for one of them."""
    problem = next(_problems(one.event, slot, catalogue), None)
    if problem:
        return Imported(one.event, Outcome.REFUSED, problem)
    changes = tuple(_change(slot, other, one.event, catalogue) for other in one.event.other_days)
    return Imported(one.event, one.outcome, slot=slot, changes=changes)


def _problems(event: CalendarEvent, slot: Slot, catalogue: Catalogue) -> Iterator[EventRefusal]:
    for other in event.other_days:
        if other.location and other.location.casefold() not in catalogue.rooms:
            yield refusal(Why.ROOM_UNKNOWN, other.location).on(other.rule_date)
        if other.summary and _course(other.summary, catalogue) not in (None, slot.course_id):
            yield refusal(Why.OTHER_COURSE).on(other.rule_date)


def _change(slot: Slot, other: OtherDay, event: CalendarEvent, catalogue: Catalogue) -> Change:
    if other.cancelled:
        return Change(slot.slot_id, other.rule_date, cancelled=True, imported=True)
    room_id = catalogue.rooms[other.location.casefold()] if other.location else slot.room_id
    return Change(
        slot.slot_id,
        other.rule_date,
        new_date=None if other.day == other.rule_date else other.day,
        start=None if other.start == slot.start else other.start,
        end=None if other.end == slot.end else other.end,
        room_id=None if room_id == slot.room_id or other.location == event.location else room_id,
        note="" if other.summary == event.summary else other.summary,
        imported=True,
    )


def _course(summary: str, catalogue: Catalogue) -> UUID | None:
    """By code, by title, or by a code that the summary begins with, as in "CS101: Algebra"."""
    text = summary.strip().casefold()
    beginning = text.replace(":", " ").split(" ", 1)[0]
    return catalogue.codes.get(text) or catalogue.titles.get(text) or catalogue.codes.get(beginning)
