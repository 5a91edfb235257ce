"""How failed attempts slow an account down: a growing wait that never becomes a lock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.identity.domain.errors import TooManyAttempts

FREE_ATTEMPTS = 5
WAIT_MAX = timedelta(minutes=5)
FORGOTTEN_AFTER = timedelta(hours=24)  # without another attempt


@dataclass(frozen=True)
class Attempts:
    """Attempts since the last success. One under way counts as failed, so that many at once are slowed down too."""

    failed: int
    last_time: datetime

    @property
    def next_time(self) -> datetime:
        """Before this no password is looked at: 1 s after the fifth failure, then twice as long each time."""
        if self.failed < FREE_ATTEMPTS:
            return self.last_time
        seconds = 2.0 ** min(self.failed - FREE_ATTEMPTS, 30)
        return self.last_time + min(timedelta(seconds=seconds), WAIT_MAX)


def another(earlier: Attempts | None, now: datetime) -> Attempts:
    """The attempts with one more begun; TooManyAttempts if it comes too early, which then does not count."""
    if earlier is None or now - earlier.last_time > FORGOTTEN_AFTER:
        return Attempts(1, now)
    if now < earlier.next_time:
        raise TooManyAttempts(round((earlier.next_time - now).total_seconds(), 3))
    return Attempts(earlier.failed + 1, now)
