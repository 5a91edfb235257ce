"""A video as a camera would send it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from services.recognition.app.pod import StreamLimits
from services.recognition.vision.decode import Image, shrink

_JPEG_QUALITY = 88
_RATES = (1.0, 240.0)
_RATE_WHEN_UNTOLD = 25.0  # and when what is told is none: browsers write 1000


@dataclass(frozen=True, slots=True, eq=False)
class VideoFrame:
    """One frame, `second` after the first."""

    second: float
    image: Image
    """As the camera sends it, before JPEG."""
    quality: int = _JPEG_QUALITY
    """Of the JPEG; cameras begin with this one."""

    def jpeg(self) -> bytes:
        """As the camera sends it."""
        return bytes(cv2.imencode(".jpg", self.image, [cv2.IMWRITE_JPEG_QUALITY, self.quality])[1])


def every_frame(path: Path, max_fps: float = float("inf")) -> Iterator[VideoFrame]:
    """The frames of a video, no more of them a second than that. Nothing when it is no video."""
    video = cv2.VideoCapture(str(path))
    try:
        told = video.get(cv2.CAP_PROP_FPS)
        rate = told if _RATES[0] <= told <= _RATES[1] else _RATE_WHEN_UNTOLD
        due, second = 0.0, -1 / rate
        while video.grab():
            # a rate is a mean: films of telephones and browsers say of each frame when it was taken
            stamped = video.get(cv2.CAP_PROP_POS_MSEC) / 1000
            second = stamped if stamped > max(0.0, second) else second + 1 / rate
            if second + 1e-6 < due:
                continue
            good, image = video.retrieve()
            if good:
                yield VideoFrame(second, np.asarray(image, np.uint8))
            due = max(due + 1 / max_fps, second)
    finally:
        video.release()


def camera_frames(path: Path, limits: StreamLimits) -> Iterator[VideoFrame]:
    """As many frames a second, and as wide, as a pod asks of a camera."""
    for frame in every_frame(path, limits.max_fps):
        yield VideoFrame(frame.second, shrink(frame.image, limits.max_width_px))
