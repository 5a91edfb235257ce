"""Decides which frames go to the disk: those of a time in which the server did not answer."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from camera.capture import Capture
from camera.clock import CameraClock
from camera.frames import CapturedFrame, FrameSlot, SentFrames
from camera.spool.folder import Segment, SpoolFolder
from camera.spool.memory import Place
from camera.thinning import Thinning

STALL_SECONDS = 2.0  # without an answer; well below the gap that ends a span of coverage
LOOK_SECONDS = 0.25
MOST_UNWRITTEN = 64

T = TypeVar("T")


@dataclass(frozen=True)
class Backlog:
    """What lies on the disk."""

    frames: int = 0
    size: int = 0
    oldest: Segment | None = None
    finished: int = 0  # files that can be sent


@dataclass
class Keeper:
    """Owns the folder and the one thread that touches it.

    Frames of the last seconds are in memory until the server has been silent for STALL_SECONDS; from then on frames go
    to the disk, `fps` of them a second, beginning with those that were sent and not stored. Whoever kills the process
    in those seconds loses them: to write down every frame of every day would wear out a memory card for that. At most
    MOST_UNWRITTEN wait for a slow disk; when one more comes the oldest is let go and counted.
    """

    folder: SpoolFolder
    clock: CameraClock
    capture: Capture
    slot: FrameSlot
    sent: SentFrames
    say: Callable[[str], None]
    fps: float = 2.0
    cut: bool = False
    unwritten_lost: int = 0
    trouble: str = ""
    backlog: Backlog = field(default_factory=Backlog)
    listeners: set[Callable[[], None]] = field(default_factory=set)
    place: Place = field(default_factory=Place)
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "spool"))
    _recent: deque[CapturedFrame] = field(default_factory=deque)
    _unwritten: deque[CapturedFrame] = field(default_factory=deque)
    _work: asyncio.Event = field(default_factory=asyncio.Event)
    _turns: Thinning = field(init=False)
    _newest_sequence: int = 0
    _silent_since: float | None = None
    _unwritten_oldest: float | None = None

    def __post_init__(self) -> None:
        self._turns = Thinning(self.fps)

    async def open(self) -> None:
        """Look at what an earlier run left. Raises SpoolUnavailable."""
        await self._on_disk(self.folder.open)
        self.place = self.folder.memory.place
        self._silent_since = self.clock.ticks()
        await self._look_at_disk()

    async def run(self) -> None:
        """Watch the server's silence and write, until cancelled; then everything that was to be kept is written."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._watch())
                tasks.create_task(self._write())
        finally:
            await asyncio.shield(self._close())

    def captured(self, frame: CapturedFrame) -> None:
        """Every frame that was captured, in order."""
        self._newest_sequence = frame.sequence
        if not self._turns.takes(frame.ticks_seconds):
            return
        if self.cut:
            self._keep(frame)
            return
        self._recent.append(frame)
        while self._recent and frame.ticks_seconds - self._recent[0].ticks_seconds > 2 * STALL_SECONDS:
            self._recent.popleft()

    def heard(self) -> None:
        """The server said something."""
        self._silent_since = None
        if self.cut:
            self.cut = False
            self._work.set()
            self.tell()

    def waiting_for_answer(self) -> None:
        """No more may be sent until the server says something; again: no effect."""
        if self._silent_since is None:
            self._silent_since = self.clock.ticks()

    def lost_connection(self) -> None:
        """There is nobody to send to."""
        self.waiting_for_answer()

    def keep_unsent(self) -> None:
        """There is nobody to send to: what the server has not stored goes to the disk."""
        self._declare_cut()

    @property
    def silent(self) -> bool:
        """Whether the server owes an answer, or there is nobody to ask."""
        return self._silent_since is not None

    def remember(self, place: Place) -> None:
        """For a start at which the server cannot be asked."""
        self.place = place
        self._thread.submit(self.folder.memory.remember, place)

    def know_clock(self) -> None:
        """What is kept now can be given its time after a restart, too."""
        best = self.clock.best
        if best is not None:
            self._thread.submit(self.folder.memory.know_clock, self.clock.boot_id, best.offset_seconds)

    async def next_segment(self, last: Segment | None) -> Segment | None:
        """The oldest file that can be sent, or the next of the same run."""
        return await self._on_disk(self.folder.after, last)

    async def frames_of(self, segment: Segment) -> list[CapturedFrame]:
        """Its frames; what cannot be read of it is remembered as lost."""
        frames = await self._on_disk(self.folder.frames_of, segment)
        await self._look_at_disk()
        return frames

    async def give_up(self, segment: Segment, reason: str) -> None:
        """Its frames will never be sent."""
        await self._on_disk(self.folder.forget, segment, reason)
        await self._look_at_disk()

    async def stored(self, segment: Segment, through_sequence: int) -> None:
        """The server has stored what came of that run's frames up to there."""
        await self._on_disk(self.folder.stored, segment.header.stream_id, through_sequence)
        await self._look_at_disk()

    def time_of(self, frame: CapturedFrame) -> datetime | None:
        """By the server's clock; None when nobody can tell any more."""
        return self._at(frame.boot_id, frame.ticks_seconds)

    def lost_spans(self) -> list[tuple[datetime, datetime, str]]:
        """What will never be sent, as far as it is known when it was taken."""
        spans = []
        for lost in self.folder.memory.lost:
            start = self._at(lost.boot_id, lost.start_ticks) if lost.boot_id else None
            end = self._at(lost.boot_id, lost.end_ticks) if lost.boot_id else None
            if start is not None and end is not None:
                spans.append((start, end, lost.reason))
        return spans

    def _at(self, boot_id: UUID | None, ticks: float) -> datetime | None:
        if boot_id is None or boot_id == self.clock.boot_id:
            return self.clock.at(ticks)
        offset = self.folder.memory.offset_of(boot_id)
        return None if offset is None else datetime.fromtimestamp(ticks + offset, UTC)

    @property
    def complete_through(self) -> datetime | None:
        """All that was captured until then is stored, or lost for good; None while that cannot be told."""
        now = self.clock.now()
        if now is None:
            return None
        held = [frame.ticks_seconds for frame in (self.sent.oldest, self.slot.frame) if frame is not None]
        held += [ticks for ticks in (self._unwritten_oldest, self._silent_since) if ticks is not None]
        moments = [moment for ticks in held if (moment := self.clock.at(ticks)) is not None]
        oldest = self.backlog.oldest
        if oldest is not None:
            known = self._at(oldest.header.boot_id, oldest.first_ticks)
            moments.append(known or datetime.fromtimestamp(oldest.first_wall, UTC))
        return min([now, *(moment - timedelta(milliseconds=1) for moment in moments)])

    async def _watch(self) -> None:
        while True:
            silent = self._silent_since
            if not self.cut and silent is not None and self.clock.ticks() - silent >= STALL_SECONDS:
                self._declare_cut()
            await asyncio.sleep(LOOK_SECONDS)

    def _declare_cut(self) -> None:
        if self.cut:
            return
        self.cut = True
        frames = {frame.sequence: frame for frame in (*self._recent, *self.sent.hand_over(self._newest_sequence))}
        self._recent.clear()
        turns = Thinning(self.fps)
        for _, frame in sorted(frames.items()):
            if turns.takes(frame.ticks_seconds):
                self._keep(frame)
        # without a word from the server a session may have been opened; a film is not played for nobody, though
        if self.place.frames_per_second > 0 or not self.capture.waits:
            self.capture.wish(self.fps, self.place.max_width_px)
        self.tell()

    def _keep(self, frame: CapturedFrame) -> None:
        if len(self._unwritten) >= MOST_UNWRITTEN:
            self._unwritten.popleft()
            self.unwritten_lost += 1
        self._unwritten.append(frame)
        if self._unwritten_oldest is None:
            self._unwritten_oldest = frame.ticks_seconds
        self._work.set()

    async def _write(self) -> None:
        while True:
            await self._work.wait()
            self._work.clear()
            await self._write_all()
            if not self.cut:
                await self._on_disk(self.folder.finish)
            await self._look_at_disk()
            self._unwritten_oldest = self._unwritten[0].ticks_seconds if self._unwritten else None

    async def _write_all(self) -> None:
        while self._unwritten:
            frame = self._unwritten.popleft()
            try:
                await self._on_disk(self.folder.append, frame)
            except OSError as error:
                self.unwritten_lost += 1
                self._trouble(f"frames cannot be kept on disk: {error.strerror or error}")
            else:
                self._trouble("")

    def _trouble(self, words: str) -> None:
        if words and words != self.trouble:
            self.say(words)
        self.trouble = words

    async def _look_at_disk(self) -> None:
        now = await self._on_disk(self._backlog)
        before, self.backlog = self.backlog, now
        emptied_or_filled = bool(before.frames) != bool(now.frames)
        if emptied_or_filled or before.oldest is not now.oldest or before.finished != now.finished:
            self.tell()

    def _backlog(self) -> Backlog:
        folder = self.folder
        return Backlog(folder.frames, folder.size, folder.oldest, sum(one.closed for one in folder.segments))

    def tell(self) -> None:
        """Wake whoever waits for a change."""
        for listener in tuple(self.listeners):
            listener()

    async def _close(self) -> None:
        await self._write_all()
        await self._on_disk(self.folder.close)
        self._thread.shutdown(wait=False)

    async def _on_disk(self, work: Callable[..., T], *arguments: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *arguments)
