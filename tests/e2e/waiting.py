"""Waiting for what nothing announces."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

LOOK_SECONDS = 0.05


async def until(happened: Callable[[], bool], seconds: float) -> None:
    """Returns once it has happened; TimeoutError when it has not in time."""
    async with asyncio.timeout(seconds):
        while not happened():  # noqa: ASYNC110 - another thread's or another process's state wakes nobody
            await asyncio.sleep(LOOK_SECONDS)
