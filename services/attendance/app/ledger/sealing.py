"""Seals the marks of sessions that were closed before marks were sealed."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

import structlog

from services.attendance.app.register import RegisterTransaction
from services.attendance.domain.ledger.seal import UNSEEN
from services.attendance.domain.mark import Cause, ChangeReason, MarkChange
from services.common.hourly import Done, hourly

Clock = Callable[[], datetime]

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("sealing")

SESSIONS_AT_ONCE = 100
PAUSE_SECONDS = 0.05  # between two sessions: classes go on meanwhile


class SealingTransaction(RegisterTransaction, Protocol):
    """Locks the list before the session."""

    async def take_unsealed(self, session_id: UUID) -> bool:
        """Strike it from the list; False when somebody else has."""
        ...


class SealingStore(Protocol):
    """Where the list is kept."""

    def transaction(self) -> AbstractAsyncContextManager[SealingTransaction]:
        """All or nothing."""
        ...

    async def unsealed(self, after: UUID | None, limit: int) -> Sequence[UUID]:
        """Closed sessions on the list, in the order of their ids."""
        ...


class Sealing:
    """Every replica does it; the list is worked off once and then stays empty."""

    def __init__(self, store: SealingStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def seal(self, session_id: UUID) -> int:
        """Seal the closed session's marks as they stand; how many. Those that wait for a camera are left to it."""
        async with self._store.transaction() as transaction:
            if not await transaction.take_unsealed(session_id):
                return 0
            session = await transaction.lock_session(session_id)
            if session is None or session.end_time is None or not await transaction.complete(session_id):
                return 0  # whatever closes or completes it seals it
            marks = [mark for mark in await transaction.marks(session_id) if mark.seal is None]
            seals = await transaction.seals(session_id)
            cause = Cause(ChangeReason.SEALED)
            changes = [
                MarkChange(mark, replace(mark, seal=seals.get(mark.student_id, UNSEEN)), cause) for mark in marks
            ]
            if changes:
                await transaction.write(session_id, changes, self._clock())
            return len(changes)

    async def seal_all(self) -> int:
        """How many marks were sealed. DatabaseUnavailable."""
        sealed, after = 0, None
        while found := await self._store.unsealed(after, SESSIONS_AT_ONCE):
            for session_id in found:
                sealed += await self.seal(session_id)
                await asyncio.sleep(PAUSE_SECONDS)
            after = found[-1]
        return sealed

    async def keep(self) -> None:
        """Every hour, until cancelled: what was open or waited for a camera may be closed and whole by then."""
        await hourly("sealing", self._seal_and_tell, _log)

    async def _seal_and_tell(self) -> Done:
        if sealed := await self.seal_all():
            _log.info("sealed marks of sessions closed earlier", marks=sealed)
        return Done(sealed)
