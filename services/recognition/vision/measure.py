"""How good faces are, measured on their aligned crops and their landmarks."""

import cv2
import numpy as np
from numpy.typing import NDArray

from services.recognition.domain.faces import Crops, FaceQuality


def measure(
    crops: Crops, landmarks: NDArray[np.float32], usable: NDArray[np.bool_], widths_px: list[float]
) -> list[FaceQuality]:
    """`landmarks` (n, 5, 2) in pixels, meaningful where `usable`; `widths_px` of the faces as they were sent."""
    turns, rolls = _poses(landmarks, usable)
    return [_measure(*face) for face in zip(crops, widths_px, turns, rolls, strict=True)]


def _measure(crop: NDArray[np.uint8], width_px: float, turn: float, roll_degrees: float) -> FaceQuality:
    # the middle of the crop is face; its corners are background
    grey = cv2.cvtColor(crop[24:104, 20:92], cv2.COLOR_BGR2GRAY)
    mean, deviation = cv2.meanStdDev(grey)
    _, edges = cv2.meanStdDev(cv2.Laplacian(grey, cv2.CV_16S))
    return FaceQuality(
        width_px=width_px,
        sharpness=float(edges[0, 0]) ** 2,
        brightness=float(mean[0, 0]),
        contrast=float(deviation[0, 0]),
        turn=turn,
        roll_degrees=roll_degrees,
    )


def _poses(landmarks: NDArray[np.float32], usable: NDArray[np.bool_]) -> tuple[list[float], list[float]]:
    """(n,) turn 0..2 and (n,) roll in degrees."""
    left_eye, right_eye, nose = landmarks[:, 0], landmarks[:, 1], landmarks[:, 2]
    eyes = right_eye - left_eye
    distance = np.maximum(np.hypot(eyes[:, 0], eyes[:, 1]), 1e-3)
    # facing the camera the nose is midway between eyes and mouth corners; in profile beside them
    centre = landmarks[:, [0, 1, 3, 4]].mean(1)
    beside = np.abs(((nose - centre) * eyes).sum(1)) / distance
    turn = np.where(usable, np.minimum(2.0, beside / (distance / 2)), 2.0)
    roll = np.where(usable, np.degrees(np.arctan2(eyes[:, 1], eyes[:, 0])), 0.0)
    return turn.tolist(), roll.tolist()
