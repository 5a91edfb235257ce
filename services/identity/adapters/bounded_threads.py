"""Threads for slow work, with a queue that is no longer than its callers would wait."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from time import perf_counter
from typing import TypeVar

from services.identity.domain.login_errors import TooBusy

T = TypeVar("T")

RETRY_SECONDS_MIN = 1.0
_WEIGHT = 0.2  # of the newest measurement


class BoundedThreads:
    """Whoever would be answered too late is refused at once (TooBusy), and told when to try again.

    How late that would be is estimated from how long such work took of late. A caller who leaves while waiting makes
    room; work that has begun is finished and counts until then.
    """

    def __init__(
        self,
        threads: int,
        *,
        waiting_max: int,
        answer_seconds_max: float,
        seconds_each: float,
        name: str,
        initializer: Callable[[], None] | None = None,
    ) -> None:
        """`seconds_each` is how long one takes, until it has been measured."""
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name, initializer=initializer)
        self._in_hand_max = threads + waiting_max
        self._answer_seconds_max = answer_seconds_max
        self._seconds_each = seconds_each
        self._in_hand = 0

    @property
    def answer_seconds(self) -> float:
        """In which one more would be answered, by estimate."""
        return (self._in_hand + 1) / self._threads * self._seconds_each

    async def run(self, work: Callable[[], T]) -> T:
        """The work's result; TooBusy."""
        late = self.answer_seconds - self._answer_seconds_max
        if self._in_hand >= self._in_hand_max or (self._in_hand >= self._threads and late > 0):
            raise TooBusy(max(RETRY_SECONDS_MIN, late))
        loop = asyncio.get_running_loop()
        began: list[float] = []

        def timed() -> T:
            began.append(perf_counter())
            return work()

        def done(_future: "Future[T]") -> None:
            seconds = perf_counter() - began[0] if began else None  # None: left before it began
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._done, seconds)

        self._in_hand += 1
        future = self._pool.submit(timed)
        future.add_done_callback(done)
        return await asyncio.wrap_future(future)  # cancelled, it takes back what has not begun

    def close(self) -> None:
        """Ends the threads."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _done(self, seconds: float | None) -> None:
        self._in_hand -= 1
        if seconds is not None:
            self._seconds_each += _WEIGHT * (seconds - self._seconds_each)
