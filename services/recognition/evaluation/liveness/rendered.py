"""Pictures of photographs held before a camera, and of a face drawn in relief from one photograph, for the detector."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from services.recognition.domain.liveness.geometry import Landmarks
from services.recognition.evaluation.liveness.heads import Points, Pose, neck, rotation

Image = NDArray[np.uint8]
"""(height, width, 3) uint8, BGR."""

FRAME_WIDTH_PX, FRAME_HEIGHT_PX = 640, 480
_EYE_DISTANCE_PX = 64.0
_REACH = 2.0
"""How much of the photo around the eyes' middle is drawn, in distances between the eyes."""
PIXELS_BETWEEN_EYES = 60
"""Of the cut photo."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A photo cut to the face: eyes level, `PIXELS_BETWEEN_EYES` apart, their middle at (`middle`, `middle`)."""

    image: Image
    middle: float


def cut(photo: Image, landmarks: Landmarks) -> Sheet:
    """The part of a photo with the face, upright."""
    left, right = landmarks[0], landmarks[1]
    across = right - left
    scale = PIXELS_BETWEEN_EYES / max(1e-6, float(np.hypot(*across)))
    turn = np.degrees(np.arctan2(across[1], across[0]))
    middle = _REACH * PIXELS_BETWEEN_EYES
    matrix = cv2.getRotationMatrix2D(tuple(map(float, (left + right) / 2)), turn, scale)
    matrix[:, 2] += middle - (left + right) / 2
    side = round(2 * middle)
    image = cv2.warpAffine(photo, matrix, (side, side), flags=cv2.INTER_AREA, borderValue=(120, 120, 120))
    return Sheet(image.astype(np.uint8, copy=False), middle)


def as_flat(sheet: Sheet, pose: Pose) -> Image:
    """The photo as a flat sheet of paper."""
    side = sheet.image.shape[0]
    corners = np.array([[0, 0], [side, 0], [side, side], [0, side]], np.float64)
    space = np.column_stack([(corners - sheet.middle) / PIXELS_BETWEEN_EYES, np.zeros(4)])
    target = _project(space, pose, space.mean(0))
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), target.astype(np.float32))
    frame = np.full((FRAME_HEIGHT_PX, FRAME_WIDTH_PX, 3), 150, np.uint8)
    drawn = cv2.warpPerspective(
        sheet.image, matrix, (FRAME_WIDTH_PX, FRAME_HEIGHT_PX), frame, cv2.INTER_LINEAR, cv2.BORDER_TRANSPARENT
    )
    return drawn.astype(np.uint8, copy=False)


def as_surface(sheet: Sheet, pose: Pose, depth: NDArray[np.float64], pivot: Points | None = None) -> Image:
    """The photo on a surface: `depth` (side, side) in distances between the eyes, towards the camera > 0."""
    side = sheet.image.shape[0]
    rows, columns = np.mgrid[0:side, 0:side]
    space = np.stack(
        [(columns - sheet.middle) / PIXELS_BETWEEN_EYES, (rows - sheet.middle) / PIXELS_BETWEEN_EYES, depth], -1
    ).reshape(-1, 3)
    pivot = np.array([0.0, 0.5, 0.0]) if pivot is None else pivot
    at = _project(space, pose, pivot)
    nearness = ((space - pivot) @ rotation(pose).T)[:, 2]
    order = np.argsort(nearness)  # what is nearer is drawn over what is behind
    frame = np.full((FRAME_HEIGHT_PX, FRAME_WIDTH_PX, 3), 150, np.uint8)
    drawn = np.zeros((FRAME_HEIGHT_PX, FRAME_WIDTH_PX), np.uint8)
    x, y = np.round(at[order]).astype(int).T
    inside = (x >= 0) & (x < FRAME_WIDTH_PX) & (y >= 0) & (y < FRAME_HEIGHT_PX)
    frame[y[inside], x[inside]] = sheet.image.reshape(-1, 3)[order[inside]]
    drawn[y[inside], x[inside]] = 1
    # holes a pixel wide, where the surface is stretched
    gaps = (cv2.morphologyEx(drawn, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)) > 0) & (drawn == 0)
    frame[gaps] = cv2.medianBlur(frame, 3)[gaps]
    return frame


def relief(sheet: Sheet) -> NDArray[np.float64]:
    """(side, side) the depth of a head of average size below the photo: an ellipsoid, and a nose on it."""
    side = sheet.image.shape[0]
    rows, columns = np.mgrid[0:side, 0:side]
    x, y = (columns - sheet.middle) / PIXELS_BETWEEN_EYES, (rows - sheet.middle) / PIXELS_BETWEEN_EYES
    skull = 1.5 * (np.sqrt(np.clip(1 - (x / 1.25) ** 2 - ((y - 0.5) / 2.0) ** 2, 0.0, None)) - 0.885)
    length = np.clip(y / 0.54, 0.0, 1.0)
    below = np.clip((y - 0.54) / 0.2, 0.0, 1.0)
    nose = 0.46 * length * (1 - below) * np.exp(-((x / 0.17) ** 2))
    return np.asarray(np.maximum(skull, -1.1) + nose, np.float64)


def on_head(sheet: Sheet) -> Callable[[Sheet, Pose], Image]:
    """Draws the photo on a head of average shape that turns about its neck."""
    depth = relief(sheet)
    return lambda photo, pose: as_surface(photo, pose, depth, neck())


def noisy(image: Image, random: np.random.Generator) -> Image:
    """With a webcam's noise, softness and JPEG."""
    soft = cv2.GaussianBlur(image, (0, 0), 0.7)
    # the same grain, elsewhere in every frame: drawing it anew costs more than all the rest
    down, right = (int(value) for value in random.integers(0, 32, 2))
    grain = _grain()[down : down + image.shape[0], right : right + image.shape[1]]
    dirty = np.clip(soft.astype(np.int16) + grain, 0, 255).astype(np.uint8)
    return np.asarray(cv2.imdecode(np.frombuffer(as_jpeg(dirty), np.uint8), cv2.IMREAD_COLOR), np.uint8)


@cache
def _grain() -> NDArray[np.int16]:
    shape = (FRAME_HEIGHT_PX + 32, FRAME_WIDTH_PX + 32, 3)
    return np.random.default_rng(1).normal(0, 4.0, shape).round().astype(np.int16)


def as_jpeg(image: Image, quality: int = 80) -> bytes:
    """A frame as a camera sends it."""
    return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


def _project(space: NDArray[np.float64], pose: Pose, pivot: NDArray[np.float64]) -> NDArray[np.float64]:
    turned = (space - pivot) @ rotation(pose).T + pivot
    z = pose.distance - turned[:, 2]
    focal = _EYE_DISTANCE_PX * 9.0
    flat = np.column_stack([(turned[:, 0] + pose.x) / z, (turned[:, 1] - 0.5 + pose.y) / z]) * focal
    return np.asarray(flat + np.array([FRAME_WIDTH_PX, FRAME_HEIGHT_PX]) / 2, np.float64)
