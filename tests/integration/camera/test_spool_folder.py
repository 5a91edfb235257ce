"""The folder of kept frames on a real disk: limits, damage, other keys, a full disk, and a process that was killed."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from camera.frames import CapturedFrame
from camera.spool.folder import SpoolFolder, SpoolLimits, SpoolUnavailable
from camera.spool.key import SpoolKey

START = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
KEY, BOOT = SpoolKey(b"the camera's key"), UUID(int=7)


def frame(number: int, size: int = 1000) -> CapturedFrame:
    return CapturedFrame(number, START + timedelta(seconds=number / 2), number.to_bytes(4) * (size // 4), number / 2)


def folder(
    path: Path,
    *,
    limits: SpoolLimits | None = None,
    key: SpoolKey = KEY,
    now: datetime = START,
    stream: UUID | None = None,
) -> SpoolFolder:
    made = SpoolFolder(path, key, limits or SpoolLimits(free_bytes=0), stream or uuid4(), BOOT, now=lambda: now)
    made.open()
    return made


def all_frames(spool: SpoolFolder) -> list[int]:
    spool.finish()
    return [one.sequence for segment in list(spool.segments) for one in spool.frames_of(segment)]


def test_frames_come_back_oldest_first_and_go_once_they_are_stored(tmp_path: Path) -> None:
    spool = folder(tmp_path)
    for number in range(1, 201):  # 100 s: four files
        spool.append(frame(number))
    spool.finish()
    assert len(spool.segments) == 4
    first = spool.after(None)
    assert first is not None
    assert spool.frames_of(first)[0].jpeg == frame(1).jpeg
    spool.stored(spool.stream_id, first.last_sequence - 1)
    assert spool.after(None) == first, "a frame that is not stored was deleted"
    spool.stored(spool.stream_id, first.last_sequence)
    assert all_frames(spool) == list(range(first.last_sequence + 1, 201))
    spool.stored(spool.stream_id, 200)
    assert spool.frames == 0
    assert not list(tmp_path.glob("*.frames"))


def test_the_next_run_finds_what_was_left_and_sends_it_under_the_old_runs_name(tmp_path: Path) -> None:
    before = folder(tmp_path)
    for number in range(1, 11):
        before.append(frame(number))
    before.close()
    after = folder(tmp_path)
    after.append(frame(1))
    segment = after.after(None)
    assert segment is not None
    assert segment.header.stream_id == before.stream_id
    assert [one.sequence for one in after.frames_of(segment)] == list(range(1, 11))
    after.finish()
    assert after.after(segment) is None, "two runs were sent as one"
    after.stored(before.stream_id, 10)
    assert after.frames == 1


def test_a_full_spool_lets_the_oldest_go_and_says_what_was_lost(tmp_path: Path) -> None:
    spool = folder(tmp_path, limits=SpoolLimits(most_bytes=100_000, free_bytes=0))
    for number in range(1, 201):
        spool.append(frame(number))
    assert spool.size <= 100_000
    (lost,) = spool.memory.lost
    kept = all_frames(spool)
    assert kept == list(range(kept[0], 201))
    assert lost.frames == kept[0] - 1
    assert lost.start_ticks == 0.5
    assert "more than the camera may keep" in lost.reason


def test_what_is_too_old_when_the_server_is_back_is_lost_with_a_reason(tmp_path: Path) -> None:
    spool = folder(
        tmp_path, limits=SpoolLimits(longest=timedelta(hours=1), free_bytes=0), now=START + timedelta(hours=2)
    )
    spool.append(frame(1))
    spool.finish()
    assert spool.after(None) is None
    assert "older than 1:00:00" in spool.memory.lost[0].reason


def test_a_disk_that_is_full_makes_room_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = folder(tmp_path)
    for number in range(1, 101):
        spool.append(frame(number))
    write, failures = os.write, [True]

    def full_once(handle: int, data: bytes) -> int:
        if failures:
            failures.pop()
            return write(handle, data[:100])  # the disk ends in the middle of a frame
        return write(handle, data)

    monkeypatch.setattr(os, "write", full_once)
    spool.append(frame(101))
    monkeypatch.undo()
    assert "disk was full" in spool.memory.lost[0].reason
    kept = all_frames(spool)
    assert kept == list(range(kept[0], 102))


def test_a_disk_that_stays_full_is_told_and_frames_are_kept_again_once_it_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = folder(tmp_path)
    spool.append(frame(1))

    def full(handle: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "write", full)
    for number in range(2, 5):
        with pytest.raises(OSError, match="No space left"):
            spool.append(frame(number))
    monkeypatch.undo()
    spool.append(frame(5))
    assert all_frames(spool) == [5]


def test_a_file_that_cannot_be_removed_is_sent_once_and_stops_nothing(tmp_path: Path) -> None:
    spool = folder(tmp_path)
    for number in range(1, 101):  # two files
        spool.append(frame(number))
    spool.finish()
    first, second = spool.segments
    first.path.unlink()
    first.path.mkdir()  # as unremovable as a file on a disk that fell back to read-only
    spool.stored(spool.stream_id, 100)
    assert spool.after(None) is None
    assert spool.frames == 0
    assert not second.path.exists()


def test_a_nearly_full_disk_is_left_to_others(tmp_path: Path) -> None:
    spool = folder(tmp_path, limits=SpoolLimits(free_bytes=10**9))
    spool.disk_free = lambda _: 10**8
    for number in range(1, 201):
        spool.append(frame(number))
    assert len(spool.segments) <= 2
    assert "nearly full" in spool.memory.lost[0].reason


def test_a_damaged_file_costs_what_is_damaged_and_a_torn_one_its_last_frame(tmp_path: Path) -> None:
    before = folder(tmp_path)
    for number in range(1, 11):
        before.append(frame(number))
    before.close()
    (path,) = tmp_path.glob("*.frames")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data[:-10])
    after = folder(tmp_path)
    kept = all_frames(after)
    assert len(kept) == 8
    assert set(kept) < set(range(1, 10))
    assert "damaged" in after.memory.lost[0].reason


def test_rubbish_in_the_folder_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "000000000003.frames").write_bytes(b"rubbish")
    (tmp_path / "memory.json").write_text("{")
    spool = folder(tmp_path)
    spool.append(frame(1))
    assert all_frames(spool) == [1]
    assert "could not be read" in spool.memory.lost[0].reason


def test_frames_sealed_with_another_key_are_lost_with_a_reason_and_off_the_disk(tmp_path: Path) -> None:
    before = folder(tmp_path)
    before.append(frame(1))
    before.close()
    after = folder(tmp_path, key=SpoolKey(b"a new key"))
    assert after.frames == 0
    assert "another key" in after.memory.lost[0].reason
    assert not list(tmp_path.glob("*.frames"))


def test_a_folder_in_use_and_one_that_cannot_be_written_are_refused_in_words(tmp_path: Path) -> None:
    first = folder(tmp_path)
    with pytest.raises(SpoolUnavailable, match="in use by another camera"):
        folder(tmp_path)
    first.close()
    (tmp_path / "file").write_text("")
    with pytest.raises(SpoolUnavailable, match="file"):
        folder(tmp_path / "file" / "spool")


def test_what_is_known_of_clocks_and_of_the_server_outlives_the_process(tmp_path: Path) -> None:
    before = folder(tmp_path)
    before.memory.know_clock(BOOT, 12.5)
    before.memory.remember(before.memory.place.model_copy(update={"server": "http://there", "frames_per_second": 5.0}))
    before.close()
    after = folder(tmp_path)
    assert after.memory.offset_of(BOOT) == 12.5
    assert after.memory.offset_of(uuid4()) is None
    assert (after.memory.place.server, after.memory.place.frames_per_second) == ("http://there", 5.0)


WRITES_UNTIL_KILLED = """
import sys
from pathlib import Path
from tests.integration.camera.test_spool_folder import folder, frame
spool = folder(Path(sys.argv[1]))
for number in range(1, 1_000_000):
    spool.append(frame(number, 50_000))
    print(number, flush=True)
"""


def test_a_process_killed_while_it_writes_loses_the_frame_being_written_at_most(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[3]
    for killed_after in (3, 40, 121):
        path = tmp_path / str(killed_after)
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (root, root / "protos" / "gen")))}
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITES_UNTIL_KILLED, str(path)], stdout=subprocess.PIPE, text=True, env=environment
        )
        assert writer.stdout is not None
        written = 0
        for line in writer.stdout:
            written = int(line)
            if written == killed_after:
                writer.send_signal(signal.SIGKILL)
        writer.wait()
        kept = all_frames(folder(path))
        assert kept == list(range(1, len(kept) + 1))
        assert len(kept) in (written, written + 1)
