"""What opening and closing by the timetable asks of PostgreSQL."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import UUID

from services.attendance.adapters.opening_postgres import keep_occurrence
from services.attendance.adapters.register_postgres import PostgresRegisterTransaction
from services.attendance.adapters.rows import ASSIGNMENT_CHANNEL, SESSION_CHANNEL
from services.attendance.adapters.timetable_postgres import PostgresTimetable
from services.attendance.app.timetable.keeper import STILL, KeeperTransaction
from services.attendance.domain.timetable.plan import Plan

_ADOPTABLE = """
    select s.session_id from session s
    where s.course_id = $1 and s.room_id = $2 and s.start_time < $4 and coalesce(s.end_time, 'infinity') > $3
        and not exists (select 1 from session_occurrence o where o.session_id = s.session_id)
    order by s.start_time, s.session_id limit 1
"""
_TAKEN_UNTIL = """
    select max(end_time) as until, bool_or(end_time is null) as open from session
    where room_id = $1 and start_time < $3 and coalesce(end_time, 'infinity') > $2
"""
_ADOPT = """
    update session set planned_start_time = $2, planned_end_time = $3, revision = revision + 1,
        changed_revision = revision + 1
    where session_id = $1 returning end_time is not null
"""
# Not those that somebody had ended: reopened, they wait for a person.
_TO_CLOSE = """
    select session_id from session s join session_occurrence o using (session_id)
    where s.end_time is null and not o.closed and s.planned_end_time <= $1
    order by s.planned_end_time, session_id
"""


class PostgresKeeper(PostgresTimetable):
    """A KeeperStore."""

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[KeeperTransaction]:
        """READ COMMITTED: after waiting for a lock each statement sees what its holder committed."""
        async with self._database.transaction() as connection:
            yield PostgresKeeperTransaction(connection)

    async def settled_until(self) -> datetime:
        """Every class that ended by then has been opened, or will not be."""
        until = await self._database.fetchval("select settled_until from timetable_progress")
        assert isinstance(until, datetime)
        return until.astimezone(UTC)

    async def settle(self, until: datetime) -> None:
        """Move it there, never back."""
        await self._database.execute("update timetable_progress set settled_until = $1 where settled_until < $1", until)

    async def opened(self, occurrence_ids: Collection[UUID]) -> set[UUID]:
        """Those of the classes that have a session."""
        return set(await self.sessions(occurrence_ids))

    async def to_close(self, now: datetime) -> Sequence[UUID]:
        """Open sessions whose planned end has come."""
        return [row["session_id"] for row in await self._database.fetch(_TO_CLOSE, now)]


class PostgresKeeperTransaction(PostgresRegisterTransaction):
    """A KeeperTransaction on one connection."""

    async def session_of_occurrence(self, occurrence_id: UUID) -> UUID | None:
        """The session of the class."""
        sql = "select session_id from session_occurrence where occurrence_id = $1"
        found: UUID | None = await self._connection.fetchval(sql, occurrence_id)
        return found

    async def adoptable(self, course_id: UUID, room_id: UUID, start: datetime, end: datetime) -> UUID | None:
        """The first session of the course in that room in that time that is no class yet."""
        found: UUID | None = await self._connection.fetchval(_ADOPTABLE, course_id, room_id, start, end)
        return found

    async def taken_until(self, room_id: UUID, start: datetime, end: datetime) -> datetime | None:
        """When the room's last session of that time ended, STILL if one is open."""
        row = await self._connection.fetchrow(_TAKEN_UNTIL, room_id, start, end)
        assert row is not None  # an aggregate always has its row
        until: datetime | None = STILL if row["open"] else row["until"]
        return until

    async def adopt(self, session_id: UUID, plan: Plan) -> None:
        """The session is this class."""
        closed = await self._connection.fetchval(_ADOPT, session_id, plan.start, plan.end)
        await keep_occurrence(self._connection, session_id, plan, closed=bool(closed))
        await self._connection.execute(
            "select pg_notify($1, $3), pg_notify($2, '')", SESSION_CHANNEL, ASSIGNMENT_CHANNEL, str(session_id)
        )
