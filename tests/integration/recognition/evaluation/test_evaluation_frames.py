"""Films as telephones and browsers make them: the times of their frames are their own."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from services.recognition.evaluation.frames import every_frame

LASTS_MS = (40, 460, 500, 10, 990, 100)
SECONDS = (0.0, 0.04, 0.5, 1.0, 1.01, 2.0)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Each of its frames is shown for another time."""
    first, *others = (Image.fromarray(np.full((48, 64, 3), 40 * index, np.uint8)) for index in range(len(LASTS_MS)))
    first.save(tmp_path / "telephone.gif", save_all=True, append_images=others, duration=list(LASTS_MS))
    return tmp_path / "telephone.gif"


def test_frames_are_as_far_apart_as_they_were_taken(film: Path) -> None:
    assert [frame.second for frame in every_frame(film)] == pytest.approx(SECONDS, abs=0.002)


def test_no_more_frames_a_second_are_given_than_are_wanted(film: Path) -> None:
    assert [frame.second for frame in every_frame(film, max_fps=1)] == pytest.approx((0.0, 1.0, 2.0), abs=0.002)


def test_a_file_that_is_no_film_gives_no_frame(tmp_path: Path) -> None:
    (tmp_path / "no.mp4").write_bytes(b"not a film")
    assert list(every_frame(tmp_path / "no.mp4")) == []
