"""How the workers have kept up lately, for whoever has no metrics server."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from services.recognition.app.telemetry import FrameFate, Telemetry

_RECENT_SECONDS = 300.0
_SLOT_SECONDS = 10.0
_NEWEST_FRAMES = 200


@dataclass(frozen=True, slots=True)
class WorkDone:
    """Since the start, and within the last five minutes."""

    waiting_frames: int
    frames: int
    dropped_frames: int
    recent_frames: int
    recent_dropped_frames: int
    frame_seconds: float
    """Median of the newest frames; 0: none yet."""
    face_seconds: float
    """Their time shared out among the faces in them; 0: no face yet."""
    age_seconds: float
    """Median age of the newest frames when their result was known; 0: none yet."""


@dataclass(slots=True)
class _Slot:
    start_seconds: float
    frames: int = 0
    dropped: int = 0


class RecentWork:
    """A Telemetry that passes everything on and remembers the last of it. At most 31 slots of ten seconds and the
    newest 200 frames are held: what is older falls out."""

    def __init__(self, beside: Telemetry, monotonic: Callable[[], float]) -> None:
        self._beside = beside
        self._monotonic = monotonic
        self._slots: deque[_Slot] = deque()
        self._took: deque[tuple[float, int]] = deque(maxlen=_NEWEST_FRAMES)
        self._ages: deque[float] = deque(maxlen=_NEWEST_FRAMES)
        self._waiting = self._frames = self._dropped = 0

    def done(self) -> WorkDone:
        """As it is now."""
        self._forget()
        faces = sum(count for _, count in self._took)
        with_faces = sum(seconds for seconds, count in self._took if count)
        return WorkDone(
            waiting_frames=self._waiting,
            frames=self._frames,
            dropped_frames=self._dropped,
            recent_frames=sum(slot.frames for slot in self._slots),
            recent_dropped_frames=sum(slot.dropped for slot in self._slots),
            frame_seconds=median(seconds for seconds, _ in self._took) if self._took else 0.0,
            face_seconds=with_faces / faces if faces else 0.0,
            age_seconds=median(self._ages) if self._ages else 0.0,
        )

    def frame(self, fate: FrameFate, age_seconds: float | None) -> None:
        self._beside.frame(fate, age_seconds)
        if age_seconds is not None:
            self._ages.append(age_seconds)
        looked_at = fate in (FrameFate.LOOKED_AT, FrameFate.STILL)
        dropped = fate is FrameFate.DROPPED
        slot = self._slot()
        slot.frames += looked_at
        slot.dropped += dropped
        self._frames += looked_at
        self._dropped += dropped

    def worker_took(self, seconds: float, faces: int) -> None:
        self._beside.worker_took(seconds, faces)
        self._took.append((seconds, faces))

    def streams(self, count: int) -> None:
        self._beside.streams(count)

    def waiting_frames(self, change: int) -> None:
        self._beside.waiting_frames(change)
        self._waiting += change

    def unanswered_reports(self, count: int) -> None:
        self._beside.unanswered_reports(count)

    def reports_refused(self, count: int) -> None:
        self._beside.reports_refused(count)

    def _slot(self) -> _Slot:
        now = self._monotonic()
        if not self._slots or now - self._slots[-1].start_seconds >= _SLOT_SECONDS:
            self._slots.append(_Slot(now))
            self._forget()
        return self._slots[-1]

    def _forget(self) -> None:
        now = self._monotonic()
        while self._slots and now - self._slots[0].start_seconds > _RECENT_SECONDS:
            self._slots.popleft()
