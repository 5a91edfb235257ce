"""The keeper of a camera's disk: whom it tells, and when."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from camera.capture import Capture
from camera.clock import CameraClock
from camera.frames import CapturedFrame, FrameSlot, SentFrames
from camera.keeping import Keeper
from camera.spool.folder import SpoolFolder, SpoolLimits
from camera.spool.key import SpoolKey
from services.common.background import running
from tests.integration.camera.test_streaming import Film


@asynccontextmanager
async def keeper_in(path: Path) -> AsyncIterator[Keeper]:
    clock, slot = CameraClock(), FrameSlot()
    folder = SpoolFolder(path, SpoolKey(b"the camera's key"), SpoolLimits(free_bytes=0), uuid4(), clock.boot_id)
    capture = Capture(Film(None, waits=False), slot, clock=clock)
    keeper = Keeper(folder, clock, capture, slot, SentFrames(), lambda _: None)
    await keeper.open()
    async with running(keeper.run()):
        yield keeper


async def test_whoever_asked_before_the_file_was_finished_is_told_when_it_can_be_sent(tmp_path: Path) -> None:
    """Else what a camera kept would stay on its disk until something else happens to it."""
    told = asyncio.Event()
    async with asyncio.timeout(30), keeper_in(tmp_path) as keeper:
        keeper.listeners.add(told.set)
        keeper.keep_unsent()
        keeper.captured(CapturedFrame(1, datetime.now(UTC), b"jpeg", keeper.clock.ticks()))
        while not keeper.backlog.frames:
            told.clear()
            await told.wait()
        keeper.heard()
        told.clear()
        assert await keeper.next_segment(None) is None, "the file was finished too soon to try this"
        await told.wait()
        assert await keeper.next_segment(None) is not None
