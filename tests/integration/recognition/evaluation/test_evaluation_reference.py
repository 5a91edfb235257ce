"""The reference loop on pictures that nobody would take."""

import cv2
import numpy as np
import pytest

from services.recognition.evaluation.system import Purpose


@pytest.mark.parametrize("shape", [(2, 5000), (5000, 2)])
def test_a_strip_of_pixels_is_a_picture_without_a_face(shape: tuple[int, int]) -> None:
    from services.recognition.evaluation.reference import ReferencePhotos  # its weights load with it

    strip = np.random.default_rng(1).integers(0, 255, (*shape, 3)).astype(np.uint8)
    found = ReferencePhotos().look(bytes(cv2.imencode(".png", strip)[1]), Purpose.PROBE)
    assert (found.encoding, found.rejection) == (None, "no_face")
