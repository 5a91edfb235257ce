"""What identity does by itself every hour: it drops what is over, and seals anew while a key is being replaced."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from services.common.errors import DatabaseUnavailable
from services.common.upkeep import UpkeepLog
from services.identity.app.given import Clock
from services.identity.app.store import Store
from services.identity.app.upkeep import drop_what_is_over

UPKEEP_EVERY_SECONDS = 3600.0

Reseal = Callable[[], Awaitable[int]]

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("identity")


async def keep_up(
    store: Store, clock: Clock, audit_kept_for: timedelta, reseal: Reseal | None, upkeep: UpkeepLog
) -> None:
    """Every hour, without end; `reseal` where an encryption key is being replaced."""
    while True:
        running = "retention"
        try:
            await drop_what_is_over(store, clock, audit_kept_for)
            upkeep.ran(running, 0)
            if reseal is not None:
                running = "resealing"
                sealed_anew = await reseal()
                upkeep.ran(running, sealed_anew)
                _log.info("all that is stored is sealed with the newest key", sealed_anew=sealed_anew)
        except DatabaseUnavailable:
            upkeep.failed(running)  # in an hour, then
        except Exception:
            upkeep.failed(running)
            _log.exception("upkeep failed")
        await asyncio.sleep(UPKEEP_EVERY_SECONDS)
