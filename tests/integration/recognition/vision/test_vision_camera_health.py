"""Real videos: whoever films them sees the room, until something is done to their pictures."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from services.recognition.domain.camera_health import CameraHealth, Trouble
from services.recognition.domain.faces import Detector
from services.recognition.vision.inference import Inference
from tests.integration.recognition.vision.pictures import jpeg

VIDEOS = Path(__file__).resolve().parents[5] / "shared" / "data" / "faces" / "videos"
FPS = 2.0


def frames(video: Path, seconds: float) -> list[NDArray[np.uint8]]:
    """Two pictures a second from its beginning."""
    capture = cv2.VideoCapture(str(video))
    step = max(1, round(capture.get(cv2.CAP_PROP_FPS) / FPS))
    found: list[NDArray[np.uint8]] = []
    index = 0
    while len(found) < seconds * FPS:
        read, frame = capture.read()
        if not read:
            break
        if index % step == 0:
            found.append(frame.astype(np.uint8))
        index += 1
    capture.release()
    return [found[number % len(found)] for number in range(round(seconds * FPS))]  # a short one again


def troubles(inference: Inference, pictures: list[NDArray[np.uint8]]) -> set[Trouble]:
    """All that is told of a camera that films these."""
    health, told = CameraHealth(), set()
    for number, picture in enumerate(pictures):
        seen = inference.detect(jpeg(picture, 80), Detector.YUNET, 640)
        condition = health.see(1000 + number / FPS, seen).condition
        if condition is not None:
            told.add(condition.trouble)
    return told


@pytest.fixture(params=["classroom_preview.mp4", "short_hamilton_clip.mp4"])
def video(request: pytest.FixtureRequest) -> Path:
    found = VIDEOS / str(request.param)
    if not found.is_file():
        pytest.skip(f"{found.name} is not in ../shared/data")
    return found


def test_a_real_video_is_well_and_a_blurred_or_covered_one_is_told(inference: Inference, video: Path) -> None:
    pictures = frames(video, 9)
    assert troubles(inference, pictures) <= {Trouble.DARK}  # a stage may be
    soft = [cv2.GaussianBlur(picture, (0, 0), picture.shape[1] / 100).astype(np.uint8) for picture in pictures]
    assert troubles(inference, soft) & {Trouble.BLURRED, Trouble.DARK}
    hand = [np.full_like(picture, 40 + number % 3) for number, picture in enumerate(pictures)]
    assert troubles(inference, hand) == {Trouble.COVERED}
    assert troubles(inference, [pictures[0]] * len(pictures)) == {Trouble.FROZEN}
