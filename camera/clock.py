"""What time it is at the server, by a clock of this machine that nobody sets."""

from __future__ import annotations

import time
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

READINGS_KEPT = 12  # a minute's worth: quartz drifts by some milliseconds in that time
DISAGREEMENT_SECONDS = 0.2  # beyond what the ways there and back explain: the server's own clock is another now
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def utc_now() -> datetime:
    """The wall clock, aware, in UTC."""
    return datetime.now(UTC)


def ticks_seconds() -> float:
    """Seconds since this machine started, standing by included; setting the wall clock does not change it."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def this_boot() -> uuid.UUID:
    """The same until the machine starts again; where it does not tell, the same until this process does."""
    try:
        return uuid.UUID(BOOT_ID.read_text().strip())
    except (OSError, ValueError):
        return uuid.uuid4()


@dataclass(frozen=True)
class Reading:
    """One message there and back: server time is ticks + `offset_seconds`, wrong by half of `trip_seconds` at most."""

    offset_seconds: float
    trip_seconds: float


class CameraClock:
    """Learns the server's clock from its answers; of the last dozen the one that travelled shortest is believed.

    Time is counted in ticks of this boot, so that a wall clock that is set, or jumps, changes nothing.
    """

    def __init__(
        self,
        wall: Callable[[], datetime] = utc_now,
        ticks: Callable[[], float] = ticks_seconds,
        boot_id: uuid.UUID | None = None,
    ) -> None:
        self.boot_id = boot_id or this_boot()
        self.wall = wall
        self.ticks = ticks
        self._asked: deque[tuple[datetime, float]] = deque(maxlen=READINGS_KEPT)
        self._readings: deque[Reading] = deque(maxlen=READINGS_KEPT)

    def ask(self) -> datetime:
        """The wall clock now, to be sent and echoed in the answer."""
        now = self.wall()
        self._asked.append((now, self.ticks()))
        return now

    def answered(self, asked: datetime, received: datetime, sent: datetime) -> None:
        """The server received what was asked then at its time `received`, and answered at `sent`, which came just now.

        An answer to something that was not asked lately is no help, and is let go.
        """
        returned = self.ticks()
        departed = next((ticks for wall, ticks in self._asked if wall == asked), None)
        if departed is None:
            return
        trip_seconds = max(0.0, returned - departed - (sent - received).total_seconds())
        middle = (received.timestamp() + sent.timestamp()) / 2
        reading = Reading(middle - (departed + returned) / 2, trip_seconds)
        best = self.best
        if best is not None:
            explained = (best.trip_seconds + reading.trip_seconds) / 2 + DISAGREEMENT_SECONDS
            if abs(best.offset_seconds - reading.offset_seconds) > explained:
                self._readings.clear()
        self._readings.append(reading)

    @property
    def best(self) -> Reading | None:
        """What is believed now; None before the first answer."""
        return min(self._readings, key=lambda reading: reading.trip_seconds, default=None)

    def at(self, ticks: float) -> datetime | None:
        """The server's time at that tick of this boot; None while it is not known."""
        best = self.best
        return None if best is None else datetime.fromtimestamp(ticks + best.offset_seconds, UTC)

    def now(self) -> datetime | None:
        """The server's time now; None while it is not known."""
        return self.at(self.ticks())

    @property
    def wrong_by_seconds(self) -> float | None:
        """What this machine's wall clock lacks; None while it is not known."""
        now = self.now()
        return None if now is None else (now - self.wall()).total_seconds()
