"""The real detector before photos that are turned: as paper, and drawn on the shape of a head."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from services.recognition.domain.faces import Detector
from services.recognition.domain.liveness.challenge import draw_challenge
from services.recognition.domain.liveness.geometry import Landmarks
from services.recognition.evaluation.liveness.pictures import Drawn, FindLandmarks, head, photograph
from services.recognition.evaluation.liveness.play import Played, play
from services.recognition.evaluation.liveness.rendered import Image, Sheet, cut
from services.recognition.vision.decode import decode_photo
from services.recognition.vision.inference import Inference


@pytest.fixture(scope="module")
def find(inference: Inference) -> FindLandmarks:
    def largest(image: Image) -> Landmarks | None:
        found = inference.find(image, Detector.YUNET)
        if not len(found):
            return None
        return np.asarray(found[int(found[:, 2].argmax()), 4:14].reshape(5, 2), np.float64)

    return largest


def sheet_of(photo: bytes, find: FindLandmarks) -> Sheet:
    image = decode_photo(photo)
    scale = min(1.0, 640 / image.shape[1])
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    landmarks = find(small)
    assert landmarks is not None
    return cut(image, landmarks / scale)


Hold = Callable[[Sheet, FindLandmarks, np.random.Generator], Drawn]


def held(hold: Hold, sheet: Sheet, find: FindLandmarks, seed: int) -> Played:
    random = np.random.default_rng(seed)
    challenge = draw_challenge(lambda n: int(random.integers(n)))
    return play(hold(sheet, find, random), challenge, random, noise=0.0)


@pytest.mark.parametrize("person", ["barack", "eileen"])
def test_a_photo_turned_as_asked_is_refused(person: str, photos: dict[str, list[bytes]], find: FindLandmarks) -> None:
    sheet = sheet_of(photos[person][0], find)
    assert not held(photograph, sheet, find, seed=1).passed


def test_the_same_photo_on_the_shape_of_a_head_passes(photos: dict[str, list[bytes]], find: FindLandmarks) -> None:
    sheet = sheet_of(photos["joe"][0], find)
    assert any(held(head, sheet, find, seed).passed for seed in range(2))
