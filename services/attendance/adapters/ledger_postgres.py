"""The ledger in PostgreSQL, read as it is stored: one mark's entries, or all of them."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg

from services.attendance.adapters.evidence_sql import SEALED
from services.attendance.adapters.fact_rows import seal_from
from services.attendance.adapters.ledger_rows import link_from
from services.attendance.app.ledger.verify import Protection, Stored
from services.attendance.domain.ledger.proof import Head, LedgerMark
from services.attendance.domain.ledger.seal import UNSEEN
from services.attendance.domain.mark import ATTENDED
from services.common.postgres import Connection, Database

_ATTENDED = frozenset(status.value for status in ATTENDED)
_HEADS = """
    select session_id, ledger_entries, ledger_head, roster_size, present_count, end_time is not null as closed
    from session
    where $1::uuid is null or session_id > $1 order by session_id limit $2
"""
# Between two sessions' ids, not of these sessions: so nothing is left out that belongs to none.
_BETWEEN = "($1::uuid is null or session_id > $1) and ($2::uuid is null or session_id <= $2)"
_LINKS = f"select * from mark_history where {_BETWEEN} order by session_id, entry_number"
_MARKS = f"""
    select session_id, student_id, status, source, status_code, first_seen_time, last_seen_time, minutes_present,
           revision, set_by, said_time, said_via, note, confirmed_by, seen_elsewhere, seal
    from mark where {_BETWEEN} order by session_id
"""
_SEALED = SEALED.format(marks=f"m.seal is not null and {_BETWEEN}".replace("session_id", "m.session_id"))
_PROTECTION = """
    select pg_has_role(current_user, c.relowner, 'usage')
           or has_table_privilege(c.oid, 'update, delete, truncate') as may_change,
           exists (select from pg_trigger t
                   where t.tgrelid = c.oid and t.tgname = 'mark_history_is_append_only' and t.tgenabled = 'O')
               as guarded
    from pg_class c where c.oid = 'mark_history'::regclass
"""


class PostgresLedger:
    """A LedgerStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def reader(self) -> "AsyncIterator[PostgresLedgerReader]":
        """One moment, read only."""
        async with (
            self._database.connection() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield PostgresLedgerReader(connection)


class PostgresLedgerReader:
    """A LedgerReader on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def batches(self, sessions_at_once: int) -> AsyncIterator[Stored]:
        """By the primary keys."""
        after = None
        while True:
            rows = await self._connection.fetch(_HEADS, after, sessions_at_once)
            until = rows[-1]["session_id"] if len(rows) == sessions_at_once else None
            links = await self._connection.fetch(_LINKS, after, until)
            marks = await self._connection.fetch(_MARKS, after, until)
            seals = {
                (row["session_id"], row["student_id"]): seal_from(row)
                for row in await self._connection.fetch(_SEALED, after, until)
            }
            yield Stored(
                [_head(row) for row in rows], [link_from(row) for row in links], [_mark(row, seals) for row in marks]
            )
            if until is None:
                return
            after = until

    async def protection(self) -> Protection:
        """Of the role that is connected."""
        row = await self._connection.fetchrow(_PROTECTION)
        assert row is not None  # the migrations made the table
        return Protection(not row["may_change"], row["guarded"])


def _head(row: asyncpg.Record) -> Head:
    return Head(
        row["session_id"],
        row["ledger_entries"],
        row["ledger_head"],
        row["roster_size"],
        row["present_count"],
        row["closed"],
    )


def _mark(row: asyncpg.Record, seals: Mapping[tuple[UUID, UUID], bytes]) -> LedgerMark:
    return LedgerMark(
        row["session_id"],
        row["student_id"],
        row["status"],
        row["source"],
        row["status_code"],
        row["first_seen_time"],
        row["last_seen_time"],
        row["minutes_present"],
        row["revision"],
        row["set_by"],
        row["said_time"],
        row["said_via"],
        row["note"],
        row["confirmed_by"],
        row["seen_elsewhere"],
        row["status"] in _ATTENDED,
        row["seal"],
        None if row["seal"] is None else seals.get((row["session_id"], row["student_id"]), UNSEEN),
    )
