"""Which face of a kiosk's frame is meant, and whether it is good enough to be judged."""

import numpy as np

from services.recognition.app.check_in_messages import Guidance
from services.recognition.domain.faces import FrameFaces
from services.recognition.domain.liveness.judge import FaceView

# below it landmarks are less exact than a turn of the head is large
_MIN_WIDTH_PX = 90.0
_MIN_BRIGHTNESS = 30.0
_BYSTANDER = 0.6
"""Somebody in the background is at most this wide beside the one who is meant."""


def meant_face(seen: FrameFaces) -> int | Guidance:
    """The index of the face, or what has to be done before there is one."""
    if not seen.faces:
        return Guidance.NO_FACE
    index = max(range(len(seen.faces)), key=lambda i: seen.faces[i].box.width)
    face = seen.faces[index]
    others = [other.box.width for i, other in enumerate(seen.faces) if i != index]
    if any(width > _BYSTANDER * face.box.width for width in others):
        return Guidance.ONE_AT_A_TIME
    if face.landmarks is None:
        return Guidance.NO_FACE
    if face.quality.width_px < _MIN_WIDTH_PX:
        return Guidance.COME_CLOSER
    return Guidance.MORE_LIGHT if face.quality.brightness < _MIN_BRIGHTNESS else index


def view_of(seen: FrameFaces, index: int, at_seconds: float) -> FaceView:
    """A face as liveness sees it; it must have landmarks."""
    face = seen.faces[index]
    assert face.landmarks is not None
    size = np.array([seen.width_px, seen.height_px], np.float64)
    return FaceView(at_seconds, np.array(face.landmarks, np.float64) * size, face.box.width * seen.width_px)
