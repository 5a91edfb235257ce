"""Tracks in a classroom: what tilts like paper is objected to, and nobody else."""

from collections.abc import Callable

import numpy as np
import pytest

from services.recognition.domain.faces import (
    CROP_HEIGHT_PX,
    CROP_SIZE_PX,
    THUMBNAIL_SHAPE,
    Box,
    DetectedFace,
    FaceQuality,
    FrameFaces,
)
from services.recognition.domain.liveness.geometry import Landmarks
from services.recognition.domain.liveness.planar import OBJECTION, PlanarMotion
from services.recognition.evaluation.liveness.heads import MEAN_HEAD, Points, Pose, a_photograph, neck, seen

PHOTO = a_photograph(MEAN_HEAD)
WIDTH, HEIGHT = 640, 480
Move = Callable[[float], Pose]


def frame(landmarks: Landmarks, width_px: float = 120) -> FrameFaces:
    points = landmarks / [WIDTH, HEIGHT] + 0.5
    quality = FaceQuality(width_px, sharpness=120, brightness=128, contrast=40, turn=0.1, roll_degrees=0)
    face = DetectedFace(Box(0.4, 0.4, 0.6, 0.6), 0.9, quality, tuple((float(x), float(y)) for x, y in points))
    crops = np.zeros((1, CROP_HEIGHT_PX, CROP_SIZE_PX, 3), np.uint8)
    return FrameFaces(WIDTH, HEIGHT, np.zeros(THUMBNAIL_SHAPE, np.uint8), (face,), crops)


def objection(points: Points, move: Move, *, head: bool, width_px: float = 120, noise: float = 0.02) -> str | None:
    """What is said after twelve seconds at eight frames a second."""
    random, check = np.random.default_rng(3), PlanarMotion()
    for index in range(96):
        at = index / 8
        landmarks = seen(points, move(at), 64, neck() if head else None)
        check.see("track", frame(landmarks + random.normal(0, noise * 64, (5, 2)), width_px), 0, at)
    return check.objection("track")


def tilting(degrees: float) -> Move:
    """Straight for a second, then to and fro."""
    return lambda at: Pose(degrees * np.sin(1.5 * max(0.0, at - 1)), 5 * np.sin(at), distance=9)


def test_a_photo_that_is_tilted_in_the_hand_goes_to_a_person() -> None:
    assert objection(PHOTO, tilting(50), head=False) == OBJECTION


def test_a_head_that_turns_as_far_is_nobody_elses_business() -> None:
    assert objection(MEAN_HEAD, tilting(50), head=True) is None


def test_a_head_that_nods_is_a_head() -> None:
    assert objection(MEAN_HEAD, lambda at: Pose(0, 40 * np.sin(1.5 * max(0.0, at - 1))), head=True) is None


QUIET: dict[str, Move] = {
    "still": lambda at: Pose(),
    "walking": lambda at: Pose(0, 0, 0, 0.5 * at, 0, 14 - at * 0.5),
    "leaning": lambda at: Pose(10 * np.sin(at), 8 * np.cos(at), 20 * np.sin(0.7 * at)),
}


@pytest.mark.parametrize("move", QUIET)
@pytest.mark.parametrize("flat", [False, True])
def test_without_a_tilt_nothing_is_claimed_of_heads_or_of_photos(move: str, flat: bool) -> None:
    points = PHOTO if flat else MEAN_HEAD
    assert objection(points, QUIET[move], head=not flat) is None


@pytest.mark.parametrize("points", [MEAN_HEAD, PHOTO])
def test_somebody_who_sits_in_the_last_row_stays_present_however_their_landmarks_jitter(points: Points) -> None:
    """A picture held still, too, for nothing is known of it: what is counted must be tilts, not noise."""
    random, check = np.random.default_rng(7), PlanarMotion()
    for index in range(8 * 60):
        jitter = random.normal(0, 0.05 * 64, (5, 2))
        check.see("track", frame(seen(points, Pose(), 64) + jitter), 0, index / 8)
    assert check.objection("track") is None


def test_tilts_of_a_moment_do_not_add_up_over_a_lesson() -> None:
    check = PlanarMotion()
    for index in range(8 * 150):
        at = index / 8
        tilted = index % 160 in (80, 81)  # every 20 s, as grain in the picture or a yawn looks
        check.see("track", frame(seen(PHOTO, Pose(50 if tilted else 0), 64)), 0, at)
    assert check.objection("track") is None


def test_a_first_glance_while_coming_in_is_not_what_somebody_is_held_to() -> None:
    check = PlanarMotion()
    for index in range(8 * 20):
        turned = 30.0 if index < 8 else 0.0  # looks at the door, then sits down and looks ahead
        check.see("track", frame(seen(MEAN_HEAD, Pose(turned), 64, neck())), 0, index / 8)
    assert check.objection("track") is None


def test_of_small_faces_nothing_is_claimed() -> None:
    assert objection(PHOTO, tilting(50), head=False, width_px=40) is None


def test_a_track_that_is_over_is_forgotten() -> None:
    check = PlanarMotion()
    for index in range(96):
        check.see("track", frame(seen(PHOTO, tilting(50)(index / 8), 64)), 0, index / 8)
    assert check.objection("track") == OBJECTION
    check.forget("track")
    assert check.objection("track") is None
