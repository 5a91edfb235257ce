"""What one session is worth to a student's rate: the mark, as the session's policy weighs it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.attendance.domain.mark import ATTENDED, MarkStatus

# Neither for nor against the student, whatever a policy says.
NEUTRAL = frozenset({MarkStatus.NOT_SEEN, MarkStatus.EXCUSED, MarkStatus.UNCONFIRMED})


@dataclass(frozen=True)
class Record:
    """A student's mark in one session. `points` of `most_points`, both of the session's own policy version."""

    session_id: UUID
    course_id: UUID
    start_time: datetime
    closed: bool
    kind: MarkStatus
    points: float
    most_points: float
    counts: bool  # as the policy's status says
    cancelled: bool = False

    @property
    def counted(self) -> bool:
        """Whether it bears on the rate."""
        return (
            self.closed and not self.cancelled and self.counts and self.kind not in NEUTRAL and self.most_points > 0.0
        )

    @property
    def attended(self) -> bool:
        """Whether the student was there, for however long; true while the session is still open, too."""
        return not self.cancelled and self.kind in ATTENDED

    @property
    def missed(self) -> bool:
        """Whether the session is over and the student was not there, without an excuse."""
        return self.closed and not self.cancelled and self.kind is MarkStatus.ABSENT
