"""Frames on their way out: the one waiting to be sent, and those sent but not yet safe."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID


@dataclass(frozen=True)
class CapturedFrame:
    """A picture as it will be sent."""

    sequence: int  # from 1
    capture_time: datetime  # UTC, this machine's clock
    jpeg: bytes
    ticks_seconds: float = 0.0  # of the boot in which it was captured
    boot_id: UUID | None = None  # None: the present one


class FrameSlot:
    """The one frame that waits to be sent. A newer one takes its place: what is sent is never stale."""

    def __init__(self) -> None:
        self._frame: CapturedFrame | None = None
        self._changed = asyncio.Event()
        self._ended = False
        self.replaced = 0

    def put(self, frame: CapturedFrame) -> None:
        """Offer the newest frame; the one that was waiting, if any, is dropped and counted."""
        if self._frame is not None:
            self.replaced += 1
        self._frame = frame
        self._changed.set()

    def end(self) -> None:
        """No frame will follow."""
        self._ended = True
        self._changed.set()

    @property
    def waiting(self) -> bool:
        """Whether a frame waits to be sent."""
        return self._frame is not None

    @property
    def frame(self) -> CapturedFrame | None:
        """The one that waits, which goes on waiting."""
        return self._frame

    @property
    def exhausted(self) -> bool:
        """Whether the source has ended and its last frame was taken."""
        return self._ended and self._frame is None

    async def wait(self) -> None:
        """Return once a frame waits or none will follow."""
        while self._frame is None and not self._ended:
            self._changed.clear()
            await self._changed.wait()

    def take(self) -> CapturedFrame | None:
        """The waiting frame, which then no longer waits."""
        frame, self._frame = self._frame, None
        return frame


class SentFrames:
    """Frames sent since the server's stored watermark, kept so that another pod can be told them again.

    Bounded by age and by bytes; when full the oldest goes, and with it the chance to replay it.
    """

    def __init__(self, *, keep: timedelta = timedelta(seconds=15), keep_bytes: int = 32 * 1024 * 1024) -> None:
        self._keep = keep
        self._keep_bytes = keep_bytes
        self._frames: deque[CapturedFrame] = deque()
        self._bytes = 0
        self.stored_through = 0

    def add(self, frame: CapturedFrame) -> None:
        """Remember a frame that was just sent for the first time."""
        self._frames.append(frame)
        self._bytes += len(frame.jpeg)
        oldest = frame.capture_time - self._keep
        while self._bytes > self._keep_bytes or self._frames[0].capture_time < oldest:
            self._drop_oldest()

    def stored(self, through_sequence: int) -> None:
        """Forget what the server has stored for good."""
        self.stored_through = max(self.stored_through, through_sequence)
        while self._frames and self._frames[0].sequence <= self.stored_through:
            self._drop_oldest()

    def to_replay(self) -> list[CapturedFrame]:
        """What a fresh stream must be told again, oldest first."""
        return list(self._frames)

    def hand_over(self, through_sequence: int) -> list[CapturedFrame]:
        """All of them, oldest first, to somebody who keeps them safe; up to there nothing is told again from here."""
        frames = list(self._frames)
        self._frames.clear()
        self._bytes = 0
        self.stored_through = max(self.stored_through, through_sequence)
        return frames

    @property
    def oldest(self) -> CapturedFrame | None:
        """The earliest that is not stored yet."""
        return self._frames[0] if self._frames else None

    def _drop_oldest(self) -> None:
        self._bytes -= len(self._frames.popleft().jpeg)
