"""How good a face is, measured on its aligned crop and its landmarks."""

import cv2
import numpy as np
from numpy.typing import NDArray

from services.recognition.domain.faces import FaceQuality
from services.recognition.vision.decode import Image


def measure(crop: Image, landmarks: NDArray[np.float32] | None, width_px: float) -> FaceQuality:
    """`landmarks` (5, 2) in pixels; `width_px` of the face in the picture as it was sent."""
    # the middle of the crop is face; its corners are background
    grey = cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY)[24:104, 20:92]
    turn, roll = (1.0, 0.0) if landmarks is None else _pose(landmarks)
    return FaceQuality(
        width_px=width_px,
        sharpness=float(cv2.Laplacian(grey, cv2.CV_32F).var()),
        brightness=float(grey.mean()),
        contrast=float(grey.std()),
        turn=turn,
        roll_degrees=roll,
    )


def _pose(landmarks: NDArray[np.float32]) -> tuple[float, float]:
    left_eye, right_eye, nose, left_mouth, right_mouth = landmarks
    eyes = right_eye - left_eye
    distance = max(float(np.hypot(*eyes)), 1e-3)
    axis = eyes / distance
    # facing the camera the nose is midway between the eyes' and the mouth corners' centres; in profile beside them
    centre = (left_eye + right_eye + left_mouth + right_mouth) / 4
    turn = abs(float((nose - centre) @ axis)) / (distance / 2)
    return min(1.0, turn), float(np.degrees(np.arctan2(eyes[1], eyes[0])))
