"""Streams one source as one camera until it ends, through broken networks and leaving pods."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import grpc
from presence.recognition.v1 import recognition_service_pb2_grpc as rpc

from camera.capture import Capture, utc_now
from camera.connection import DeviceLogin, Endpoints, KeyRefused, find_endpoints
from camera.frames import FrameSlot, SentFrames
from camera.sources import Source, SourceError
from camera.stream import Drained, FrameStream, Progress, StreamBroken
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
class CameraOptions:
    """What `presence camera` was told."""

    server: str
    key: str
    ca: Path | None = None
    stream_id: str = ""


@asynccontextmanager
async def connected(
    options: CameraOptions, clock: Callable[[], datetime] = utc_now
) -> AsyncIterator[tuple[DeviceLogin, grpc.aio.Channel]]:
    """Channels to identity and recognition, closed on leaving."""
    endpoints: Endpoints = await find_endpoints(options.server, options.ca)
    async with (
        open_channel(endpoints.identity, ca=options.ca) as identity,
        open_channel(endpoints.recognition, ca=options.ca) as recognition,
    ):
        yield DeviceLogin(identity, options.key, clock), recognition


class CameraClient:
    """One camera: its source, what it has captured and sent, and the stream it holds."""

    def __init__(
        self,
        options: CameraOptions,
        source: Source,
        say: Callable[[str], None],
        *,
        clock: Callable[[], datetime] = utc_now,
        backoff: Backoff | None = None,
        reopen: Callable[[], Source] | None = None,
    ) -> None:
        """`say` is told in sentences what a person should know; `reopen` opens a live source anew after it broke."""
        self.progress = Progress()
        self._options = options
        self._say = say
        self._clock = clock
        self._backoff = backoff or Backoff(0.25, 5)
        self._slot = FrameSlot()
        self._sent = SentFrames()
        self._stream_id = options.stream_id or str(uuid.uuid4())
        self._capture = Capture(source, self._slot, reopen=reopen, say=say, clock=clock)

    async def run(self) -> None:
        """Stream until the source ends and everything of it is stored.

        Raises CameraRefused, NoPresenceThere or SourceError, each with a sentence for the person at the terminal.
        """
        self._capture.start()
        try:
            async with connected(self._options, self._clock) as (login, channel):
                await self._keep_streaming(rpc.RecognitionServiceStub(channel), login)
        finally:
            await self._capture.stop()
        if self._capture.failure is not None:
            raise SourceError(str(self._capture.failure)) from self._capture.failure

    async def _keep_streaming(self, stub: rpc.RecognitionServiceAsyncStub, login: DeviceLogin) -> None:
        refusals = 0
        while True:
            stream = None
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
            if stream is not None and stream.opened:
                refusals = 0
                self._backoff.reset()
            wait_seconds = self._backoff.next_seconds()
            self._say(f"lost the connection ({reason}); trying again in {wait_seconds:.1f} s")
            await asyncio.sleep(wait_seconds)

    def _stream(self, stub: rpc.RecognitionServiceAsyncStub, camera_id: str) -> FrameStream:
        return FrameStream(
            stub, camera_id, self._stream_id, self._slot, self._sent, self._capture, self.progress, self._clock
        )
