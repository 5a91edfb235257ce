"""Classes as an iCalendar (RFC 5545), written with the icalendar library, one event at a time."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from icalendar import Calendar, Event, Timezone, vDuration

from services.attendance.app.timetable.classes import PlannedClass
from services.attendance.domain.institution import Institution
from services.attendance.domain.timetable.days import Days

MAX_CHUNK_BYTES = 64 * 1024
REFRESH = timedelta(hours=1)
_END = b"END:VCALENDAR\r\n"


def write_calendar(
    institution: Institution, days: Days, classes: Sequence[PlannedClass], now: datetime
) -> Iterator[bytes]:
    """In pieces of at most 64 KiB. UIDs stay; SEQUENCE grows with every change of a class."""
    head = Calendar()
    head.add("prodid", "-//Presence//Timetable//EN")
    head.add("version", "2.0")
    head.add("calscale", "GREGORIAN")
    head.add("method", "PUBLISH")
    head.add("x-wr-calname", institution.name or "Presence")
    head.add("x-wr-timezone", institution.time_zone)
    head.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    wide = days.widened(400)  # whole years, so that every change of the clocks is in it
    head.add_component(Timezone.from_tzid(institution.time_zone, first_date=wide.first, last_date=wide.last))
    buffer = bytearray(head.to_ical().removesuffix(_END))
    for one in classes:
        event = _event(institution, one, now).to_ical()
        if len(buffer) + len(event) > MAX_CHUNK_BYTES:
            yield bytes(buffer)
            buffer.clear()
        buffer += event
    yield bytes(buffer + _END)


def _event(institution: Institution, planned: PlannedClass, now: datetime) -> Event:
    one, event = planned.occurrence, Event()
    event.add("uid", f"{one.occurrence_id}@presence")
    event.add("dtstamp", now)
    event.add("dtstart", one.start.astimezone(institution.zone))
    event.add("dtend", one.end.astimezone(institution.zone))
    event.add("summary", f"{planned.course_code} {planned.course_title}")
    event.add("location", planned.room_name)
    event.add("sequence", one.sequence)
    event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    described = [text for text in (planned.teacher_name, planned.group_name, one.note) if text]
    if described:
        event.add("description", "\n".join(described))
    return event
