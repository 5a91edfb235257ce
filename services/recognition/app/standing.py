"""What an administrator wants to know of a pod and of what all pods share, at one look."""

from dataclasses import dataclass
from datetime import datetime

from services.recognition.domain.camera_health import Trouble


@dataclass(frozen=True, slots=True)
class StreamStanding:
    """A camera's stream as it is now."""

    camera_id: str
    wanted: bool
    """A session is open, or the camera is measured."""
    replaying: bool
    """It sends what waited on its disk."""
    spooled_frames: int
    """That still wait there, as it last said."""
    dropped_frames: int


@dataclass(frozen=True, slots=True)
class CameraSeen:
    """A camera, whichever pod it streams to."""

    camera_id: str
    frame_time: datetime | None
    awaited: bool
    trouble: Trouble | None
    trouble_time: datetime | None


@dataclass(frozen=True, slots=True)
class FaceStorage:
    """What is kept of faces; sizes with tables and indexes."""

    samples: int
    samples_bytes: int
    reviews: int
    reviews_bytes: int
    oldest_review_time: datetime | None
    trained_time: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the database knows at one moment."""

    published_version: int
    storage: FaceStorage
    cameras: tuple[CameraSeen, ...]
