"""Which class of the timetable a session is."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

BY_TIMETABLE = UUID(int=0)  # who started a session that nobody started


@dataclass(frozen=True)
class Plan:
    """One class, as the session that is opened for it keeps it. One session a class, one class a session."""

    occurrence_id: UUID
    slot_id: UUID | None  # None: an extra session
    rule_date: date
    group_id: UUID | None  # whose students make the roster; None: all who are enrolled
    teacher_id: UUID | None
    start: datetime
    end: datetime
