"""A listener wakes its readers whenever something may have changed, whatever happens to its connection."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from services.common.listen import Listener
from services.common.streams import Backoff
from tests.integration.common.gate import Gate

NEVER = 3600.0


@pytest.fixture
async def gate(database_url: str) -> AsyncIterator[Gate]:
    async with Gate(database_url) as opened:
        yield opened


@pytest.fixture
async def writer(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


def listener_to(dsn: str, *, poll_seconds: float = NEVER, check_seconds: float = 5.0) -> Listener:
    backoff = Backoff(first_seconds=0.01, most_seconds=0.05)
    return Listener(
        dsn, "people", "rooms", "last", poll_seconds=poll_seconds, check_seconds=check_seconds, backoff=backoff
    )


async def woken(changes: AsyncIterator[None], seconds: float = 30) -> None:
    await asyncio.wait_for(anext(changes), seconds)


async def settled(changes: AsyncIterator[None]) -> None:
    """Past the wake-up for the first look and the one for the connection's beginning."""
    await woken(changes)
    await woken(changes)


async def asleep(listener: Listener, changes: AsyncIterator[None], writer: asyncpg.Connection) -> bool:
    """Whether the reader sleeps on, even after its listener has heard everything that was said until now."""
    last = listener.changes("last")
    await woken(last)  # its first look
    waiting = asyncio.ensure_future(anext(changes))
    await writer.execute("notify last")  # heard last: one connection delivers in the order of speaking
    await woken(last)
    done = waiting.done()
    waiting.cancel()
    return not done


async def test_a_reader_looks_first_and_wakes_on_notify(database_url: str, writer: asyncpg.Connection) -> None:
    async with listener_to(database_url) as listener:
        changes = listener.changes("people")
        await settled(changes)
        for _ in range(3):
            await writer.execute("notify people")
            await woken(changes)


async def test_a_reader_wakes_for_its_own_channel_only(database_url: str, writer: asyncpg.Connection) -> None:
    async with listener_to(database_url) as listener:
        people, rooms = listener.changes("people"), listener.changes("rooms")
        await settled(people)
        await woken(rooms)
        await writer.execute("notify people")
        await woken(people)
        assert await asleep(listener, rooms, writer)


async def test_many_notifications_wake_a_busy_reader_once(database_url: str, writer: asyncpg.Connection) -> None:
    async with listener_to(database_url) as listener:
        people, last = listener.changes("people"), listener.changes("last")
        await settled(people)
        await woken(last)
        for number in range(50):
            await writer.execute(f"select pg_notify('people', '{number}')")
        await writer.execute("notify last")
        await woken(last)  # by now all fifty have been heard
        await woken(people)
        assert await asleep(listener, people, writer)


async def test_a_killed_connection_is_replaced_and_its_reader_looks_again(
    database_url: str, writer: asyncpg.Connection
) -> None:
    async with listener_to(database_url) as listener:
        changes = listener.changes("people")
        await settled(changes)
        killed = await writer.fetch(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
            " and pid <> pg_backend_pid() and backend_type = 'client backend'"
        )
        assert len(killed) == 1
        await woken(changes)  # what it missed meanwhile
        await writer.execute("notify people")
        await woken(changes)


async def test_a_database_that_goes_away_and_comes_back_is_listened_to_again(
    gate: Gate, writer: asyncpg.Connection
) -> None:
    async with listener_to(gate.dsn) as listener:
        changes = listener.changes("people")
        await settled(changes)
        await gate.shut()
        await writer.execute("notify people")  # lost: nobody listens
        await gate.open()
        await woken(changes)
        await writer.execute("notify people")
        await woken(changes)


@pytest.mark.parametrize("failure", [asyncpg.InternalClientError("cannot switch to state 4"), ValueError("a mistake")])
async def test_whatever_goes_wrong_a_listener_listens_again(
    database_url: str, writer: asyncpg.Connection, failure: Exception
) -> None:
    class Stumbling(Listener):
        stumbled = False

        async def _listen_once(self) -> None:
            if not self.stumbled:
                self.stumbled = True
                raise failure
            await super()._listen_once()

    backoff = Backoff(first_seconds=0.01, most_seconds=0.05)
    async with Stumbling(database_url, "people", poll_seconds=NEVER, backoff=backoff) as listener:
        changes = listener.changes("people")
        await settled(changes)
        await writer.execute("notify people")
        await woken(changes)


async def test_a_connection_that_went_silent_is_noticed(gate: Gate, writer: asyncpg.Connection) -> None:
    async with listener_to(gate.dsn, check_seconds=0.2) as listener:
        changes = listener.changes("people")
        await settled(changes)
        gate.freeze()
        await writer.execute("notify people")
        await gate.accepted(2)  # it gave the silent one up
        await gate.open()
        await woken(changes)
        await writer.execute("notify people")
        await woken(changes)


async def test_a_reader_looks_from_time_to_time_even_if_nothing_can_be_heard(gate: Gate) -> None:
    await gate.shut()
    async with listener_to(gate.dsn, poll_seconds=0.01) as listener:
        changes = listener.changes("people")
        for _ in range(5):
            await woken(changes)


async def test_leaving_ends_the_connection(database_url: str, writer: asyncpg.Connection) -> None:
    async with listener_to(database_url) as listener:
        await settled(listener.changes("people"))
    async with asyncio.timeout(30):
        while await writer.fetchval(
            "select count(*) from pg_stat_activity where datname = current_database()"
            " and backend_type = 'client backend' and pid <> pg_backend_pid()"
        ):
            await writer.execute("select pg_stat_clear_snapshot()")


async def test_a_channel_nobody_listens_to_is_refused(database_url: str) -> None:
    async with listener_to(database_url) as listener:
        with pytest.raises(ValueError, match="not listening on elsewhere"):
            await anext(listener.changes("elsewhere"))
