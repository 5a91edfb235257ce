"""Rows of a detector made into faces and crops."""

import numpy as np
from numpy.typing import NDArray

from services.recognition.domain.faces import CROP_HEIGHT_PX, CROP_SIZE_PX, Box, Crops, DetectedFace
from services.recognition.vision.align import align
from services.recognition.vision.decode import Image
from services.recognition.vision.measure import measure
from services.recognition.vision.yunet import FoundFaces


def no_crops(count: int = 0) -> Crops:
    """Black crops."""
    return np.zeros((count, CROP_HEIGHT_PX, CROP_SIZE_PX, 3), np.uint8)


def describe(image: Image, found: FoundFaces, sent_width_px: int) -> tuple[tuple[DetectedFace, ...], Crops]:
    """Cut and measure every face; `found` is in pixels of `image`, `sent_width_px` is how wide the sender's was."""
    if not len(found):
        return (), no_crops()
    height, width = image.shape[:2]
    size = np.array([width, height], np.float32)
    landmarks = found[:, 4:14].reshape(-1, 5, 2)
    usable: NDArray[np.bool_] = np.asarray(np.isfinite(landmarks).all((1, 2)), np.bool_)
    crops = no_crops(len(found))
    for index in np.flatnonzero(usable):
        crops[index] = align(image, landmarks[index])
    corners = np.clip(np.concatenate([found[:, :2], found[:, :2] + found[:, 2:4]], 1) / np.tile(size, 2), 0, 1).tolist()
    widths_px = (found[:, 2] * (sent_width_px / width)).tolist()
    qualities = measure(crops, landmarks, usable, widths_px)
    points = (landmarks / size).tolist()
    faces = tuple(
        DetectedFace(Box(*corner), float(row[14]), quality, tuple((x, y) for x, y in five) if ok else None)
        for corner, row, quality, five, ok in zip(corners, found, qualities, points, usable, strict=True)
    )
    return faces, crops
