"""What runs by itself beside classes goes on after whatever goes wrong in it: they are held all the same."""

import asyncio
from collections.abc import Coroutine
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from uuid import UUID

from structlog.testing import capture_logs

from services.attendance.app.ledger.sealing import Sealing, SealingTransaction
from services.attendance.app.retention import Retention
from services.common.upkeep import UpkeepLog


class Broken:
    """A store of which every question is a mistake."""

    async def erase(self, before: datetime) -> int:
        raise RuntimeError("a statement that nobody had tried")

    async def unsealed(self, after: UUID | None, limit: int) -> list[UUID]:
        raise RuntimeError("a statement that nobody had tried")

    def transaction(self) -> AbstractAsyncContextManager[SealingTransaction]:
        raise RuntimeError("nothing is to be sealed")


def now() -> datetime:
    return datetime(2026, 3, 2, tzinfo=UTC)


async def goes_on(work: Coroutine[object, object, None]) -> bool:
    """Whether it still runs once it has said what was wrong. What earlier tests left behind may be logged too."""
    with capture_logs() as logs:
        task = asyncio.create_task(work)
        await asyncio.sleep(0)  # one turn: nothing in it waits before its hour of rest
        going_on = not task.done()
        task.cancel()
        await asyncio.wait((task,))
    return going_on and sum(line["log_level"] == "error" for line in logs) == 1


async def test_a_mistake_in_erasing_does_not_end_the_service_and_is_seen() -> None:
    upkeep = UpkeepLog(now)
    assert await goes_on(Retention("excuses", Broken().erase, timedelta(days=1), now, upkeep).keep())
    assert [(run.name, run.failed) for run in upkeep.runs()] == [("retention_of_excuses", True)]


async def test_a_mistake_in_sealing_does_not_end_the_service() -> None:
    assert await goes_on(Sealing(Broken(), now).keep())
