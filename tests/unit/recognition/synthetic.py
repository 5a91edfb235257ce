"""Synthetic faces for tests of the domain: people are points on the unit sphere, photos lie around them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np

from services.recognition.domain.calibrations import Calibration, ThresholdPoint
from services.recognition.domain.encoder import Encoder
from services.recognition.domain.faces import (
    CROP_HEIGHT_PX,
    CROP_SIZE_PX,
    THUMBNAIL_SHAPE,
    Box,
    DetectedFace,
    Encodings,
    FaceQuality,
    FrameFaces,
    Thumbnail,
)
from services.recognition.domain.gallery import Gallery, Roster
from services.recognition.domain.outcome import FrameOutcome
from services.recognition.domain.policy import DecisionPolicy, StreamPolicy
from services.recognition.domain.stream import StreamRecogniser

STREAM = UUID("00000000-0000-4000-8000-000000000001")
ENCODER = Encoder.SFACE
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
MODEL = "synthetic"

CALIBRATION = Calibration(
    encoder=ENCODER,
    model_hash=MODEL,
    data_sha256="",
    target_fpir=1e-3,
    rates=(1e-3,),
    people=2,
    impostors=0,
    comparisons=0,
    method="for tests",
    curve=(ThresholdPoint(10, (1.05,)), ThresholdPoint(100, (1.0,))),
    min_margin=0.04,
)
POLICY = StreamPolicy(decision=DecisionPolicy(calibration=CALIBRATION))


def unit(vector: np.ndarray) -> Encodings:
    """The same direction with length 1."""
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


def person(seed: int) -> Encodings:
    """(128,) somebody; two different seeds are about 1.41 apart."""
    return unit(np.random.default_rng(seed).normal(size=ENCODER.size))


def photo_of(someone: Encodings, seed: int, distance: float = 0.7) -> Encodings:
    """(128,) an encoding exactly that far from a person, in a random direction."""
    noise = np.random.default_rng(10_000 + seed).normal(size=ENCODER.size)
    across = unit(noise - (noise @ someone) * someone)
    cosine = 1 - distance**2 / 2
    return unit(cosine * someone + np.sqrt(1 - cosine**2) * across)


def gallery_of(people: dict[str, Encodings], version: int = 1, model_hash: str = MODEL) -> Gallery:
    """A gallery in which everybody's template is exactly the person."""
    return Gallery.build(version, ENCODER, model_hash, {name: [encoding] for name, encoding in people.items()})


def face_at(x: float, y: float = 0.5, width: float = 0.1, width_px: float = 90, turn: float = 0.1) -> DetectedFace:
    """A good face whose middle is there, in fractions of the frame."""
    quality = FaceQuality(width_px, sharpness=120, brightness=128, contrast=40, turn=turn, roll_degrees=0)
    box = Box(x - width / 2, y - width / 2, x + width / 2, y + width / 2)
    return DetectedFace(box, 0.9, quality, tuple((x, y) for _ in range(5)))


def scene(grey: int = 100) -> Thumbnail:
    """A plain picture; two greys more than 18 apart are a scene cut."""
    return np.full(THUMBNAIL_SHAPE, grey, np.uint8)


def frame_of(*faces: DetectedFace, thumbnail: Thumbnail | None = None, still: bool = False) -> FrameFaces:
    """A frame with these faces."""
    crops = np.zeros((len(faces), CROP_HEIGHT_PX, CROP_SIZE_PX, 3), np.uint8)
    return FrameFaces(1280, 720, scene() if thumbnail is None else thumbnail, faces, crops, still)


@dataclass(frozen=True, slots=True)
class Seen:
    """A face of a frame and what its encoding would be."""

    face: DetectedFace
    encoding: Encodings


class Camera:
    """Feeds a StreamRecogniser frame by frame, as the handler does."""

    def __init__(self, gallery: Gallery, roster: Roster | None = None, policy: StreamPolicy = POLICY) -> None:
        self.stream = StreamRecogniser(STREAM, gallery, roster, policy)
        self.sequence = 0
        self.encoded = 0
        self.outcomes: list[FrameOutcome] = []

    def show(self, second: float, *seen: Seen, thumbnail: Thumbnail | None = None) -> FrameOutcome:
        """One frame captured at that second."""
        self.sequence += 1
        frame = frame_of(*(item.face for item in seen), thumbnail=thumbnail)
        plan = self.stream.plan(self.sequence, START + timedelta(seconds=second), frame)
        self.encoded += len(plan.encode)
        encodings = np.array([seen[i].encoding for i in plan.encode], np.float32).reshape(-1, ENCODER.size)
        outcome = self.stream.apply(plan, encodings)
        self.outcomes.append(outcome)
        return outcome

    @property
    def named(self) -> set[str]:
        """Everybody who was ever given out as seen."""
        return {sighting.person_id for outcome in self.outcomes for sighting in outcome.sightings}


def seconds(duration: float, frames_per_second: float, start: float = 0.0) -> list[float]:
    """Capture times of a clip, both ends included."""
    return [start + i / frames_per_second for i in range(int(duration * frames_per_second + 1e-6) + 1)]


ADA, BOB = person(1), person(2)
GALLERY = gallery_of({"ada": ADA, "bob": BOB})


def ada(index: int, x: float = 0.5) -> Seen:
    """Her face there, in her photo of that number."""
    return Seen(face_at(x), photo_of(ADA, index))


def stranger(index: int, x: float = 0.5) -> Seen:
    """The face there of somebody who is in no gallery."""
    return Seen(face_at(x), photo_of(person(77), index))
