"""Clopper and Pearson's limits of a share: exact, however few the trials are."""

from scipy.special import betaincinv  # type: ignore[import-untyped]  # ships no types; scipy.stats takes seconds to load

_ONE_SIDE = 0.025


def upper_bound(events: int, trials: int, confidence: float = 0.95) -> float:
    """No rate above this is compatible with so few events. Of 0 events, about 3 / trials."""
    if trials == 0 or events >= trials:
        return 1.0
    return float(betaincinv(events + 1, trials - events, confidence))


def interval(events: int, trials: int) -> tuple[float, float]:
    """The rates that are compatible with so many events, at 95 %."""
    low = float(betaincinv(events, trials - events + 1, _ONE_SIDE)) if events else 0.0
    return low, upper_bound(events, trials, 1 - _ONE_SIDE)
