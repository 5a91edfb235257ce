"""Disputes in PostgreSQL: lists, one with its comments, and what is erased."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

import asyncpg

from services.attendance.adapters.dispute_transaction import DisputeSeals, PostgresDisputeTransaction
from services.attendance.adapters.erasing import erase_of, erase_over
from services.attendance.adapters.rows import SESSION_COLUMNS, SESSION_JOINS, mark_from, session_from
from services.attendance.adapters.sessions_sql import RUNS
from services.attendance.app.dispute.store import (
    Counts,
    DisputeFilter,
    DisputeTransaction,
    DisputeView,
    NamedComment,
)
from services.attendance.domain.paging import Page, PageRequest, key_parts
from services.common.postgres import Connection, Database

# The mark's columns first, under a name of their own: several stand in a dispute, too.
_COLUMNS = f"""
    {SESSION_COLUMNS}, m as mark_row, d as dispute_row, coalesce(decider.display_name, '') as decided_by_name
"""
_FROM = f"""
    dispute d join session s using (session_id) {SESSION_JOINS}
    join mark m on m.session_id = d.session_id and m.student_id = d.student_id
    left join person decider on decider.person_id = d.decided_by
"""
_VIEW = f"select {_COLUMNS} from {_FROM} where d.dispute_id = $1"
_IN_SCOPE = f"""
    ($1::uuid is null or {RUNS.format(scope="$1")}) and ($2::uuid is null or d.student_id = $2)
"""
# Open ones by when they are due; closed ones after them, the newest first.
_RANK = "(case when d.state = 'open' then 0 else 1 end)"
_TIME = """
    (1000000 * case when d.state = 'open' then extract(epoch from d.due_time)
                    else -extract(epoch from d.decide_time) end)::bigint
"""
_LIST = f"""
    select {_COLUMNS}, {_RANK} as rank, {_TIME} as time from {_FROM}
    where {_IN_SCOPE} and (not $3::boolean or d.state = 'open')
        and (not $4::boolean or (d.state = 'open' and d.due_time < $5))
        and ($6::int is null or ({_RANK}, {_TIME}, d.dispute_id) > ($6, $7::bigint, $8::uuid))
    order by {_RANK}, {_TIME}, d.dispute_id limit $9
"""
_COUNTS = f"""
    select count(*) as open, count(*) filter (where d.due_time < $3) as overdue
    from dispute d join session s using (session_id) where d.state = 'open' and {_IN_SCOPE}
"""
_COMMENTS = """
    select c.*, coalesce(p.display_name, '') as author_name
    from dispute_comment c left join person p on p.person_id = c.author
    where c.dispute_id = $1 order by c.write_time, c.comment_id
"""
_OVER = """
    select dispute_id from dispute where erase_time is null and decide_time < $1
    order by dispute_id limit 500 for update skip locked
"""
_OF_PEOPLE = """
    select dispute_id from dispute where student_id = any ($1::uuid[]) and erase_time is null order by 1 for update
"""
_ERASE_COMMENTS = "delete from dispute_comment where dispute_id = any ($1::uuid[])"
_ERASE = "update dispute set reason = null, note = null, erase_time = now() where dispute_id = any ($1::uuid[])"


class PostgresDisputes:
    """A DisputeStore."""

    def __init__(self, database: Database, seals: DisputeSeals) -> None:
        self._database = database
        self._seals = seals

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[DisputeTransaction]:
        """READ COMMITTED: after waiting for a lock each statement sees what its holder committed."""
        async with self._database.transaction() as connection:
            yield PostgresDisputeTransaction(connection, self._seals)

    async def view(self, dispute_id: UUID) -> DisputeView | None:
        """The dispute with everything beside it."""
        async with (
            self._database.connection() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            row = await connection.fetchrow(_VIEW, dispute_id)
            if row is None:
                return None
            comments = await connection.fetch(_COMMENTS, dispute_id)
        named = (NamedComment(self._seals.comment(comment), comment["author_name"]) for comment in comments)
        return self._view(row, tuple(named))

    async def list(self, wanted: DisputeFilter, now: datetime, page: PageRequest) -> Page[DisputeView]:
        """Open ones first, by when they are due; then the others, newest first."""
        rank, time, dispute_id = key_parts(page, int, int, UUID)
        rows = await self._database.fetch(
            _LIST,
            wanted.scope,
            wanted.student_id,
            wanted.open_only,
            wanted.overdue_only,
            now,
            rank,
            time,
            dispute_id,
            page.size + 1,
        )
        keys = {row["dispute_row"]["dispute_id"]: (str(row["rank"]), str(row["time"])) for row in rows}
        views = [self._view(row, ()) for row in rows]
        return page.page(views, lambda view: (*keys[view.dispute.dispute_id], str(view.dispute.dispute_id)))

    async def counts(self, wanted: DisputeFilter, now: datetime) -> Counts:
        """Whatever `open_only` and `overdue_only` say."""
        row = await self._database.fetchrow(_COUNTS, wanted.scope, wanted.student_id, now)
        assert row is not None  # an aggregate always has its row
        return Counts(row["open"], row["overdue"])

    async def erase(self, before: datetime) -> int:
        """Some hundred at a time, until none is left."""
        return await erase_over(self._database, _OVER, before, _erase)

    def _view(self, row: asyncpg.Record, comments: tuple[NamedComment, ...]) -> DisputeView:
        return DisputeView(
            self._seals.dispute(row["dispute_row"]),
            session_from(row),
            mark_from(row["mark_row"]),
            row["decided_by_name"],
            comments,
        )


async def erase_disputes_of(connection: Connection, person_ids: list[UUID]) -> None:
    """What was written about deleted people's marks; that they were disputed, and how it was decided, stays."""
    await erase_of(connection, _OF_PEOPLE, person_ids, _erase)


async def _erase(connection: Connection, dispute_ids: list[UUID]) -> None:
    await connection.execute(_ERASE_COMMENTS, dispute_ids)
    await connection.execute(_ERASE, dispute_ids)
