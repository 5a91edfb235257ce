"""All inference of one process, synchronous: decode, detect, align, encode, judge."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from services.recognition.domain.encoder import Encoder
from services.recognition.domain.enrolment import EnrolmentVerdict
from services.recognition.domain.faces import (
    Box,
    Crops,
    Detector,
    Encodings,
    FrameFaces,
    Thumbnail,
)
from services.recognition.vision.decode import (
    MAX_FRAME_PIXELS,
    Image,
    decode_frame,
    decode_photo,
    moved,
    shrink,
    thumbnail,
)
from services.recognition.vision.describe import describe, no_crops
from services.recognition.vision.encoders import Encoders
from services.recognition.vision.enrolment import judge_photo
from services.recognition.vision.glance import glance
from services.recognition.vision.models import ModelFiles
from services.recognition.vision.probe import encode_probe
from services.recognition.vision.tiled import with_tiles
from services.recognition.vision.yunet import FoundFaces, YuNet

if TYPE_CHECKING:
    from services.recognition.vision.dlib_detectors import DlibDetector


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded frame and what the camera's own pixels were."""

    image: Image
    width_px: int
    height_px: int


class Inference:
    """Holds the models; owned by one process, called by one thread."""

    def __init__(self, files: ModelFiles) -> None:
        self._yunet = YuNet(files.yunet)
        self._encoders = Encoders(files)
        self._dlib: DlibDetector | None = None

    @property
    def runs_on(self) -> str:
        """In words: processor and runtime."""
        return self._yunet.runs_on

    def detect(
        self,
        jpeg: bytes,
        detector: Detector,
        max_width_px: int,
        still_reference: Thumbnail | None = None,
        tiles: tuple[Box, ...] = (),
    ) -> FrameFaces:
        """See domain.vision.Vision."""
        picture = Picture(*decode_frame(jpeg, MAX_FRAME_PIXELS if tiles else max_width_px))  # tiles want every pixel
        return self.detect_in(picture, detector, max_width_px, still_reference, tiles, jpeg)

    def detect_in(
        self,
        picture: Picture,
        detector: Detector,
        max_width_px: int,
        still_reference: Thumbnail | None = None,
        tiles: tuple[Box, ...] = (),
        jpeg: bytes = b"",
    ) -> FrameFaces:
        """The same for a picture that is already decoded."""
        searched = shrink(picture.image, max_width_px)
        small = thumbnail(searched)
        if still_reference is not None and not moved(small, still_reference):
            still = glance(small, jpeg, None)
            return FrameFaces(picture.width_px, picture.height_px, small, (), no_crops(), True, still)
        scale = picture.image.shape[1] / searched.shape[1]
        found = self.find(searched, detector)
        found[:, :14] *= scale
        if tiles and detector is Detector.YUNET:  # dlib's detectors enlarge the picture themselves
            found = with_tiles(picture.image, found, tiles, self._yunet.find)
        faces, crops = describe(picture.image, found, picture.width_px)
        now = glance(small, jpeg, searched)
        return FrameFaces(picture.width_px, picture.height_px, small, faces, crops, glance=now)

    def find(self, image: Image, detector: Detector) -> FoundFaces:
        """(n, 15) rows in pixels of `image`."""
        if detector is Detector.YUNET:
            return self._yunet.find(image)
        if self._dlib is None:
            # 130 MB of weights load with this import: only where a camera asks for them
            from services.recognition.vision.dlib_detectors import DlibDetector

            self._dlib = DlibDetector(self._yunet.find)
        return self._dlib.find(image, detector)

    def encode(self, crops: Crops, encoder: Encoder, *, thorough: bool = False) -> Encodings:
        """See domain.vision.Vision."""
        return self._encoders.encode(crops, encoder, thorough=thorough)

    def probe(self, image: bytes, encoder: Encoder) -> Encodings | None:
        """(encoder.size,) of the face that a single photo shows, encoded thoroughly; None without a face."""
        encode = partial(self._encoders.encode, encoder=encoder, thorough=True)
        return encode_probe(decode_photo(image), self._yunet.find, encode)

    def judge(self, image: bytes, encoder: Encoder) -> EnrolmentVerdict:
        """See domain.vision.Vision."""
        encode = partial(self._encoders.encode, encoder=encoder)
        return judge_photo(decode_photo(image), self._yunet.find, encode)
