"""How failed attempts slow an account or an address down: a growing wait that never becomes a lock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.identity.domain.login_errors import TooManyAttempts

FORGOTTEN_AFTER = timedelta(hours=24)  # without another attempt


@dataclass(frozen=True)
class Pace:
    """How many failures are free, and how long the wait may grow: 1 s, then twice as long each time."""

    free: int
    wait_max: timedelta
    one_forgiven_every: timedelta | None = None  # for whom no success ever clears


ACCOUNT = Pace(free=5, wait_max=timedelta(minutes=5))
# A college may be one address: all who log in at nine o'clock, and those of them who mistype.
ADDRESS = Pace(free=200, wait_max=timedelta(minutes=1), one_forgiven_every=timedelta(seconds=3))
RESET_ACCOUNT = Pace(free=3, wait_max=timedelta(minutes=30), one_forgiven_every=timedelta(minutes=20))
RESET_ADDRESS = Pace(free=30, wait_max=timedelta(minutes=5), one_forgiven_every=timedelta(minutes=1))
KIOSK_ADDRESS = Pace(free=20, wait_max=timedelta(minutes=1), one_forgiven_every=timedelta(minutes=1))
BURST = 10  # failures after which the owner is told, once until a success clears them


@dataclass(frozen=True)
class Attempts:
    """Attempts since the last success. One under way counts as failed, so that many at once are slowed down too."""

    failed: int
    last_time: datetime

    @property
    def next_time(self) -> datetime:
        """Before this no password of the account is looked at."""
        return self.next_time_at(ACCOUNT)

    def next_time_at(self, pace: Pace) -> datetime:
        """Before this another attempt comes too early."""
        if self.failed < pace.free:
            return self.last_time
        seconds = 2.0 ** min(self.failed - pace.free, 30)
        return self.last_time + min(timedelta(seconds=seconds), pace.wait_max)

    def after(self, now: datetime, pace: Pace) -> "Attempts":
        """What is left of them at a later time."""
        if pace.one_forgiven_every is None:
            return self
        forgiven = max(0, (now - self.last_time) // pace.one_forgiven_every)
        return Attempts(max(0, self.failed - forgiven), self.last_time)


def another(earlier: Attempts | None, now: datetime, pace: Pace = ACCOUNT) -> Attempts:
    """The attempts with one more begun; TooManyAttempts if it comes too early, which then does not count."""
    if earlier is None or now - earlier.last_time > FORGOTTEN_AFTER:
        return Attempts(1, now)
    next_time = earlier.next_time_at(pace)
    if now < next_time:
        raise TooManyAttempts(round((next_time - now).total_seconds(), 3))
    return Attempts(earlier.after(now, pace).failed + 1, now)
