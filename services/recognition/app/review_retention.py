"""Erases reviews when their time is over."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from services.common.hourly import Done, hourly
from services.common.upkeep import UpkeepLog
from services.recognition.app.review_store import ReviewStore

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("reviews")


class ReviewRetention:
    """Every pod does it; erasing twice changes nothing."""

    def __init__(
        self,
        store: ReviewStore,
        clock: Callable[[], datetime],
        reviews_kept_for: timedelta,
        refused_kept_for: timedelta,
        upkeep: UpkeepLog,
    ) -> None:
        self._upkeep = upkeep
        self._store = store
        self._clock = clock
        self._reviews_kept_for = reviews_kept_for
        self._refused_kept_for = refused_kept_for

    async def erase_over(self) -> int:
        """Erase what is over by now; how many reviews. DatabaseUnavailable."""
        now = self._clock()
        return await self._store.erase_over(now - self._reviews_kept_for, now - self._refused_kept_for)

    async def keep(self) -> None:
        """Erase every hour, until cancelled."""
        await hourly("retention_of_reviews", self._erase_and_tell, _log, self._upkeep)

    async def _erase_and_tell(self) -> Done:
        erased = await self.erase_over()
        if erased:
            _log.info("erased reviews whose time was over", reviews=erased)
        return Done(erased)
