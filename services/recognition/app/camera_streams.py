"""All streams of this pod: who may open one, who must make way, and how they leave."""

import asyncio
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog

from services.common.errors import PeerUnavailable
from services.recognition.app.camera_stream import CameraStream
from services.recognition.app.errors import CameraRemoved, CameraSuperseded, PodFull, PodLeaving
from services.recognition.app.frames import StreamSetup
from services.recognition.app.pod import Pod
from services.recognition.app.spooled_stream import SpooledStream
from services.recognition.app.standing import StreamStanding

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("streams")

_JITTER_SECONDS = 1.0


class CameraStreams:
    """One stream a camera, and one beside it for frames that waited on its disk; of each the newest wins."""

    def __init__(self, pod: Pod, random_share: Callable[[], float] = random.random) -> None:
        self._pod = pod
        self._random = random_share
        self._open: dict[str, CameraStream] = {}
        self._late: dict[str, CameraStream] = {}
        pod.active_streams = self._active
        pod.assignments.on_change(self.refresh)
        if pod.surveys is not None:
            pod.surveys.on_change(self.refresh)

    def __len__(self) -> int:
        return len(self._open)

    @contextmanager
    def open(self, setup: StreamSetup) -> Iterator[CameraStream]:
        """A stream for the block. PodFull, PodLeaving; an older one of the same camera is ended."""
        if self._pod.leaving.is_set():
            raise PodLeaving
        streams = self._late if setup.spooled else self._open
        older = streams.get(setup.camera_id)
        if older is None and len(streams) >= self._pod.limits.max_streams:
            raise PodFull(self._pod.limits.max_streams)
        if older is not None:
            older.end(CameraSuperseded(setup.camera_id))
        stream = self._new(setup)
        streams[setup.camera_id] = stream
        self.refresh()
        try:
            yield stream
        finally:
            if streams.get(setup.camera_id) is stream:
                del streams[setup.camera_id]
            self.refresh()

    def standing(self) -> tuple[StreamStanding, ...]:
        """How each stream is now."""
        return tuple(stream.standing for stream in (*self._open.values(), *self._late.values()))

    def _new(self, setup: StreamSetup) -> CameraStream:
        if not setup.spooled:
            return CameraStream(setup, self._pod)
        if self._pod.history is None:
            raise PeerUnavailable
        return SpooledStream(setup, self._pod, self._pod.history)

    def refresh(self) -> None:
        """Streams have come or gone, or sessions have: every camera's share is another."""
        self._pod.telemetry.streams(len(self._open))
        for camera_id, stream in (*self._open.items(), *self._late.items()):
            if self._pod.assignments.removed(camera_id):
                stream.end(CameraRemoved(camera_id))
            else:
                stream.refresh()

    async def drain(self, grace_seconds: float) -> None:
        """Ask every camera to go on elsewhere, not all in one moment, and return once they have gone."""
        self._pod.leaving.set()
        streams = [*self._open.values(), *self._late.values()]
        if streams:
            _log.info("asking cameras to go elsewhere", streams=len(streams))
        jitter_seconds = min(_JITTER_SECONDS, grace_seconds / 4)
        await asyncio.gather(*(self._see_off(stream, jitter_seconds, grace_seconds) for stream in streams))

    async def _see_off(self, stream: CameraStream, jitter_seconds: float, grace_seconds: float) -> None:
        wait_seconds = jitter_seconds * self._random()
        await asyncio.sleep(wait_seconds)
        stream.leave(grace_seconds - wait_seconds)
        try:
            async with asyncio.timeout(max(0.1, grace_seconds - wait_seconds)):
                await stream.closed.wait()
        except TimeoutError:
            stream.end(PodLeaving())

    def _active(self) -> int:
        return max(1, sum(stream.active for stream in self._open.values()))
