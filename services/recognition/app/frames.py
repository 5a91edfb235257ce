"""What a camera and the pod say to each other on a stream."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from services.recognition.domain.faces import Box
from services.recognition.domain.outcome import FaceState

MAX_JPEG_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class StreamSetup:
    """Which camera streams, and from where it goes on."""

    camera_id: str
    stream_id: UUID
    resume_after_sequence: int
    skew_seconds: float
    """To be added to the camera's times to have the pod's; 0 for a camera that does so itself."""
    spooled: bool = False
    """Its frames waited on the camera's disk."""
    reading: "ClockReading | None" = None
    """What the camera can learn the pod's clock by."""


@dataclass(frozen=True, slots=True)
class ClockReading:
    """When the camera sent something by its clock, and when that came by the pod's."""

    camera_sent: datetime
    received: datetime


@dataclass(frozen=True, slots=True, eq=False)
class CapturedFrame:
    """One picture as the camera sent it."""

    sequence: int
    captured_at: datetime
    """By the pod's clock, UTC."""
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class FlowControl:
    """How much, how often and how large the camera may send."""

    max_in_flight: int
    target_fps: float
    """0: nothing, no session is running."""
    max_width_px: int
    heartbeat_seconds: float
    reading: ClockReading | None = None
    """In the first one."""


@dataclass(frozen=True, slots=True)
class FrameAck:
    """How far the pod is; totals of this stream."""

    through_sequence: int
    stored_through_sequence: int
    dropped_frames: int
    rejected_frames: int


@dataclass(frozen=True, slots=True)
class SeenFace:
    """One face of one frame, as it is drawn."""

    box: Box
    track_id: str
    state: FaceState
    person_id: str | None
    distance: float | None
    score: float


@dataclass(frozen=True, slots=True)
class FrameResult:
    """What was seen in one frame, or why it could not be read."""

    sequence: int
    captured_at: datetime
    faces: tuple[SeenFace, ...]
    gallery_version: int
    problem: str
    age_seconds: float


@dataclass(frozen=True, slots=True)
class Drain:
    """This pod is leaving."""

    grace_seconds: float


@dataclass(frozen=True, slots=True)
class Beat:
    """Nothing to say, and still here."""


Reply: TypeAlias = FlowControl | FrameAck | FrameResult | ClockReading | Drain | Beat
