"""A session: one course in one room, from its start to its end, with the roster of that moment."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from services.attendance.domain.errors import InvalidInput
from services.attendance.domain.mark import Mark, Standing
from services.attendance.domain.span import Span

DEFAULT_LATE_AFTER = timedelta(minutes=10)
MAX_LATE_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class NewSession:
    """What opens a session."""

    session_id: UUID
    course_id: UUID
    room_id: UUID
    started_by: UUID
    start_time: datetime
    late_after: timedelta
    request_id: UUID


@dataclass(frozen=True)
class Session:
    """A session as it stands at `revision`, which grows with every change of it or of one of its marks."""

    session_id: UUID
    course_id: UUID
    course_code: str
    course_title: str
    room_id: UUID
    room_name: str
    started_by: UUID
    start_time: datetime
    end_time: datetime | None
    late_after: timedelta
    revision: int
    changed_revision: int  # when the session itself, not a mark, last changed
    camera_ids: tuple[UUID, ...] = ()
    roster_size: int = 0
    present_count: int = 0  # present and late

    def standing(self, watched_enough: bool) -> Standing:
        """What the session contributes to its marks."""
        return Standing(self.start_time, self.late_after, self.end_time is not None, watched_enough)

    @property
    def span(self) -> Span | None:
        """Start to end, None while open."""
        return Span(self.start_time, self.end_time) if self.end_time else None


@dataclass(frozen=True)
class SessionView:
    """A session and marks of one moment: all of them, or those that changed since an earlier one."""

    session: Session
    marks: tuple[Mark, ...] = field(default=())


def check_late_after(late_after: timedelta | None) -> timedelta:
    """The time after which a student is late; InvalidInput when it makes no sense."""
    if late_after is None:
        return DEFAULT_LATE_AFTER
    if not timedelta() <= late_after <= MAX_LATE_AFTER:
        raise InvalidInput("late_after", "must lie between nothing and 24 hours")
    return late_after
