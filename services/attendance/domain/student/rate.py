"""The rate of attendance: points over the most points, the lowest n forgiven."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.attendance.domain.student.record import Record


@dataclass(frozen=True)
class Score:
    """What one session brought, of what it could bring; `most` > 0."""

    points: float
    most: float

    @property
    def lost(self) -> bool:
        """Whether anything is missing."""
        return self.points < self.most


@dataclass(frozen=True)
class Rate:
    """`counted` sessions, of which `forgiven` are dropped; points are those of the rest."""

    counted: int
    forgiven: int
    points: float
    most_points: float

    @property
    def value(self) -> float | None:
        """0 to 1; None while nothing counts."""
        return self.points / self.most_points if self.most_points else None


def rate_of(scores: Iterable[Score], free_absences: int) -> Rate:
    """Drops the `free_absences` worst sessions that lost something; their order does not matter."""
    given = list(scores)
    losing = sorted(
        (score for score in given if score.lost), key=lambda score: (score.points / score.most, -score.most)
    )
    forgiven, kept = losing[:free_absences], losing[free_absences:]
    kept += [score for score in given if not score.lost]
    return Rate(len(given), len(forgiven), sum(s.points for s in kept), sum(s.most for s in kept))


def scores_of(records: Iterable[Record]) -> list[Score]:
    """Of those that count."""
    return [Score(record.points, record.most_points) for record in records if record.counted]


def absences_in_a_row(records: Sequence[Record]) -> int:
    """Up to now, in one course; what is excused, unconfirmed or cancelled is passed over and ends nothing."""
    row = 0
    for record in sorted(records, key=lambda one: (one.start_time, one.session_id), reverse=True):
        if record.attended:
            break
        row += record.missed
    return row
