"""A photo made a short film: somebody who stands before a camera and moves, as the camera would send it."""

from collections.abc import Iterator

import cv2
import numpy as np

from services.recognition.evaluation.frames import VideoFrame
from services.recognition.vision.decode import Image

WIDTH_PX, HEIGHT_PX = 480, 360
FRAMES_A_SECOND = 5.0
SECONDS = 2.8
_QUALITY = (45, 90)
_PHOTO_HEIGHT_PX = (130.0, 330.0)


def in_motion(photo: Image, seed: int) -> Iterator[VideoFrame]:
    """The same frames for the same photo and seed.

    Drawn at random for each film: where it is and how far away, which way it drifts, turns in the picture and comes
    nearer, how bright and how blurred it is, and how hard the camera's JPEG presses.
    """
    random = np.random.default_rng(seed)
    height = random.uniform(*_PHOTO_HEIGHT_PX)
    growth, roll = random.uniform(0.85, 1.2), random.uniform(-12, 12)
    start = random.uniform([0.3, 0.35], [0.7, 0.65])
    drift, sway = random.uniform(-0.08, 0.08, 2), random.uniform(0, 2 * np.pi, 2)
    gain, gamma, blur = random.uniform(0.65, 1.25), random.uniform(0.75, 1.35), abs(random.normal(0, 0.8))
    quality = int(random.integers(*_QUALITY))
    wall = int(random.integers(60, 200))
    count = round(SECONDS * FRAMES_A_SECOND)
    for index in range(count):
        share, second = index / (count - 1), index / FRAMES_A_SECOND
        scale = height / photo.shape[0] * growth**share
        place = (start + drift * share + 0.01 * np.sin(3 * second + sway)) * [WIDTH_PX, HEIGHT_PX]
        tilt = roll * np.sin(1.5 * second + sway[0])
        shown = _placed(photo, scale, tilt, place, wall)
        if blur > 0.3:
            shown = cv2.GaussianBlur(shown, (0, 0), blur).astype(np.uint8, copy=False)
        lit = 255 * (np.clip(shown * gain, 0, 255) / 255) ** gamma
        noisy = np.clip(lit + random.normal(0, 3, (HEIGHT_PX, WIDTH_PX, 1)), 0, 255).astype(np.uint8)
        yield VideoFrame(second, noisy, quality)


def _placed(photo: Image, scale: float, tilt_degrees: float, middle: np.ndarray, wall: int) -> Image:
    height, width = photo.shape[:2]
    if scale < 0.5:  # sampling would skip pixels: average them first
        factor = 0.5 / scale
        photo = cv2.resize(photo, None, fx=1 / factor, fy=1 / factor, interpolation=cv2.INTER_AREA).astype(np.uint8)
        height, width, scale = photo.shape[0], photo.shape[1], 0.5
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), tilt_degrees, scale)
    matrix[:, 2] += middle - [width / 2, height / 2]
    placed = cv2.warpAffine(photo, matrix, (WIDTH_PX, HEIGHT_PX), borderValue=(wall, wall, wall))
    return placed.astype(np.uint8, copy=False)
