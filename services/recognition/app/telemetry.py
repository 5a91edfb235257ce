"""What the operators count and time."""

from enum import StrEnum
from typing import Protocol


class FrameFate(StrEnum):
    """What became of a frame."""

    LOOKED_AT = "looked_at"
    STILL = "still"
    DROPPED = "dropped"
    REJECTED = "rejected"


class Telemetry(Protocol):
    """Called on the event loop; must not wait."""

    def frame(self, fate: FrameFate, age_seconds: float | None) -> None:
        """One frame is done with; its age from capture to result, where it was looked at."""

    def worker_took(self, seconds: float, faces: int) -> None:
        """A frame's time in the workers, detection and encoding together, and how many faces were in it."""

    def streams(self, count: int) -> None:
        """How many cameras stream to this pod now."""

    def waiting_frames(self, change: int) -> None:
        """So many more, or fewer, frames wait for a worker."""

    def unanswered_reports(self, count: int) -> None:
        """How many sightings and coverages attendance has not confirmed."""

    def reports_refused(self, count: int) -> None:
        """So many more reports were refused for good."""
