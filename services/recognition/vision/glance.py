"""Measures whether a frame shows anything, at a fraction of what a search for faces costs."""

import zlib

import cv2
import numpy as np

from services.recognition.domain.faces import Thumbnail
from services.recognition.domain.glance import Glance
from services.recognition.vision.decode import Image

_SURROUNDINGS = (17, 17)  # cells of the thumbnail
_BLOCKS = 8  # rows, and columns, in which sharpness is looked for
_BEST_BLOCKS = 3
_START_OF_SCAN = b"\xff\xda"


def glance(small: Thumbnail, jpeg: bytes, searched: Image | None) -> Glance:
    """`searched` None: nothing moved, and nobody looks closely."""
    places = [int(0.9 * small.size), int(0.99 * small.size)]
    ordered = np.partition(small, places, axis=None)
    surroundings = cv2.blur(small, _SURROUNDINGS)
    return Glance(
        brightness=float(small.mean()),
        bright=float(ordered[places[0]]),
        brightest=float(ordered[places[1]]),
        structure=float(cv2.absdiff(small, surroundings).mean()),
        detail=None if searched is None else detail(searched),
        picture=picture_id(jpeg),
    )


def picture_id(jpeg: bytes) -> int:
    """Of the picture alone: what stands before it, such as the time it was taken, does not count."""
    return zlib.crc32(memoryview(jpeg)[max(0, jpeg.find(_START_OF_SCAN)) :])


def detail(image: Image) -> float:
    """Mean square of the Laplacian where the picture is sharpest, so that a bare wall does not count as blurred."""
    edges = cv2.Laplacian(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), cv2.CV_16S)
    height, width = edges.shape
    tall, wide = max(1, height // _BLOCKS), max(1, width // _BLOCKS)
    energy = sorted(
        cv2.norm(edges[top : top + tall, left : left + wide], cv2.NORM_L2SQR)
        for top in range(0, height - tall + 1, tall)
        for left in range(0, width - wide + 1, wide)
    )
    best = energy[-_BEST_BLOCKS:]
    return float(sum(best) / len(best) / (tall * wide))
