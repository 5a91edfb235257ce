"""The distance that only a given share of strangers comes nearer than, also where too few were seen to count them."""

import numpy as np
from numpy.typing import NDArray

from services.recognition.calibration.searches import Floats, Searches

TAIL = 0.03
"""The nearest 3 % of all searches are taken for the tail."""
DRAWS = 300
CONFIDENCE = 0.9


def limits(searches: Searches, rates: Floats, seed: int = 7) -> Floats:
    """(rates,) the distances at which so many strangers are named at most, at CONFIDENCE over strangers.

    The nearest distances are fitted with an exponential tail: in the logarithm a straight line, which lies above the
    real tail where that grows thinner, so that thresholds come out lower than needed. The fit is repeated on bootstrap
    draws of strangers, not of searches, which share strangers; a rate of at least TAIL is counted instead.
    """
    random = np.random.default_rng(seed)
    count = int(searches.strangers.max()) + 1
    order = np.argsort(searches.distances)
    distances, owners = searches.distances[order], searches.strangers[order]
    found = np.array([_limits(distances, _drawn(random, count)[owners], rates) for _ in range(DRAWS)])
    lower: Floats = np.quantile(found, 1 - CONFIDENCE, axis=0)
    return lower


def _drawn(random: np.random.Generator, count: int) -> Floats:
    """(count,) how often each stranger is drawn."""
    return np.bincount(random.integers(0, count, count), minlength=count).astype(np.float64)


def _limits(distances: Floats, weights: Floats, rates: Floats) -> Floats:
    """(rates,) of rising distances that count so much."""
    share = np.cumsum(weights) / weights.sum()
    inside = share <= TAIL
    start = float(distances[inside][-1]) if inside.any() else float(distances[0])
    tail = weights[inside]
    scale = float(((start - distances[inside]) * tail).sum() / max(tail.sum(), 1e-9))
    beyond = start + scale * np.log(rates / TAIL)
    counted: NDArray[np.float64] = np.interp(rates, share, distances)
    return np.where(rates >= TAIL, counted, beyond)
