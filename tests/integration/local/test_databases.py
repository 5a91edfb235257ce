"""Databases and roles for the services, on a real server."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
import pytest

from cli.errors import CommandError
from cli.local.databases import prepare


@pytest.fixture
async def server(postgres_url: str) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
    connection = await asyncpg.connect(postgres_url)
    yield connection
    await connection.close()


@pytest.fixture
async def names(server: "asyncpg.Connection[asyncpg.Record]") -> AsyncIterator[list[str]]:
    names = [f"presence_test_{uuid4().hex}" for _ in range(2)]
    yield names
    for name in names:
        await server.execute(f'drop database if exists "{name}" with (force)')
        await server.execute(f'drop role if exists "{name}"')


@pytest.fixture
async def owner(
    server: "asyncpg.Connection[asyncpg.Record]", postgres_url: str, names: list[str]
) -> AsyncIterator[str]:
    """Address for a role with CREATEDB and CREATEROLE only, as hosted servers give it."""
    name = f"presence_test_owner_{uuid4().hex}"
    await server.execute(f"create role \"{name}\" login createdb createrole password 'owner'")
    place = urlsplit(postgres_url)
    yield urlunsplit(place._replace(netloc=f"{name}:owner@{place.netloc.rpartition('@')[2]}"))
    for made in names:
        await server.execute(f'drop database if exists "{made}" with (force)')
        await server.execute(f'drop role if exists "{made}"')
    await server.execute(f'drop role "{name}"')


async def test_each_service_gets_a_database_that_only_it_can_open(postgres_url: str, names: list[str]) -> None:
    addresses = await prepare(postgres_url, {names[0]: "one", names[1]: "two"})
    connection = await asyncpg.connect(addresses[names[0]])
    assert (
        await connection.fetchval("select current_user || ' in ' || current_database()") == f"{names[0]} in {names[0]}"
    )
    await connection.execute("create table note (text text)")
    await connection.close()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(urlunsplit(urlsplit(addresses[names[0]])._replace(path=f"/{names[1]}")))


async def test_preparing_again_changes_nothing(postgres_url: str, names: list[str]) -> None:
    first = await prepare(postgres_url, {names[0]: "one"})
    assert await prepare(postgres_url, {names[0]: "one"}) == first


async def test_a_role_that_may_create_is_enough(owner: str, names: list[str]) -> None:
    addresses = await prepare(owner, dict.fromkeys(names, "one"))
    for address in addresses.values():
        connection = await asyncpg.connect(address)
        await connection.execute("create table note (text text)")
        await connection.close()


async def test_another_installations_role_is_left_alone(postgres_url: str, names: list[str]) -> None:
    await prepare(postgres_url, {names[0]: "theirs"})
    with pytest.raises(CommandError, match=f"has a role {names[0]} with another password"):
        await prepare(postgres_url, {names[0]: "ours"})
    await prepare(postgres_url, {names[0]: "theirs"})


async def test_a_role_that_may_not_create_is_told_what_it_lacks(postgres_url: str, names: list[str]) -> None:
    addresses = await prepare(postgres_url, {names[0]: "one"})
    with pytest.raises(CommandError, match="alter it with CREATEDB CREATEROLE"):
        await prepare(addresses[names[0]], {names[1]: "two"})


@pytest.mark.parametrize("address", ["postgresql://nobody@127.0.0.1:1/postgres", "not an address"])
async def test_a_server_that_does_not_answer_is_told(address: str) -> None:
    with pytest.raises(CommandError, match="Cannot use the PostgreSQL server of DATABASE_URL: "):
        await prepare(address, {})
