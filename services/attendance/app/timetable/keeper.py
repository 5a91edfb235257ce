"""Sessions open and close by the timetable. Any number of processes may do it at once, and any may have been away."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import UUID

import structlog

from services.attendance.app.register import RegisterTransaction, resettle
from services.attendance.domain.errors import DomainError
from services.attendance.domain.mark import Cause, ChangeReason
from services.attendance.domain.session import NewSession
from services.attendance.domain.timetable.days import Days
from services.attendance.domain.timetable.occurrence import Occurrence, Timetable
from services.attendance.domain.timetable.plan import BY_TIMETABLE, Plan
from services.common.stepping import keep_stepping

Clock = Callable[[], datetime]
NewId = Callable[[], UUID]
MOST_CATCH_UP = timedelta(days=31)
STILL = datetime.max.replace(tzinfo=UTC)  # when what is open ends

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("timetable")


class KeeperTransaction(RegisterTransaction, Protocol):
    """What the register can do, and what a class needs beside it."""

    async def session_of_occurrence(self, occurrence_id: UUID) -> UUID | None:
        """The session of the class."""
        ...

    async def adoptable(self, course_id: UUID, room_id: UUID, start: datetime, end: datetime) -> UUID | None:
        """The first session of the course in that room in that time that is no class of the timetable yet."""
        ...

    async def taken_until(self, room_id: UUID, start: datetime, end: datetime) -> datetime | None:
        """When the room's last session of that time ended, STILL if one is open; None if there was none."""
        ...

    async def adopt(self, session_id: UUID, plan: Plan) -> None:
        """The session is this class: it has its times from now on, and those who watch it are told."""
        ...


class KeeperStore(Protocol):
    """Where the timetable and its progress are kept."""

    def transaction(self) -> AbstractAsyncContextManager[KeeperTransaction]:
        """All or nothing; locks are the register's."""
        ...

    async def settled_until(self) -> datetime:
        """Every class that ended by then has been opened, or will not be."""
        ...

    async def settle(self, until: datetime) -> None:
        """Move it there, never back."""
        ...

    async def timetable(self, days: Days, course_ids: Collection[UUID] | None = None) -> Timetable:
        """All that holds on those days."""
        ...

    async def opened(self, occurrence_ids: Collection[UUID]) -> set[UUID]:
        """Those of the classes that have a session."""
        ...

    async def to_close(self, now: datetime) -> Sequence[UUID]:
        """Open sessions whose planned end has come, and that were not ended before; oldest first."""
        ...


@dataclass(frozen=True)
class Turn:
    """What one look at the clock came to."""

    opened: int = 0
    closed: int = 0
    adopted: int = 0
    waiting: int = 0  # for a room that another session still has
    failed: int = 0


class Keeper:
    """Opens and closes what is due."""

    def __init__(self, store: KeeperStore, clock: Clock, new_id: NewId, *, poll_seconds: float) -> None:
        self._store = store
        self._clock = clock
        self._new_id = new_id
        self._poll_seconds = poll_seconds

    async def run(self) -> None:
        """Turns until cancelled; what a turn could not do the next one tries again."""
        await keep_stepping("keeping the timetable", self._turn_and_tell, lambda: self._poll_seconds, _log)

    async def _turn_and_tell(self) -> bool:
        turn = await self.turn()
        if turn.opened or turn.closed or turn.adopted or turn.failed:
            _log.info("kept the timetable", opened=turn.opened, closed=turn.closed, adopted=turn.adopted,
                      failed=turn.failed)  # fmt: skip
        return False  # the next one is for what is due later

    async def turn(self) -> Turn:
        """All that is due now: first what ends, which frees rooms, then what begins, and what was missed."""
        now = self._clock()
        closed = [await self._closed(session_id, now) for session_id in await self._store.to_close(now)]
        since = max(await self._store.settled_until(), now - MOST_CATCH_UP)
        due = await self._due(since, now)
        outcomes = [await self._tried(one, now) for one in due]
        turn = Turn(
            outcomes.count("opened"),
            sum(closed),
            outcomes.count("adopted"),
            outcomes.count("waiting"),
            outcomes.count("failed"),
        )
        if not turn.failed:
            await self._store.settle(now)
        return turn

    async def _due(self, since: datetime, now: datetime) -> list[Occurrence]:
        days = Days(since.date(), now.date()).widened(2)  # every time zone's day of those moments, and what opens early
        timetable = await self._store.timetable(days)
        before = timetable.institution.open_before
        classes = await asyncio.to_thread(timetable.occurrences, days)  # of a whole college: a tenth of a second
        due = [one for one in classes if not one.cancelled and one.start - before <= now and one.end > since]
        opened = await self._store.opened([one.occurrence_id for one in due])
        return [one for one in due if one.occurrence_id not in opened]

    async def _tried(self, one: Occurrence, now: datetime) -> str:
        try:
            return await self._open(one, now)
        except DomainError as error:
            _log.warning("a class was not opened", occurrence_id=str(one.occurrence_id), error=type(error).__name__)
        except Exception:
            _log.exception("a class was not opened", occurrence_id=str(one.occurrence_id))  # the others are
        return "failed"

    async def _open(self, one: Occurrence, now: datetime) -> str:
        async with self._store.transaction() as transaction:
            if not await transaction.lock_room(one.room_id):
                return "gone"
            if await transaction.session_of_occurrence(one.occurrence_id) is not None:
                return "done"  # by another process, while this one waited for the room
            started = await transaction.adoptable(one.course_id, one.room_id, min(one.start, now), one.end)
            if started is not None:
                await self._adopt(transaction, started, one, now)
                return "adopted"
            taken_until = await transaction.taken_until(one.room_id, one.start, one.end)
            over = one.end <= now
            if taken_until is not None and (taken_until >= one.end if over else taken_until > now):
                return "held otherwise" if over else "waiting"
            # opened late, it begins when it should have: what cameras saw until now counts once it arrives
            start = min(now, max(one.start, taken_until or one.start))
            lineage = await transaction.policy_changes(one.course_id)
            new = NewSession(
                self._new_id(),
                one.course_id,
                one.room_id,
                BY_TIMETABLE,
                start,
                lineage.policy().late_after,
                one.occurrence_id,
                await transaction.keep_policy(lineage, now),
                one.plan,
                one.end if over else None,
            )
            await transaction.open_session(new)
            session = await transaction.lock_session(new.session_id)
            assert session is not None  # it was made here
            await resettle(
                transaction, session, Cause(ChangeReason.SESSION_CLOSED if over else ChangeReason.SIGHTING), now
            )
        return "opened"

    async def _adopt(self, transaction: KeeperTransaction, session_id: UUID, one: Occurrence, now: datetime) -> None:
        session = await transaction.lock_session(session_id)
        assert session is not None  # sessions are never deleted
        await transaction.adopt(session_id, one.plan)
        planned = replace(session, planned_start_time=one.start, planned_end_time=one.end)
        await resettle(transaction, planned, Cause(ChangeReason.POLICY), now)

    async def _closed(self, session_id: UUID, now: datetime) -> bool:
        try:
            return await self._close(session_id, now)
        except DomainError as error:
            _log.warning("a class was not closed", session_id=str(session_id), error=type(error).__name__)
        except Exception:
            _log.exception("a class was not closed", session_id=str(session_id))  # the others are
        return False

    async def _close(self, session_id: UUID, now: datetime) -> bool:
        async with self._store.transaction() as transaction:
            session = await transaction.lock_session(session_id)
            if session is None or session.end_time is not None or session.planned_end_time is None:
                return False
            end = max(session.planned_end_time, session.start_time)
            await transaction.close_session(session_id, end)
            await resettle(transaction, replace(session, end_time=end), Cause(ChangeReason.SESSION_CLOSED), now)
            return True
