"""The loop that most face-recognition attendance projects are: the baseline of `make bench`."""

from collections import Counter

import cv2
import face_recognition  # type: ignore[import-untyped]  # ships no types
import numpy as np

from services.recognition.vision.decode import Image

WIDTH_PX = 750
TOLERANCE = 0.6


class ReferenceLoop:
    """HOG on every frame at 750 px, every face encoded in every frame, a majority vote over all matches."""

    def __init__(self, photos: dict[str, list[Image]]) -> None:
        """Enrol BGR photos per person."""
        self._names: list[str] = []
        self._encodings: list[np.ndarray] = []
        for name, images in photos.items():
            for image in images:
                for encoding in face_recognition.face_encodings(_rgb(image))[:1]:
                    self._names.append(name)
                    self._encodings.append(encoding)

    def look(self, image: Image) -> list[tuple[float, float, str | None]]:
        """The middle of every face in fractions of the frame, and the name it is given."""
        height = round(image.shape[0] * WIDTH_PX / image.shape[1])
        rgb = _rgb(cv2.resize(image, (WIDTH_PX, height)).astype(np.uint8, copy=False))
        boxes = face_recognition.face_locations(rgb, model="hog")
        names = [self._vote(encoding) for encoding in face_recognition.face_encodings(rgb, boxes)]
        return [
            ((left + right) / 2 / WIDTH_PX, (top + bottom) / 2 / height, name)
            for (top, right, bottom, left), name in zip(boxes, names, strict=True)
        ]

    def _vote(self, encoding: np.ndarray) -> str | None:
        matches = face_recognition.compare_faces(self._encodings, encoding, tolerance=TOLERANCE)
        votes = Counter(name for name, match in zip(self._names, matches, strict=True) if match)
        return votes.most_common(1)[0][0] if votes else None


def _rgb(image: Image) -> Image:
    return np.ascontiguousarray(image[:, :, ::-1])
