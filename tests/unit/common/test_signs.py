"""Work that signs of change ask for, while the database comes and goes."""

import asyncio
from collections.abc import AsyncIterator

from services.common.background import running
from services.common.errors import DatabaseUnavailable
from services.common.signs import at_every_sign
from services.common.streams import Backoff


async def signs(count: int) -> AsyncIterator[None]:
    for _ in range(count):
        yield
    await asyncio.Event().wait()


class Work:
    """Fails as often as is said before it is done, and tells how often it was done."""

    def __init__(self, away: int) -> None:
        self.away = away
        self.warned = self.done = 0
        self.changed = asyncio.Condition()

    async def __call__(self) -> None:
        if self.away:
            self.away -= 1
            raise DatabaseUnavailable
        async with self.changed:
            self.done += 1
            self.changed.notify_all()

    def warn(self) -> None:
        self.warned += 1

    async def until_done(self, times: int) -> None:
        async with asyncio.timeout(30), self.changed:
            await self.changed.wait_for(lambda: self.done == times)


async def test_every_sign_has_its_work_done_once() -> None:
    work = Work(away=0)
    async with running(at_every_sign(signs(3), work, work.warn)):
        await work.until_done(3)
    assert work.warned == 0


async def test_work_that_the_database_was_away_for_is_done_without_another_sign() -> None:
    work = Work(away=3)
    async with running(at_every_sign(signs(1), work, work.warn, Backoff(0.001, 0.001))):
        await work.until_done(1)
    assert work.warned == 3


async def test_the_next_sign_is_heard_after_work_that_had_to_wait() -> None:
    work = Work(away=1)
    async with running(at_every_sign(signs(2), work, work.warn, Backoff(0.001, 0.001))):
        await work.until_done(2)
