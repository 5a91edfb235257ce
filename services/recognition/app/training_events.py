"""What a training run tells those who follow it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias


class RejectReason(StrEnum):
    """Why a stored photo did not make it into the gallery."""

    NO_FACE = "no_face"
    SEVERAL_FACES = "several_faces"
    TOO_BLURRED = "too_blurred"
    TOO_SMALL = "too_small"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    TURNED_AWAY = "turned_away"
    EYES_COVERED = "eyes_covered"
    MOUTH_COVERED = "mouth_covered"
    OUTLIER = "outlier"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the run is."""

    samples_done: int
    samples_total: int
    remaining_seconds: float | None = None
    """Until all are looked at; None while nothing can be said yet."""


@dataclass(frozen=True, slots=True)
class SampleRejected:
    """A photo that is left out, and why in words."""

    sample_id: str
    person_id: str
    reason: RejectReason
    message: str


@dataclass(frozen=True, slots=True)
class LogLine:
    """A sentence for whoever watches."""

    at: datetime
    message: str


@dataclass(frozen=True, slots=True)
class Done:
    """The run succeeded; its last event."""

    gallery_version: int
    people: int
    encodings: int
    encoded_now: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Failed:
    """The run did not succeed; its last event."""

    message: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Somebody ended the run; its last event. What it encoded is kept for the next one."""


TrainEvent: TypeAlias = Progress | SampleRejected | LogLine | Done | Failed | Cancelled


class TrainingState(StrEnum):
    """Of a run."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class TrainingRun:
    """One run, as it is listed."""

    request_id: str
    state: TrainingState
    samples_done: int
    samples_total: int
    remaining_seconds: float | None
    started_at: datetime
    ended_at: datetime | None
    gallery_version: int | None
    rejected: int
    encoder: str
    """What it changes the gallery to; empty when it stays with its own."""
