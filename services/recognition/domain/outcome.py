"""What a stream of frames comes to: overlays, sightings, reviews."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from services.recognition.domain.faces import Box, Encodings, FrameFaces
from services.recognition.domain.gallery import Candidate


class FaceState(StrEnum):
    """What is known of a face."""

    DECIDING = "deciding"
    KNOWN = "known"
    REVIEW = "review"
    UNKNOWN = "unknown"
    OUTSIDER = "outsider"
    """Enrolled, but not looked for here: shown so, never named, never reported."""


@dataclass(frozen=True, slots=True)
class Detection:
    """A face of a frame as the overlay shows it."""

    box: Box
    track_id: str
    """UUID, the same while the track lasts."""
    person_id: str | None
    """None: a face, nobody known, or not yet."""
    distance: float | None
    """Of the fused track to the nearest person looked for; None before anything was encoded."""
    state: FaceState


@dataclass(frozen=True, slots=True)
class Sighting:
    """One person, one track, a span of capture time. The same id again means the span grew."""

    sighting_id: str
    """UUIDv5 of stream, track and person: the same when a replay finds it again."""
    track_id: str
    person_id: str
    first_seen: datetime
    last_seen: datetime
    distance: float
    gallery_version: int
    evidence_frames: int
    """Independent encoded frames the name rests on."""


@dataclass(frozen=True, slots=True, eq=False)
class ReviewRequest:
    """A track that a person should look at; given once per track and nearest candidate."""

    review_id: str
    """UUIDv5 of stream, track and nearest candidate: the same when a replay finds it again."""
    track_id: str
    sequence: int
    captured_at: datetime
    candidates: tuple[Candidate, ...]
    """At least one, the nearest first."""
    reason: str
    """Half a sentence: why nobody was sure."""
    box: Box
    """Where the face is in this frame."""
    encoding: Encodings
    """(size,) float32, unit length, the fused track."""
    first_seen: datetime
    last_seen: datetime
    evidence_frames: int


@dataclass(frozen=True, slots=True)
class ReviewGrown:
    """The track that was asked about is, or was, still in view."""

    review_id: str
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class ReviewSettled:
    """The track got a name after all: nobody need look at it."""

    review_id: str


ReviewChange: TypeAlias = ReviewGrown | ReviewSettled


@dataclass(frozen=True, slots=True)
class FramePlan:
    """What is to be encoded of a frame: hand it back to `apply` with the encodings."""

    sequence: int
    captured_at: datetime
    frame: FrameFaces
    track_ids: tuple[str, ...]
    """(faces,) the track of every face; of a still frame, the tracks that are still there."""
    encode: tuple[int, ...]
    """Indices of the faces to encode: `vision.encode(plan.frame.crops[list(plan.encode)])`."""


@dataclass(frozen=True, slots=True)
class FrameOutcome:
    """What a frame changed."""

    sequence: int
    detections: tuple[Detection, ...]
    sightings: tuple[Sighting, ...]
    """Started or grown since the last outcome; report each at least once."""
    reviews: tuple[ReviewRequest, ...]
    review_changes: tuple[ReviewChange, ...]
    gallery_version: int
    undecided_since_sequence: int | None
    """The earliest frame whose evidence is not in a sighting given out so far; None: every frame up to this one may
    be forgotten. Evidence older than `StreamPolicy.undecided_seconds` is let go, so this never lags further behind."""
