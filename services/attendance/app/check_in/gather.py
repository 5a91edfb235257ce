"""Group commit: what waits for the same row is stored together, and each caller is answered once it is."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import structlog

from services.attendance.domain.check_in.errors import TooManyAtOnce
from services.attendance.domain.errors import DomainError

Key = TypeVar("Key")
Item = TypeVar("Item")
Answer = TypeVar("Answer")

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("check_in")


@dataclass(eq=False)
class _Waiting(Generic[Item, Answer]):
    item: Item
    answer: "asyncio.Future[Answer]"


class Gathered(Generic[Key, Item, Answer]):
    """While one batch of a key is being stored, the next one gathers; keys do not wait for each other.

    At most `waiting_most` items wait in this process, whatever their key: the next one is answered TooManyAtOnce and
    comes again. `batches_most` are stored at a time, so that other calls find a connection, too.
    """

    def __init__(
        self,
        store: Callable[[Key, Sequence[Item]], Awaitable[Sequence[Answer | DomainError]]],
        *,
        batch_most: int = 100,
        waiting_most: int = 4096,
        batches_most: int = 4,
    ) -> None:
        self._store = store
        self._batch_most = batch_most
        self._waiting_most = waiting_most
        self._turns = asyncio.Semaphore(batches_most)
        self._queues: dict[Key, deque[_Waiting[Item, Answer]]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._waiting = 0

    async def add(self, key: Key, item: Item) -> Answer:
        """The item's answer, once it is stored; whatever `store` answers or raises for it is raised."""
        if self._waiting >= self._waiting_most:
            raise TooManyAtOnce
        waiting: _Waiting[Item, Answer] = _Waiting(item, asyncio.get_running_loop().create_future())
        self._waiting += 1
        queue = self._queues.get(key)
        if queue is not None:
            queue.append(waiting)
        else:
            self._queues[key] = deque((waiting,))
            worker = asyncio.create_task(self._work(key), name="check-ins")
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)
        return await waiting.answer

    async def _work(self, key: Key) -> None:
        queue = self._queues[key]
        try:
            while queue:
                async with self._turns:
                    batch = [queue.popleft() for _ in range(min(len(queue), self._batch_most))]
                    self._waiting -= len(batch)
                    await self._settle(key, [one for one in batch if not one.answer.cancelled()])
        finally:
            del self._queues[key]
            self._waiting -= len(queue)
            for left in queue:  # this process is going away
                left.answer.cancel()

    async def _settle(self, key: Key, batch: Sequence[_Waiting[Item, Answer]]) -> None:
        if not batch:
            return
        try:
            answers = await self._store(key, [one.item for one in batch])
        except DomainError as error:
            for one in batch:
                _raise(one, error)
        except Exception as error:
            if len(batch) == 1:
                _raise(batch[0], error)
                return
            _log.exception("check-ins could not be stored together; each is tried by itself")
            for one in batch:
                await self._settle(key, [one])
        except asyncio.CancelledError:
            for one in batch:
                one.answer.cancel()
            raise
        else:
            for one, answer in zip(batch, answers, strict=True):
                if isinstance(answer, DomainError):
                    _raise(one, answer)
                elif not one.answer.done():
                    one.answer.set_result(answer)


def _raise(waiting: "_Waiting[Item, Answer]", error: Exception) -> None:
    if not waiting.answer.done():
        waiting.answer.set_exception(error)
