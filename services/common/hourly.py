"""What a process does by itself every hour, whatever went wrong in it the last time."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from services.common.errors import DatabaseUnavailable
from services.common.upkeep import UpkeepLog

HOUR_SECONDS = 3600.0


@dataclass(frozen=True)
class Done:
    """What one run did."""

    rows: int = 0  # erased, or sealed anew
    unreadable: int = 0  # values that no configured key opens


async def hourly(
    name: str,
    work: Callable[[], Awaitable[Done]],
    log: structlog.typing.FilteringBoundLogger,
    upkeep: UpkeepLog | None = None,
) -> None:
    """Does it at once and then every hour, until cancelled; `upkeep` is where administrators see that it ran.

    A run that fails is logged, and ends nothing: what the process serves is served whatever was not tidied up.
    """
    while True:
        try:
            done = await work()
        except DatabaseUnavailable:
            log.warning("the database does not answer; upkeep is tried again an hour later", upkeep=name)
            done = None
        except Exception:
            log.exception("upkeep failed; it is tried again an hour later", upkeep=name)
            done = None
        if upkeep is not None:
            if done is None:
                upkeep.failed(name)
            else:
                upkeep.ran(name, done.rows, done.unreadable)
        await asyncio.sleep(HOUR_SECONDS)
