"""Sends what was kept on disk, oldest first, on a stream beside the live one, and forgets it once it is stored."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import grpc
from presence.recognition.v1 import recognition_service_pb2_grpc as rpc

from camera.clock import CameraClock
from camera.connection import DeviceLogin, KeyRefused
from camera.frames import CapturedFrame
from camera.keeping import Keeper
from camera.link import LiveLink
from camera.progress import Progress
from camera.spool.folder import Segment
from camera.stream import FrameStream
from camera.stream_errors import Drained, StreamBroken
from services.common.streams import Backoff

UNKNOWN_TIME = "taken before this camera had learned the time, and it was started anew since"


@dataclass
class KeptRun:
    """The frames of one run of this program, as a FrameStream takes them: a slot and what was sent, in one.

    One file is in memory at a time; the next is read when it has been sent.
    """

    keeper: Keeper
    first: Segment
    stored_through: int = 0
    waiting_frames: deque[CapturedFrame] = field(default_factory=deque)
    _last: Segment | None = None
    _ended: bool = False
    _loading: asyncio.Task[None] | None = None
    _deleting: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.stored_through = self.first.first_sequence - 1

    @property
    def waiting(self) -> bool:
        """Whether a frame waits to be sent."""
        return bool(self.waiting_frames)

    @property
    def exhausted(self) -> bool:
        """Whether all of the run was taken."""
        return self._ended and not self.waiting_frames

    async def wait(self) -> None:
        """Return once a frame waits or none will follow."""
        if self.waiting_frames or self._ended:
            return
        if self._loading is None:
            self._loading = asyncio.create_task(self._load())
        await asyncio.wait({self._loading})  # whoever stops waiting must not stop the reading
        if self._loading is not None and self._loading.done():
            loading, self._loading = self._loading, None
            loading.result()

    def take(self) -> CapturedFrame | None:
        """The next frame."""
        return self.waiting_frames.popleft() if self.waiting_frames else None

    def add(self, frame: CapturedFrame) -> None:
        """It was sent; the disk has it until it is stored."""

    def to_replay(self) -> list[CapturedFrame]:
        """A new stream begins with the oldest file."""
        return []

    def stored(self, through_sequence: int) -> None:
        """Forget files that hold nothing later."""
        if through_sequence > self.stored_through:
            self.stored_through = through_sequence
            task = asyncio.create_task(self.keeper.stored(self.first, through_sequence))
            self._deleting.add(task)
            task.add_done_callback(self._deleting.discard)

    async def settle(self) -> None:
        """Return once what was stored is off the disk."""
        if self._deleting:
            await asyncio.wait(self._deleting)

    async def _load(self) -> None:
        while True:
            segment = self.first if self._last is None else await self.keeper.next_segment(self._last)
            if segment is None:
                self._ended = True
                return
            self._last = segment
            frames = await self.keeper.frames_of(segment)
            known = [frame for frame in frames if self.keeper.time_of(frame) is not None]
            if frames and not known:
                await self.keeper.give_up(segment, UNKNOWN_TIME)
            if known:
                self.waiting_frames.extend(known)
                return


class _NoWishes:
    """Frames that were captured long ago cannot be wished for."""

    paused = False

    def wish(self, fps: float, max_width_px: int) -> None:
        """Nothing."""


class Replay:
    """Sends one run after another, for as long as it is let and a live stream is open."""

    def __init__(
        self,
        stub: rpc.RecognitionServiceAsyncStub,
        login: DeviceLogin,
        keeper: Keeper,
        link: LiveLink,
        clock: CameraClock,
        say: Callable[[str], None],
    ) -> None:
        self._stub, self._login, self._keeper, self._link, self._clock = stub, login, keeper, link, clock
        self._say = say
        self._backoff = Backoff(0.5, 15)
        self._changed = asyncio.Event()
        keeper.listeners.add(self._changed.set)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._changed.clear()
            first = await self._keeper.next_segment(None) if self._link.can_replay and not self._keeper.cut else None
            if first is None:
                await self._changed.wait()
                continue
            if not await self._send(KeptRun(self._keeper, first)):
                await asyncio.sleep(self._backoff.next_seconds())
            elif self._keeper.backlog.frames == 0:
                self._say("everything that was kept on disk has arrived")

    async def _send(self, run: KeptRun) -> bool:
        """Whether all of the run is stored now, or another pod may be tried at once."""
        stream_id = str(run.first.header.stream_id)
        try:
            metadata = await self._login.metadata()
            stream = FrameStream(
                self._stub, await self._login.camera_id(), stream_id, run, run, _NoWishes(), Progress(), self._clock,
                spooled=True, time_of=self._keeper.time_of,
            )  # fmt: skip
            await stream.run(metadata)
        except Drained:
            return True
        except (StreamBroken, KeyRefused) as error:
            self._say(f"what was kept cannot be sent just now: {error}")
            return False
        except grpc.aio.AioRpcError as error:
            self._say(f"what was kept cannot be sent just now: {error.details() or error.code().name}")
            return False
        finally:
            await run.settle()
        self._backoff.reset()
        left = self._keeper.backlog.oldest
        return left is None or left.path != run.first.path
