"""Erases what people wrote and sent when its time is over."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from services.common.hourly import Done, hourly
from services.common.upkeep import UpkeepLog

Clock = Callable[[], datetime]
Erase = Callable[[datetime], Awaitable[int]]  # what is over before then; how many it were

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("retention")


class Retention:
    """One kind of thing that is kept for some time. Every replica does it; erasing twice changes nothing."""

    def __init__(self, what: str, erase: Erase, kept_for: timedelta, clock: Clock, upkeep: UpkeepLog) -> None:
        self._what = what
        self._upkeep = upkeep
        self._erase = erase
        self._kept_for = kept_for
        self._clock = clock

    async def erase_over(self) -> int:
        """Erase what is over by now; how many it were. DatabaseUnavailable."""
        return await self._erase(self._clock() - self._kept_for)

    async def keep(self) -> None:
        """Erase every hour, until cancelled."""
        await hourly(f"retention_of_{self._what}", self._erase_and_tell, _log, self._upkeep)

    async def _erase_and_tell(self) -> Done:
        erased = await self.erase_over()
        if erased:
            _log.info("erased what was kept long enough", what=self._what, erased=erased)
        return Done(erased)
