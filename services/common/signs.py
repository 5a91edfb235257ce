"""Work that signs of change ask for."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from services.common.errors import DatabaseUnavailable
from services.common.streams import Backoff


async def at_every_sign(
    signs: AsyncIterator[None],
    work: Callable[[], Awaitable[None]],
    away: Callable[[], None] = lambda: None,
    backoff: Backoff | None = None,
) -> None:
    """Does the work at every sign, until cancelled.

    Where the database does not answer, `away` is called and the work done again after a while: a sign does not come
    twice, and the next one, or the listener's poll, may be half a minute off.
    """
    backoff = backoff or Backoff()
    async for _ in signs:
        while True:
            try:
                await work()
            except DatabaseUnavailable:
                away()
                await asyncio.sleep(backoff.next_seconds())
            else:
                backoff.reset()
                break
