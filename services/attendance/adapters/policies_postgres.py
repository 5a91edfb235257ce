"""Policies in PostgreSQL: their versions, and the past sessions they may be tried on."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from services.attendance.adapters.policy_rows import change_from
from services.attendance.adapters.register_postgres import PostgresRegisterTransaction
from services.attendance.app.policy.store import PastSession, PolicyTransaction, RangeSize, SessionRange
from services.attendance.domain.paging import Page, PageRequest, key_parts
from services.attendance.domain.policy.inherit import Place, PolicyChange
from services.common.postgres import Database

_VERSIONS = """
    select * from policy_change
    where scope = $1 and course_id is not distinct from $2 and session_id is not distinct from $3
        and ($4::int is null or number < $4)
    order by number desc limit $5
"""
# The days are the institution's; two more on each side let an index of start times find them.
_IN_RANGE = """
    s.end_time is not null and ($1::uuid is null or s.course_id = $1)
    and s.start_time >= ($2::date - 2)::timestamptz and s.start_time < ($3::date + 3)::timestamptz
    and institution_day(coalesce(s.planned_start_time, s.start_time)) between $2 and $3
"""
_SIZE = f"""
    select count(*) as sessions, coalesce(sum(s.roster_size), 0) as marks from session s where {_IN_RANGE}
"""
_SESSIONS = f"""
    select s.session_id, s.course_id, s.start_time from session s where {_IN_RANGE}
        and ($4::timestamptz is null or (s.start_time, s.session_id) > ($4, $5::uuid))
    order by s.start_time, s.session_id limit $6
"""


class PostgresPolicies:
    """A PolicyStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[PolicyTransaction]:
        """All or nothing."""
        async with self._database.transaction() as connection:
            yield PostgresRegisterTransaction(connection)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[PolicyTransaction]:
        """One moment."""
        async with (
            self._database.connection() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield PostgresRegisterTransaction(connection)

    async def versions(self, place: Place, page: PageRequest) -> Page[PolicyChange]:
        """Newest first."""
        (number,) = key_parts(page, int)
        rows = await self._database.fetch(
            _VERSIONS, place.scope, place.course_id, place.session_id, number, page.size + 1
        )
        return page.page([change_from(row) for row in rows], lambda change: (str(change.number),))

    async def size(self, wanted: SessionRange) -> RangeSize:
        """Of the range."""
        row = await self._database.fetchrow(_SIZE, wanted.course_id, wanted.days.first, wanted.days.last)
        assert row is not None  # an aggregate always has its row
        return RangeSize(row["sessions"], row["marks"])

    async def sessions(self, wanted: SessionRange, page: PageRequest) -> Page[PastSession]:
        """Oldest first."""
        start_time, session_id = key_parts(page, datetime.fromisoformat, UUID)
        days = wanted.days
        rows = await self._database.fetch(
            _SESSIONS, wanted.course_id, days.first, days.last, start_time, session_id, page.size + 1
        )
        found = [PastSession(row["session_id"], row["course_id"], row["start_time"]) for row in rows]
        return page.page(found, lambda one: (one.start_time.isoformat(), str(one.session_id)))

    async def courses(self, course_ids: Sequence[UUID]) -> dict[UUID, str]:
        """Their codes."""
        rows = await self._database.fetch(
            "select course_id, code from course where course_id = any ($1::uuid[])", list(course_ids)
        )
        return {row["course_id"]: row["code"] for row in rows}
