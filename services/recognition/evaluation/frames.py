"""A video as a camera would send it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from services.common.film import FrameTimes
from services.recognition.app.pod import StreamLimits
from services.recognition.vision.decode import Image, shrink

_JPEG_QUALITY = 88


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
        times, due = FrameTimes(video.get(cv2.CAP_PROP_FPS)), 0.0
        while video.grab():
            second = times.next(video.get(cv2.CAP_PROP_POS_MSEC) / 1000)
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
