"""The list of sessions that were closed before marks were sealed, in PostgreSQL."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

from services.attendance.adapters.register_postgres import PostgresRegisterTransaction
from services.attendance.app.ledger.sealing import SealingTransaction
from services.common.postgres import Database

_UNSEALED = """
    select l.session_id from session_to_seal l join session s using (session_id)
    where s.end_time is not null and ($1::uuid is null or l.session_id > $1) order by l.session_id limit $2
"""


class PostgresSealing:
    """A SealingStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[SealingTransaction]:
        """READ COMMITTED, as the register's."""
        async with self._database.transaction() as connection:
            yield PostgresSealingTransaction(connection)

    async def unsealed(self, after: UUID | None, limit: int) -> Sequence[UUID]:
        """In the order of their ids."""
        return [row["session_id"] for row in await self._database.fetch(_UNSEALED, after, limit)]


class PostgresSealingTransaction(PostgresRegisterTransaction):
    """A SealingTransaction on one connection."""

    async def take_unsealed(self, session_id: UUID) -> bool:
        """Strike it from the list."""
        gone = await self._connection.fetchval(
            "delete from session_to_seal where session_id = $1 returning true", session_id
        )
        return bool(gone)
