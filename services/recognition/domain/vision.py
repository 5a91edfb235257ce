"""What recognition asks of the processes that look at pictures."""

from typing import Protocol

from services.recognition.domain.encoder import Encoder
from services.recognition.domain.enrolment import EnrolmentVerdict
from services.recognition.domain.faces import Box, Crops, Detector, Encodings, FrameFaces, Thumbnail


class Vision(Protocol):
    """Stateless inference off the event loop.

    All methods may raise VisionOverloaded or VisionUnavailable, and PictureBreaksVision when a worker died over the
    picture or hung.
    """

    def model_hash_of(self, encoder: Encoder) -> str:
        """sha256 hex of the weights that draw encodings; encodings of different hashes must never be compared."""
        ...

    def check(self, jpeg: bytes) -> None:
        """Whether a frame can be read as far as its header tells, at once and at no cost to speak of.

        Raises FrameUnreadable or FrameTooLarge.
        """
        ...

    async def detect(
        self,
        jpeg: bytes,
        detector: Detector,
        max_width_px: int,
        still_reference: Thumbnail | None = None,
        tiles: tuple[Box, ...] = (),
    ) -> FrameFaces:
        """Find the faces of one frame.

        With `still_reference`, a frame in which nothing moved since that thumbnail is answered `still` at little cost.
        `tiles`, fractions of the frame, are searched at its full size beside the whole.
        Raises FrameUnreadable or FrameTooLarge, decided from the header before anything is decoded.
        """
        ...

    async def cut_out(self, jpeg: bytes, box: Box) -> bytes:
        """The face in that box with a little of what surrounds it, as a JPEG of at most 320 pixels a side.

        Raises FrameUnreadable or FrameTooLarge.
        """
        ...

    async def encode(self, crops: Crops, encoder: Encoder, *, thorough: bool = False) -> Encodings:
        """(n, 126, 112, 3) aligned crops to (n, encoder.size) float32 of unit length; n may be 0.

        `thorough` shows dlib each face and its mirror image, for 8 ms more: for a single photo, not for a stream. Both
        kinds may be compared with each other.
        """
        ...

    async def judge(self, image: bytes, encoder: Encoder) -> EnrolmentVerdict:
        """Judge one enrolment photo (JPEG or PNG, EXIF rotation honoured).

        A photo without a usable face is a verdict, not an error; FrameUnreadable or FrameTooLarge for a bad file.
        """
        ...
