"""What a camera shows by region, and what is said about it, on faces made up for it."""

from collections.abc import Iterable

import numpy as np
import pytest

from services.recognition.domain.commissioning import Advice, Problem, Tally, Zone, advise, median, regions_of
from services.recognition.domain.faces import Box, DetectedFace, FaceQuality, FrameFaces
from services.recognition.domain.recall import RecallCurve, RecallPoint, packaged_curve
from services.recognition.vision.describe import no_crops

CURVE = RecallCurve(
    "0" * 64,
    "made up",
    100,
    200,
    1.0,
    (
        RecallPoint(20, 0.0, 0, 0.1),
        RecallPoint(30, 0.6, 0.5, 0.7),
        RecallPoint(40, 0.95, 0.9, 1),
        RecallPoint(90, 1, 1, 1),
    ),
)


def face(x: float, y: float, width_px: float, *, sharpness: float = 80, brightness: float = 120) -> DetectedFace:
    quality = FaceQuality(width_px, sharpness, brightness, contrast=30, turn=0.1, roll_degrees=0)
    half = width_px / 2560
    return DetectedFace(Box(x - half, y - half, x + half, y + half), 0.9, quality, ((x, y),) * 5)


def tally_of(frames: Iterable[tuple[DetectedFace, ...]]) -> Tally:
    tally = Tally()
    for faces in frames:
        tally.add(FrameFaces(1280, 720, np.full((54, 96), 100, np.uint8), faces, no_crops(len(faces))))
    return tally


def room(back: DetectedFace, front: DetectedFace, frames: int = 10) -> dict[Zone, Advice]:
    tally = tally_of([(back, front)] * frames)
    return {advice.zone: advice for advice in advise(tally, CURVE)}


def test_faces_are_counted_where_they_are_and_told_by_their_median() -> None:
    tally = tally_of([(face(0.1, 0.1, width),) for width in (20, 30, 50)] + [(face(0.9, 0.9, 80),)])
    first, last = regions_of(tally, CURVE)
    assert (first.row, first.column, first.faces, first.width_px) == (0, 0, 3, 30)
    assert (last.row, last.column, last.faces, last.width_px) == (5, 7, 1, 80)
    assert first.predicted_recall == pytest.approx((0.0 + 0.6 + 0.96) / 3)
    assert (tally.frames, tally.most_faces, tally.width_px) == (4, 1, 1280)


def test_a_back_row_of_small_faces_is_told_with_the_width_that_would_do() -> None:
    advice = room(face(0.5, 0.15, 30), face(0.5, 0.9, 90))
    assert advice[Zone.BACK].problem is Problem.TOO_SMALL
    assert advice[Zone.BACK].predicted_recall == pytest.approx(0.6)
    assert advice[Zone.BACK].wanted_width_px == 40
    assert advice[Zone.FRONT].problem is None
    assert advice[Zone.MIDDLE].problem is Problem.NO_FACES


def test_dark_and_blurred_faces_are_told_apart() -> None:
    advice = room(face(0.5, 0.15, 90, brightness=30), face(0.5, 0.9, 90, sharpness=5))
    assert advice[Zone.BACK].problem is Problem.TOO_DARK
    assert advice[Zone.FRONT].problem is Problem.TOO_BLURRED


def test_one_look_is_not_enough_to_judge_a_zone() -> None:
    assert room(face(0.5, 0.15, 90), face(0.5, 0.9, 90), frames=2)[Zone.BACK].problem is Problem.NO_FACES


def test_the_worst_is_said_first_and_nothing_before_faces_were_seen() -> None:
    assert advise(Tally(), CURVE) == []
    tally = tally_of([(face(0.5, 0.1, 90), face(0.5, 0.5, 22), face(0.5, 0.9, 33))] * 5)
    assert [advice.zone for advice in advise(tally, CURVE)] == [Zone.MIDDLE, Zone.FRONT, Zone.BACK]


def test_a_single_row_is_the_middle() -> None:
    assert [advice.zone for advice in advise(tally_of([(face(0.5, 0.5, 90),)] * 5), CURVE)] == [Zone.MIDDLE]


def test_faces_without_landmarks_are_not_measured() -> None:
    seen = face(0.5, 0.5, 90)
    hidden = DetectedFace(seen.box, 0.9, seen.quality, None)
    assert not tally_of([(hidden,)]).regions


@pytest.mark.parametrize(("width", "recall"), [(0, 0), (10, 0), (25, 0.3), (30, 0.6), (35, 0.775), (500, 1)])
def test_recall_is_read_off_the_curve_by_straight_lines(width: float, recall: float) -> None:
    assert CURVE.at(width) == pytest.approx(recall)


def test_the_median_of_nothing_is_nothing() -> None:
    assert median({}) == 0.0


def test_the_curve_that_ships_names_its_data_and_rises() -> None:
    curve = packaged_curve()
    assert len(curve.data_sha256) == 64
    assert curve.photos >= 200
    assert [point.width_px for point in curve.points] == sorted(point.width_px for point in curve.points)
    assert curve.at(16) < 0.1 < 0.9 < curve.at(90)
    assert all(point.low <= point.recall <= point.high for point in curve.points)
    assert curve.width_for(0.9) < 60
