"""What a kiosk is told, and what is still to be told to it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from services.recognition.app.frames import Beat
from services.recognition.app.telling import Telling
from services.recognition.domain.liveness.challenge import Position


class Guidance(StrEnum):
    """What somebody should do before anything can be asked of them."""

    NO_FACE = "no_face"
    COME_CLOSER = "come_closer"
    ONE_AT_A_TIME = "one_at_a_time"
    MORE_LIGHT = "more_light"
    LOOK_STRAIGHT = "look_straight"
    HOLD_STILL = "hold_still"


class Reason(StrEnum):
    """Why somebody was not checked in."""

    NOBODY = "nobody"
    NOT_LIVE = "not_live"
    TOO_SLOW = "too_slow"
    FACE_LOST = "face_lost"
    FACE_CHANGED = "face_changed"
    NOT_RECOGNISED = "not_recognised"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Control:
    """How much may be sent, and how long it all may take."""

    max_in_flight: int
    target_fps: float
    max_width_px: int
    heartbeat_seconds: float
    time_limit_seconds: float


@dataclass(frozen=True, slots=True)
class Ack:
    """Frames up to this one are done with."""

    through_sequence: int


@dataclass(frozen=True, slots=True)
class Guide:
    guidance: Guidance


@dataclass(frozen=True, slots=True)
class Prompt:
    """A position of the head is asked for."""

    position: Position
    step: int
    """From 1."""
    steps: int
    seconds_left: float
    turned: float
    """How far the head is on its way, 0..1."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """Checked in."""

    person_id: str
    at: datetime
    stored: bool
    """Attendance has it; else it is on its way."""


@dataclass(frozen=True, slots=True)
class NotAccepted:
    """Not checked in."""

    reason: Reason
    message: str


Result: TypeAlias = Accepted | NotAccepted
Message: TypeAlias = Control | Ack | Guide | Prompt | Accepted | NotAccepted | Beat


class Messages(Telling[Message]):
    """Of each kind only the newest message waits, and a prompt and a piece of guidance replace each other. Nothing
    comes after the result."""

    def __init__(self, heartbeat_seconds: float) -> None:
        super().__init__(heartbeat_seconds)
        self._control: Control | None = None
        self._ack: Ack | None = None
        self._shown: Guide | Prompt | None = None
        self._result: Result | None = None

    def put(self, message: Control | Ack | Guide | Prompt) -> None:
        """Queue it; call it on the event loop."""
        match message:
            case Control():
                self._control = message
            case Ack():
                self._ack = message
            case Guide() | Prompt():
                self._shown = message
        self._changed.set()

    def finish(self, result: Result) -> None:
        """The last message."""
        if not self._ended:
            self._result, self._ended = result, True
            self._changed.set()

    def _next(self) -> Message | None:
        message: Message | None
        if self._control is not None:
            message, self._control = self._control, None
        elif self._shown is not None:
            message, self._shown = self._shown, None
        elif self._ack is not None:
            message, self._ack = self._ack, None
        else:
            message, self._result = self._result, None
        return message
