"""Calendar files as Google, Outlook and Apple write them, drawn here: none of them is anybody's."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

NEPAL = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:+0545
TZOFFSETTO:+0545
END:STANDARD
END:VTIMEZONE
"""


def google(*events: str) -> bytes:
    """An export of Google Calendar: IANA zones without VTIMEZONE for old ones, everything CONFIRMED or CANCELLED."""
    return _file(
        "BEGIN:VCALENDAR\nPRODID:-//Google Inc//Google Calendar 70.9054//EN\nVERSION:2.0\nCALSCALE:GREGORIAN\n"
        "METHOD:PUBLISH\nX-WR-CALNAME:Timetable\nX-WR-TIMEZONE:Asia/Kathmandu\n" + NEPAL.format(name="Asia/Kathmandu"),
        events,
    )


def outlook(*events: str, method: str = "PUBLISH") -> bytes:
    """A file of Outlook: a Windows name of the zone with its own rules, and a week that begins on Sunday."""
    return _file(
        "BEGIN:VCALENDAR\nPRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN\nVERSION:2.0\n"
        f"METHOD:{method}\nX-MS-OLK-FORCEINSPECTOROPEN:TRUE\n" + NEPAL.format(name="Nepal Standard Time"),
        events,
    )


def apple(*events: str) -> bytes:
    """An export of macOS Calendar: the zone's old spelling, no METHOD, extensions of its own."""
    return _file(
        "BEGIN:VCALENDAR\nCALSCALE:GREGORIAN\nPRODID:-//Apple Inc.//macOS 15.1//EN\nVERSION:2.0\n"
        "X-APPLE-CALENDAR-COLOR:#1BADF8\nX-WR-CALNAME:Timetable\n" + NEPAL.format(name="Asia/Katmandu"),
        events,
    )


def event(
    uid: str,
    first: date,
    *lines: str,
    start: str = "100000",
    end: str = "110000",
    zone: str = "Asia/Kathmandu",
    summary: str = "CS1: Algebra",
    location: str = "Hall",
    sequence: int = 0,
    modified: str = "20260101T090000Z",
) -> str:
    """One VEVENT; `lines` are what else stands in it."""
    tz = f';TZID="{zone}"' if " " in zone else f";TZID={zone}"
    own = "\n".join(lines) + "\n" if lines else ""
    return (
        f"BEGIN:VEVENT\nDTSTART{tz}:{first:%Y%m%d}T{start}\nDTEND{tz}:{first:%Y%m%d}T{end}\n{own}"
        f"DTSTAMP:20260102T000000Z\nUID:{uid}\nCREATED:20251201T080000Z\nLAST-MODIFIED:{modified}\n"
        f"LOCATION:{location}\nSEQUENCE:{sequence}\nSUMMARY:{summary}\nTRANSP:OPAQUE\nEND:VEVENT\n"
    )


def at(name: str, day: date, time: str = "100000", zone: str = "Asia/Kathmandu") -> str:
    """A property with a moment, such as RECURRENCE-ID or EXDATE."""
    tz = f';TZID="{zone}"' if " " in zone else f";TZID={zone}"
    return f"{name}{tz}:{day:%Y%m%d}T{time}"


def until(day: date) -> str:
    """The end of the day in Kathmandu, as UTC."""
    return f"{datetime(day.year, day.month, day.day) + timedelta(hours=18, minutes=14, seconds=59):%Y%m%dT%H%M%SZ}"


def _file(head: str, events: Sequence[str]) -> bytes:
    return (head + "".join(events) + "END:VCALENDAR\n").replace("\n", "\r\n").encode()
