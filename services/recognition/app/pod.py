"""What every stream of this pod shares."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from services.recognition.app.assignments import Assignments
from services.recognition.app.camera_board import CameraBoard
from services.recognition.app.gallery import ServedGallery
from services.recognition.app.live import LiveView
from services.recognition.app.outbox import Outbox
from services.recognition.app.pace import Pace
from services.recognition.app.past_sessions import SessionHistory
from services.recognition.app.review_desk import ReviewDesk
from services.recognition.app.surveys import Surveys
from services.recognition.app.telemetry import Telemetry
from services.recognition.app.turns import Turns
from services.recognition.domain.claims import Claims
from services.recognition.domain.encoder import Encoder
from services.recognition.domain.policy import StreamPolicy
from services.recognition.domain.vision import Vision


def utc_now() -> datetime:
    """The wall clock, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class StreamLimits:
    """What cameras are told, and how many there may be."""

    max_streams: int = 64
    max_in_flight: int = 2
    max_fps: float = 10.0
    max_width_px: int = 1280
    """Of what cameras send: faces are cut out of it."""
    search_width_px: int = 640
    """Of the picture that is searched for faces."""
    heartbeat_seconds: float = 5.0
    silent_seconds: float = 60.0
    """A camera that neither sends nor beats for so long is cut off."""


@dataclass(slots=True, eq=False)
class Pod:
    """One for the process.

    `turns` has a place for each worker. A stream asks for a turn with one frame at a time and goes to the end of the
    line with its next, so all streams, training and enrolment share the workers round robin.
    """

    vision: Vision
    workers: int
    galleries: ServedGallery
    assignments: Assignments
    outbox: Outbox
    live: LiveView
    telemetry: Telemetry
    limits: StreamLimits = field(default_factory=StreamLimits)
    policy: StreamPolicy = field(default_factory=StreamPolicy)
    claims: Claims = field(default_factory=Claims)
    """Which tracks of all cameras carry whose name now."""
    reviews: ReviewDesk | None = None
    """Takes faces that nobody was sure of; None: nobody is asked."""
    cameras: CameraBoard | None = None
    """How all cameras are; None: nobody is told."""
    surveys: Surveys | None = None
    """Which cameras are measured; None: none ever is."""
    clock: Callable[[], datetime] = utc_now
    monotonic: Callable[[], float] = time.monotonic
    leaving: asyncio.Event = field(init=False, default_factory=asyncio.Event)
    """Set once this pod is going away: no new streams."""
    history: SessionHistory | None = None
    """Who knows the rosters of the past; None: frames that come late are not taken."""
    turns: Turns = field(init=False)
    pace: Pace = field(init=False)
    active_streams: Callable[[], int] = field(init=False, default=lambda: 1)

    def __post_init__(self) -> None:
        self.turns = Turns(self.workers)
        self.pace = Pace(self.workers, self.limits.max_fps)

    @property
    def encoder(self) -> Encoder:
        """What the gallery of this pod is drawn with."""
        return self.galleries.model.encoder

    @property
    def model_hash(self) -> str:
        """Of the encoder; encodings of another hash are never compared with the gallery's."""
        return self.galleries.model.hash

    @property
    def model(self) -> str:
        """The encoder's name and the start of its weights' sha256."""
        return str(self.galleries.model)

    def target_fps(self) -> float:
        """What each stream with a session may send now."""
        return self.pace.target_fps(self.active_streams())
