"""A video as a camera would send it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from services.recognition.app.pod import StreamLimits
from services.recognition.vision.decode import Image, shrink

_JPEG_QUALITY = 88
_RATE_WHEN_UNTOLD = 25.0


@dataclass(frozen=True, slots=True, eq=False)
class VideoFrame:
    """One frame, `second` after the first."""

    second: float
    image: Image
    """As the camera sends it, before JPEG."""

    def jpeg(self) -> bytes:
        """With the quality that cameras start with."""
        return bytes(cv2.imencode(".jpg", self.image, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])[1])


def camera_frames(path: Path, limits: StreamLimits) -> Iterator[VideoFrame]:
    """No more frames a second, and no wider ones, than a pod asks of a camera. Nothing when it is no video."""
    video = cv2.VideoCapture(str(path))
    try:
        rate = video.get(cv2.CAP_PROP_FPS) or _RATE_WHEN_UNTOLD
        due, index = 0.0, 0
        while video.grab():
            second = index / rate
            index += 1
            if second + 1e-6 < due:
                continue
            good, image = video.retrieve()
            if good:
                yield VideoFrame(second, shrink(np.asarray(image, np.uint8), limits.max_width_px))
            due = max(due + 1 / limits.max_fps, second)
    finally:
        video.release()
