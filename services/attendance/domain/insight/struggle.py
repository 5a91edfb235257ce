"""Why somebody may need help, in figures that can be said in words."""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

LEAST_COUNTED = 4  # sessions, before a rate says anything
LEAST_HALF = 5  # sessions in each half, before a fall is one
SURE = 1.6448536269514722  # one-sided 95 %
DEFAULT_REQUIRED_PERCENT = 75  # where the policy warns below no rate
DEFAULT_ROW = 3  # where it warns of no absences in a row


class Struggle(StrEnum):
    """What is the matter."""

    RATE_BELOW = "rate_below"
    FALLING = "falling"
    ABSENT_IN_A_ROW = "absent_in_a_row"


@dataclass(frozen=True)
class Standing:
    """A student's in one course of a term; the halves are those of the sessions that counted so far."""

    counted: int
    attended: int
    earlier_counted: int
    earlier_attended: int
    absences_in_a_row: int

    @property
    def later_counted(self) -> int:
        """In the second half."""
        return self.counted - self.earlier_counted

    @property
    def later_attended(self) -> int:
        """In the second half."""
        return self.attended - self.earlier_attended


@dataclass(frozen=True)
class Reason:
    """`rate` of `counted` sessions against `other_rate`: what is asked for, or what it was before."""

    struggle: Struggle
    rate: float
    other_rate: float
    absences: int
    counted: int


def reasons_of(standing: Standing, required_percent: int, row: int) -> tuple[Reason, ...]:
    """None for whoever does well, or has had too few sessions."""
    found = []
    if standing.counted >= LEAST_COUNTED and 100 * standing.attended < required_percent * standing.counted:
        rate = standing.attended / standing.counted
        found.append(Reason(Struggle.RATE_BELOW, rate, required_percent / 100.0, 0, standing.counted))
    if _fell(standing):
        later = standing.later_attended / standing.later_counted
        earlier = standing.earlier_attended / standing.earlier_counted
        found.append(Reason(Struggle.FALLING, later, earlier, 0, standing.counted))
    if standing.absences_in_a_row >= row:
        found.append(Reason(Struggle.ABSENT_IN_A_ROW, 0.0, 0.0, standing.absences_in_a_row, standing.counted))
    return tuple(found)


def _fell(standing: Standing) -> bool:
    """Whether the later half is surely below the earlier one: a pooled test of two proportions."""
    earlier, later = standing.earlier_counted, standing.later_counted
    if min(earlier, later) < LEAST_HALF:
        return False
    pooled = standing.attended / standing.counted
    width = sqrt(pooled * (1.0 - pooled) * (1.0 / earlier + 1.0 / later))
    return standing.earlier_attended / earlier - standing.later_attended / later > SURE * width > 0.0
