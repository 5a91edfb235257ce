"""How wrong codes slow somebody down: a growing wait that never becomes a lock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

KEPT = timedelta(hours=24)


@dataclass(frozen=True)
class Pace:
    """How many failures are free, and how long the wait may grow: 1 s, then twice as long each time."""

    free: int
    wait_max: timedelta
    one_forgiven_every: timedelta


# Three of a million codes are good at a time: five at once and one a minute come to one chance in 3,000 in a lecture.
STUDENT = Pace(free=5, wait_max=timedelta(minutes=1), one_forgiven_every=timedelta(minutes=1))
# A college may be one address: a class of 1,500 of which every fifth student mistypes.
ADDRESS = Pace(free=300, wait_max=timedelta(seconds=15), one_forgiven_every=timedelta(seconds=2))
KIOSK = Pace(free=20, wait_max=timedelta(seconds=30), one_forgiven_every=timedelta(seconds=15))


@dataclass(frozen=True)
class Failures:
    """Wrong codes so far, less those that time has forgiven."""

    failed: int
    last_time: datetime

    def after(self, now: datetime, pace: Pace) -> "Failures":
        """What is left of them at a later time."""
        forgiven = max(0, (now - self.last_time) // pace.one_forgiven_every)
        return Failures(max(0, self.failed - forgiven), self.last_time)

    def wait(self, now: datetime, pace: Pace) -> timedelta:
        """How long until another code is looked at; nothing when it may come now."""
        left = self.after(now, pace).failed
        if left < pace.free:
            return timedelta()
        grown = timedelta(seconds=2.0 ** min(left - pace.free, 30))
        return max(timedelta(), self.last_time + min(grown, pace.wait_max) - now)


def more(earlier: Failures | None, times: int, now: datetime, pace: Pace) -> Failures:
    """The failures with so many others."""
    return Failures((earlier.after(now, pace).failed if earlier else 0) + times, now)


def wait_of(own: Failures | None, of_address: Failures | None, now: datetime) -> timedelta:
    """How long a student waits. An address with many wrong codes slows only those down who were wrong themselves: the
    first code of everybody else in the class behind it is looked at whatever the others typed."""
    if own is None or own.after(now, STUDENT).failed == 0:
        return timedelta()
    there = of_address.wait(now, ADDRESS) if of_address is not None else timedelta()
    return max(own.wait(now, STUDENT), there)
