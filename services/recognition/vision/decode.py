"""Bytes to pixels: checked first, decoded no larger than needed, upright."""

from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from services.recognition.domain.errors import FrameUnreadable
from services.recognition.domain.faces import THUMBNAIL_SHAPE, Thumbnail
from services.recognition.vision.image_header import ImageHeader, check_jpeg, check_photo

Image: TypeAlias = NDArray[np.uint8]
"""(height, width, 3) uint8, BGR."""

MAX_FRAME_PIXELS = 16_000_000
MAX_PHOTO_PIXELS = 50_000_000
# crops are cut from the decoded picture: keep half as much again as the detector looks at
_SPARE = 1.5
_REDUCED = {
    1: cv2.IMREAD_COLOR,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    8: cv2.IMREAD_REDUCED_COLOR_8,
}


def decode_frame(jpeg: bytes, max_width_px: int) -> tuple[Image, int, int]:
    """A camera's JPEG, and the width and height in pixels as it was sent.

    Much wider frames are decoded at 1/2, 1/4 or 1/8, which costs a fraction of the whole.
    """
    header = check_jpeg(jpeg, MAX_FRAME_PIXELS)
    image = _decode(jpeg, header, max_width_px)
    turned = (image.shape[1] > image.shape[0]) != (header.width_px > header.height_px)
    width, height = (header.height_px, header.width_px) if turned else (header.width_px, header.height_px)
    return image, width, height


def decode_photo(image: bytes, max_side_px: int = 2400) -> Image:
    """An enrolment photo (JPEG or PNG), upright by its EXIF orientation, at most about `max_side_px` × 1.5 wide."""
    return _decode(image, check_photo(image, MAX_PHOTO_PIXELS), max_side_px)


def _decode(data: bytes, header: ImageHeader, max_width_px: int) -> Image:
    longest = max(header.width_px, header.height_px)
    factor = max(k for k in _REDUCED if k == 1 or longest >= k * max_width_px * _SPARE)
    try:
        image = cv2.imdecode(np.frombuffer(data, np.uint8), _REDUCED[factor])
    except cv2.error as error:
        raise FrameUnreadable("its contents are damaged") from error
    if image is None:
        raise FrameUnreadable("its contents are damaged")
    return image.astype(np.uint8, copy=False)


def shrink(image: Image, max_width_px: int) -> Image:
    """The same picture no wider than that."""
    height, width = image.shape[:2]
    if width <= max_width_px:
        return image
    size = (max_width_px, max(1, round(height * max_width_px / width)))
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def thumbnail(image: Image) -> Thumbnail:
    """(54, 96) grey, whatever the picture's shape."""
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    return cv2.resize(grey, THUMBNAIL_SHAPE[::-1], interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def moved(now: Thumbnail, before: Thumbnail) -> bool:
    """Whether anything moved between two thumbnails: a few neighbouring cells changed more than camera noise does."""
    difference = cv2.blur(cv2.absdiff(now, before), (2, 2))
    return bool(difference.max() > 6)
