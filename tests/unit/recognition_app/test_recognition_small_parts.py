"""Pace, coverage, outliers, sealing, settings and what a stream still has to say."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np
import pytest

from services.common.config import load
from services.recognition.adapters.cipher import CannotUnseal, Cipher
from services.recognition.app.assignments import AllAssignments, Assignment, Assignments, CameraDeleted
from services.recognition.app.coverage import CoverageSpan
from services.recognition.app.errors import CameraRemoved
from services.recognition.app.frames import Beat, Drain, FlowControl, FrameAck, FrameResult
from services.recognition.app.outgoing import Outgoing
from services.recognition.app.outliers import find_outliers
from services.recognition.app.pace import Pace, worth_telling
from services.recognition.config import RecognitionConfig
from tests.fakes.recognition_vision import encoding_of

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
STREAM = UUID("00000000-0000-4000-8000-000000000001")


def test_slow_workers_ask_for_fewer_frames() -> None:
    pace = Pace(workers=1, max_fps=10.0)
    pace.took(0.2)
    assert 4.0 <= pace.target_fps(1) <= 5.0
    assert pace.target_fps(2) == pytest.approx(pace.target_fps(1) / 2, abs=0.01)


def test_fast_workers_ask_for_no_more_than_is_useful_and_slow_ones_never_stop() -> None:
    pace = Pace(workers=4, max_fps=10.0)
    pace.took(0.001)
    assert pace.target_fps(3) == 10.0
    for _ in range(100):
        pace.took(60.0)
    assert pace.target_fps(50) == 0.5


def test_a_second_worker_does_not_make_one_camera_faster_than_its_frames_take() -> None:
    pace = Pace(workers=8, max_fps=30.0)
    pace.took(0.2)
    assert pace.target_fps(1) < 5.0
    assert pace.target_fps(8) == pace.target_fps(1)


@pytest.mark.parametrize(
    ("told", "now", "worth"), [(0, 5, True), (5, 0, True), (0, 0, False), (5, 5.5, False), (5, 4, True)]
)
def test_cameras_hear_of_pauses_and_of_large_changes(told: float, now: float, worth: bool) -> None:
    assert worth_telling(told, now) is worth


def test_coverage_grows_and_breaks_off_at_a_gap() -> None:
    span = CoverageSpan(STREAM)
    first, begun = span.seen(START)
    assert begun
    grown, begun = span.seen(START + timedelta(seconds=4))
    assert (grown.coverage_id, grown.start, grown.end, begun) == (
        first.coverage_id,
        START,
        START + timedelta(seconds=4),
        False,
    )
    later, begun = span.seen(START + timedelta(seconds=60))
    assert begun
    assert later.coverage_id != first.coverage_id
    assert later.start == START + timedelta(seconds=60)


def test_a_replay_covers_under_the_same_id() -> None:
    assert CoverageSpan(STREAM).seen(START) == CoverageSpan(STREAM).seen(START)


def test_a_frame_from_before_does_not_shrink_what_was_covered() -> None:
    span = CoverageSpan(STREAM)
    span.seen(START)
    late, _ = span.seen(START + timedelta(seconds=3))
    assert span.seen(START + timedelta(seconds=1))[0].end == late.end


def takes(person: int, count: int) -> np.ndarray:
    return np.stack([encoding_of(person, take) for take in range(count)])


NOBODY = np.zeros((0, 128), np.float32)


def test_a_photo_of_somebody_else_is_an_outlier_beside_trusted_ones() -> None:
    new = np.concatenate([takes(1, 2), takes(2, 1)])
    assert find_outliers(new, takes(1, 3)) == (2,)


def test_among_new_photos_the_majority_is_believed_wherever_the_odd_one_stands() -> None:
    for place in range(4):
        new = np.insert(takes(1, 3), place, takes(2, 1), axis=0)
        assert find_outliers(new, NOBODY) == (place,)


def test_of_two_photos_that_differ_both_are_kept_unless_they_are_of_strangers() -> None:
    one, across = np.eye(128, dtype=np.float32)[:2]
    apart = np.stack([one, 0.25 * one + np.sqrt(1 - 0.25**2, dtype=np.float32) * across])  # 1.22 of each other
    assert find_outliers(apart, NOBODY) == ()
    assert find_outliers(apart[1:], apart[:1]) == (0,)
    assert len(find_outliers(np.stack([one, across]), NOBODY)) == 1


def test_a_single_first_photo_has_nothing_to_differ_from() -> None:
    assert find_outliers(takes(1, 1), NOBODY) == ()
    assert find_outliers(NOBODY, NOBODY) == ()
    assert find_outliers(NOBODY, takes(1, 2)) == ()


KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))


def test_a_sealed_value_opens_only_where_it_belongs() -> None:
    cipher = Cipher([KEY])
    sealed = cipher.seal(b"a face", "ada", "sample", "image")
    assert b"a face" not in sealed
    assert cipher.unseal(sealed, "ada", "sample", "image") == b"a face"
    for person, sample, column in [
        ("eve", "sample", "image"),
        ("ada", "other", "image"),
        ("ada", "sample", "encoding"),
    ]:
        with pytest.raises(CannotUnseal):
            cipher.unseal(sealed, person, sample, column)


def test_a_value_sealed_twice_never_looks_the_same() -> None:
    cipher = Cipher([KEY])
    assert cipher.seal(b"a", "p", "s", "c") != cipher.seal(b"a", "p", "s", "c")


def test_keys_are_replaced_without_losing_what_the_old_one_sealed() -> None:
    old = Cipher([KEY]).seal(b"a face", "p", "s", "c")
    both = Cipher([OTHER_KEY, KEY])
    assert both.unseal(old, "p", "s", "c") == b"a face"
    with pytest.raises(CannotUnseal, match="no configured key"):
        Cipher([KEY]).unseal(both.seal(b"new", "p", "s", "c"), "p", "s", "c")


def test_every_missing_setting_is_named_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PRESENCE_RECOGNITION_LISTEN", "127.0.0.1:0")
    monkeypatch.setenv("PRESENCE_RECOGNITION_ENCRYPTION_KEY", "short")
    with pytest.raises(SystemExit):
        load(RecognitionConfig)
    told = capsys.readouterr().err
    for name in ("DATABASE_URL", "IDENTITY_TARGET", "ATTENDANCE_TARGET", "SERVICE_KEY", "MODEL_CACHE"):
        assert f"PRESENCE_RECOGNITION_{name} is not set" in told
    assert "PRESENCE_RECOGNITION_ENCRYPTION_KEY must be 32 random bytes in base64" in told


def result(sequence: int) -> FrameResult:
    return FrameResult(sequence, START, (), 1, "", 0.1)


async def test_only_the_newest_of_each_waits_for_a_slow_camera_and_credit_goes_first() -> None:
    out = Outgoing(heartbeat_seconds=60)
    for number in range(1, 21):
        out.put(result(number))
        out.put(FrameAck(number, 0, 0, 0))
        out.put(FlowControl(2, float(number), 640, 5.0))
    out.put(Drain(3.0))
    out.end()
    told = [reply async for reply in out]
    assert told[:3] == [FlowControl(2, 20.0, 640, 5.0), Drain(3.0), FrameAck(20, 0, 0, 0)]
    assert [reply.sequence for reply in told[3:] if isinstance(reply, FrameResult)] == list(range(13, 21))


async def test_a_stream_that_is_cut_off_says_why_before_anything_else() -> None:
    out = Outgoing(heartbeat_seconds=60)
    out.put(result(1))
    out.end(CameraRemoved("c"))
    with pytest.raises(CameraRemoved):
        await anext(out)


async def test_silence_is_broken_by_a_heartbeat() -> None:
    assert await anext(Outgoing(heartbeat_seconds=0.01)) == Beat()


async def test_a_camera_keeps_the_roster_of_its_last_session_for_late_frames() -> None:
    assignments = Assignments()
    await assignments.apply(AllAssignments((Assignment("c", active=True, roster=frozenset({"ada"})),)))
    await assignments.apply(Assignment("c", active=False))
    assert assignments.of("c").roster == {"ada"}
    await assignments.apply(Assignment("c", active=True, roster=frozenset()))
    assert assignments.of("c").roster == frozenset()


async def test_cameras_that_are_gone_are_known_to_be_and_unknown_ones_are_not() -> None:
    assignments = Assignments()
    await assignments.apply(AllAssignments((Assignment("a"), Assignment("b"))))
    await assignments.apply(CameraDeleted("a"))
    await assignments.apply(AllAssignments(()))
    assert (assignments.removed("a"), assignments.removed("b"), assignments.removed("c")) == (True, True, False)
    await assignments.apply(Assignment("a"))
    assert not assignments.removed("a")


async def test_an_operator_is_waited_for_and_anybody_else_refused() -> None:
    assignments = Assignments()
    assert not await assignments.operator("c", "teacher", wait_seconds=0.01)
    await assignments.apply(Assignment("c", operator_ids=frozenset({"teacher"})))
    assert await assignments.operator("c", "teacher", wait_seconds=0.0)
