"""One camera stream from faces to sightings: tracks, evidence, decisions. Pure, serial, owned by one task."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.recognition.domain.faces import Box, Encodings, FrameFaces, Thumbnail
from services.recognition.domain.gallery import Candidate, Gallery, Roster
from services.recognition.domain.policy import DecisionPolicy, QualityGate, TrackerPolicy


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


@dataclass(frozen=True, slots=True)
class ReviewRequest:
    """A track that a person should look at; given once per track and nearest candidate."""

    track_id: str
    sequence: int
    captured_at: datetime
    candidates: tuple[Candidate, ...]
    reason: str
    face_index: int | None
    """Which face of this frame shows it; None when the track is not in this frame."""


@dataclass(frozen=True, slots=True)
class FramePlan:
    """What is to be encoded of a frame: hand it back to `apply` with the encodings."""

    sequence: int
    captured_at: datetime
    frame: FrameFaces
    track_ids: tuple[str, ...]
    """(faces,) the track of every face."""
    encode: tuple[int, ...]
    """Indices of the faces to encode: `vision.encode(plan.frame.crops[list(plan.encode)])`."""
    still: bool
    """Nothing moved: the detections of the frame before still stand."""


@dataclass(frozen=True, slots=True)
class FrameOutcome:
    """What a frame changed."""

    sequence: int
    detections: tuple[Detection, ...]
    sightings: tuple[Sighting, ...]
    """Started or grown since the last outcome; report each at least once."""
    reviews: tuple[ReviewRequest, ...]
    gallery_version: int
    undecided_since_sequence: int | None
    """The earliest frame whose evidence is not in a reported sighting; None: all frames up to this one may be
    forgotten. Bounded by `DecisionPolicy`: evidence too old to matter is let go."""


class StreamRecogniser:
    """The state of one camera stream. Call plan, then apply, frame after frame; not safe for two tasks at once."""

    def __init__(
        self,
        stream_id: UUID,
        gallery: Gallery,
        roster: Roster | None = None,
        policy: DecisionPolicy | None = None,
        gate: QualityGate | None = None,
        tracker: TrackerPolicy | None = None,
    ) -> None:
        """`roster` None: everyone in the gallery is looked for."""
        raise NotImplementedError

    def set_gallery(self, gallery: Gallery) -> None:
        """Swap the gallery between frames; live tracks are decided again with it. A gallery of another model forgets
        all evidence."""
        raise NotImplementedError

    def set_roster(self, roster: Roster | None) -> None:
        """Look for other people from the next frame on."""
        raise NotImplementedError

    def still_reference(self, captured_at: datetime) -> Thumbnail | None:
        """The thumbnail to pass to `vision.detect`, or None when this frame must be looked at whatever moved:
        a track still needs evidence, or the last look is a second ago."""
        raise NotImplementedError

    def plan(self, sequence: int, captured_at: datetime, frame: FrameFaces) -> FramePlan:
        """Put the faces of a frame on tracks and choose which to encode: never all of them in every frame.

        Frames must rise in sequence; an older one than the last raises StaleFrame.
        """
        raise NotImplementedError

    def apply(self, plan: FramePlan, encodings: Encodings) -> FrameOutcome:
        """Weigh the (len(plan.encode), 128) encodings of a plan and say what is decided now."""
        raise NotImplementedError

    def flush(self) -> FrameOutcome:
        """End all tracks: the last growth of every sighting. Call when the stream ends or the pod drains."""
        raise NotImplementedError
