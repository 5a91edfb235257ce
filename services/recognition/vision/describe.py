"""Rows of a detector made into faces and crops."""

import numpy as np

from services.recognition.domain.faces import CROP_SIZE_PX, Box, Crops, DetectedFace
from services.recognition.vision.decode import Image
from services.recognition.vision.measure import measure
from services.recognition.vision.sface import align
from services.recognition.vision.yunet import FoundFaces


def no_crops(count: int = 0) -> Crops:
    """Black crops."""
    return np.zeros((count, CROP_SIZE_PX, CROP_SIZE_PX, 3), np.uint8)


def describe(image: Image, found: FoundFaces, sent_width_px: int) -> tuple[tuple[DetectedFace, ...], Crops]:
    """Cut and measure every face; `found` is in pixels of `image`, `sent_width_px` is how wide the sender's was."""
    height, width = image.shape[:2]
    size = np.array([width, height], np.float32)
    crops = no_crops(len(found))
    faces = []
    for index, row in enumerate(found):
        landmarks = row[4:14].reshape(5, 2)
        usable = bool(np.isfinite(landmarks).all())
        if usable:
            crops[index] = align(image, landmarks)
        low, high = np.clip(row[:2] / size, 0, 1), np.clip((row[:2] + row[2:4]) / size, 0, 1)
        box = Box(float(low[0]), float(low[1]), float(high[0]), float(high[1]))
        quality = measure(crops[index], landmarks if usable else None, float(row[2]) * sent_width_px / width)
        points = tuple((float(x), float(y)) for x, y in landmarks / size) if usable else None
        faces.append(DetectedFace(box, float(row[14]), quality, points))
    return tuple(faces), crops
