"""Who may change the ledger: where an administrator prepared it nobody, elsewhere whoever removes the trigger."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
import pytest

from cli.ledger.protect import protect_ledger
from cli.local.databases import prepare
from services.attendance.__main__ import MIGRATIONS
from services.attendance.adapters.ledger_postgres import PostgresLedger
from services.attendance.app.ledger.verify import Protection
from services.attendance.domain.mark import MarkStatus
from services.common.migrations import migrate
from services.common.postgres import open_database
from tests.integration.attendance.ledger_world import proved
from tests.integration.attendance.register_worlds import Classroom, PostgresWorld


@pytest.fixture
async def own_role(postgres_url: str) -> AsyncIterator[tuple[str, str]]:
    """A server's address for its administrator, and a database's name, with a role of its own."""
    name = f"presence_test_{uuid4().hex}"
    yield postgres_url, name
    server = await asyncpg.connect(postgres_url)
    await server.execute(f'drop database if exists "{name}" with (force)')
    await server.execute(f'drop role if exists "{name}"')
    await server.close()


async def test_the_services_role_may_only_read_the_ledger_and_add_to_it(own_role: tuple[str, str]) -> None:
    server_url, name = own_role
    address = (await prepare(server_url, {name: "secret"}))[name]
    assert await protect_ledger(server_url, name)
    await migrate(address, MIGRATIONS)
    assert await protect_ledger(server_url, name)  # as at every later start
    async with open_database(address) as database:
        classroom = await Classroom(PostgresWorld(database)).prepare()
        session = await classroom.start()
        await classroom.say(session, 0, MarkStatus.PRESENT)
        for statement in (
            "update mark_history set note = 'x'",
            "delete from mark_history",
            "truncate mark_history",
            "alter table mark_history disable trigger all",
            "drop trigger mark_history_is_append_only on mark_history",
            "set role presence_ledger",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await database.execute(statement)
        async with PostgresLedger(database).reader() as reader:
            assert await reader.protection() == Protection(by_role=True, by_trigger=True)
        assert (await proved(database)).entries == 1


async def test_without_an_administrator_the_trigger_remains(own_role: tuple[str, str]) -> None:
    server_url, name = own_role
    address = (await prepare(server_url, {name: "secret"}))[name]
    await migrate(address, MIGRATIONS)
    async with open_database(address) as database:
        with pytest.raises(asyncpg.RaiseError, match="only ever added to"):
            await database.execute("delete from mark_history")
        async with PostgresLedger(database).reader() as reader:
            assert await reader.protection() == Protection(by_role=False, by_trigger=True)
    assert await protect_ledger(server_url, name)  # an administrator comes later
    async with open_database(address) as database, PostgresLedger(database).reader() as reader:
        assert (await reader.protection()).by_role


async def test_an_administrator_who_is_no_superuser_can_hand_the_ledger_over(own_role: tuple[str, str]) -> None:
    server_url, name = own_role
    server = await asyncpg.connect(server_url)
    owner = f"presence_test_owner_{uuid4().hex}"
    await server.execute(f"create role {owner} login createdb createrole password 'owner'")
    place = urlsplit(server_url)
    owner_url = urlunsplit(place._replace(netloc=f"{owner}:owner@{place.netloc.rpartition('@')[2]}"))
    try:
        if await server.fetchval("select 1 from pg_roles where rolname = 'presence_ledger'"):  # another test's
            await server.execute(f"grant presence_ledger to {owner} with admin option")
        address = (await prepare(owner_url, {name: "secret"}))[name]
        assert await protect_ledger(owner_url, name)
        await migrate(address, MIGRATIONS)
        async with open_database(address) as database, PostgresLedger(database).reader() as reader:
            assert await reader.protection() == Protection(by_role=True, by_trigger=True)
    finally:
        await server.execute(f'drop database if exists "{name}" with (force)')
        await server.execute(f'drop role if exists "{name}"')
        await server.execute(f"drop owned by {owner}")
        await server.execute(f"drop role {owner}")
        await server.close()
