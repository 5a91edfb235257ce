"""Work that a process does step by step beside its calls, and that goes on whatever happens."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from services.common.errors import DatabaseUnavailable, PeerUnavailable


async def keep_stepping(
    what: str,
    step: Callable[[], Awaitable[bool]],
    pause_seconds: Callable[[], float],
    log: structlog.typing.FilteringBoundLogger,
) -> None:
    """One step after the other, until cancelled; a pause after each that answers False or fails.

    `what` begins the sentence by which a failure is logged. A task that ended would go unnoticed: none ends this one.
    """
    while True:
        try:
            more = await step()
        except (DatabaseUnavailable, PeerUnavailable) as error:
            log.warning(f"{what} was interrupted", error=type(error).__name__)
            more = False
        except Exception:
            log.exception(f"{what} failed")
            more = False
        if not more:
            await asyncio.sleep(pause_seconds())
