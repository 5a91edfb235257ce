"""Telemetry that counts in memory."""

from collections import Counter

from services.recognition.app.telemetry import FrameFate


class QuietTelemetry:
    """Implements app.telemetry.Telemetry."""

    def __init__(self) -> None:
        self.frames: Counter[FrameFate] = Counter()

    def frame(self, fate: FrameFate, age_seconds: float | None) -> None:
        self.frames[fate] += 1

    def worker_took(self, seconds: float, faces: int) -> None: ...

    def streams(self, count: int) -> None: ...

    def waiting_frames(self, change: int) -> None: ...

    def unanswered_reports(self, count: int) -> None: ...

    def reports_refused(self, count: int) -> None: ...
