"""Places at the workers, and who waits for one."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """Whoever comes first goes first; `late` ones go when nobody else waits, so that what shows the present never waits
    for what shows the past. On one event loop."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._late: deque[asyncio.Future[None]] = deque()

    async def __aenter__(self) -> None:
        await self._take(self._waiting)

    async def __aexit__(self, *_: object) -> None:
        self._give()

    @asynccontextmanager
    async def late(self) -> AsyncIterator[None]:
        """A place for the block, once nobody who is not late waits for it."""
        await self._take(self._late)
        try:
            yield
        finally:
            self._give()

    async def _take(self, queue: deque[asyncio.Future[None]]) -> None:
        if self._free > 0:
            self._free -= 1
            return
        mine = asyncio.get_running_loop().create_future()
        queue.append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():  # it was given in the same moment
                self._give()
            else:
                queue.remove(mine)
            raise

    def _give(self) -> None:
        for queue in (self._waiting, self._late):
            while queue:
                following = queue.popleft()
                if not following.done():
                    following.set_result(None)
                    return
        self._free += 1
