"""What every long stream needs: bounded fan-out, a heartbeat when idle, and waiting before a retry."""

import asyncio
import random
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from services.common.errors import DomainError

T = TypeVar("T")


@dataclass
class FellBehind(DomainError):
    """A reader took messages more slowly than they came and was let go."""

    def __str__(self) -> str:
        return "the reader fell behind; open the stream again from its last resume token"


class Subscription(Generic[T]):
    """One reader of a Broadcast: iterate over the messages in order, then comes the end, or FellBehind at once."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._items: deque[T] = deque()
        self._changed = asyncio.Event()
        self._overflowed = False
        self._ended = False

    def _offer(self, item: T) -> None:
        if len(self._items) == self._size:
            self._overflowed = True
            self._items.clear()
        elif not self._overflowed:
            self._items.append(item)
        self._changed.set()

    def _end(self) -> None:
        self._ended = True
        self._changed.set()

    def __aiter__(self) -> AsyncIterator[T]:
        return self

    async def __anext__(self) -> T:
        while True:
            if self._overflowed:
                raise FellBehind
            if self._items:
                return self._items.popleft()
            if self._ended:
                raise StopAsyncIteration
            self._changed.clear()
            await self._changed.wait()


class Broadcast(Generic[T]):
    """Hands each published message to every subscriber.

    Each subscriber's queue holds `size` messages; when it is full that subscriber alone is closed with FellBehind,
    drops what it still had queued, and resumes from its token. Publishing never waits.
    """

    def __init__(self, size: int = 256) -> None:
        self._size = size
        self._subscriptions: set[Subscription[T]] = set()
        self._closed = False

    @property
    def subscribers(self) -> int:
        """How many subscriptions are open."""
        return len(self._subscriptions)

    @contextmanager
    def subscribe(self) -> Iterator[Subscription[T]]:
        """Everything published inside the block; the reader's place is given back when it is left."""
        subscription: Subscription[T] = Subscription(self._size)
        if self._closed:
            subscription._end()
        self._subscriptions.add(subscription)
        try:
            yield subscription
        finally:
            self._subscriptions.discard(subscription)

    def publish(self, item: T) -> None:
        """Queue the message for every subscriber; call it on the event loop."""
        for subscription in self._subscriptions:
            subscription._offer(item)

    def close(self) -> None:
        """End every subscription, now and later, after what it has queued. For shutdown."""
        self._closed = True
        for subscription in self._subscriptions:
            subscription._end()


async def with_heartbeat(source: AsyncIterator[T], every_seconds: float) -> AsyncGenerator[T | None, None]:
    """The source's messages, and None whenever nothing has come for `every_seconds`."""
    pending: asyncio.Future[T] | None = None
    try:
        while True:
            if pending is None:
                pending = asyncio.ensure_future(anext(source))
            await asyncio.wait((pending,), timeout=every_seconds)
            if not pending.done():
                yield None
                continue
            done, pending = pending, None
            try:
                item = done.result()
            except StopAsyncIteration:
                return
            yield item
    finally:
        if pending is not None:
            pending.cancel()
            await asyncio.wait((pending,))


@dataclass
class Backoff:
    """How long to wait before the next try: exponential with full jitter, so that many clients do not come at once."""

    first_seconds: float = 0.1
    most_seconds: float = 10.0
    random: Callable[[], float] = random.random
    _failures: int = field(default=0, init=False)

    def next_seconds(self) -> float:
        """A wait drawn evenly from nothing to the current ceiling, which doubles up to `most_seconds`."""
        ceiling = min(self.most_seconds, self.first_seconds * 2.0 ** min(self._failures, 30))
        self._failures += 1
        return ceiling * self.random()

    def reset(self) -> None:
        """Start small again; call it after a success."""
        self._failures = 0
