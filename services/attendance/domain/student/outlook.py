"""How many of the classes still to come may be missed before the rate that is asked for cannot be kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.attendance.domain.student.rate import Score, rate_of

_CLOSE = 1e-9  # rates that differ by less are one rate, written in binary


class Reach(StrEnum):
    """See `outlook`."""

    SAFE = "safe"
    OPEN = "open"
    OUT_OF_REACH = "out_of_reach"


@dataclass(frozen=True)
class Demand:
    """What a policy asks for, and what attending and missing one class bring under it."""

    required_rate: float  # 0 to 1
    free_absences: int
    attended: Score
    missed: Score


@dataclass(frozen=True)
class Outlook:
    """`can_miss` classes of those left; the `point_of_no_return` is the start of the one after them."""

    reach: Reach
    can_miss: int
    best_rate: float | None  # all that is left attended; None when nothing would count
    point_of_no_return: datetime | None = None  # only when OPEN


def outlook(done: Sequence[Score], planned: Sequence[datetime], demand: Demand) -> Outlook:
    """SAFE: missing everything would do; OUT_OF_REACH: attending everything would not; else OPEN.

    `planned` are the starts of the classes left, in any order; those missed are taken to be the next ones.
    """
    starts, best = sorted(planned), _after(done, len(planned), 0, demand)
    if not _enough(best, demand):
        return Outlook(Reach.OUT_OF_REACH, 0, best)
    if _enough(_after(done, len(starts), len(starts), demand), demand):
        return Outlook(Reach.SAFE, len(starts), best)
    can, cannot = 0, len(starts)  # missing more never raises a rate, so the border is found by halving
    while cannot - can > 1:
        middle = (can + cannot) // 2
        if _enough(_after(done, len(starts), middle, demand), demand):
            can = middle
        else:
            cannot = middle
    return Outlook(Reach.OPEN, can, best, starts[can])


def _after(done: Sequence[Score], left: int, missed: int, demand: Demand) -> float | None:
    scores = [*done, *[demand.missed] * missed, *[demand.attended] * (left - missed)]
    return rate_of(scores, demand.free_absences).value


def _enough(rate: float | None, demand: Demand) -> bool:
    return rate is None or rate >= demand.required_rate - _CLOSE
