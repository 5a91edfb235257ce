"""The loop that most face-recognition attendance projects are, written from its description: the baseline.

Every frame is resized to 750 px, HOG finds faces, every face is encoded by dlib's ResNet, and a majority vote over all
enrolled photos within 0.6 names it. Whoever was named in one frame is marked.
"""

import hashlib
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from services.recognition.domain.errors import FrameTooLarge, FrameUnreadable
from services.recognition.evaluation.system import (
    UNREADABLE,
    Encoding,
    Floats,
    Identified,
    PhotoResult,
    Purpose,
    Samples,
)
from services.recognition.vision.decode import Image, decode_photo
from services.recognition.vision.dlib_library import face_recognition

WIDTH_PX = 750
TOLERANCE = 0.6
_MOST_HEIGHT_PX = 8 * WIDTH_PX
"""A strip two pixels wide would become a picture of gigabytes."""
_RECIPE = 1  # raise when the same photo would give another encoding
_SIZE = 128


@dataclass(frozen=True, slots=True, eq=False)
class FaceOfFrame:
    """One face: its middle in fractions of the frame, and its encoding, (128,) float64."""

    x: float
    y: float
    encoding: Floats


@dataclass(frozen=True, slots=True, eq=False)
class FoundFaces:
    """Boxes (top, right, bottom, left) in pixels of the resized RGB picture."""

    rgb: Image
    boxes: list[tuple[int, int, int, int]]


def find_faces(image: Image) -> FoundFaces:
    """Resize a BGR frame and search it."""
    height, width = round(image.shape[0] * WIDTH_PX / image.shape[1]), WIDTH_PX
    if height > _MOST_HEIGHT_PX:
        height, width = _MOST_HEIGHT_PX, round(image.shape[1] * _MOST_HEIGHT_PX / image.shape[0])
    rgb = _rgb(cv2.resize(image, (max(1, width), max(1, height))).astype(np.uint8, copy=False))
    return FoundFaces(rgb, face_recognition.face_locations(rgb, model="hog"))


def encode_faces(found: FoundFaces) -> list[FaceOfFrame]:
    """Every face of it."""
    height, width = found.rgb.shape[:2]
    encodings = face_recognition.face_encodings(found.rgb, found.boxes)
    return [
        FaceOfFrame((left + right) / 2 / width, (top + bottom) / 2 / height, encoding)
        for (top, right, bottom, left), encoding in zip(found.boxes, encodings, strict=True)
    ]


def faces_in_frame(image: Image) -> list[FaceOfFrame]:
    """All faces of a BGR frame."""
    return encode_faces(find_faces(image))


def enrolment_encoding(photo: Image) -> Floats | None:
    """The first face of a BGR photo in its own size."""
    found: list[Floats] = face_recognition.face_encodings(_rgb(photo))
    return found[0] if found else None


class ReferencePhotos:
    """Photos as the loop enrols and sees them, in a worker process."""

    def look(self, image: bytes, purpose: Purpose) -> PhotoResult:
        begin = time.process_time()
        try:
            photo = decode_photo(image)
        except (FrameUnreadable, FrameTooLarge):
            return PhotoResult(None, UNREADABLE, (time.process_time() - begin) * 1e3)
        encoding = enrolment_encoding(photo) if purpose is Purpose.ENROL else _most_central(faces_in_frame(photo))
        return PhotoResult(encoding, "" if encoding is not None else "no_face", (time.process_time() - begin) * 1e3)


def _most_central(faces: list[FaceOfFrame]) -> Floats | None:
    """Whose photo it is, where there are several."""
    return min(faces, key=lambda face: (face.x - 0.5) ** 2 + (face.y - 0.5) ** 2).encoding if faces else None


class ReferenceIdentifier:
    """All enrolled encodings, as the loop keeps them."""

    def __init__(self, samples: Samples) -> None:
        self.encodes_quickly = False
        self.people = tuple(sorted(person for person, found in samples.items() if len(found)))
        rows = [np.asarray(encoding, np.float64) for person in self.people for encoding in samples[person]]
        self.encodings: Floats = np.array(rows, np.float64).reshape(-1, _SIZE)
        self.owners = np.repeat(np.arange(len(self.people)), [len(samples[person]) for person in self.people])

    @property
    def sha256(self) -> str:
        digest = hashlib.sha256("\n".join(self.people).encode())
        digest.update(np.round(self.encodings, 4).tobytes())
        return digest.hexdigest()

    @property
    def threshold(self) -> float:
        return TOLERANCE

    def identify(self, encodings: list[Encoding]) -> Identified:
        probes = np.asarray(encodings, np.float64).reshape(len(encodings), _SIZE)
        if not len(self.people):
            nobody = np.full(len(probes), -1, np.int64)
            return Identified(nobody, np.full(len(probes), np.inf), nobody, self.people)
        nearest, distance, named = [], [], []
        for probe in probes:
            distances = np.linalg.norm(self.encodings - probe, axis=1)
            row = int(distances.argmin())
            nearest.append(int(self.owners[row]))
            distance.append(float(distances[row]))
            named.append(self._vote(distances))
        return Identified(
            np.array(nearest, np.int64), np.array(distance, np.float64), np.array(named, np.int64), self.people
        )

    def vote(self, encoding: Floats) -> str | None:
        """Who has most of the enrolled photos within the tolerance."""
        row = self._vote(np.linalg.norm(self.encodings - encoding, axis=1))
        return self.people[row] if row >= 0 else None

    def _vote(self, distances: Floats) -> int:
        votes = Counter(self.owners[distances <= TOLERANCE].tolist())
        return int(votes.most_common(1)[0][0]) if votes else -1


class Reference:
    """The 2023 loop."""

    name = "Reference loop"
    description = (
        "HOG detection at 750 px and dlib's ResNet encoding in every frame, all enrolled photos kept, a majority vote "
        "within 0.6; its curve sweeps the distance to the nearest enrolled photo"
    )
    model = "dlib-resnet"

    @property
    def model_sha256(self) -> str:
        import face_recognition_models  # type: ignore[import-untyped]  # ships no types

        return hashlib.sha256(Path(face_recognition_models.face_recognition_model_location()).read_bytes()).hexdigest()

    @property
    def recipe(self) -> str:
        return f"reference:{_RECIPE}:{self.model_sha256}"

    def outliers(self, encodings: list[Encoding]) -> tuple[int, ...]:
        return ()

    def build(self, samples: Samples) -> ReferenceIdentifier:
        return ReferenceIdentifier(samples)


def _rgb(image: Image) -> NDArray[np.uint8]:
    return np.ascontiguousarray(image[:, :, ::-1])
