"""Presence's recognition in this process, frame after frame, as a pod looks at a camera's stream."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from benchmarks.stopwatch import Stopwatch
from services.recognition.domain.claims import Claims
from services.recognition.domain.faces import Detector
from services.recognition.domain.gallery import Gallery
from services.recognition.domain.liveness.planar import PlanarMotion
from services.recognition.domain.stream import StreamRecogniser
from services.recognition.vision.decode import Image
from services.recognition.vision.inference import Inference, Picture

_STREAM = UUID("6f1c1f0e-7a2b-4f0a-9d0e-1d1a51c5d001")
_START = datetime(2026, 1, 5, 9, tzinfo=UTC)
_SEARCHED_PX = 640


@dataclass(frozen=True, slots=True)
class NamedFace:
    """The middle of a face in fractions of the frame, and its name, if it has one."""

    x: float
    y: float
    name: str | None


class PresenceLoop:
    """One stream; pictures come decoded, as the reference gets them."""

    def __init__(self, inference: Inference, gallery: Gallery) -> None:
        self._inference = inference
        self._encoder = gallery.encoder
        self._stream = StreamRecogniser(_STREAM, gallery, claims=Claims(), check=PlanarMotion())  # as a pod does
        self._sequence = 0
        self.watch = Stopwatch()
        self.marked: set[str] = set()
        self.encodings = 0
        self.searched = 0
        """Frames in which faces were looked for."""

    def look(self, second: float, image: Image) -> list[NamedFace]:
        """The next frame."""
        at = _START + timedelta(seconds=second)
        self._sequence += 1
        self.watch.pieces += 1
        with self.watch.stage("find faces"):
            picture, reference = Picture(image, image.shape[1], image.shape[0]), self._stream.still_reference(at)
            rest = self._stream.rest(at)
            faces = rest or self._inference.detect_in(picture, Detector.YUNET, _SEARCHED_PX, reference)
        with self.watch.stage("track"):
            plan = self._stream.plan(self._sequence, at, faces)
        with self.watch.stage("encode"):
            encodings = self._inference.encode(faces.crops[list(plan.encode)], self._encoder)
        with self.watch.stage("decide"):
            outcome = self._stream.apply(plan, encodings)
        self.searched += not faces.still
        self.encodings += len(plan.encode)
        self.marked |= {sighting.person_id for sighting in outcome.sightings}
        return [
            NamedFace((d.box.left + d.box.right) / 2, (d.box.top + d.box.bottom) / 2, d.person_id)
            for d in outcome.detections
        ]

    def end(self) -> None:
        """The last of what the stream has to say."""
        self.marked |= {sighting.person_id for sighting in self._stream.flush().sightings}
