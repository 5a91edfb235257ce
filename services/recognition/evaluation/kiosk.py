"""A still picture held up where one person checks in alone: what the kiosk's own judge says of it."""

import secrets
import time
from pathlib import Path

import numpy as np

from services.recognition.domain.errors import FrameTooLarge, FrameUnreadable
from services.recognition.domain.liveness.challenge import draw_challenge
from services.recognition.domain.liveness.judge import FaceView, LivenessJudge, Passed, Refused
from services.recognition.evaluation.production import Photos
from services.recognition.evaluation.system import UNREADABLE
from services.recognition.vision.decode import decode_photo

PASSED = "passed"
_FRAMES_A_SECOND = 10.0
_LONGEST_SECONDS = 120.0
NEVER_JUDGED = "still waiting"
_NO_FACE = "no_face"


def hold_up(path: Path, photos: Photos) -> str:
    """PASSED, or why not; the picture is shown as it is in every frame, as long as the judge will look."""
    try:
        image = decode_photo(path.read_bytes())
    except (FrameUnreadable, FrameTooLarge):
        return UNREADABLE
    face = photos.largest_face(image)
    if face is None:
        return _NO_FACE
    height, width = image.shape[:2]
    landmarks = np.array(face.landmarks, np.float64) * [width, height]
    judge = LivenessJudge(draw_challenge(secrets.randbelow))
    began = time.time()
    for index in range(round(_LONGEST_SECONDS * _FRAMES_A_SECOND)):
        verdict = judge.see(FaceView(began + index / _FRAMES_A_SECOND, landmarks, face.box.width * width))
        if isinstance(verdict, Passed):
            return PASSED
        if isinstance(verdict, Refused):
            return verdict.refusal.value
    return NEVER_JUDGED
