"""Faces cut out of pictures so that eyes, nose and mouth lie where the encoders expect them."""

import cv2
import numpy as np
from numpy.typing import NDArray

from services.recognition.domain.faces import CROP_HEIGHT_PX, CROP_SIZE_PX
from services.recognition.vision.decode import Image

# where SFace was trained to find eyes, nose and mouth corners in a 112 × 112 crop, in pixels
LANDMARK_PLACES = np.array(
    [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]], np.float32
)


def align(image: Image, landmarks: NDArray[np.float32]) -> Image:
    """Cut a face out of a BGR picture so that its (5, 2) pixel landmarks lie where the encoders expect them."""
    matrix = similarity(landmarks, LANDMARK_PLACES)
    shrinking = 1.0 / max(1e-6, float(np.hypot(matrix[0, 0], matrix[1, 0])))
    if shrinking >= 2.0:  # bilinear sampling would skip pixels: average them first
        image, landmarks = _shrink_around(image, landmarks, int(shrinking))
        matrix = similarity(landmarks, LANDMARK_PLACES)
    crop = cv2.warpAffine(image, matrix, (CROP_SIZE_PX, CROP_HEIGHT_PX), flags=cv2.INTER_LINEAR)
    return crop.astype(np.uint8, copy=False)


def _shrink_around(image: Image, landmarks: NDArray[np.float32], factor: int) -> tuple[Image, NDArray[np.float32]]:
    low, high = landmarks.min(0), landmarks.max(0)
    reach = float((high - low).max()) * 1.6 + 2 * factor
    height, width = image.shape[:2]
    left, top = (max(0, int(value - reach)) for value in low)
    right, bottom = min(width, int(high[0] + reach) + 1), min(height, int(high[1] + reach) + 1)
    right, bottom = max(right, left + factor), max(bottom, top + factor)
    part = image[top:bottom, left:right]
    size = max(1, part.shape[1] // factor), max(1, part.shape[0] // factor)
    small = cv2.resize(part, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    scale = np.array([size[0] / part.shape[1], size[1] / part.shape[0]], np.float32)
    return small, (landmarks - np.array([left, top], np.float32)) * scale


def similarity(source: NDArray[np.float32], target: NDArray[np.float32]) -> NDArray[np.float32]:
    """The (2, 3) rotation, scale and shift that brings (n, 2) source points closest to target points.

    Least squares in the complex plane, where turning and scaling is one multiplication: target ≈ a·source + b.
    The same as Umeyama 1991, eq. 40-42, as long as nothing has to be mirrored.
    """
    z, w = (points[:, 0] + 1j * points[:, 1] for points in (source, target))
    z_mean, w_mean = z.mean(), w.mean()
    z = z - z_mean
    a = np.vdot(z, w - w_mean) / max(float(np.vdot(z, z).real), 1e-9)
    b = w_mean - a * z_mean
    return np.array([[a.real, -a.imag, b.real], [a.imag, a.real, b.imag]], np.float32)
