"""What is different between what was imported and what a file says now, for whoever decides whether to take it."""

from collections.abc import Iterator, Mapping
from datetime import date
from uuid import UUID

from services.attendance.app.timetable.imports.imported import Difference, What
from services.attendance.app.timetable.imports.store import Catalogue
from services.attendance.domain.timetable.slot import Change, Extra, Slot

MOST_DAYS = 20  # single days that are told of one event


def of_slots(before: Slot, after: Slot, begins: date, catalogue: Catalogue) -> Iterator[Difference]:
    """Of classes that repeat, as they are from `begins` on."""
    yield from _common(before, after, catalogue)
    yield from _unlike(What.WEEKDAYS, _numbers(before.weekdays), _numbers(after.weekdays))
    yield from _unlike(What.INTERVAL, str(before.interval_weeks), str(after.interval_weeks))
    if before.days.first >= begins:  # nothing of it has been
        yield from _unlike(What.FIRST_DATE, before.days.first.isoformat(), after.days.first.isoformat())
    yield from _unlike(What.LAST_DATE, before.days.last.isoformat(), after.days.last.isoformat())


def of_extras(before: Extra, after: Extra, catalogue: Catalogue) -> Iterator[Difference]:
    """Of a single class."""
    yield from _common(before, after, catalogue)
    was = "" if before.cancelled else before.day.isoformat()
    yield from _unlike(What.DATE, was, "" if after.cancelled else after.day.isoformat())


def of_days(slot: Slot, puts: Mapping[date, Change], catalogue: Catalogue) -> Iterator[Difference]:
    """Of single days; the first of them, when there are many."""
    for day, change in sorted(puts.items())[:MOST_DAYS]:
        if change.cancelled:
            yield Difference(What.CANCELLED_DAY, day.isoformat(), "")
        elif not any(change.content):
            yield Difference(What.RESTORED_DAY, day.isoformat(), "")
        else:
            start, end = change.start or slot.start, change.end or slot.end
            held = f"{change.new_date or day} {start:%H:%M}–{end:%H:%M}"
            room = catalogue.names.get(change.room_id or slot.room_id, "")
            yield Difference(What.CHANGED_DAY, day.isoformat(), ", ".join(filter(None, (held, room, change.note))))


def _common(before: Slot | Extra, after: Slot | Extra, catalogue: Catalogue) -> Iterator[Difference]:
    def name(one: UUID | None) -> str:
        return catalogue.names.get(one, "") if one else ""

    def code(one: UUID) -> str:
        return catalogue.planned[one].code if one in catalogue.planned else ""

    yield from _unlike(What.COURSE, code(before.course_id), code(after.course_id))
    yield from _unlike(What.GROUP, name(before.group_id), name(after.group_id))
    yield from _unlike(What.ROOM, name(before.room_id), name(after.room_id))
    yield from _unlike(What.TIME, f"{before.start:%H:%M}–{before.end:%H:%M}", f"{after.start:%H:%M}–{after.end:%H:%M}")


def _unlike(what: What, before: str, after: str) -> Iterator[Difference]:
    if before != after:
        yield Difference(what, before, after)


def _numbers(weekdays: frozenset[int]) -> str:
    return ",".join(str(one) for one in sorted(weekdays))
