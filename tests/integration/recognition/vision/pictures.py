"""Pictures for tests, made from photos."""

import cv2
import numpy as np
from numpy.typing import NDArray

from services.recognition.vision.decode import decode_photo


def jpeg(image: NDArray[np.uint8], quality: int = 92) -> bytes:
    return bytes(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1])


def as_jpeg(photo: bytes, height_px: int | None = None) -> bytes:
    """A photo as a camera would send it."""
    return jpeg(resized(photo, height_px) if height_px else decode_photo(photo))


def resized(photo: bytes, height_px: int) -> NDArray[np.uint8]:
    image = decode_photo(photo)
    width = round(image.shape[1] * height_px / image.shape[0])
    return cv2.resize(image, (width, height_px), interpolation=cv2.INTER_AREA).astype(np.uint8)


def side_by_side(*photos: bytes, height_px: int = 400) -> NDArray[np.uint8]:
    return np.hstack([resized(photo, height_px) for photo in photos])


def on_canvas(photo: bytes, height_px: int, width: int = 1280, height: int = 720, x: int = 400) -> NDArray[np.uint8]:
    """A small photo on a grey picture."""
    canvas = np.full((height, width, 3), 120, np.uint8)
    small = resized(photo, height_px)
    canvas[200 : 200 + small.shape[0], x : x + small.shape[1]] = small
    return canvas
