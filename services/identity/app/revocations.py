"""Follows ended logins and device keys from a resume token, so that every process refuses their tokens."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from services.identity.app.store import Store
from services.identity.app.watch import Wakeups
from services.identity.domain.change import Position, resume_token, resumed_at
from services.identity.domain.errors import WatchCompacted
from services.identity.domain.revocation import Revocation

PAGE_SIZE = 500  # in memory at once, for each follower


@dataclass(frozen=True)
class RevocationEvent:
    """What ended, or None once all that had ended before the watch began has been told."""

    resume_token: str
    what: Revocation | None


class RevocationWatch:
    """Any number of followers; each reads for itself, so nothing queues up for a slow one."""

    def __init__(self, store: Store, wakeups: Wakeups) -> None:
        self._store = store
        self._wakeups = wakeups

    async def follow(self, resume_from: str) -> AsyncGenerator[RevocationEvent, None]:
        """Everything after the token, or all that is kept when it is empty, then live, without end.

        WatchCompacted when the token is older than what is kept, or from another database.
        """
        start = resumed_at(resume_from, "WatchRevocations") if resume_from else None
        _, opening = await self._read(0, 0)
        if start is not None and (start[0] != opening.epoch or start[1] > opening.number):
            raise WatchCompacted
        after = start[1] if start is not None else opening.compacted_through
        caught_up = False
        async with aclosing(self._wakeups.changes()) as wakeups:
            async for _ in wakeups:
                more = True
                while more:
                    found, position = await self._read(after, PAGE_SIZE)
                    if position.epoch != opening.epoch or position.compacted_through > after:
                        raise WatchCompacted
                    for revocation in found:
                        after = revocation.number
                        yield RevocationEvent(resume_token(opening.epoch, after), revocation)
                    more = len(found) == PAGE_SIZE
                if not caught_up:
                    caught_up = True
                    yield RevocationEvent(resume_token(opening.epoch, after), None)

    async def _read(self, after: int, size: int) -> tuple[list[Revocation], Position]:
        async with self._store.transaction() as tx:
            found, position = await tx.revocations.since(after, size)
        return list(found), position
