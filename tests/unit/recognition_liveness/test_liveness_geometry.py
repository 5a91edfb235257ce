"""What five landmarks say about depth, and what they do not."""

import numpy as np
import pytest

from services.recognition.domain.liveness.geometry import mean_shape, motion
from services.recognition.evaluation.liveness.heads import (
    MEAN_HEAD,
    Pose,
    a_photograph,
    bent,
    folded,
    neck,
    seen,
    warped_nose,
)

PHOTO = a_photograph(MEAN_HEAD)
FRONT = Pose(distance=9)


@pytest.mark.parametrize("yaw", [-60, -30, 0, 30, 60])
@pytest.mark.parametrize("pitch", [-40, 0, 40])
@pytest.mark.parametrize("distance", [2.5, 9.0, 20.0])
def test_a_flat_picture_shows_no_parallax_however_near_and_tilted(yaw: float, pitch: float, distance: float) -> None:
    moved = motion(seen(PHOTO, FRONT, 64), seen(PHOTO, Pose(yaw, pitch, 20, 0.5, 0.3, distance), 64))
    assert moved is not None
    assert moved.parallax < 1e-6


def test_a_picture_whose_nose_was_moved_is_as_flat_as_any_other() -> None:
    picture = warped_nose(PHOTO, 0.2)
    moved = motion(seen(picture, FRONT, 64), seen(picture, Pose(50, 20, distance=5), 64))
    assert moved is not None
    assert moved.parallax < 1e-6


@pytest.mark.parametrize("yaw", [-45, -25, 25, 45])
def test_a_head_shows_its_nose_towards_the_side_it_turns_to(yaw: float) -> None:
    moved = motion(seen(MEAN_HEAD, FRONT, 64, neck()), seen(MEAN_HEAD, Pose(yaw), 64, neck()))
    assert moved is not None
    assert np.sign(moved.parallax_x) == np.sign(yaw)
    assert abs(moved.parallax_x) == pytest.approx(0.55 * np.sin(np.radians(abs(yaw))), rel=0.3)


def test_size_place_and_roll_are_no_parallax() -> None:
    moved = motion(seen(MEAN_HEAD, Pose(distance=12), 64), seen(MEAN_HEAD, Pose(0, 0, 35, distance=12), 64) * 1.7 + 90)
    assert moved is not None
    assert moved.parallax < 0.03
    assert moved.foreshortening > 0.98
    assert moved.scale == pytest.approx(1.7, rel=0.03)


def test_paper_bent_a_little_shows_much_less_depth_than_a_head() -> None:
    of_head = motion(seen(MEAN_HEAD, FRONT, 64, neck()), seen(MEAN_HEAD, Pose(30), 64, neck()))
    paper = bent(PHOTO, radius=1.0)
    of_paper = motion(seen(paper, FRONT, 64), seen(paper, Pose(30), 64))
    assert of_head is not None
    assert of_paper is not None
    assert of_paper.parallax < of_head.parallax / 3


def test_paper_folded_along_the_nose_is_not_flat_and_is_not_told_from_a_head() -> None:
    paper = folded(PHOTO, 45)
    moved = motion(seen(paper, FRONT, 64), seen(paper, Pose(35), 64))
    assert moved is not None
    assert moved.parallax > 0.2


def test_landmarks_that_span_nothing_are_not_compared() -> None:
    line = np.column_stack([np.linspace(0, 100, 5), np.zeros(5)])
    assert motion(line, seen(PHOTO, FRONT, 64)) is None
    assert motion(seen(PHOTO, FRONT, 64), line) is None
    assert motion(seen(PHOTO, FRONT, 64), np.zeros((5, 2))) is None


def test_averaging_takes_noise_away_and_not_the_pose() -> None:
    random = np.random.default_rng(1)
    turned = seen(MEAN_HEAD, Pose(30), 64, neck())
    frames = [turned + random.normal(0, 1.5, (5, 2)) + random.normal(0, 40, 2) for _ in range(40)]
    moved = motion(turned, mean_shape(frames))
    assert moved is not None
    assert moved.parallax < 0.02
