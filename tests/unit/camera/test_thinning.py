"""Which frames are kept of a camera that gives more than are wanted."""

import pytest

from camera.thinning import Thinning

WANTED_FPS = 2.0


def kept(times: list[float]) -> list[float]:
    turns = Thinning(WANTED_FPS)
    return [time for time in times if turns.takes(time)]


@pytest.mark.parametrize("camera_fps", [2, 3, 5, 7, 12.5, 15, 25, 30, 59.94])
def test_as_many_a_second_are_kept_as_are_wanted_whatever_the_camera_gives(camera_fps: float) -> None:
    times = [index / camera_fps for index in range(round(20 * camera_fps))]
    assert len(kept(times)) == pytest.approx(20 * WANTED_FPS, abs=1)


def test_a_camera_that_gives_fewer_keeps_all() -> None:
    times = [index / 1.5 for index in range(30)]
    assert kept(times) == times


def test_those_that_come_a_little_early_have_their_turn() -> None:
    times = [index / WANTED_FPS - (0.01 if index % 2 else 0.0) for index in range(20)]
    assert kept(times) == times


def test_after_a_gap_no_two_come_at_once() -> None:
    times = [0.0, 10.0, 10.03, 10.1, 10.2, 10.5]
    assert kept(times) == [0.0, 10.0, 10.5]
