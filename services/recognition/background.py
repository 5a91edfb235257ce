"""Tasks that live as long as the process; one that fails unexpectedly is logged and begun again."""

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

import structlog

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("background")

_AGAIN_SECONDS = 1.0


class Background:
    """Use as `async with Background() as tasks: tasks.start("people", follow)`; all are cancelled at the end."""

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def start(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Run it until the block ends."""
        self._tasks.append(asyncio.create_task(_forever(name, work), name=name))


async def _forever(name: str, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await work()
        except Exception:
            _log.exception("a background task failed and is begun again", task=name)
        await asyncio.sleep(_AGAIN_SECONDS)
