"""What a pod remembers of its work."""

from services.recognition.app.recent_work import RecentWork
from services.recognition.app.telemetry import FrameFate
from tests.fakes.recognition_telemetry import QuietTelemetry


class Time:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_frames_are_counted_since_the_start_and_lately() -> None:
    now, beside = Time(), QuietTelemetry()
    work = RecentWork(beside, now)
    for fate in (FrameFate.LOOKED_AT, FrameFate.STILL, FrameFate.DROPPED, FrameFate.REJECTED):
        work.frame(fate, 0.5)
    now.seconds += 200
    work.frame(FrameFate.LOOKED_AT, 0.5)
    done = work.done()
    assert (done.frames, done.dropped_frames) == (3, 1)
    assert (done.recent_frames, done.recent_dropped_frames) == (3, 1)
    now.seconds += 150  # the first ones are older than five minutes by now
    done = work.done()
    assert (done.frames, done.recent_frames, done.recent_dropped_frames) == (3, 1, 0)
    assert beside.frames[FrameFate.LOOKED_AT] == 2  # the metrics server is told all the same


def test_a_faces_share_is_of_the_frames_that_had_some() -> None:
    work = RecentWork(QuietTelemetry(), Time())
    for seconds, faces in ((0.02, 0), (0.10, 4), (0.08, 2)):
        work.worker_took(seconds, faces)
    done = work.done()
    assert done.frame_seconds == 0.08
    assert abs(done.face_seconds - 0.03) < 1e-9


def test_a_picture_of_the_past_does_not_make_the_present_late() -> None:
    work = RecentWork(QuietTelemetry(), Time())
    work.frame(FrameFate.LOOKED_AT, 0.4)
    work.frame(FrameFate.LOOKED_AT, None)  # it waited on a camera's disk
    assert work.done().age_seconds == 0.4


def test_nothing_is_told_before_the_first_frame() -> None:
    done = RecentWork(QuietTelemetry(), Time()).done()
    assert (done.frames, done.frame_seconds, done.face_seconds, done.age_seconds) == (0, 0.0, 0.0, 0.0)
