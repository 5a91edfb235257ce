"""What the vision workers say about a picture: boxes, landmarks, quality and aligned crops."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from services.recognition.domain.glance import Glance

Crops: TypeAlias = NDArray[np.uint8]
"""(n, 126, 112, 3) uint8, BGR, eyes, nose and mouth at fixed places: all that any encoder looks at.

The upper 112 rows are what SFace sees; dlib looks a little below the chin as well.
"""

Encodings: TypeAlias = NDArray[np.float32]
"""(n, encoder.size) float32, unit length; the euclidean distance of two is in 0..2, smaller is closer."""

Thumbnail: TypeAlias = NDArray[np.uint8]
"""(54, 96) uint8, the whole frame in grey whatever its shape: for scene cuts and motion."""

CROP_SIZE_PX = 112
CROP_HEIGHT_PX = 126
THUMBNAIL_SHAPE = (54, 96)


class Detector(StrEnum):
    """How faces are found; chosen per camera."""

    YUNET = "yunet"
    HOG = "hog"
    CNN = "cnn"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in fractions of the frame, origin top left."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def area(self) -> float:
        return max(0.0, self.width) * max(0.0, self.height)

    def moved_to(self, other: "Box") -> float:
        """How far the other's centre is away, in widths or heights of this one, whichever are more."""
        across = abs(self.left + self.right - other.left - other.right) / 2
        along = abs(self.top + self.bottom - other.top - other.bottom) / 2
        return max(across / self.width, along / self.height) if self.area else 0.0


Point: TypeAlias = tuple[float, float]
"""x and y in fractions of the frame."""


@dataclass(frozen=True, slots=True)
class FaceQuality:
    """How much an encoding of this face can be trusted; every measure is of the face, not of the frame."""

    width_px: float
    """Of the face in the picture as the camera sent it."""
    sharpness: float
    """Variance of the Laplacian of the aligned grey crop; below about 20 a face is blurred."""
    brightness: float
    """Mean grey of the aligned crop, 0..255."""
    contrast: float
    """Standard deviation of the grey of the aligned crop."""
    turn: float
    """How far aside of the eyes' middle the nose stands: 0 facing the camera, 1 below an eye, at most 2 in profile."""
    roll_degrees: float
    """How far the head is tilted to a shoulder."""


@dataclass(frozen=True, slots=True)
class DetectedFace:
    """One face of one frame. Without landmarks it is counted and shown but cannot be encoded."""

    box: Box
    score: float
    """The detector's own confidence, 0..1."""
    quality: FaceQuality
    landmarks: tuple[Point, ...] | None
    """Eye, eye, nose, mouth corner, mouth corner, each pair from left to right in the picture."""


@dataclass(frozen=True, slots=True)
class FrameFaces:
    """Everything found in one frame. `crops[i]` belongs to `faces[i]`; it is black where there are no landmarks."""

    width_px: int
    height_px: int
    thumbnail: Thumbnail
    faces: tuple[DetectedFace, ...]
    crops: Crops
    still: bool = False
    """True: nothing moved since the reference thumbnail, so nobody looked for faces and `faces` is empty."""
    glance: Glance | None = None
    """What the frame as a whole was measured by; None where nobody measured."""
