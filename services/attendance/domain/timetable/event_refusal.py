"""Why an event of a calendar file is not taken."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum

from services.common.errors import DomainError, error_fields, error_reason


class Why(Enum):
    """By name, and in words that read on from the event's title."""

    UNREADABLE = "cannot be read"
    UID_TWICE = "its UID is that of another event, too"
    NO_UID = "has no UID, by which it would be known again"
    SINGLE_DAYS = "has days of its own beside a rule (RDATE), which is not understood"
    NO_DAY_NAMED = "changes a day that it does not name"
    ALL_LATER_DAYS = "changes one of its days and all later ones, which is not understood"
    NOT_ONE_DAY = "must begin and end on one day"
    NO_TIME = "has no {name}"
    WHOLE_DAYS = "lasts whole days: a class has a time"
    OTHER_WEEKDAY = "repeats in another time zone, where it is another day of the week"
    NOT_WEEKLY = "does not repeat by the week"
    STRANGE_RULE = "repeats by a rule that is not understood: {name}"
    WRONG_INTERVAL = "repeats every {name} weeks"
    WEEKS_FROM_OTHER_DAY = "counts weeks that do not begin on Monday"
    COURSE_UNKNOWN = "no course has the code or title “{name}”"
    ROOM_UNKNOWN = "no room is called “{name}”"
    OTHER_COURSE = "is of another course: make it an event of its own"
    OLDER = "is older than what was imported before: export the calendar again"
    NEVER_TAKEN = "is cancelled, and was never imported"
    NO_RULE = "tells of single days of an event that was never imported"
    HELD = "has been held already, and stays as it was"


@dataclass(frozen=True)
class EventRefusal:
    """`reason` and `fields` are those of an ErrorInfo, by which people find the words in their own language."""

    reason: str
    words: str
    fields: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, error: DomainError) -> "EventRefusal":
        """The timetable refuses what the event would be."""
        return cls(error_reason(error), str(error), error_fields(error))

    def on(self, day: date) -> "EventRefusal":
        """It is one day of the event's rule that is wrong."""
        return replace(self, words=f"its day {day}: {self.words}", fields={**self.fields, "rule_date": str(day)})


def refusal(why: Why, name: str = "") -> EventRefusal:
    """`name` is what the file says, where the words repeat it."""
    return EventRefusal(f"EVENT_{why.name}", why.value.format(name=name), {"name": name} if name else {})
