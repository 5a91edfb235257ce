"""Takes the ledger out of the hands of the role that writes it: it may read and add, and nothing else."""

import asyncio
import os
from typing import Annotated
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import typer
from rich.console import Console

from cli.errors import CommandError

DATABASE = "presence_attendance"
OWNER = "presence_ledger"
MAKE_OWNER = f"create role {OWNER} nologin"
# Whoever hands a table over without being a superuser must belong to both owners, and the new one must be allowed to
# own something in the schema.
JOIN_OWNER = f"grant {OWNER} to current_user"
LET_OWN = f"grant create on schema public to {OWNER}"
# The migration that makes the ledger calls it as the service's role, which could not hand the table over itself.
FUNCTION = f"""
    create or replace function public.presence_protect_ledger() returns void
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    declare
        writer regrole := (select relowner from pg_class where oid = 'public.mark_history'::regclass);
    begin
        if writer <> '{OWNER}'::regrole then
            alter table public.mark_history owner to {OWNER};
            execute format('grant select, insert on public.mark_history to %s', writer);
        end if;
    end
    $$
"""  # noqa: S608 - made of the constant above
FOR_NOBODY_ELSE = "revoke all on function public.presence_protect_ledger() from public"
FOR_THE_WRITER = """
    select format('grant execute on function public.presence_protect_ledger() to %I', pg_get_userbyid(datdba))
    from pg_database where datname = current_database()
"""
IS_THERE = """
    select exists (select from pg_attribute where attrelid = to_regclass('public.mark_history') and attname = 'hash')
"""


async def protect_ledger(server_url: str, database: str = DATABASE) -> bool:
    """Prepare the database so that its ledger has an owner nobody logs in as, at once or with the migration that makes
    it. False when the role of `server_url` may not do that; the trigger remains. Repeatable."""
    connection = await asyncpg.connect(urlunsplit(urlsplit(server_url)._replace(path=f"/{database}")))
    try:
        async with connection.transaction():
            if not await connection.fetchval("select 1 from pg_roles where rolname = $1", OWNER):
                await connection.execute(MAKE_OWNER)
            if not await connection.fetchval("select rolsuper from pg_roles where rolname = current_user"):
                await connection.execute(JOIN_OWNER)
                await connection.execute(LET_OWN)
            await connection.execute(FUNCTION)
            await connection.execute(FOR_NOBODY_ELSE)
            await connection.execute(await connection.fetchval(FOR_THE_WRITER))
            if await connection.fetchval(IS_THERE):
                await connection.execute("select public.presence_protect_ledger()")
    except (asyncpg.InsufficientPrivilegeError, asyncpg.DuplicateObjectError, asyncpg.UniqueViolationError):
        return False
    finally:
        await connection.close()
    return True


def protect(
    database: Annotated[str, typer.Option(help="Name of attendance's database.")] = DATABASE,
) -> None:
    """Give the ledger an owner that nobody logs in as, so that the service's role may read it and add to it only.

    The environment variable DATABASE_URL names the server, for a superuser, or for a role that owns the database's
    owner and may create roles. `presence up` does this by itself.
    """
    server_url = os.environ.get("DATABASE_URL")  # no option: the process list would show it
    if not server_url:
        raise CommandError("Set DATABASE_URL to the server's address, for an administrator's role.")
    try:
        done = asyncio.run(protect_ledger(server_url, database))
    except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as trouble:
        raise CommandError(f"Cannot use the database {database}: {str(trouble).rstrip('.')}.") from None
    if not done:
        raise CommandError("The role of DATABASE_URL may not hand the ledger over: use a superuser's.")
    Console().print("The service's role may read the ledger and add to it, and nothing else.")
