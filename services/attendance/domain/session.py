"""A session: one course in one room, from its start to its end, with the roster of that moment."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from services.attendance.domain.coverage import watched_share
from services.attendance.domain.mark import Mark
from services.attendance.domain.policy.facts import Standing, Watched
from services.attendance.domain.span import Span, within
from services.attendance.domain.timetable.plan import Plan


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
    policy_version_id: UUID
    plan: Plan | None = None  # the class of the timetable that it is
    end_time: datetime | None = None  # the class was over before it could be opened


@dataclass(frozen=True)
class Reopening:
    """A closed session was opened again; nobody was expected in the room between the two times."""

    request_id: UUID
    session_id: UUID
    close_time: datetime
    reopen_time: datetime
    reopened_by: UUID
    reason: str


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
    present_count: int = 0  # present, late and left early

    planned_start_time: datetime | None = None
    planned_end_time: datetime | None = None
    policy_version_id: UUID | None = None  # None for those older than policies

    def standing(self, watched: Watched, *, complete: bool = True, codes_from: datetime | None = None) -> Standing:
        """What the session contributes to its marks; the spans are cut to it."""
        judged = self.judged
        if judged is None:
            start = max(self.start_time, self.planned_start_time or self.start_time)
            return Standing(start, watched=watched, codes_from=codes_from)
        share = min(1.0, watched_share(judged, within(watched.anywhere, judged)))
        return Standing(judged.start, judged.end, True, share, complete, watched, codes_from)

    @property
    def judged(self) -> Span | None:
        """What presence is measured against, None while open: the plan, as far as the session was open.

        A session that opens late makes nobody late, one that closes late makes nobody leave early.
        """
        if self.end_time is None:
            return None
        start, end = self.planned_start_time or self.start_time, self.planned_end_time or self.end_time
        held = Span(max(self.start_time, start), min(self.end_time, end))
        return held if held.start < held.end else Span(self.start_time, self.end_time)

    @property
    def span(self) -> Span | None:
        """Start to end, None while open."""
        return Span(self.start_time, self.end_time) if self.end_time else None


@dataclass(frozen=True)
class SessionView:
    """A session and marks of one moment: all of them, or those that changed since an earlier one."""

    session: Session
    marks: tuple[Mark, ...] = field(default=())
