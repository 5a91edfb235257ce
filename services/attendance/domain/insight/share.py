"""A rate of attendance with how sure it is: sessions, not marks, are what varies."""

from dataclasses import dataclass
from math import sqrt

from services.attendance.domain.insight.student_t import quantile

LEAST_MARKS = 30
LEAST_SESSIONS = 5
_Z = 1.959963984540054  # of 95 %


@dataclass(frozen=True)
class Sums:
    """Over sessions i with attended a and counted n marks each: what an interval is made of."""

    sessions: int
    attended: int  # sum of a
    counted: int  # sum of n
    attended_squared: int = 0  # sum of a a
    attended_counted: int = 0  # sum of a n
    counted_squared: int = 0  # sum of n n

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.sessions + other.sessions,
            self.attended + other.attended,
            self.counted + other.counted,
            self.attended_squared + other.attended_squared,
            self.attended_counted + other.attended_counted,
            self.counted_squared + other.counted_squared,
        )


@dataclass(frozen=True)
class Share:
    """`rate` 0 to 1 within its 95 % interval; None where there is too little to say."""

    sessions: int
    attended: int
    counted: int
    rate: float | None = None
    low: float | None = None
    high: float | None = None


def sums_of(attended: int, counted: int) -> Sums:
    """Of one session."""
    return Sums(1, attended, counted, attended * attended, attended * counted, counted * counted)


def share_of(sums: Sums) -> Share:
    """The ratio of sums, with the wider of two intervals.

    Who skips a class does not do so alone, so marks of one session are no independent draws: the variance is that of
    a ratio estimator over clusters (Cochran, Sampling Techniques, 3rd ed., 6.4). Where sessions are all alike that
    would be no width at all; Wilson's score interval of the marks is then the honest one.
    """
    few = Share(sums.sessions, sums.attended, sums.counted)
    if sums.counted < LEAST_MARKS or sums.sessions < LEAST_SESSIONS:
        return few
    rate = sums.attended / sums.counted
    spread = sums.attended_squared - 2.0 * rate * sums.attended_counted + rate * rate * sums.counted_squared
    variance = max(0.0, spread) / sums.counted**2 * sums.sessions / (sums.sessions - 1)
    half = quantile(sums.sessions - 1) * sqrt(variance)
    wilson_low, wilson_high = wilson(sums.attended, sums.counted)
    low, high = max(0.0, min(rate - half, wilson_low)), min(1.0, max(rate + half, wilson_high))
    return Share(sums.sessions, sums.attended, sums.counted, rate, low, high)


def wilson(attended: int, counted: int) -> tuple[float, float]:
    """The 95 % score interval of a proportion (Wilson 1927); `counted` > 0."""
    rate, z2 = attended / counted, _Z * _Z
    middle = rate + z2 / (2.0 * counted)
    half = _Z * sqrt(rate * (1.0 - rate) / counted + z2 / (4.0 * counted * counted))
    scale = 1.0 + z2 / counted
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)
