"""Confidence intervals by drawing people again, not photos: photos of one person succeed and fail together.

Enrolled people and strangers are drawn separately, each as many as there are; the threshold is chosen anew in every
draw, so that the interval holds what the choice of strangers adds.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.recognition.evaluation.scores import Scores
from services.recognition.evaluation.system import Floats

DRAWS = 1000
CONFIDENCE = 0.95
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Interval:
    """Between the 2.5 % and the 97.5 % quantile of the draws."""

    low: float
    high: float


def weights(people: NDArray[np.int64], random: np.random.Generator) -> Floats:
    """(n,) how often each photo counts in one draw of as many people as there are."""
    count = int(people.max()) + 1 if len(people) else 0
    drawn = np.bincount(random.integers(0, count, count), minlength=count) if count else np.zeros(0)
    return drawn[people].astype(np.float64)


def det_draws(scores: Scores, rates: Floats, draws: int = DRAWS, seed: int = 7) -> Floats:
    """(draws, rates) FNIR at each FPIR of `rates`; NaN where a draw has nobody."""
    random = np.random.default_rng(seed)
    mated_order, stranger_order = np.argsort(scores.mated), np.argsort(scores.stranger)
    mated, strangers = scores.mated[mated_order], scores.stranger[stranger_order]
    out = np.full((draws, len(rates)), np.nan)
    if not len(mated) or not len(strangers):
        return out
    for draw in range(draws):
        named = np.cumsum(weights(scores.stranger_people, random)[stranger_order])
        hit = np.concatenate([[0.0], np.cumsum(weights(scores.mated_people, random)[mated_order])])
        # the first stranger who would be one too many bounds the threshold
        first = np.searchsorted(named, rates * named[-1] + _ROUNDING, side="right")
        threshold = np.append(strangers, np.inf)[first]
        out[draw] = 1 - hit[np.searchsorted(mated, threshold, side="left")] / hit[-1]
    return out


def det_interval(scores: Scores, rates: Floats, draws: int = DRAWS) -> list[Interval]:
    """The interval of FNIR at each FPIR."""
    return [_interval(column) for column in det_draws(scores, rates, draws).T]


def share_interval(hits: NDArray[np.bool_], people: NDArray[np.int64], draws: int = DRAWS, seed: int = 7) -> Interval:
    """The interval of the share of photos that are hits."""
    random = np.random.default_rng(seed)
    if not len(hits):
        return Interval(float("nan"), float("nan"))
    drawn = (weights(people, random) for _ in range(draws))
    return _interval(np.array([(weight * hits).sum() / weight.sum() for weight in drawn]))


def _interval(values: Floats) -> Interval:
    values = values[np.isfinite(values)]
    if not len(values):
        return Interval(float("nan"), float("nan"))
    low, high = np.quantile(values, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return Interval(float(low), float(high))
