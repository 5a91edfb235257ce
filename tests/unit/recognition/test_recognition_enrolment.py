"""Whose photo an enrolment photo is, and when a picture counts as moved."""

import numpy as np
import pytest

from services.recognition.domain.faces import THUMBNAIL_SHAPE, Box, DetectedFace
from services.recognition.vision.decode import moved
from services.recognition.vision.enrolment import _meant
from tests.unit.recognition.synthetic import face_at


def face(left: float, top: float, width: float) -> DetectedFace:
    template = face_at(0.5)
    return DetectedFace(Box(left, top, left + width, top + 1.3 * width), 0.9, template.quality, template.landmarks)


@pytest.mark.parametrize(
    ("faces", "meant"),
    [
        ((), None),
        ((face(0.1, 0.1, 0.2),), 0),
        ((face(0.1, 0.1, 0.1), face(0.5, 0.1, 0.3)), 1),
        ((face(0.1, 0.3, 0.3), face(0.55, 0.3, 0.3)), None),
        ((face(0.35, 0.3, 0.3), face(0.75, 0.1, 0.2)), 0),
        ((face(0.35, 0.3, 0.3), face(0.7, 0.1, 0.28)), 0),
        ((face(0.35, 0.3, 0.3), face(0.72, 0.1, 0.28)), 0),
        ((face(0.05, 0.3, 0.3), face(0.5, 0.3, 0.2)), None),
    ],
    ids=[
        "nobody",
        "one face anywhere",
        "one much larger than the other",
        "two side by side",
        "one in the middle, a smaller one beside",
        "one in the very middle, one as large well beside",
        "one in the middle, one as large but cut off by the edge",
        "the larger one aside, a smaller one in the middle",
    ],
)
def test_whose_photo_it_is(faces: tuple[DetectedFace, ...], meant: int | None) -> None:
    assert _meant(faces) == meant


def test_camera_noise_is_not_movement_and_a_head_that_turns_is() -> None:
    random = np.random.default_rng(1)
    room = random.integers(60, 200, THUMBNAIL_SHAPE).astype(np.uint8)
    # a cell of the thumbnail averages some 50 pixels of noise 3
    noisy = np.clip(room + random.normal(0, 0.5, THUMBNAIL_SHAPE).round(), 0, 255).astype(np.uint8)
    turned = noisy.copy()
    turned[20:24, 40:43] -= 15
    assert not moved(noisy, room)
    assert moved(turned, room)
