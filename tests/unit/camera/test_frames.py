"""The frame that waits and the frames that were sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from camera.frames import CapturedFrame, FrameSlot, SentFrames

START = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def frame(sequence: int, seconds: float = 0.0, size: int = 10) -> CapturedFrame:
    return CapturedFrame(sequence, START + timedelta(seconds=seconds), bytes(size))


async def test_a_newer_frame_takes_the_place_of_the_waiting_one_and_the_loss_is_counted() -> None:
    slot = FrameSlot()
    slot.put(frame(1))
    slot.put(frame(2))
    taken = slot.take()
    assert taken is not None
    assert taken.sequence == 2
    assert slot.replaced == 1
    assert slot.take() is None


async def test_a_source_that_ended_is_exhausted_only_once_its_last_frame_is_taken() -> None:
    slot = FrameSlot()
    slot.put(frame(1))
    slot.end()
    assert not slot.exhausted
    slot.take()
    assert slot.exhausted
    await slot.wait()


def test_stored_frames_are_forgotten_and_the_rest_is_replayed_in_order() -> None:
    sent = SentFrames()
    for sequence in range(1, 6):
        sent.add(frame(sequence))
    sent.stored(3)
    assert [kept.sequence for kept in sent.to_replay()] == [4, 5]


def test_a_watermark_that_goes_back_changes_nothing() -> None:
    sent = SentFrames()
    sent.add(frame(1))
    sent.stored(1)
    sent.stored(0)
    assert sent.stored_through == 1
    assert sent.to_replay() == []


def test_frames_kept_for_replay_are_bounded_by_age_and_by_bytes() -> None:
    sent = SentFrames(keep=timedelta(seconds=5), keep_bytes=30)
    for sequence in range(1, 5):
        sent.add(frame(sequence, seconds=sequence * 0.1))
    assert [kept.sequence for kept in sent.to_replay()] == [2, 3, 4]
    sent.add(frame(5, seconds=20))
    assert [kept.sequence for kept in sent.to_replay()] == [5]
