"""What identity does by itself every hour: it drops what is over, and seals anew while a key is being replaced."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

import structlog

from services.common.hourly import Done, hourly
from services.common.upkeep import UpkeepLog
from services.identity.app.given import Clock
from services.identity.app.store import Store
from services.identity.app.upkeep import drop_what_is_over

Reseal = Callable[[], Awaitable[int]]

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("identity")


async def keep_up(
    store: Store, clock: Clock, audit_kept_for: timedelta, reseal: Reseal | None, upkeep: UpkeepLog
) -> None:
    """Every hour, without end; `reseal` where an encryption key is being replaced."""

    async def drop() -> Done:
        await drop_what_is_over(store, clock, audit_kept_for)
        return Done()

    works = [hourly("retention", drop, _log, upkeep)]
    if reseal is not None:
        works.append(hourly("resealing", partial(_resealed, reseal), _log, upkeep))
    await asyncio.gather(*works)


async def _resealed(reseal: Reseal) -> Done:
    sealed_anew = await reseal()
    _log.info("all that is stored is sealed with the newest key", sealed_anew=sealed_anew)
    return Done(sealed_anew)
