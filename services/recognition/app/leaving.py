"""Long streams of a pod that goes away."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import TypeVar

from services.recognition.app.errors import PodLeaving

T = TypeVar("T")


async def until_leaving(source: AsyncGenerator[T, None], leaving: asyncio.Event) -> AsyncIterator[T]:
    """The source's items; PodLeaving as soon as the pod leaves, so that the reader goes on elsewhere."""
    gone = asyncio.create_task(leaving.wait())
    item: asyncio.Future[T] | None = None
    async with aclosing(source):
        try:
            while True:
                item = asyncio.ensure_future(anext(source))
                await asyncio.wait((item, gone), return_when=asyncio.FIRST_COMPLETED)
                if not item.done():
                    item.cancel()
                    await asyncio.wait((item,))
                    raise PodLeaving
                try:
                    yield item.result()
                except StopAsyncIteration:
                    return
        finally:
            gone.cancel()
            if item is not None and not item.done():  # the source cannot be closed while it is asked
                item.cancel()
                await asyncio.wait((item,))
