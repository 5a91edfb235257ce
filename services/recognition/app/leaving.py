"""Long streams of a pod that goes away."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import TypeVar

from services.common.streams import until
from services.recognition.app.errors import PodLeaving

T = TypeVar("T")


async def until_leaving(source: AsyncGenerator[T, None], leaving: asyncio.Event) -> AsyncIterator[T]:
    """The source's items; PodLeaving as soon as the pod leaves, so that the reader goes on elsewhere."""
    async with aclosing(source), aclosing(until(source, leaving)) as items:
        async for item in items:
            yield item
    if leaving.is_set():
        raise PodLeaving
