"""What would be different had other rules been in force: marks by status, and students by rate."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.attendance.domain.mark import Mark, MarkStatus
from services.attendance.domain.policy.policy import Policy
from services.attendance.domain.student.rate import Score, rate_of
from services.attendance.domain.student.record import NEUTRAL

MOST_LISTED = 500  # changed marks, and changed rates; the rest is counted


@dataclass(frozen=True)
class Shift:
    """From one status to another, each by its code and what it counts as."""

    from_code: str
    from_kind: MarkStatus
    to_code: str
    to_kind: MarkStatus


@dataclass(frozen=True)
class ChangedMark:
    """A mark that would read differently."""

    session_id: UUID
    course_id: UUID
    start_time: datetime
    before: Mark
    after: Mark


@dataclass(frozen=True)
class ChangedRate:
    """A student whose rate in a course would be another; None where nothing counts."""

    student_id: UUID
    display_name: str
    course_id: UUID
    before: float | None
    after: float | None

    @property
    def size(self) -> float:
        """How far apart they are, nothing counting as nought."""
        return abs((self.after or 0.0) - (self.before or 0.0))


@dataclass
class _Scores:
    display_name: str
    before: list[Score] = field(default_factory=list)
    after: list[Score] = field(default_factory=list)
    free_before: int = 0
    free_after: int = 0


class Difference:
    """Grows session by session, oldest first; holds MOST_LISTED changed marks and two numbers for every other mark."""

    def __init__(self) -> None:
        self.sessions = 0
        self.marks = 0
        self.changed_total = 0
        self.shifts: Counter[Shift] = Counter()
        self._changed: list[ChangedMark] = []
        self._scores: dict[tuple[UUID, UUID], _Scores] = {}

    def add(self, before: Mark, after: Mark, found: tuple[UUID, UUID, datetime], old: Policy, new: Policy) -> None:
        """One mark, of session, course and start time, as it is and as it would be, with the policies behind both."""
        session_id, course_id, start_time = found
        self.marks += 1
        scores = self._scores.setdefault((before.student_id, course_id), _Scores(before.display_name))
        scores.before += _score(before, old)
        scores.after += _score(after, new)
        scores.free_before, scores.free_after = old.free_absences, new.free_absences
        shift = Shift(before.status_code, before.status, after.status_code, after.status)
        if (shift.from_code, shift.from_kind) == (shift.to_code, shift.to_kind):
            return
        self.shifts[shift] += 1
        self.changed_total += 1
        self._changed.append(ChangedMark(session_id, course_id, start_time, before, after))
        if len(self._changed) > 2 * MOST_LISTED:
            del self._changed[:-MOST_LISTED]

    def changed(self) -> list[ChangedMark]:
        """The newest of them, newest first."""
        return self._changed[: -MOST_LISTED - 1 : -1]

    def rates(self) -> list[ChangedRate]:
        """All of them, the greatest change first."""
        return sorted(self._rates(), key=lambda rate: (-rate.size, rate.display_name, rate.student_id))

    def _rates(self) -> Iterator[ChangedRate]:
        for (student_id, course_id), scores in self._scores.items():
            before = rate_of(scores.before, scores.free_before).value
            after = rate_of(scores.after, scores.free_after).value
            if before != after:
                yield ChangedRate(student_id, scores.display_name, course_id, before, after)


def _score(mark: Mark, policy: Policy) -> list[Score]:
    most = policy.most_points
    if mark.status in NEUTRAL or not most:
        return []
    status = policy.status(mark.status_code) or policy.of_kind(mark.status)
    return [Score(status.points, most)] if status.counts else []
