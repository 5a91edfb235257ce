"""The pool over a real server: fails fast while it is away, recovers by itself, and speaks JSON."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import grpc
import pytest

from services.common.channels import bearer, open_channel
from services.common.errors import DatabaseUnavailable
from services.common.postgres import Database, open_database
from services.common.start import DatabaseRefused, wait_for_database
from tests.integration.common.echo import GOOD_TOKEN, Echo, Stub
from tests.integration.common.gate import Gate


@pytest.fixture
async def gate(database_url: str) -> AsyncIterator[Gate]:
    async with Gate(database_url) as opened:
        yield opened


@pytest.fixture
async def database(gate: Gate) -> AsyncIterator[Database]:
    """Patient: what it cannot have, it has not because it is refused."""
    async with open_database(gate.dsn, most_connections=2, connect_seconds=60, command_seconds=60) as opened:
        yield opened


async def answered(database: Database) -> int:
    """What an impatient one is answered in the end: on a busy machine a new connection may take it too long."""
    async with asyncio.timeout(30):
        while True:
            with suppress(DatabaseUnavailable):
                return int(await database.fetchval("select 1"))


async def test_json_ids_and_times_come_back_as_they_went(database: Database) -> None:
    await database.execute("create table things (id uuid primary key, body jsonb not null, at timestamptz not null)")
    thing, at = uuid4(), datetime(2026, 3, 1, 9, tzinfo=UTC)
    await database.execute("insert into things values ($1, $2, $3)", thing, {"a": [1, None, "é"]}, at)
    row = await database.fetchrow("select * from things where id = $1", thing)
    assert row is not None
    assert (row["id"], row["body"], row["at"]) == (thing, {"a": [1, None, "é"]}, at)
    assert [found["id"] for found in await database.fetch("select id from things")] == [thing]


async def test_a_transaction_that_raises_leaves_nothing(database: Database) -> None:
    await database.execute("create table things (id int)")

    async def write(*, fail: bool) -> None:
        async with database.transaction() as connection:
            await connection.execute("insert into things values (1)")
            if fail:
                raise KeyError

    with pytest.raises(KeyError):
        await write(fail=True)
    assert await database.fetchval("select count(*) from things") == 0
    await write(fail=False)
    assert await database.fetchval("select count(*) from things") == 1


async def test_a_wrong_statement_is_not_taken_for_a_lost_database(database: Database) -> None:
    with pytest.raises(asyncpg.UndefinedTableError):
        await database.fetch("select * from nowhere")
    await database.execute("create table things (id int primary key)")
    await database.execute("insert into things values (1)")
    with pytest.raises(asyncpg.UniqueViolationError):
        await database.execute("insert into things values (1)")


async def test_calls_fail_at_once_while_the_database_refuses_and_work_when_it_is_back(
    database: Database, gate: Gate
) -> None:
    assert await database.fetchval("select 1") == 1
    await gate.shut()
    for _ in range(3):
        started = time.monotonic()
        with pytest.raises(DatabaseUnavailable):
            await database.fetchval("select 1")
        assert time.monotonic() - started < 20
    await gate.open()
    assert await database.fetchval("select 1") == 1


async def test_calls_fail_in_time_while_the_network_swallows_everything_and_work_when_it_is_back(
    gate: Gate,
) -> None:
    async with open_database(gate.dsn, connect_seconds=0.5, command_seconds=0.5) as database:
        assert await answered(database) == 1
        gate.freeze()
        for _ in range(4):  # the open connection first, then new ones
            started = time.monotonic()
            with pytest.raises(DatabaseUnavailable):
                await database.fetchval("select 1")
            assert time.monotonic() - started < 20
        await gate.open()
        assert await answered(database) == 1


async def test_a_transaction_cut_in_the_middle_fails_as_unavailable(database: Database, gate: Gate) -> None:
    await database.execute("create table things (id int)")

    async def cut() -> None:
        async with database.transaction() as connection:
            await connection.execute("insert into things values (1)")
            await gate.shut()
            await connection.execute("insert into things values (2)")

    with pytest.raises(DatabaseUnavailable):
        await cut()
    await gate.open()
    assert await database.fetchval("select count(*) from things") == 0


async def test_a_connection_ended_by_the_server_is_replaced(database: Database) -> None:
    async with database.connection() as connection:
        ended = await connection.fetchval("select pg_backend_pid()")
    async with database.connection(), database.connection() as other:
        pids = [ended, await other.fetchval("select pg_backend_pid()")]
        with pytest.raises(DatabaseUnavailable):
            await Database(database._pool, 0.2).fetchval("select 1")  # both in use: waits for one, then gives up
    async with database.connection() as connection:
        killer = await connection.fetchval("select pg_backend_pid()")
        for pid in pids:
            if pid != killer:
                await connection.execute("select pg_terminate_backend($1, 5000)", pid)
    assert await database.fetchval("select 1") == 1
    async with database.connection(), database.connection() as second:
        assert await second.fetchval("select 1") == 1


async def test_a_cancelled_call_gives_its_connection_back(database: Database) -> None:
    for _ in range(5):
        call = asyncio.create_task(database.execute("select pg_sleep(60)"))
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(call, 0.05)
    assert await database.fetchval("select 1") == 1


async def test_a_database_that_is_away_at_the_start_may_come_later(gate: Gate) -> None:
    await gate.shut()
    async with open_database(gate.dsn) as database:
        with pytest.raises(DatabaseUnavailable):
            await database.fetchval("select 1")
        await gate.open()
        assert await answered(database) == 1


async def test_leaving_does_not_wait_for_a_database_that_is_gone(gate: Gate) -> None:
    started = time.monotonic()
    async with open_database(gate.dsn, connect_seconds=0.5) as database:
        assert await answered(database) == 1
        gate.freeze()
    assert time.monotonic() - started < 30


async def test_waiting_ends_when_the_database_answers(gate: Gate) -> None:
    await gate.shut()
    waiting = asyncio.create_task(wait_for_database(gate.dsn, 60))
    await asyncio.sleep(0)
    await gate.open()
    await asyncio.wait_for(waiting, 60)


async def test_waiting_ends_when_its_time_is_over(gate: Gate) -> None:
    await gate.shut()
    with pytest.raises(DatabaseUnavailable):
        await wait_for_database(gate.dsn, 0.3)


async def test_a_caller_is_told_to_try_again_while_the_database_is_away(database: Database, gate: Gate) -> None:
    class Reading(Echo):
        async def unary_unary(self, request: bytes, context: object) -> bytes:
            if request == b"pool":
                return str(await database.fetchval("select 1")).encode()
            connection = await asyncpg.connect(gate.dsn)
            await connection.close()
            return b"1"

    server = Reading().server()
    port = await server.start()
    async with open_channel(f"ipv4:127.0.0.1:{port}") as channel:
        call = Stub(channel).unary_unary
        for way in (b"pool", b"its own connection"):
            assert await call(way, metadata=bearer(GOOD_TOKEN)) == b"1"
            await gate.shut()
            with pytest.raises(grpc.aio.AioRpcError) as raised:
                await call(way, metadata=bearer(GOOD_TOKEN))
            assert raised.value.code() is grpc.StatusCode.UNAVAILABLE
            assert raised.value.details() == "the database does not answer; try again"
            await gate.open()
            assert await call(way, metadata=bearer(GOOD_TOKEN)) == b"1"
    await server.stop()


async def test_a_database_that_will_not_have_us_is_not_waited_for(database_url: str) -> None:
    name = urlsplit(database_url).path
    for refused, words in (
        (database_url.replace(name, "/no_such_database"), 'database "no_such_database" does not exist'),
        ("somewhere else", "DATABASE_URL cannot be used"),
    ):
        with pytest.raises(DatabaseRefused, match=words):
            await wait_for_database(refused, 30)
