"""Days in a row on which the student came to class."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from services.attendance.domain.student.bounds import day_of
from services.attendance.domain.student.record import Record


@dataclass(frozen=True)
class Streak:
    """In days with class; the current one reaches today, or the last such day before it."""

    current: int
    longest: int


def streak(records: Iterable[Record], today: date, zone: ZoneInfo) -> Streak:
    """A day goes on with it when any class of it was attended, and ends it when one was missed and none attended.

    All other days are passed over: without class, cancelled, excused, unconfirmed; and today, until it is over.
    """
    came: set[date] = set()
    stayed_away: set[date] = set()
    for record in records:
        day = day_of(record.start_time, zone)
        if record.attended:
            came.add(day)
        elif record.missed and day < today:
            stayed_away.add(day)
    current = longest = 0
    for day in sorted(came | stayed_away):
        current = current + 1 if day in came else 0
        longest = max(longest, current)
    return Streak(current, longest)
