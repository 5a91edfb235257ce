"""Streams that end before their source does: their process goes away, or what they bring is refused."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager, suppress
from typing import TypeVar

from services.common.errors import DomainError

T = TypeVar("T")

HEARING_SECONDS = 10.0


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


@asynccontextmanager
async def heard_out(requests: AsyncIterator[object], most: int) -> AsyncIterator[None]:
    """What the block refuses is told once the sender has ended, after `most` further requests at the latest, or 10 s.

    A client of gRPC's that is still sending when its call ends is told INTERNAL, whatever the refusal was.
    """
    try:
        yield
    except DomainError:
        with suppress(TimeoutError):
            async with asyncio.timeout(HEARING_SECONDS):
                read = 0
                async for _ in requests:
                    read += 1
                    if read >= most:
                        break
        raise
