"""How far what cameras recorded has arrived: nobody is absent while some of it is still to come."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.attendance.domain.sighting import EARLIEST, MAX_CLOCK_AHEAD
from services.common.errors import DomainError


@dataclass(frozen=True)
class CameraProgress:
    """All that a camera recorded up to then has arrived, or is lost for good."""

    camera_id: UUID
    complete_through: datetime
    stopped: bool = False  # nothing was recorded after that, until it reports again

    def later_of(self, other: "CameraProgress") -> "CameraProgress":
        """The one that says more: the later time, and of one time that it stopped."""
        mine, theirs = (self.complete_through, self.stopped), (other.complete_through, other.stopped)
        return self if mine >= theirs else other


@dataclass(frozen=True)
class AwaitedCamera:
    """A camera of a session of which something may still come."""

    camera_id: UUID
    camera_name: str
    complete_through: datetime


@dataclass(frozen=True)
class CameraSession:
    """When a camera belonged to a session, and whom it looked for."""

    session_id: UUID
    room_id: UUID
    start_time: datetime
    end_time: datetime | None  # None while it goes on
    student_ids: tuple[UUID, ...]
    operator_ids: tuple[UUID, ...]


@dataclass
class SessionGoesOn(DomainError):
    """A camera of an open session is not given up on: what it records now may come any moment."""

    session_id: str

    def __str__(self) -> str:
        return "the session is still open: end it before you stop waiting for a camera"


def why_unbelievable(progress: CameraProgress, received: datetime) -> str | None:
    """What is wrong with it, in words, or None."""
    if progress.complete_through > received + MAX_CLOCK_AHEAD:
        return "it lies in the future: check the camera's clock"
    if progress.complete_through < EARLIEST:
        return "it lies too far in the past: check the camera's clock"
    return None
