"""One role and one database for each service, on the embedded server or on the owner's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

from cli.errors import CommandError

OLDEST_VERSION = 15
UNREACHABLE = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError)
ROLE = "select rolcreatedb and rolcreaterole or rolsuper as may, rolsuper from pg_roles where rolname = current_user"
# %I and %L: the server quotes, PostgreSQL takes no parameters in statements about roles and databases.
CREATE_ROLE = "select format('create role %I login password %L', $1::text, $2::text)"
# Only a member of a role may give a database to it; superusers are members of all.
JOIN_ROLE = "select format('grant %I to current_user', $1::text)"
CREATE_DATABASE = (
    "select format('create database %I owner %I template template0 encoding ''UTF8''', $1::text, $2::text)"
)
CLOSE_DATABASE = "select format('revoke all on database %I from public', $1::text)"


@dataclass(frozen=True)
class ServiceDatabase:
    """A database and the role that owns it; both have the same name."""

    name: str
    password: str = field(repr=False)

    def address(self, server_url: str) -> str:
        """The database's address on the server, for its own role."""
        server = urlsplit(server_url)
        place = server.netloc.rpartition("@")[2]
        login = f"{quote(self.name, safe='')}:{quote(self.password, safe='')}"
        return urlunsplit(server._replace(netloc=f"{login}@{place}", path=f"/{self.name}"))


async def prepare(server_url: str, passwords: Mapping[str, str]) -> dict[str, str]:
    """Make the databases of `passwords` (name → password) that are missing; returns name → address. Repeatable."""
    try:
        server = await asyncpg.connect(server_url)
    except UNREACHABLE as trouble:
        raise CommandError(f"Cannot use the PostgreSQL server of DATABASE_URL: {str(trouble).rstrip('.')}.") from None
    try:
        await _check_server(server)
        databases = [ServiceDatabase(name, password) for name, password in passwords.items()]
        for database in databases:
            await _make(server, database)
    finally:
        await server.close()
    addresses = {database.name: database.address(server_url) for database in databases}
    for name, address in addresses.items():
        await _check_login(name, address)
    return addresses


async def _check_server(server: "asyncpg.Connection[asyncpg.Record]") -> None:
    version = server.get_server_version()
    if version.major < OLDEST_VERSION:
        raise CommandError(
            f"The server of DATABASE_URL is PostgreSQL {version.major}; {OLDEST_VERSION} is the oldest that works."
        )
    role = await server.fetchrow(ROLE)
    assert role is not None, "the current role is always in pg_roles"
    if not role["may"]:
        raise CommandError(
            "The role of DATABASE_URL may not make databases and roles: alter it with CREATEDB CREATEROLE."
        )


async def _make(server: "asyncpg.Connection[asyncpg.Record]", database: ServiceDatabase) -> None:
    async def execute(statement: str, *names: str) -> None:
        await server.execute(await server.fetchval(statement, *names))

    if not await server.fetchval("select 1 from pg_roles where rolname = $1", database.name):
        await execute(CREATE_ROLE, database.name, database.password)
    if not await server.fetchval("select 1 from pg_database where datname = $1", database.name):
        if not await server.fetchval("select pg_has_role($1, 'usage')", database.name):
            await execute(JOIN_ROLE, database.name)
        await execute(CREATE_DATABASE, database.name, database.name)
        await execute(CLOSE_DATABASE, database.name)


async def _check_login(name: str, address: str) -> None:
    # An existing role keeps its password: another installation may live from it.
    try:
        await (await asyncpg.connect(address)).close()
    except asyncpg.InvalidPasswordError:
        raise CommandError(
            f"The server of DATABASE_URL has a role {name} with another password: "
            "use the data folder that made it, or drop the role and its database."
        ) from None
    except UNREACHABLE as trouble:
        raise CommandError(f"Cannot open the database {name}: {str(trouble).rstrip('.')}.") from None
