"""A pool of PostgreSQL connections that fails fast while the database is away and recovers by itself."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from services.common.errors import DatabaseUnavailable

Connection: TypeAlias = "PoolConnectionProxy[asyncpg.Record]"

_RAISED = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)

_GONE = (
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.IdleSessionTimeoutError,
    asyncpg.TooManyConnectionsError,
    ConnectionError,
)


def is_unavailable(error: BaseException) -> bool:
    """Whether the error means that the database cannot be reached just now, rather than that the statement is wrong."""
    if isinstance(error, asyncpg.InterfaceError):  # asyncpg uses it for misuse too; only its words tell them apart
        return "connection is closed" in str(error) or "pool is clos" in str(error)
    if isinstance(error, asyncpg.InternalClientError):  # the server's farewell came between two statements
        return "cannot switch to state" in str(error)
    return isinstance(error, _GONE)


# Many short statements at once: compiling one, or sharing it out among processes, takes longer than it does.
_QUICK = {"jit": "off", "max_parallel_workers_per_gather": "0"}


class Database:
    """Connections and transactions; DatabaseUnavailable instead of whatever a lost connection raises.

    At most `most_connections` are open. When all are in use a caller waits `connect_seconds` for one, then fails.
    """

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]", connect_seconds: float) -> None:
        self._pool = pool
        self._connect_seconds = connect_seconds

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection for the block; each statement is its own transaction."""
        try:
            acquired = await self._pool.acquire(timeout=self._connect_seconds)
        except OSError as error:  # refused, no such socket, or TimeoutError: all mean it is not there
            raise DatabaseUnavailable from error
        except _RAISED as error:
            raise _translated(error) from error
        try:
            yield acquired
        except (*_RAISED, ConnectionError, TimeoutError) as error:
            raise _translated(error) from error
        finally:
            await self._release(acquired)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A connection inside one transaction: committed when the block ends, rolled back when it raises."""
        async with self.connection() as connection, connection.transaction():
            yield connection

    async def fetch(self, sql: str, *arguments: object) -> "list[asyncpg.Record]":
        """All rows."""
        async with self.connection() as connection:
            return await connection.fetch(sql, *arguments)

    async def fetchrow(self, sql: str, *arguments: object) -> "asyncpg.Record | None":
        """The first row, or None."""
        async with self.connection() as connection:
            return await connection.fetchrow(sql, *arguments)

    async def fetchval(self, sql: str, *arguments: object) -> Any:
        """The first column of the first row, of whatever type it has, or None."""
        async with self.connection() as connection:
            return await connection.fetchval(sql, *arguments)

    async def execute(self, sql: str, *arguments: object) -> str:
        """The statement's tag, such as "UPDATE 1"."""
        async with self.connection() as connection:
            return await connection.execute(sql, *arguments)

    async def _release(self, acquired: Connection) -> None:
        # a connection that died in use is no loss: the pool opens another for the next caller
        with suppress(*_RAISED, OSError):
            await self._pool.release(acquired, timeout=self._connect_seconds)


def _translated(error: Exception) -> Exception:
    lost = is_unavailable(error) or isinstance(error, TimeoutError)
    return DatabaseUnavailable() if lost else error


@asynccontextmanager
async def open_database(
    dsn: str,
    *,
    most_connections: int = 10,
    connect_seconds: float = 3.0,
    command_seconds: float = 10.0,
) -> AsyncIterator[Database]:
    """A Database for the block. Opens no connection yet: the database may be away at the start too."""
    pool = asyncpg.create_pool(
        dsn,
        min_size=0,
        max_size=most_connections,
        timeout=connect_seconds,
        command_timeout=command_seconds,
        init=_set_codecs,
        server_settings=_QUICK,
        reset=_nothing_to_reset,
    )
    async with pool:
        try:
            yield Database(pool, connect_seconds)
        finally:
            try:
                await asyncio.wait_for(pool.close(), connect_seconds)
            except (TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                pool.terminate()  # connections to a database that is away cannot be closed politely


async def _nothing_to_reset(connection: asyncpg.Connection) -> None:
    """Locks and settings here are a transaction's and listening has a connection of its own: nothing outlives a block.

    asyncpg would ask the server to forget all of a session at each release, once for every statement outside one.
    """


async def _set_codecs(connection: asyncpg.Connection) -> None:
    for kind in ("json", "jsonb"):
        await connection.set_type_codec(kind, schema="pg_catalog", encoder=json.dumps, decoder=json.loads)
