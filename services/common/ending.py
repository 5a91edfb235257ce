"""Streams that end before their source does: their process goes away."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from typing import TypeVar

T = TypeVar("T")


async def until(source: AsyncIterator[T], over: asyncio.Event) -> AsyncGenerator[T, None]:
    """The source's items, and the end once `over` is set, though the source be silent; what has come is given first."""
    ended = asyncio.ensure_future(over.wait())
    item: asyncio.Future[T] | None = None
    try:
        while True:
            item = asyncio.ensure_future(anext(source))
            await asyncio.wait((item, ended), return_when=asyncio.FIRST_COMPLETED)
            if not item.done():
                return
            try:
                given = item.result()
            except StopAsyncIteration:
                return
            yield given
    finally:
        ended.cancel()
        if item is not None and not item.done():  # the source cannot be closed while it is asked
            item.cancel()
            await asyncio.wait((item,))


async def until_set(
    source: AsyncGenerator[T, None], over: asyncio.Event, error: Callable[[], Exception]
) -> AsyncGenerator[T, None]:
    """The source's items, and the error once `over` is set, so that the reader goes on elsewhere; closes the source."""
    async with aclosing(source), aclosing(until(source, over)) as items:
        async for item in items:
            yield item
    if over.is_set():
        raise error()
