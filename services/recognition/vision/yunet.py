"""YuNet in ONNX Runtime, its grid of predictions read with numpy."""

from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from services.recognition.vision.decode import Image
from services.recognition.vision.session import open_session, runs_on

FoundFaces: TypeAlias = NDArray[np.float32]
"""(n, 15) float32: left, top, width, height, five landmarks x y, score; in pixels of the picture searched."""

_STRIDES = (8, 16, 32)
_MAX_OVERLAP = 0.3
_BEFORE_SUPPRESSION = 2000  # a picture of noise must not cost seconds


class YuNet:
    """Faces from about 10 to 300 px wide, with five landmarks each."""

    def __init__(self, path: str) -> None:
        self._session = open_session(path)
        self._outputs = [output.name for output in self._session.get_outputs()]

    @property
    def runs_on(self) -> str:
        """In words: processor and runtime."""
        return runs_on(self._session)

    def find(self, image: Image, min_score: float = 0.6) -> FoundFaces:
        """All faces of a BGR picture, best first."""
        height, width = image.shape[:2]
        padded = cv2.copyMakeBorder(image, 0, -height % 32, 0, -width % 32, cv2.BORDER_CONSTANT)
        blob = cv2.dnn.blobFromImage(padded)
        values = self._session.run(self._outputs, {"input": blob})
        levels = dict(zip(self._outputs, values, strict=True))
        return suppress(np.concatenate([_read(levels, s, padded.shape[1] // s, min_score) for s in _STRIDES]))


def _read(levels: dict[str, NDArray[np.float32]], stride: int, columns: int, min_score: float) -> FoundFaces:
    """One level of the pyramid: each cell predicts a box and landmarks relative to itself."""
    score = np.sqrt(np.clip(levels[f"cls_{stride}"], 0, 1) * np.clip(levels[f"obj_{stride}"], 0, 1)).reshape(-1)
    cells = np.flatnonzero(score >= min_score)
    origin = np.stack([cells % columns, cells // columns], 1).astype(np.float32)
    box = levels[f"bbox_{stride}"].reshape(-1, 4)[cells]
    landmarks = levels[f"kps_{stride}"].reshape(-1, 5, 2)[cells]
    size = np.exp(np.minimum(box[:, 2:], 8.0)) * stride
    corner = (origin + box[:, :2]) * stride - size / 2
    points = ((landmarks + origin[:, None]) * stride).reshape(-1, 10)
    return np.concatenate([corner, size, points, score[cells, None]], 1).astype(np.float32)


def suppress(found: FoundFaces) -> FoundFaces:
    """Keep the best of boxes that overlap."""
    found = found[np.argsort(-found[:, 14], kind="stable")][:_BEFORE_SUPPRESSION]
    right, bottom = found[:, 0] + found[:, 2], found[:, 1] + found[:, 3]
    area = found[:, 2] * found[:, 3]
    open_, kept = np.arange(len(found)), []
    while len(open_):
        first, rest = open_[0], open_[1:]
        kept.append(first)
        width = np.minimum(right[first], right[rest]) - np.maximum(found[first, 0], found[rest, 0])
        height = np.minimum(bottom[first], bottom[rest]) - np.maximum(found[first, 1], found[rest, 1])
        common = np.clip(width, 0, None) * np.clip(height, 0, None)
        open_ = rest[common / (area[first] + area[rest] - common) <= _MAX_OVERLAP]
    return found[kept]
