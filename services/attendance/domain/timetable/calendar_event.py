"""One event of a calendar file, as far as a timetable can hold it."""

from dataclasses import dataclass
from datetime import date, time

MAX_FILE_BYTES = 1024 * 1024
MAX_EVENTS = 500


@dataclass(frozen=True)
class CalendarEvent:
    """Times are what clocks at the institution show. `problem` says in words why it cannot be taken, "" if it can."""

    uid: str
    summary: str = ""
    location: str = ""
    categories: tuple[str, ...] = ()
    first: date = date.min
    start: time = time()
    end: time = time()
    weekdays: frozenset[int] = frozenset()  # empty: held once
    last: date | None = None  # of its rule; None: the rule has no end
    interval_weeks: int = 1
    left_out: tuple[date, ...] = ()
    problem: str = ""
