"""A labelled video through recognition, frame after frame, as a pod looks at a camera's stream."""

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from services.recognition.app.pod import StreamLimits
from services.recognition.domain.claims import Claims
from services.recognition.domain.faces import Detector, FrameFaces
from services.recognition.domain.gate import is_good_enough
from services.recognition.domain.liveness.planar import PlanarMotion
from services.recognition.domain.policy import QualityGate
from services.recognition.domain.stream import StreamRecogniser
from services.recognition.evaluation.frames import VideoFrame
from services.recognition.evaluation.production import GalleryIdentifier, Photos
from services.recognition.evaluation.system import Identifier
from services.recognition.vision.decode import Image

_STREAM = UUID("0b6f2d5e-52a1-4c55-9d0d-6a8d5f4f2f11")
_START = datetime(2026, 1, 5, 9, tzinfo=UTC)


@dataclass(slots=True)
class Watched:
    """What a video came to."""

    frames: int = 0
    seconds: float = 0.0
    marked: dict[str, float] = field(default_factory=dict)
    """Who would be reported present, and the second of the video at which that was known."""
    named_alone: Counter[str] = field(default_factory=Counter)
    """Frames in which a single face, looked at alone with the same thresholds, is given each name."""
    encoded: int = 0
    """Faces that were encoded to decide the tracks."""
    faces: int = 0
    """Faces found, over all frames."""
    cpu_ms: dict[str, float] = field(default_factory=dict)
    """Stage → CPU time over the whole video. What is spent on `named_alone` is not in it."""

    def spent(self, stage: str, seconds: float) -> None:
        self.cpu_ms[stage] = self.cpu_ms.get(stage, 0.0) + seconds * 1e3


def watch(
    frames: Iterable[VideoFrame], photos: Photos, identifier: GalleryIdentifier, *, alone: bool = True
) -> Watched:
    """Everybody of the gallery is looked for; `alone`: single frames are judged as well."""
    limits, clock = StreamLimits(), time.process_time
    inference, encoder = photos.inference, photos.encoder
    stream = StreamRecogniser(_STREAM, identifier.gallery, claims=Claims(), check=PlanarMotion())  # as a pod does
    seen = Watched()
    for sequence, frame in enumerate(frames, start=1):
        captured_at = _START + timedelta(seconds=frame.second)
        jpeg = frame.jpeg()
        begin = clock()
        reference = stream.still_reference(captured_at)
        rest = stream.rest(captured_at)
        faces = rest or inference.detect(jpeg, Detector.YUNET, limits.search_width_px, reference)
        detected = clock()
        plan = stream.plan(sequence, captured_at, faces)
        planned = clock()
        encodings = inference.encode(faces.crops[list(plan.encode)], encoder)
        encoded = clock()
        outcome = stream.apply(plan, encodings)
        done = clock()
        seen.spent("decode and detect", detected - begin)
        seen.spent("encode", encoded - planned)
        seen.spent("track and decide", planned - detected + done - encoded)
        seen.frames, seen.seconds = seen.frames + 1, frame.second
        seen.faces, seen.encoded = seen.faces + len(faces.faces), seen.encoded + len(plan.encode)
        for sighting in outcome.sightings:
            seen.marked.setdefault(sighting.person_id, frame.second)
        if alone:
            seen.named_alone.update(_alone(faces, photos, identifier))
    for sighting in stream.flush().sightings:
        seen.marked.setdefault(sighting.person_id, seen.seconds)
    return seen


def _alone(frame: FrameFaces, photos: Photos, identifier: Identifier) -> set[str]:
    """Whom this frame's faces are given to when each is judged for itself."""
    gate = QualityGate()
    good = [index for index, face in enumerate(frame.faces) if is_good_enough(face, gate)]
    answer = identifier.identify(list(photos.inference.encode(frame.crops[good], photos.encoder)))
    return {answer.people[row] for row in answer.named if row >= 0}


def watch_with_reference(frames: Iterable[VideoFrame], identifier: Identifier) -> Watched:
    """The reference loop on the same frames: whoever is named in one of them is marked."""
    from services.recognition.evaluation.reference import faces_in_frame  # its weights load with it

    seen, clock = Watched(), time.process_time
    for frame in frames:
        begin = clock()
        found = faces_in_frame(_sent(frame.jpeg()))
        detected = clock()
        answer = identifier.identify([face.encoding for face in found])
        seen.spent("decode, detect and encode", detected - begin)
        seen.spent("compare and vote", clock() - detected)
        seen.frames, seen.seconds = seen.frames + 1, frame.second
        seen.faces, seen.encoded = seen.faces + len(found), seen.encoded + len(found)
        names = {answer.people[row] for row in answer.named if row >= 0}
        seen.named_alone.update(names)
        for name in names:
            seen.marked.setdefault(name, frame.second)
    return seen


def _sent(jpeg: bytes) -> Image:
    from services.recognition.vision.decode import decode_frame

    return decode_frame(jpeg, 10_000)[0]
