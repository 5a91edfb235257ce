"""A place for one item: the newest wins, and the reader who is slow misses what was there before."""

import asyncio
from typing import Generic, TypeVar

T = TypeVar("T")


class Newest(Generic[T]):
    """Holds one item at most. When full, the new item replaces the waiting one, which is lost: pictures age."""

    def __init__(self) -> None:
        self._item: T | None = None
        self._error: Exception | None = None
        self._changed = asyncio.Event()

    def put(self, item: T) -> None:
        """Never waits."""
        self._item = item
        self._changed.set()

    def fail(self, error: Exception) -> None:
        """No more items: `take` raises the error once the waiting one is taken."""
        self._error = error
        self._changed.set()

    async def take(self) -> T:
        """The newest item, as soon as there is one."""
        while self._item is None:
            if self._error is not None:
                raise self._error
            self._changed.clear()
            await self._changed.wait()
        item, self._item = self._item, None
        return item
