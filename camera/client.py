"""Streams one source as one camera until it ends, through broken networks and leaving pods."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import grpc
from presence.recognition.v1 import recognition_service_pb2_grpc as rpc

from camera.capture import Capture
from camera.clock import CameraClock, utc_now
from camera.connection import DeviceLogin, Endpoints, KeyRefused, NoPresenceThere, find_endpoints
from camera.frames import CapturedFrame, FrameSlot, SentFrames
from camera.keeping import Keeper
from camera.link import LiveLink
from camera.progress import Progress
from camera.replay import Replay
from camera.sources import Source, SourceError
from camera.spool.folder import SpoolFolder, SpoolLimits
from camera.spool.key import SpoolKey, key_of_device
from camera.spool.memory import Place
from camera.stream import FrameStream
from camera.stream_errors import Drained, StreamBroken
from services.common.background import running
from services.common.channels import open_channel
from services.common.streams import Backoff

# Trying again cannot help with these: the key, the camera or the client itself is wrong.
FATAL = {
    grpc.StatusCode.PERMISSION_DENIED,
    grpc.StatusCode.INVALID_ARGUMENT,
    grpc.StatusCode.NOT_FOUND,
    grpc.StatusCode.ABORTED,
    grpc.StatusCode.UNIMPLEMENTED,
}
REFUSED_TOKEN_TRIES = 2  # a token may have ended on the way; the next one is fresh


class CameraRefused(Exception):
    """The server will not have this camera; the text is the server's."""


@dataclass(frozen=True)
class SpoolOptions:
    """Where frames wait that cannot be sent, and how many."""

    folder: Path
    limits: SpoolLimits = field(default_factory=SpoolLimits)
    key: SpoolKey | None = None  # None: drawn from the camera's
    fps: float = 2.0  # enough to recognise somebody


@dataclass(frozen=True)
class CameraOptions:
    """What `presence camera` was told."""

    server: str
    key: str
    ca: Path | None = None
    stream_id: str = ""
    spool: SpoolOptions | None = None  # None: what cannot be sent is lost


@asynccontextmanager
async def connected_to(
    endpoints: Endpoints, options: CameraOptions, clock: Callable[[], datetime] = utc_now
) -> AsyncIterator[tuple[DeviceLogin, grpc.aio.Channel]]:
    """Channels to identity and recognition, closed on leaving."""
    async with (
        open_channel(endpoints.identity, ca=options.ca) as identity,
        open_channel(endpoints.recognition, ca=options.ca) as recognition,
    ):
        yield DeviceLogin(identity, options.key, clock), recognition


class CameraClient:
    """One camera: its source, what it has captured and sent, and the streams it holds."""

    def __init__(
        self,
        options: CameraOptions,
        source: Source,
        say: Callable[[str], None],
        *,
        clock: Callable[[], datetime] = utc_now,
        camera_clock: CameraClock | None = None,
        backoff: Backoff | None = None,
        reopen: Callable[[], Source] | None = None,
    ) -> None:
        """`say` is told in sentences what a person should know; `reopen` opens a live source anew after it broke.

        `camera_clock` is the machine's, `clock` what tokens' ends are compared with.
        """
        self._options = options
        self._say = say
        self._wall = clock
        self._clock = camera_clock or CameraClock(clock)
        self._backoff = backoff or Backoff(0.25, 5)
        self._progress = Progress()
        self._slot = FrameSlot()
        self._sent = SentFrames()
        self._stream_id = options.stream_id or str(uuid.uuid4())
        self._capture = Capture(source, self._slot, reopen=reopen, say=say, clock=self._clock, also=self._captured)
        self._keeper: Keeper | None = None
        self._link: LiveLink | None = None
        self._stopping = asyncio.Event()

    @property
    def progress(self) -> Progress:
        """As of now."""
        if self._keeper is not None:
            now, backlog = self._progress, self._keeper.backlog
            now.cut, now.kept_frames, now.kept_bytes = self._keeper.cut, backlog.frames, backlog.size
            now.not_kept, now.trouble = self._keeper.unwritten_lost, self._keeper.trouble
        return self._progress

    async def stop(self) -> None:
        """Capture nothing more; what cannot be sent at once is for the next start. `run` then returns."""
        if self._link is not None:
            self._link.hurry = True
        self._stopping.set()
        await self._capture.stop()

    async def run(self) -> None:
        """Stream until the source ends and everything of it is stored.

        Raises CameraRefused, NoPresenceThere, SpoolUnavailable or SourceError, each with a sentence for the person at
        the terminal.
        """
        async with AsyncExitStack() as stack:
            if self._options.spool is not None:
                await stack.enter_async_context(self._keeping(self._options.spool))
            self._capture.start()
            stack.push_async_callback(self._capture.stop)
            login, channel = await stack.enter_async_context(self._connected())
            stub = rpc.RecognitionServiceStub(channel)
            if self._keeper is not None and self._link is not None:
                replay = Replay(stub, login, self._keeper, self._link, self._clock, self._say)
                await stack.enter_async_context(running(replay.run()))
            await self._keep_streaming(stub, login)
        if self._capture.failure is not None:
            raise SourceError(str(self._capture.failure)) from self._capture.failure

    @asynccontextmanager
    async def _keeping(self, options: SpoolOptions) -> AsyncIterator[None]:
        folder = SpoolFolder(
            options.folder, options.key or key_of_device(self._options.key), options.limits,
            uuid.UUID(self._stream_id), self._clock.boot_id, now=lambda: self._clock.now() or self._wall(),
        )  # fmt: skip
        keeper = Keeper(folder, self._clock, self._capture, self._slot, self._sent, self._say, options.fps)
        await keeper.open()
        if keeper.backlog.frames:
            self._say(f"{keeper.backlog.frames} frames of an earlier run wait on disk")
        self._keeper, self._link = keeper, LiveLink(keeper, self._clock, keeper.place)
        async with running(keeper.run()):
            try:
                yield
            finally:
                if keeper.silent:
                    keeper.keep_unsent()

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[tuple[DeviceLogin, grpc.aio.Channel]]:
        endpoints = await self._endpoints()
        if self._link is not None:
            self._link.place = Place(
                server=self._options.server, identity=endpoints.identity, attendance=endpoints.attendance,
                recognition=endpoints.recognition,
            )  # fmt: skip
        async with connected_to(endpoints, self._options, self._wall) as parts:
            yield parts

    async def _endpoints(self) -> Endpoints:
        try:
            return await find_endpoints(self._options.server, self._options.ca)
        except NoPresenceThere as error:
            known = self._keeper.place if self._keeper is not None else Place()
            if known.server != self._options.server:
                raise
            self._say(f"{error}; going on with where it was last, and keeping frames on disk")
            return Endpoints(known.identity, known.attendance, known.recognition)

    def _captured(self, frame: CapturedFrame) -> None:
        if self._keeper is not None:
            self._keeper.captured(frame)

    async def _keep_streaming(self, stub: rpc.RecognitionServiceAsyncStub, login: DeviceLogin) -> None:
        refusals = 0
        while True:
            stream, nobody = None, False
            try:
                metadata = await login.metadata()
                stream = self._stream(stub, await login.camera_id())
                await stream.run(metadata)
                return
            except Drained:
                self._backoff.reset()
                self._say("the pod is leaving, moving to another")
                continue
            except KeyRefused as error:
                raise CameraRefused(str(error)) from None
            except StreamBroken as error:
                reason = str(error)
            except grpc.aio.AioRpcError as error:
                reason = error.details() or error.code().name
                if error.code() is grpc.StatusCode.UNAUTHENTICATED:
                    login.forget()
                    refusals += 1
                if error.code() in FATAL or refusals >= REFUSED_TOKEN_TRIES:
                    raise CameraRefused(reason) from None
                nobody = error.code() is grpc.StatusCode.UNAVAILABLE and not (stream is not None and stream.opened)
            if self._link is not None:
                self._link.closed(nobody=nobody)
            if stream is not None and stream.opened:
                refusals = 0
                self._backoff.reset()
            if self._stopping.is_set() and self._keeper is not None:
                return  # what was not sent is for the next start
            wait_seconds = self._backoff.next_seconds()
            self._say(f"lost the connection ({reason}); trying again in {wait_seconds:.1f} s")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait_seconds):
                    await self._stopping.wait() if self._keeper is not None else await asyncio.sleep(wait_seconds)

    def _stream(self, stub: rpc.RecognitionServiceAsyncStub, camera_id: str) -> FrameStream:
        return FrameStream(
            stub, camera_id, self._stream_id, self._slot, self._sent, self._capture, self._progress, self._clock,
            self._link,
        )  # fmt: skip
