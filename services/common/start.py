"""Starts a process: waits for its database, and says in one sentence what keeps it from starting."""

import asyncio
import sys
from collections.abc import Coroutine

import asyncpg

from services.common.errors import DatabaseUnavailable
from services.common.migrations import MigrationFailed
from services.common.postgres import is_unavailable


class DatabaseRefused(Exception):
    """The database is there and will not have us; the text is one sentence for whoever started the process."""


def run_process(name: str, work: Coroutine[object, object, None], *told: type[Exception]) -> None:
    """Run the work to its end; errors of the classes in `told`, and what can be wrong with a database, are explained.

    All else is a fault of ours and keeps its trace.
    """
    explained: tuple[type[Exception], ...] = (DatabaseUnavailable, DatabaseRefused, MigrationFailed, *told)
    try:
        asyncio.run(work)
    except explained as error:
        print(f"{name}: {error}", file=sys.stderr)
        raise SystemExit(1) from None


async def wait_for_database(dsn: str, seconds: float = 60.0) -> None:
    """Returns once the database answers; DatabaseUnavailable if it has not within `seconds`.

    DatabaseRefused at once when the address, the password or the name of the database is wrong: waiting cannot help.
    """
    try:
        async with asyncio.timeout(seconds):
            while True:
                try:
                    connection = await asyncpg.connect(dsn, timeout=3.0)
                except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
                    if not (isinstance(error, OSError) or is_unavailable(error)):
                        raise _refused(error) from None
                    await asyncio.sleep(0.2)
                else:
                    await connection.close()
                    return
    except TimeoutError:
        raise DatabaseUnavailable from None


def _refused(error: Exception) -> DatabaseRefused:
    if isinstance(error, asyncpg.PostgresError):
        return DatabaseRefused(f"the server of DATABASE_URL refuses it: {error}")
    # the library's words would repeat parts of what may hold a password
    return DatabaseRefused("DATABASE_URL cannot be used: it must read postgresql://user:password@host:port/database")
