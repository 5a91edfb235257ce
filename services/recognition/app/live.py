"""Live pictures and boxes for whoever watches a camera; best effort."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from services.recognition.app.frames import FrameResult


@dataclass(frozen=True, slots=True, eq=False)
class RecognisedFrame:
    """A frame and what was seen in it."""

    result: FrameResult
    jpeg: bytes
    decided_at: datetime


class _Viewer:
    """Holds the newest frame alone: an older one that was not taken yet is let go."""

    def __init__(self) -> None:
        self._newest: RecognisedFrame | None = None
        self._changed = asyncio.Event()

    def offer(self, frame: RecognisedFrame) -> None:
        self._newest = frame
        self._changed.set()

    async def take(self) -> RecognisedFrame:
        await self._changed.wait()
        self._changed.clear()
        assert self._newest is not None
        frame, self._newest = self._newest, None
        return frame


class LiveView:
    """Hands each recognised frame to the camera's viewers; nobody waits for a viewer."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._viewers: defaultdict[str, set[_Viewer]] = defaultdict(set)
        self._clock = clock

    def watched(self, camera_id: str) -> bool:
        """Whether anybody looks."""
        return camera_id in self._viewers

    def publish(self, camera_id: str, frame: RecognisedFrame) -> None:
        """Offer the frame to the camera's viewers; call it on the event loop."""
        for viewer in self._viewers.get(camera_id, ()):
            viewer.offer(frame)

    async def watch(
        self, camera_id: str, max_fps: float, heartbeat_seconds: float
    ) -> AsyncGenerator[RecognisedFrame | None, None]:
        """The camera's frames, at most `max_fps` a second (0: as they come); None is a heartbeat."""
        viewer = _Viewer()
        self._viewers[camera_id].add(viewer)
        try:
            while True:
                try:
                    async with asyncio.timeout(heartbeat_seconds):
                        frame = await viewer.take()
                except TimeoutError:
                    yield None
                    continue
                taken_at = self._clock()
                yield frame
                if max_fps > 0:
                    await asyncio.sleep(max(0.0, taken_at + 1 / max_fps - self._clock()))
        finally:
            self._viewers[camera_id].discard(viewer)
            if not self._viewers[camera_id]:
                del self._viewers[camera_id]
