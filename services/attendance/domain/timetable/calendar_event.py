"""Events of calendar files, as far as a timetable can hold them, and what is remembered of those taken before."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Literal
from uuid import UUID

from services.attendance.domain.timetable.event_refusal import EventRefusal

MAX_FILE_BYTES = 1024 * 1024
MAX_EVENTS = 500
MAX_PARTS = 2000  # events and changes of their single days


@dataclass(frozen=True)
class OtherDay:
    """What is different about one day of a rule (RECURRENCE-ID, EXDATE)."""

    rule_date: date
    cancelled: bool = False
    day: date | None = None  # None: as the rule has it
    start: time | None = None
    end: time | None = None
    summary: str = ""
    location: str = ""


@dataclass(frozen=True)
class CalendarEvent:
    """Times are what clocks at the institution show. `problem` says why it cannot be taken, "" if it can."""

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
    other_days: tuple[OtherDay, ...] = ()
    cancelled: bool = False  # all of it (STATUS:CANCELLED)
    whole: bool = True  # False: the file tells of single days only, the rule is as it was
    sequence: int = 0
    modified: datetime | None = None  # UTC
    problem: EventRefusal | Literal[""] = ""  # not None: `content`, which is kept, is made of the word for it

    @property
    def content(self) -> bytes:
        """SHA-256 of what it says; two files that say the same of it have the same, whenever they were written."""
        said = replace(self, weekdays=frozenset(), sequence=0, modified=None)
        return hashlib.sha256(repr((said, sorted(self.weekdays))).encode()).digest()


@dataclass(frozen=True)
class TakenEvent:
    """What an earlier import made of an event, and of which version of it."""

    slot_id: UUID | None
    extra_id: UUID | None
    sequence: int = 0
    modified: datetime | None = None
    content: bytes = b""  # empty: not known
    cancelled: bool = False
    from_date: date | None = None  # since when its slot took over from an earlier one

    def is_newer_than(self, event: CalendarEvent) -> bool:
        """Whether the file is older than the one that was taken, as RFC 5545 and 5546 number versions."""
        if event.sequence != self.sequence:
            return event.sequence < self.sequence
        return event.modified is not None and self.modified is not None and event.modified < self.modified
