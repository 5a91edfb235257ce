"""When attendance hears how far a camera is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from services.recognition.app.camera_progress import CameraStatus, ProgressTeller
from services.recognition.app.reports import CameraProgress

CAMERA = "6b1cf3a2-6a4b-4a2e-8b53-0a2f1b1f9f55"
START = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def told(teller: ProgressTeller, now: float, complete: float, *, active: bool, spooled: int = 0) -> list[float]:
    status = CameraStatus(at(complete), spooled, (), stopping=False)
    reports = teller.take(status, active=active, now=at(now))
    return [(one.complete_through - START).total_seconds() for one in reports if isinstance(one, CameraProgress)]


def test_while_a_session_is_open_every_word_is_passed_on() -> None:
    teller = ProgressTeller(CAMERA)
    assert [told(teller, second, second - 1, active=True) for second in (5, 10, 15)] == [[4], [9], [14]]


def test_after_a_session_all_is_passed_on_until_the_camera_has_come_past_its_end_and_then_once_a_minute() -> None:
    teller = ProgressTeller(CAMERA)
    told(teller, 0, 0, active=True)
    assert told(teller, 5, 1, active=False) == [1]
    assert told(teller, 6, 4, active=False) == [4], "the last of the session was held back"
    assert told(teller, 8, 7, active=False) == [7]
    assert told(teller, 13, 13, active=False) == []
    assert told(teller, 69, 69, active=False) == [69]


def test_a_camera_that_comes_back_after_the_session_with_frames_on_its_disk_is_heard_until_it_is_through() -> None:
    teller = ProgressTeller(CAMERA)
    assert told(teller, 100, 20, active=False, spooled=9) == [20]
    assert told(teller, 101, 90, active=False) == [90]
    assert told(teller, 103, 103, active=False) == [103]
    assert told(teller, 104, 104, active=False) == []


def test_a_camera_that_keeps_nothing_says_nothing() -> None:
    teller = ProgressTeller(CAMERA)
    status = CameraStatus(None, 0, (), stopping=True)
    assert list(teller.take(status, active=True, now=START)) == []
    assert teller.ended(at(1)) is None
