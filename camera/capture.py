"""The capture thread: reads the source at the wanted rate, encodes, and hands the newest frame to the event loop."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable

import cv2
import numpy as np

from camera.clock import CameraClock
from camera.frames import CapturedFrame, FrameSlot
from camera.sources import Image, Source, SourceError
from services.common.streams import Backoff

MOST_JPEG_BYTES = 1024 * 1024  # what recognition takes
JPEG_QUALITIES = (88, 75, 60, 45)  # tried in turn until the frame is small enough
POLL_SECONDS = 0.2


class Capture:
    """Runs a source in a thread of its own; the event loop never decodes or encodes.

    `wish` says what recognition asked for; at 0 frames a second a file waits and a live camera's pictures are let go.
    A live camera that stops giving pictures (unplugged, rebooting, network gone) is opened again until it does.
    """

    def __init__(
        self,
        source: Source,
        slot: FrameSlot,
        *,
        reopen: Callable[[], Source] | None = None,
        say: Callable[[str], None] = lambda _: None,
        clock: CameraClock | None = None,
        backoff: Backoff | None = None,
        also: Callable[[CapturedFrame], None] = lambda _: None,
    ) -> None:
        """`also` is told of every frame, on the event loop, before it waits in the slot."""
        self._source = source
        self._slot = slot
        self._reopen = reopen
        self._say = say
        self._backoff = backoff or Backoff(1, 15)
        self._clock = clock or CameraClock()
        self._also = also
        self._loop = asyncio.get_running_loop()
        self._stopping = threading.Event()
        self._wanted = threading.Event()
        self._fps = 0.0
        self._max_width_px = 1280
        self._thread = threading.Thread(target=self._run, name="capture", daemon=True)
        self.captured = 0
        self.failure: Exception | None = None

    def start(self) -> None:
        """Begin to read the source."""
        self._thread.start()

    def wish(self, fps: float, max_width_px: int) -> None:
        """Take over recognition's flow control; 0 frames a second pauses."""
        self._fps = max(0.0, fps)
        self._max_width_px = max_width_px or self._max_width_px
        if self._fps > 0:
            self._wanted.set()
        else:
            self._wanted.clear()

    @property
    def waits(self) -> bool:
        """Whether the source stands still while nobody wants frames."""
        return self._source.waits

    @property
    def paused(self) -> bool:
        """Whether recognition wants no frames now."""
        return not self._wanted.is_set()

    async def stop(self) -> None:
        """Stop reading and let the source go."""
        self._stopping.set()
        self._wanted.set()
        if self._thread.is_alive():
            await asyncio.to_thread(self._thread.join, 15)

    def _run(self) -> None:
        due = time.monotonic()
        try:
            while not self._stopping.is_set():
                if not self._wanted.is_set() and self._source.waits:
                    self._wanted.wait(POLL_SECONDS)
                    continue
                step_seconds = 1 / self._fps if self._fps > 0 else POLL_SECONDS
                try:
                    picture = self._source.next(step_seconds)
                except SourceError as trouble:
                    if not self._open_again(trouble):
                        raise
                    continue
                if picture is None:
                    break
                self._backoff.reset()
                if self._source.waits:  # a file gives pictures as fast as they are asked for
                    due = max(due + picture.after_seconds, time.monotonic() - step_seconds)
                    if self._stopping.wait(max(0.0, due - time.monotonic())):
                        break
                if self._wanted.is_set():
                    self._hand_over(picture.image)
        except Exception as error:
            self.failure = error
        finally:
            self._source.close()
            self._loop.call_soon_threadsafe(self._slot.end)

    def _open_again(self, trouble: SourceError) -> bool:
        """Whether the source gives pictures again, or the camera is being stopped; False for a source that may not."""
        if self._reopen is None or self._source.waits:
            return False
        self._source.close()
        while True:
            wait_seconds = self._backoff.next_seconds()
            self._loop.call_soon_threadsafe(self._say, f"{trouble}; opening it again in {wait_seconds:.1f} s")
            if self._stopping.wait(wait_seconds):
                return True
            try:
                self._source = self._reopen()
            except SourceError as again:
                trouble = again
            else:
                return True

    def _hand_over(self, image: Image) -> None:
        wall, ticks = self._clock.wall(), self._clock.ticks()
        jpeg = encode(image, self._max_width_px)
        self.captured += 1
        self._loop.call_soon_threadsafe(self._put, CapturedFrame(self.captured, wall, jpeg, ticks))

    def _put(self, frame: CapturedFrame) -> None:
        self._also(frame)
        self._slot.put(frame)


def encode(image: Image, max_width_px: int) -> bytes:
    """JPEG of at most MOST_JPEG_BYTES, at most `max_width_px` wide. Raises ValueError when it cannot be made."""
    height, width = image.shape[:2]
    if width > max_width_px:
        size = (max_width_px, max(1, round(height * max_width_px / width)))
        image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
    for quality in JPEG_QUALITIES:
        good, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
        if good and len(data) <= MOST_JPEG_BYTES:
            return data.tobytes()
    raise ValueError(
        f"a frame of {image.shape[1]}×{image.shape[0]} does not fit into 1 MiB; lower the camera's resolution"
    )
