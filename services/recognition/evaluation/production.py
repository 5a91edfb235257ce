"""Presence itself as a system to measure: the one file here that knows how recognition is called."""

import hashlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np

from services.recognition.app.outliers import find_outliers
from services.recognition.app.pod import StreamLimits
from services.recognition.domain.calibrations import Calibration, packaged_calibration
from services.recognition.domain.decision import Known, identify
from services.recognition.domain.encoder import Encoder
from services.recognition.domain.enrolment import Rejection
from services.recognition.domain.errors import FrameTooLarge, FrameUnreadable
from services.recognition.domain.faces import DetectedFace, Detector, Encodings
from services.recognition.domain.gallery import Gallery
from services.recognition.domain.policy import DecisionPolicy
from services.recognition.evaluation.system import UNREADABLE, Encoding, Identified, PhotoResult, Purpose, Samples
from services.recognition.vision.decode import Image
from services.recognition.vision.inference import Inference, Picture
from services.recognition.vision.models import model_hash_of, prepare_models

_AT_ONCE = 256
_ROUNDING = 1e-4
_RECOGNITION = Path(__file__).parents[1]


@cache
def code_sha256() -> str:
    """Of the code that makes encodings of photos: what it once gave is not what it gives after a change."""
    digest = hashlib.sha256()
    for part in ("domain", "vision"):
        for file in sorted((_RECOGNITION / part).glob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()


class Photos:
    """Photos as enrolment judges them, in a worker process."""

    def __init__(self, model_cache: Path, encoder: Encoder) -> None:
        self.inference = Inference(prepare_models(model_cache))
        self.encoder = encoder

    def look(self, image: bytes, purpose: Purpose) -> PhotoResult:
        begin = time.process_time()
        try:
            encoding, rejection = self._enrol(image) if purpose is Purpose.ENROL else self._probe(image)
        except (FrameUnreadable, FrameTooLarge):
            encoding, rejection = None, UNREADABLE
        return PhotoResult(encoding, rejection, (time.process_time() - begin) * 1e3)

    def _enrol(self, image: bytes) -> tuple[Encodings | None, str]:
        verdict = self.inference.judge(image, self.encoder)
        return verdict.encoding, verdict.rejection.value if verdict.rejection else ""

    def _probe(self, image: bytes) -> tuple[Encodings | None, str]:
        encoding = self.inference.probe(image, self.encoder)
        return encoding, "" if encoding is not None else Rejection.NO_FACE.value

    def largest_face(self, image: Image) -> DetectedFace | None:
        """The largest face with landmarks that a camera would find in this picture."""
        picture = Picture(image, image.shape[1], image.shape[0])
        found = self.inference.detect_in(picture, Detector.YUNET, StreamLimits().search_width_px).faces
        usable = [face for face in found if face.landmarks is not None]
        return max(usable, key=lambda face: face.box.area, default=None)


def default_encoder() -> Encoder:
    """What a new installation uses."""
    from services.recognition.config import RecognitionConfig  # a worker process has no use for it

    return Encoder(RecognitionConfig.model_fields["encoder"].default)


def calibration_of(encoder: Encoder) -> Calibration:
    """The thresholds that ship for it."""
    return packaged_calibration(encoder)


@dataclass(frozen=True)
class GalleryIdentifier:
    """A gallery, and the decision that uses it."""

    gallery: Gallery
    other_calibration: Calibration | None = None
    """Instead of the one that ships."""
    encodes_quickly: bool = True

    @property
    def people(self) -> tuple[str, ...]:
        return self.gallery.person_ids

    @property
    def sha256(self) -> str:
        digest = hashlib.sha256("\n".join(self.people).encode())
        digest.update(np.round(self.gallery.templates, 4).tobytes())
        return digest.hexdigest()

    @cached_property
    def calibration(self) -> Calibration:
        return self.other_calibration or calibration_of(self.gallery.encoder)

    @cached_property
    def _policy(self) -> DecisionPolicy:
        return DecisionPolicy(self.calibration)

    @property
    def threshold(self) -> float:
        return self._policy.calibration_of(self.gallery.encoder).threshold(len(self.gallery))

    def identify(self, encodings: list[Encoding]) -> Identified:
        rows = {person: row for row, person in enumerate(self.people)}
        best = [match.best for part in _parts(encodings) for match in self.gallery.match(self._matrix(part))]
        limit = self.threshold + _ROUNDING
        named = [
            # further away nobody is named, and most strangers are
            self._name(np.asarray(encoding, np.float32)) if nearest and nearest.distance <= limit else None
            for encoding, nearest in zip(encodings, best, strict=True)
        ]
        return Identified(
            np.array([rows[b.person_id] if b else -1 for b in best], np.int64),
            np.array([b.distance if b else np.inf for b in best], np.float64),
            np.array([rows[name] if name is not None else -1 for name in named], np.int64),
            self.people,
        )

    def _matrix(self, encodings: Sequence[Encoding]) -> Encodings:
        return np.asarray(encodings, np.float32).reshape(len(encodings), self.gallery.encoder.size)

    def _name(self, encoding: Encodings) -> str | None:
        decision = identify(encoding, self.gallery, None, self._policy)
        return decision.person_id if isinstance(decision, Known) else None


def _parts(encodings: list[Encoding]) -> Iterator[list[Encoding]]:
    """A few at a time: distances of all photos to all people at once would not fit into memory."""
    for start in range(0, len(encodings), _AT_ONCE):
        yield encodings[start : start + _AT_ONCE]


@dataclass(frozen=True)
class Presence:
    """The system that ships, with one of its encoders."""

    encoder: Encoder
    name: str = "Presence"

    @property
    def description(self) -> str:
        return (
            f"photos judged as in enrolment (YuNet, alignment, {self.encoder.value}), outliers set aside as in "
            "training, one mean template a person, the threshold T(N) and the margin of the shipped calibration"
        )

    @property
    def model(self) -> str:
        return self.encoder.value

    @property
    def model_sha256(self) -> str:
        return model_hash_of(self.encoder)

    @property
    def recipe(self) -> str:
        return f"{self.model}:{self.model_sha256}:{code_sha256()}"

    def outliers(self, encodings: list[Encoding]) -> tuple[int, ...]:
        return find_outliers(self.matrix(encodings), self.matrix([]), self.encoder.spread)

    def build(self, samples: Samples) -> GalleryIdentifier:
        rows = {person: self.matrix(found) for person, found in samples.items()}
        return GalleryIdentifier(Gallery.build(1, self.encoder, self.model_sha256, rows))

    def matrix(self, encodings: Sequence[Encoding]) -> Encodings:
        """(n, size) float32."""
        return np.asarray(encodings, np.float32).reshape(len(encodings), self.encoder.size)
