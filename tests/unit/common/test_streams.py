"""Fan-out that never waits for a slow reader, heartbeats, and waiting before a retry."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from services.common.streams import Backoff, Broadcast, FellBehind, with_heartbeat


async def test_every_subscriber_gets_every_message_in_order() -> None:
    broadcast: Broadcast[int] = Broadcast(size=4)
    with broadcast.subscribe() as first, broadcast.subscribe() as second:
        for number in (1, 2, 3):
            broadcast.publish(number)
        broadcast.close()
        assert [number async for number in first] == [1, 2, 3]
        assert [number async for number in second] == [1, 2, 3]


async def test_a_reader_that_falls_behind_is_let_go_and_the_others_are_not() -> None:
    broadcast: Broadcast[int] = Broadcast(size=2)
    with broadcast.subscribe() as slow, broadcast.subscribe() as quick:
        for number in range(3):
            broadcast.publish(number)
            assert await anext(quick) == number
        with pytest.raises(FellBehind):
            await anext(slow)
        broadcast.publish(3)
        with pytest.raises(FellBehind):  # nothing after the gap may reach it
            await anext(slow)
        assert await anext(quick) == 3


async def test_a_waiting_reader_is_woken() -> None:
    broadcast: Broadcast[str] = Broadcast()
    with broadcast.subscribe() as subscription:
        waiting = asyncio.create_task(anext(subscription))
        await asyncio.sleep(0)
        broadcast.publish("here")
        assert await asyncio.wait_for(waiting, 20) == "here"


async def test_giving_up_waiting_loses_no_message() -> None:
    broadcast: Broadcast[str] = Broadcast()
    with broadcast.subscribe() as subscription:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(subscription), 0.001)
        broadcast.publish("kept")
        assert await asyncio.wait_for(anext(subscription), 20) == "kept"


async def test_closing_ends_readers_that_wait_and_those_that_come_later() -> None:
    broadcast: Broadcast[str] = Broadcast()
    with broadcast.subscribe() as early:
        waiting = asyncio.create_task(_all(early))
        await asyncio.sleep(0)
        broadcast.close()
        assert await asyncio.wait_for(waiting, 20) == []
    with broadcast.subscribe() as late:
        assert await asyncio.wait_for(_all(late), 20) == []


async def test_a_place_is_given_back() -> None:
    broadcast: Broadcast[str] = Broadcast()
    with broadcast.subscribe():
        assert broadcast.subscribers == 1
    assert broadcast.subscribers == 0


async def _all(source: AsyncIterator[str]) -> list[str]:
    return [item async for item in source]


async def test_an_idle_source_beats_and_its_next_message_still_comes() -> None:
    broadcast: Broadcast[str] = Broadcast()
    with broadcast.subscribe() as subscription:
        beating = with_heartbeat(subscription, every_seconds=0.005)
        assert await anext(beating) is None
        assert await anext(beating) is None
        broadcast.publish("news")
        broadcast.close()
        assert [item async for item in beating if item is not None] == ["news"]


async def test_an_error_of_the_source_comes_through_the_heartbeat() -> None:
    async def failing() -> AsyncIterator[str]:
        yield "first"
        raise FellBehind

    beating = with_heartbeat(failing(), every_seconds=1)
    assert await anext(beating) == "first"
    with pytest.raises(FellBehind):
        await anext(beating)


async def test_leaving_the_heartbeat_closes_its_source() -> None:
    closed = asyncio.Event()

    async def endless() -> AsyncIterator[str]:
        try:
            await asyncio.Event().wait()
            yield "never"
        finally:
            closed.set()

    beating = with_heartbeat(endless(), every_seconds=0.001)
    assert await anext(beating) is None
    await beating.aclose()
    assert closed.is_set()


def test_the_wait_doubles_up_to_its_ceiling_and_starts_small_again() -> None:
    backoff = Backoff(first_seconds=1, most_seconds=5, random=lambda: 1.0)
    assert [backoff.next_seconds() for _ in range(5)] == [1, 2, 4, 5, 5]
    backoff.reset()
    assert backoff.next_seconds() == 1


def test_the_wait_is_spread_over_the_whole_span() -> None:
    draws = iter([0.0, 0.5])
    backoff = Backoff(first_seconds=1, random=lambda: next(draws))
    assert [backoff.next_seconds(), backoff.next_seconds()] == [0.0, 1.0]


def test_very_many_failures_do_not_overflow() -> None:
    backoff = Backoff(first_seconds=1, most_seconds=3, random=lambda: 1.0)
    assert {backoff.next_seconds() for _ in range(5000)} == {1, 2, 3}
