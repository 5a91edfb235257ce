"""A student says that a mark is wrong; somebody looks at the evidence and decides, by a day that both know."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.attendance.domain.dispute.errors import DisputeDecided, DisputeTooLate, SessionStillOpen
from services.attendance.domain.errors import InvalidInput
from services.attendance.domain.mark import Mark, MarkStatus

MAX_TEXT_CHARACTERS = 2000
MAX_NOTE_CHARACTERS = 500
MAX_COMMENTS = 50
# What a student may say that it should be.
WANTED = frozenset({MarkStatus.PRESENT, MarkStatus.LATE, MarkStatus.LEFT_EARLY, MarkStatus.EXCUSED, MarkStatus.ABSENT})


class DisputeState(StrEnum):
    """How it stands, or ended."""

    OPEN = "open"
    CHANGED = "changed"  # the mark was
    KEPT = "kept"  # the mark stays
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class DisputeTimes:
    """How long a mark may be disputed after its last change, and how long somebody has to decide."""

    to_open: timedelta
    to_decide: timedelta


@dataclass(frozen=True)
class Dispute:
    """As it stands now."""

    dispute_id: UUID
    session_id: UUID
    student_id: UUID
    disputed_status: MarkStatus
    wanted_status: MarkStatus
    reason: str
    state: DisputeState
    open_time: datetime
    due_time: datetime
    decided_by: UUID | None = None
    decide_time: datetime | None = None
    note: str = ""

    def overdue(self, now: datetime) -> bool:
        """Whether somebody should have decided by now."""
        return self.state is DisputeState.OPEN and now > self.due_time

    def check_open(self) -> None:
        """DisputeDecided once it is closed."""
        if self.state is not DisputeState.OPEN:
            raise DisputeDecided(str(self.dispute_id), self.state)

    def closed(self, state: DisputeState, by: UUID, time: datetime, note: str) -> "Dispute":
        """The same with its end."""
        return replace(self, state=state, decided_by=by, decide_time=time, note=note)


@dataclass(frozen=True)
class Comment:
    """Something one side said."""

    comment_id: UUID
    author: UUID
    write_time: datetime
    text: str


@dataclass(frozen=True)
class Disputable:
    """What decides whether a mark may be disputed."""

    session_id: UUID
    end_time: datetime | None
    last_change_time: datetime | None  # of the mark, as the ledger has it
    last_kept_time: datetime | None  # when a dispute about it was last decided without changing it

    def until(self, times: DisputeTimes) -> datetime | None:
        """Until when; None while the session is open. Late data that changes a mark gives the days anew."""
        if self.end_time is None:
            return None
        return max(self.end_time, self.last_change_time or self.end_time) + times.to_open

    def check(self, times: DisputeTimes, now: datetime) -> None:
        """SessionStillOpen, DisputeTooLate, DisputeDecided for a mark that stayed and has not changed since."""
        until = self.until(times)
        if until is None:
            raise SessionStillOpen(str(self.session_id))
        kept = self.last_kept_time
        if kept is not None and (self.last_change_time is None or self.last_change_time <= kept):
            raise DisputeDecided("", DisputeState.KEPT)
        if now > until:
            raise DisputeTooLate(times.to_open.days)


def check_wanted(mark: Mark, wanted: MarkStatus) -> MarkStatus:
    """InvalidInput when it is no status to ask for, or the one the mark has."""
    if wanted not in WANTED:
        raise InvalidInput("wanted_status", "must be present, late, left early, excused or absent")
    if wanted is mark.status:
        raise InvalidInput("wanted_status", "is what the mark says already")
    return wanted
