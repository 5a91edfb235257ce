"""Whether attendance rises or falls over the weeks, or nobody can tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import sqrt

from services.attendance.domain.insight.share import LEAST_MARKS, Sums
from services.attendance.domain.insight.student_t import quantile

LEAST_WEEKS = 5


class Direction(StrEnum):
    """What the interval of the slope allows to say."""

    UNKNOWN = "unknown"
    STEADY = "steady"
    RISING = "rising"
    FALLING = "falling"


@dataclass(frozen=True)
class Week:
    """From its Monday."""

    first: date
    sums: Sums


@dataclass(frozen=True)
class Trend:
    """Change of the rate a week, with its 95 % interval; all 0 when UNKNOWN."""

    direction: Direction
    weeks: int
    change_per_week: float = 0.0
    low: float = 0.0
    high: float = 0.0


def trend_of(weeks: Sequence[Week]) -> Trend:
    """Weighted least squares of the weekly rates, each weighing as many marks as it has.

    The interval rests on how far the weeks lie from the line, not on how many marks there are. Weeks with few marks
    are left out.
    """
    used = [week for week in weeks if week.sums.counted >= LEAST_MARKS]
    if len(used) < LEAST_WEEKS:
        return Trend(Direction.UNKNOWN, len(used))
    points = [
        ((week.first - used[0].first).days / 7.0, week.sums.attended / week.sums.counted, float(week.sums.counted))
        for week in used
    ]
    total = sum(weight for _, _, weight in points)
    mean_x = sum(weight * x for x, _, weight in points) / total
    mean_y = sum(weight * y for _, y, weight in points) / total
    spread = sum(weight * (x - mean_x) ** 2 for x, _, weight in points)
    if spread <= 0.0:
        return Trend(Direction.UNKNOWN, len(used))
    slope = sum(weight * (x - mean_x) * (y - mean_y) for x, y, weight in points) / spread
    left = sum(weight * (y - mean_y - slope * (x - mean_x)) ** 2 for x, y, weight in points)
    # no line is surer than its marks: a binomial's variance is the least there can be
    least = mean_y * (1.0 - mean_y)
    half = quantile(len(used) - 2) * sqrt(max(left / (len(used) - 2), least) / spread)
    low, high = slope - half, slope + half
    direction = Direction.RISING if low > 0.0 else Direction.FALLING if high < 0.0 else Direction.STEADY
    return Trend(direction, len(used), slope, low, high)
