"""What the senders of mails and of push messages have in common: they go on, whatever happens."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from services.common.errors import DatabaseUnavailable

UNFORESEEN = "it could not be made ready; the log of identity says why"


async def keep_sending(
    step: Callable[[], Awaitable[bool]],
    pause_seconds: Callable[[], float],
    log: structlog.typing.FilteringBoundLogger,
) -> None:
    """One step after the other, without end; a pause after each that answers False or fails."""
    while True:
        try:
            more = await step()
        except DatabaseUnavailable:
            more = False
        except Exception:
            log.exception("sending failed")
            more = False
        if not more:
            await asyncio.sleep(pause_seconds())
