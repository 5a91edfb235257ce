"""What recognition asks of the processes that look at pictures."""

from typing import Protocol

from services.recognition.domain.enrolment import EnrolmentVerdict
from services.recognition.domain.faces import Crops, Detector, Encodings, FrameFaces, Thumbnail


class Vision(Protocol):
    """Stateless inference off the event loop. All methods may raise VisionOverloaded or VisionUnavailable."""

    @property
    def model_hash(self) -> str:
        """sha256 hex of the weights that draw encodings; encodings of different hashes must never be compared."""
        ...

    async def detect(
        self, jpeg: bytes, detector: Detector, max_width_px: int, still_reference: Thumbnail | None = None
    ) -> FrameFaces:
        """Find the faces of one frame.

        With `still_reference`, a frame in which nothing moved since that thumbnail is answered `still` at little cost.
        Raises FrameUnreadable or FrameTooLarge, decided from the header before anything is decoded.
        """
        ...

    async def encode(self, crops: Crops) -> Encodings:
        """(n, 112, 112, 3) aligned crops to (n, 128) float32 of unit length; n may be 0."""
        ...

    async def judge(self, image: bytes) -> EnrolmentVerdict:
        """Judge one enrolment photo (JPEG or PNG, EXIF rotation honoured).

        A photo without a usable face is a verdict, not an error; FrameUnreadable or FrameTooLarge for a bad file.
        """
        ...
