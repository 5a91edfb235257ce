"""The folder of kept frames: bounded in bytes and age, oldest first, emptied as the server stores them. Calls block.

fsync policy: each frame is one write(), so killing the process loses the frame being written at most; data is synced
to the disk every SYNC_SECONDS and when a file is finished, so a power cut loses that many seconds at most.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from camera.frames import CapturedFrame
from camera.spool import segment as files
from camera.spool.key import SpoolKey
from camera.spool.memory import Lost, SpoolMemory
from camera.spool.segment import Header, SegmentUnreadable

SEGMENT_BYTES = 4 * 1024 * 1024
SEGMENT_SECONDS = 30.0
SYNC_SECONDS = 5.0
SUFFIX = ".frames"


class SpoolUnavailable(Exception):
    """Frames cannot be kept there; the text is for the person at the terminal."""


@dataclass(frozen=True)
class SpoolLimits:
    """When it is full the oldest file goes, and what it held is told as lost."""

    most_bytes: int = 1024**3
    longest: timedelta = timedelta(hours=24)
    free_bytes: int = 256 * 1024**2  # of the disk, left to others


@dataclass
class Segment:
    """A file of frames of one run of this program."""

    path: Path
    header: Header
    first_sequence: int
    last_sequence: int
    first_ticks: float
    last_ticks: float
    first_wall: float
    frames: int
    size: int
    closed: bool = True


@dataclass
class SpoolFolder:
    """Used by one thread of one process."""

    path: Path
    key: SpoolKey
    limits: SpoolLimits
    stream_id: UUID
    boot_id: UUID
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    disk_free: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free
    memory: SpoolMemory = field(init=False)
    segments: list[Segment] = field(default_factory=list)
    _handle: int = -1
    _synced_at_ticks: float = 0.0
    _lock: int = -1

    def open(self) -> None:
        """Take the folder for this process and look at what an earlier one left. Raises SpoolUnavailable."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.memory = SpoolMemory(self.path / "memory.json")
            for path in sorted(self.path.glob(f"*{SUFFIX}")):
                self._take_up(path)
        except BlockingIOError:
            raise SpoolUnavailable(f"{self.path} is in use by another camera on this machine") from None
        except OSError as error:
            raise SpoolUnavailable(f"{self.path}: {error.strerror}") from None

    def append(self, frame: CapturedFrame) -> None:
        """Keep a frame. When the disk is full the oldest goes; raises OSError when that does not help."""
        record = self._packed(frame)
        try:
            self._write(frame, record)
        except OSError as error:
            self._abandon()
            if error.errno not in (errno.ENOSPC, errno.EDQUOT) or not self._drop_oldest("the camera's disk was full"):
                raise
            self._write_again(frame, record)
        self._stay_within_limits()

    def finish(self) -> None:
        """Close the file that is written to: it can be sent now."""
        if self._handle >= 0:
            with contextlib.suppress(OSError):
                os.fdatasync(self._handle)
            self._close_file()

    def after(self, last: Segment | None) -> Segment | None:
        """The oldest file, or the one after that one if it is of the same run; None when there is none to be sent."""
        self._let_old_go()
        following = [one for one in self.segments if one.closed and (last is None or one.path > last.path)]
        if not following or (last is not None and following[0].header.stream_id != last.header.stream_id):
            return None
        return following[0]

    def frames_of(self, segment: Segment) -> list[CapturedFrame]:
        """Its frames, but for those that cannot be read, which are remembered as lost."""
        try:
            header, data = files.read(segment.path)
        except (OSError, SegmentUnreadable) as error:
            self._forget(segment, f"a file of the camera's disk could not be read: {error}")
            return []
        frames: list[CapturedFrame] = []
        bad = []
        for record in files.records(data):
            jpeg = files.open_record(self.key, header, record, data) if record.good else None
            if jpeg is None:
                bad.append(record.ticks_seconds if record.good else segment.first_ticks)
                continue
            wall = datetime.fromtimestamp(record.wall_seconds, UTC)
            frames.append(CapturedFrame(record.sequence, wall, jpeg, record.ticks_seconds, header.boot_id))
        if bad:
            reason = "frames on the camera's disk were damaged"
            self.memory.lose(Lost(header.boot_id, min(bad), max(bad), len(bad), reason))
        if not frames:
            self._remove(segment)
        return frames

    def stored(self, stream_id: UUID, through_sequence: int) -> None:
        """The server has all of that run up to there: files without anything later go."""
        for one in [s for s in self.segments if s.header.stream_id == stream_id and s.closed]:
            if one.last_sequence <= through_sequence:
                self._remove(one)

    def forget(self, segment: Segment, reason: str) -> None:
        """Its frames will never be sent."""
        self._forget(segment, reason)

    @property
    def frames(self) -> int:
        """How many wait."""
        return sum(one.frames for one in self.segments)

    @property
    def size(self) -> int:
        """In bytes."""
        return sum(one.size for one in self.segments)

    @property
    def oldest(self) -> Segment | None:
        """Where the earliest frame lies."""
        return self.segments[0] if self.segments else None

    def close(self) -> None:
        """Let the folder go."""
        self.finish()
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def _take_up(self, path: Path) -> None:
        try:
            header, data = files.read(path)
        except (SegmentUnreadable, OSError):
            self._damaged(path)
            return
        found = list(files.records(data))
        if header.key_id != self.key.key_id or not found:
            if found:
                ticks = [record.ticks_seconds for record in found]
                reason = "frames on the camera's disk were sealed with another key"
                self.memory.lose(Lost(header.boot_id, min(ticks), max(ticks), len(found), reason))
            path.unlink(missing_ok=True)
            return
        good = [record for record in found if record.good] or found
        self.segments.append(
            Segment(
                path, header, good[0].sequence, good[-1].sequence, good[0].ticks_seconds, good[-1].ticks_seconds,
                good[0].wall_seconds, len(found), len(data),
            )
        )  # fmt: skip

    def _damaged(self, path: Path) -> None:
        self.memory.lose(Lost(None, 0.0, 0.0, 0, "a file of the camera's disk could not be read"))
        path.unlink(missing_ok=True)

    def _packed(self, frame: CapturedFrame) -> bytes:
        header = Header(self.stream_id, frame.boot_id or self.boot_id, self.key.key_id)
        wall = frame.capture_time.timestamp()
        return files.pack_record(self.key, header, frame.sequence, frame.ticks_seconds, wall, frame.jpeg)

    def _write(self, frame: CapturedFrame, record: bytes) -> None:
        if self._handle >= 0 and self._is_full(self.segments[-1], frame):
            self.finish()
        if self._handle < 0:
            self._begin(frame)
        written = os.write(self._handle, record)
        if written < len(record):  # the disk ended in the middle of it
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        current = self.segments[-1]
        current.frames += 1
        current.size += written
        current.last_sequence, current.last_ticks = frame.sequence, frame.ticks_seconds
        if frame.ticks_seconds - self._synced_at_ticks >= SYNC_SECONDS:
            os.fdatasync(self._handle)
            self._synced_at_ticks = frame.ticks_seconds

    def _write_again(self, frame: CapturedFrame, record: bytes) -> None:
        try:
            self._write(frame, record)
        except OSError:
            self._abandon()  # nothing half written stays behind
            raise

    def _begin(self, frame: CapturedFrame) -> None:
        header = Header(self.stream_id, self.boot_id, self.key.key_id)
        # names sort by when they were begun; two runs of one boot never share a tick
        path = self.path / f"{self.memory.next_number():012d}{SUFFIX}"
        self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        self.segments.append(
            Segment(
                path, header, frame.sequence, frame.sequence, frame.ticks_seconds, frame.ticks_seconds,
                frame.capture_time.timestamp(), 0, 0, closed=False,
            )
        )  # fmt: skip
        packed = files.pack_header(header)
        os.write(self._handle, packed)
        self.segments[-1].size = len(packed)

    def _is_full(self, current: Segment, frame: CapturedFrame) -> bool:
        return current.size >= SEGMENT_BYTES or frame.ticks_seconds - current.first_ticks >= SEGMENT_SECONDS

    def _abandon(self) -> None:
        """After a failed write: what is whole of the file stays, the rest is cut off."""
        if self._handle < 0:
            return
        current = self.segments[-1]
        with contextlib.suppress(OSError):
            os.ftruncate(self._handle, current.size)
        self._close_file()
        if current.frames == 0:
            self._remove(current)

    def _close_file(self) -> None:
        handle, self._handle = self._handle, -1
        self.segments[-1].closed = True
        with contextlib.suppress(OSError):  # it tells of earlier writes, which the next one meets as well
            os.close(handle)

    def _stay_within_limits(self) -> None:
        while self.size > self.limits.most_bytes and self._drop_oldest("more than the camera may keep on its disk"):
            pass
        if self.segments[-1].frames == 1 and self.disk_free(self.path) < self.limits.free_bytes:
            self._drop_oldest("the camera's disk was nearly full")

    def _let_old_go(self) -> None:
        cutoff = (self.now() - self.limits.longest).timestamp()
        for one in [s for s in self.segments if s.closed and self._taken_at(s) < cutoff]:
            self._forget(one, f"older than {self.limits.longest} when the server could be reached")

    def _taken_at(self, segment: Segment) -> float:
        offset = self.memory.offset_of(segment.header.boot_id)
        return segment.first_wall if offset is None else segment.first_ticks + offset

    def _drop_oldest(self, reason: str) -> bool:
        closed = [one for one in self.segments if one.closed]
        if not closed and len(self.segments) == 1 and self.segments[0].frames > 1:
            self.finish()
            closed = self.segments[:1]
        if not closed:
            return False
        self._forget(closed[0], reason)
        return True

    def _forget(self, segment: Segment, reason: str) -> None:
        lost = Lost(segment.header.boot_id, segment.first_ticks, segment.last_ticks, segment.frames, reason)
        self.memory.lose(lost)
        self._remove(segment)

    def _remove(self, segment: Segment) -> None:
        # on a disk that lets nothing go any more it is met again at the next start, and not sent for ever until then
        with contextlib.suppress(OSError):
            segment.path.unlink(missing_ok=True)
        if segment in self.segments:
            self.segments.remove(segment)
