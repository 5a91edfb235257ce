"""When each frame of a film was taken, by what the film says of itself."""

import pytest

from services.common.film import FrameTimes


def seconds(times: FrameTimes, *stamps: float) -> list[float]:
    return [times.next(stamp) for stamp in stamps]


def test_frames_are_taken_when_they_are_stamped_however_unevenly() -> None:
    assert seconds(FrameTimes(30), 0.0, 0.04, 0.5, 0.52) == [0.0, 0.04, 0.5, 0.52]


def test_frames_without_stamps_follow_each_other_by_the_rate() -> None:
    assert seconds(FrameTimes(10), 0.0, 0.0, 0.0) == pytest.approx([0.0, 0.1, 0.2])


def test_a_stamp_that_does_not_rise_is_not_believed() -> None:
    assert seconds(FrameTimes(10), 0.0, 1.0, 0.3, 2.0) == pytest.approx([0.0, 1.0, 1.1, 2.0])


@pytest.mark.parametrize("told", [0.0, 1000.0, float("nan")])
def test_a_rate_that_no_film_has_is_taken_as_25_frames_a_second(told: float) -> None:
    assert seconds(FrameTimes(told), 0.0, 0.0) == pytest.approx([0.0, 0.04])


def test_a_film_that_begins_anew_goes_on_in_time_one_frame_after_its_last() -> None:
    times = FrameTimes(10)
    seconds(times, 0.0, 0.3)
    times.again()
    assert seconds(times, 0.0, 0.3, 0.35) == pytest.approx([0.4, 0.7, 0.75])
