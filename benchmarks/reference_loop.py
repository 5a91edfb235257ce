"""The reference loop in this process, with its stages timed."""

from collections.abc import Mapping, Sequence

from benchmarks.presence_loop import NamedFace
from benchmarks.stopwatch import Stopwatch
from services.recognition.evaluation.reference import (
    ReferenceIdentifier,
    encode_faces,
    enrolment_encoding,
    find_faces,
)
from services.recognition.vision.decode import Image


class ReferenceLoop:
    """Every frame for itself: whoever is named once is marked."""

    def __init__(self, photos: Mapping[str, Sequence[Image]]) -> None:
        """Enrol BGR photos per person."""
        found = {name: [enrolment_encoding(image) for image in images] for name, images in photos.items()}
        self._known = ReferenceIdentifier({n: [e for e in each if e is not None] for n, each in found.items()})
        self.watch = Stopwatch()
        self.marked: set[str] = set()

    def look(self, image: Image) -> list[NamedFace]:
        """The next frame."""
        self.watch.pieces += 1
        with self.watch.stage("find faces"):
            found = find_faces(image)
        with self.watch.stage("encode"):
            faces = encode_faces(found)
        with self.watch.stage("compare"):
            named = [NamedFace(face.x, face.y, self._known.vote(face.encoding)) for face in faces]
        self.marked |= {face.name for face in named if face.name is not None}
        return named
