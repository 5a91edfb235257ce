"""Erases reviews when their time is over."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from services.common.errors import DatabaseUnavailable
from services.common.upkeep import UpkeepLog
from services.recognition.app.review_store import ReviewStore

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("reviews")

_EVERY_SECONDS = 3600.0
_NAME = "retention_of_reviews"


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
        while True:
            try:
                erased = await self.erase_over()
                self._upkeep.ran(_NAME, erased)
                if erased:
                    _log.info("erased reviews whose time was over", reviews=erased)
            except DatabaseUnavailable:
                self._upkeep.failed(_NAME)
                _log.warning("the database does not answer; reviews are erased an hour later")
            except Exception:
                self._upkeep.failed(_NAME)
                _log.exception("erasing reviews failed; it is tried again an hour later")
            await asyncio.sleep(_EVERY_SECONDS)
