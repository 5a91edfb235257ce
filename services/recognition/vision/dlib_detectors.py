"""HOG and CNN detection through face_recognition: the reference's detectors, for cameras that ask for them."""

from collections.abc import Callable
from typing import TypeAlias

import cv2
import dlib  # type: ignore[import-untyped]  # ships no types
import numpy as np
from numpy.typing import NDArray

from services.recognition.domain.faces import Detector
from services.recognition.vision.align import LANDMARK_PLACES, similarity
from services.recognition.vision.decode import Image
from services.recognition.vision.dlib_library import face_recognition
from services.recognition.vision.models import FIVE_POINTS
from services.recognition.vision.yunet import FoundFaces

FindFaces: TypeAlias = Callable[[Image], FoundFaces]

_AROUND = 0.5  # of the box on every side, so that YuNet sees a whole head
_LOOK_AT_PX = 160


class DlibDetector:
    """Boxes from dlib, landmarks from YuNet in and around each box, else from dlib's five points."""

    def __init__(self, yunet: FindFaces) -> None:
        self._yunet = yunet
        self._five_points = dlib.shape_predictor(str(FIVE_POINTS.locate()))

    def find(self, image: Image, detector: Detector) -> FoundFaces:
        """(n, 15) as YuNet gives them; dlib reports no score, so a face found has 1."""
        rgb = np.ascontiguousarray(image[:, :, ::-1])
        boxes = face_recognition.face_locations(rgb, model="cnn" if detector is Detector.CNN else "hog")
        rows = [self._row(image, rgb, (left, top, right, bottom)) for top, right, bottom, left in boxes]
        return np.array(rows, np.float32).reshape(-1, 15)

    def _row(self, image: Image, rgb: Image, box: tuple[int, int, int, int]) -> NDArray[np.float32]:
        left, top, right, bottom = box
        landmarks = self._from_yunet(image, box)
        if landmarks is None:
            landmarks = self._from_dlib(rgb, box)
        place = np.array([left, top, right - left, bottom - top], np.float32)
        return np.concatenate([place, landmarks.reshape(-1), [1.0]]).astype(np.float32)

    def _from_yunet(self, image: Image, box: tuple[int, int, int, int]) -> NDArray[np.float32] | None:
        left, top, right, bottom = box
        reach = int((right - left) * _AROUND)
        x, y = max(0, left - reach), max(0, top - reach)
        part = image[y : bottom + reach, x : right + reach]
        if min(part.shape[:2]) < 8:
            return None
        scale = _LOOK_AT_PX / max(part.shape[:2])
        found = self._yunet(cv2.resize(part, None, fx=scale, fy=scale).astype(np.uint8, copy=False))
        centres = (found[:, :2] + found[:, 2:4] / 2) / scale + np.array([x, y])
        inside = (centres > [left, top]).all(1) & (centres < [right, bottom]).all(1)
        if not inside.any():
            return None
        row: NDArray[np.float32] = found[np.flatnonzero(inside)[0], 4:14].reshape(5, 2)
        points: NDArray[np.float32] = (row / scale + np.array([x, y])).astype(np.float32)
        return points

    def _from_dlib(self, rgb: Image, box: tuple[int, int, int, int]) -> NDArray[np.float32]:
        """Two eyes and the base of the nose are known; mouth and nose tip are put where a frontal face has them."""
        shape = self._five_points(rgb, dlib.rectangle(*box))
        corners = np.array([[part.x, part.y] for part in shape.parts()], np.float32)
        eyes = np.stack([corners[2:4].mean(0), corners[0:2].mean(0)])
        eyes = eyes[np.argsort(eyes[:, 0])]
        known = np.concatenate([eyes, corners[4:5]])
        base_of_nose = LANDMARK_PLACES[2] + np.array([0.0, 5.0], np.float32)
        matrix = similarity(np.concatenate([LANDMARK_PLACES[:2], base_of_nose[None]]), known)
        return (LANDMARK_PLACES @ matrix[:, :2].T + matrix[:, 2]).astype(np.float32)
