"""What a camera that keeps frames on disk says of itself, on its way to attendance."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from services.recognition.app.reports import CameraCondition, CameraProgress
from services.recognition.domain.camera_health import Trouble

_IDLE_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class CameraStatus:
    """As the camera told it; times are the pod's."""

    complete_through: datetime | None
    """All that was captured until then is stored, or lost for good; None: it keeps nothing, or does not know."""
    spooled_frames: int
    lost: tuple[tuple[datetime, datetime], ...]
    stopping: bool


class ProgressTeller:
    """Owned by one live stream. While a session is open attendance hears of everything, and once it has ended until the
    camera is through; then once a minute."""

    def __init__(self, camera_id: str) -> None:
        self._camera_id = camera_id
        self._status: CameraStatus | None = None
        self._over_since: datetime | None = None
        self._told_idle: datetime | None = None
        self._lost: set[datetime] = set()

    def take(self, status: CameraStatus, *, active: bool, now: datetime) -> Iterator[CameraProgress | CameraCondition]:
        """What is to be reported of a status."""
        self._status = status
        for start, end in status.lost:
            if start not in self._lost:
                self._lost.add(start)
                name = uuid5(UUID(self._camera_id), f"lost:{start.isoformat()}")
                yield CameraCondition(str(name), self._camera_id, Trouble.LOST, start, end, over=True)
        complete = status.complete_through
        if complete is None:
            return
        if active:
            self._over_since, self._told_idle = None, None
        elif self._over_since is None:
            self._over_since = now
        if self._told_idle is not None and now - self._told_idle < _IDLE_EVERY:
            return
        if self._over_since is not None and complete >= self._over_since:
            self._told_idle = now
        yield CameraProgress(self._camera_id, complete)

    def ended(self, now: datetime) -> CameraProgress | None:
        """The stream is over and all of it is stored: what that means if the camera said that it stops."""
        status = self._status
        if status is None or not status.stopping or status.complete_through is None or status.spooled_frames:
            return None
        return CameraProgress(self._camera_id, now, stopped=True)
