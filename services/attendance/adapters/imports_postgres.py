"""Taking calendar files in PostgreSQL: the timetable under its lock, the names of everything, and what was taken."""

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg

from services.attendance.adapters.catalogue_postgres import read_catalogue
from services.attendance.adapters.institution_postgres import read_institution
from services.attendance.adapters.timetable_changes_postgres import LOCK, PostgresTimetableTransaction
from services.attendance.adapters.timetable_postgres import read_timetable
from services.attendance.app.timetable.imports.store import Catalogue, ImportTransaction
from services.attendance.domain.institution import Institution
from services.attendance.domain.timetable.calendar_event import TakenEvent
from services.attendance.domain.timetable.days import Days
from services.attendance.domain.timetable.occurrence import Timetable
from services.common.postgres import Database

_TAKEN = "select * from imported_event where event_id = any ($1::uuid[])"
_KEEP = """
    insert into imported_event (event_id, slot_id, extra_id, sequence, modified_time, content, cancelled, from_date)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict (event_id) do update set slot_id = excluded.slot_id, extra_id = excluded.extra_id,
        sequence = excluded.sequence, modified_time = excluded.modified_time, content = excluded.content,
        cancelled = excluded.cancelled, from_date = excluded.from_date
"""


class PostgresImports:
    """An ImportStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def importing(self) -> AsyncIterator[ImportTransaction]:
        """Under the timetable's lock."""
        async with self._database.transaction() as connection:
            await connection.execute(LOCK)
            yield _PostgresImportTransaction(connection)


class _PostgresImportTransaction(PostgresTimetableTransaction):
    @asynccontextmanager
    async def part(self) -> AsyncIterator[None]:
        async with self._connection.transaction():
            yield

    async def whole(self, days: Days) -> Timetable:
        return await read_timetable(self._connection, days)

    async def institution(self) -> Institution:
        return await read_institution(self._connection)

    async def catalogue(self) -> Catalogue:
        return await read_catalogue(self._connection)

    async def taken(self, event_ids: Collection[UUID]) -> Mapping[UUID, TakenEvent]:
        rows = await self._connection.fetch(_TAKEN, list(event_ids))
        return {row["event_id"]: _taken_from(row) for row in rows}

    async def keep_taken(self, event_id: UUID, taken: TakenEvent) -> None:
        await self._connection.execute(
            _KEEP,
            event_id,
            taken.slot_id,
            taken.extra_id,
            taken.sequence,
            taken.modified,
            taken.content,
            taken.cancelled,
            taken.from_date,
        )


def _taken_from(row: asyncpg.Record) -> TakenEvent:
    return TakenEvent(
        row["slot_id"],
        row["extra_id"],
        row["sequence"],
        row["modified_time"],
        row["content"],
        row["cancelled"],
        row["from_date"],
    )
