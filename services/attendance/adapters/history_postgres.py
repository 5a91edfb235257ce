"""One mark's entries of the ledger in PostgreSQL."""

from uuid import UUID

import asyncpg

from services.attendance.adapters.ledger_rows import link_from
from services.attendance.app.ledger.history import ActorRole, HistoryEntry
from services.attendance.domain.paging import Page, PageRequest, key_parts
from services.common.postgres import Database

_ON_ROSTER = "select exists (select from mark where session_id = $1 and student_id = $2)"
# Along the session's part of the primary key, which holds a few entries for each of its students.
_ENTRIES = """
    select h.*, case
            when h.actor is null then 'nobody' when h.actor = h.student_id then 'student'
            when p.role is null or p.deleted then 'former' else p.role end as actor_role
    from mark_history h left join person p on p.person_id = h.actor
    where h.session_id = $1 and h.student_id = $2 and ($3::int is null or h.entry_number > $3)
    order by h.entry_number limit $4
"""


class PostgresHistory:
    """A HistoryStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def history(self, session_id: UUID, student_id: UUID, page: PageRequest) -> Page[HistoryEntry] | None:
        """Oldest first."""
        (after,) = key_parts(page, int)
        async with self._database.connection() as connection:
            if not await connection.fetchval(_ON_ROSTER, session_id, student_id):
                return None
            rows = await connection.fetch(_ENTRIES, session_id, student_id, after, page.size + 1)
        return page.page([_entry(row) for row in rows], lambda item: (str(item.link.entry.number),))


def _entry(row: asyncpg.Record) -> HistoryEntry:
    return HistoryEntry(link_from(row), ActorRole(row["actor_role"]))
