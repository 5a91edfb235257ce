"""A video through the product's recognition in one process, so that its CPU time can be counted."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import cv2
import numpy as np

from benchmarks.encode_photos import ENCODER
from services.recognition.domain.faces import Detector, Thumbnail
from services.recognition.domain.gallery import Gallery, Roster
from services.recognition.domain.outcome import FrameOutcome, Sighting
from services.recognition.domain.policy import StreamPolicy
from services.recognition.domain.stream import StreamRecogniser
from services.recognition.vision.decode import Image
from services.recognition.vision.inference import Inference, Picture

_STREAM = UUID("6f1c1f0e-7a2b-4f0a-9d0e-1d1a51c5d001")
_START = datetime(2026, 1, 5, 9, tzinfo=UTC)


@dataclass(slots=True)
class Recognised:
    """What a video came to."""

    frames: int = 0
    still_frames: int = 0
    faces: int = 0
    encoded: int = 0
    outcomes: list[FrameOutcome] = field(default_factory=list)
    sightings: dict[str, Sighting] = field(default_factory=dict)
    cpu_seconds: dict[str, float] = field(default_factory=lambda: {"detect": 0.0, "encode": 0.0, "decide": 0.0})

    @property
    def people(self) -> set[str]:
        return {sighting.person_id for sighting in self.sightings.values()}


def video_frames(path: Path, every: int = 1) -> Iterator[tuple[float, Image]]:
    """Capture second and BGR picture of every n-th frame."""
    video = cv2.VideoCapture(str(path))
    rate = video.get(cv2.CAP_PROP_FPS) or 25.0
    index = 0
    while True:
        more, image = video.read()
        if not more:
            return
        if index % every == 0:
            yield index / rate, image.astype(np.uint8, copy=False)
        index += 1


def recognise(
    inference: Inference,
    gallery: Gallery,
    frames: Iterator[tuple[float, Image]],
    roster: Roster | None = None,
    policy: StreamPolicy | None = None,
    width_px: int = 640,
    detector: Detector = Detector.YUNET,
) -> Recognised:
    """Run plan and apply over (second, picture) pairs as a camera stream does; pictures are already decoded."""
    stream = StreamRecogniser(_STREAM, gallery, roster, policy)
    result = Recognised()
    for second, image in frames:
        captured_at = _START + timedelta(seconds=second)
        picture = Picture(image, image.shape[1], image.shape[0])
        _step(inference, stream, picture, captured_at, width_px, detector, result)
    for sighting in stream.flush().sightings:
        result.sightings[sighting.sighting_id] = sighting
    return result


def _step(
    inference: Inference,
    stream: StreamRecogniser,
    picture: Picture,
    captured_at: datetime,
    width_px: int,
    detector: Detector,
    result: Recognised,
) -> None:
    clock = time.process_time
    begin = clock()
    reference: Thumbnail | None = stream.still_reference(captured_at)
    faces = inference.detect_in(picture, detector, width_px, reference)
    detected = clock()
    plan = stream.plan(result.frames, captured_at, faces)
    planned = clock()
    encodings = inference.encode(faces.crops[list(plan.encode)], ENCODER)
    encoded = clock()
    outcome = stream.apply(plan, encodings)
    done = clock()
    result.cpu_seconds["detect"] += detected - begin
    result.cpu_seconds["encode"] += encoded - planned
    result.cpu_seconds["decide"] += (planned - detected) + (done - encoded)
    result.frames += 1
    result.still_frames += faces.still
    result.faces += len(outcome.detections)
    result.encoded += len(plan.encode)
    result.outcomes.append(outcome)
    for sighting in outcome.sightings:
        result.sightings[sighting.sighting_id] = sighting
