"""What recognition does by itself goes on after a mistake in it, and administrators see that it failed."""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import cast

from services.common.postgres import Database
from services.common.resealing import SealedColumn, keep_resealing
from services.common.sealer import AesGcmSealer
from services.common.upkeep import UpkeepLog
from services.recognition.app.review_retention import ReviewRetention
from services.recognition.app.review_store import ReviewStore


class Broken:
    """A database, or a store over one, of which every question is a mistake."""

    async def fetch(self, sql: str, *arguments: object) -> list[object]:
        raise RuntimeError("a statement that nobody had tried")

    async def erase_over(self, reviews_before: datetime, refused_before: datetime) -> int:
        raise RuntimeError("a statement that nobody had tried")


def now() -> datetime:
    return datetime(2026, 3, 2, tzinfo=UTC)


async def goes_on(work: Coroutine[object, object, None]) -> bool:
    """Whether it still runs once it has met the mistake."""
    task = asyncio.create_task(work)
    await asyncio.sleep(0)  # one turn: nothing in it waits before its hour of rest
    going_on = not task.done()
    task.cancel()
    await asyncio.wait((task,))
    return going_on


async def test_a_mistake_in_erasing_reviews_does_not_end_the_service_and_is_seen() -> None:
    upkeep, days = UpkeepLog(now), timedelta(days=1)
    retention = ReviewRetention(cast("ReviewStore", Broken()), now, days, days, upkeep)
    assert await goes_on(retention.keep())
    assert [(run.name, run.failed) for run in upkeep.runs()] == [("retention_of_reviews", True)]


async def test_a_mistake_in_sealing_anew_does_not_end_the_service_and_is_seen() -> None:
    upkeep, column = UpkeepLog(now), SealedColumn("secret", "sealed", "secret_id", str)
    sealer = AesGcmSealer([bytes(32)], purpose=None, named=True)
    assert await goes_on(keep_resealing(cast("Database", Broken()), sealer, [column], upkeep))
    assert [(run.name, run.failed) for run in upkeep.runs()] == [("resealing", True)]
