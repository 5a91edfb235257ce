"""Work beside a server, whose failure ends the process instead of passing unnoticed."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager

import structlog

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("background")


@asynccontextmanager
async def running(*works: Coroutine[object, object, None]) -> AsyncIterator[None]:
    """Runs the works during the block and cancels them after it.

    When one fails, the block is cancelled and the work's error raised in its place: around `serve`, that drains the
    process and ends it, for its supervisor to start afresh. A work may also simply return.
    """
    owner = asyncio.current_task()
    assert owner is not None
    failures: list[BaseException] = []

    def note(task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None:
            _log.error("background work failed", exc_info=error)
            failures.append(error)
            if len(failures) == 1:  # cancelled once, to be taken back once
                owner.cancel()

    tasks = [asyncio.create_task(work) for work in works]
    for task in tasks:
        task.add_done_callback(note)
    try:
        yield
    except asyncio.CancelledError:
        if failures and owner.uncancel() == 0:  # else somebody else cancels as well, and goes first
            raise failures[0] from None
        raise
    finally:
        for task in tasks:
            task.remove_done_callback(note)
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
