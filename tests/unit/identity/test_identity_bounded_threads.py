"""A queue for slow work refuses early whom it would answer too late."""

import asyncio
from collections.abc import AsyncIterator
from threading import Event

import pytest
import pytest_asyncio

from services.identity.adapters.bounded_threads import BoundedThreads
from services.identity.domain.login_errors import TooBusy


def queue(*, seconds_each: float, answer_seconds_max: float = 3.0, waiting_max: int = 64) -> BoundedThreads:
    return BoundedThreads(
        2, waiting_max=waiting_max, answer_seconds_max=answer_seconds_max, seconds_each=seconds_each, name="test"
    )


@pytest_asyncio.fixture(loop_scope="session")
async def gate() -> AsyncIterator[Event]:
    """What holds the threads until it is set."""
    event = Event()
    yield event
    event.set()


async def held(work: BoundedThreads, gate: Event, count: int) -> list[asyncio.Task[bool]]:
    tasks = [asyncio.create_task(work.run(gate.wait)) for _ in range(count)]
    await asyncio.sleep(0)  # until each is in the queue
    return tasks


async def test_who_would_be_answered_too_late_is_refused_at_once_and_told_when_to_come_again(gate: Event) -> None:
    work = queue(seconds_each=1.0)
    tasks = await held(work, gate, 6)  # the last one's answer comes after three seconds
    for _ in range(2):
        with pytest.raises(TooBusy) as busy:
            await work.run(gate.wait)
        assert busy.value.retry_after_seconds == 1.0
    gate.set()
    assert all(await asyncio.gather(*tasks))
    assert await work.run(gate.wait)
    work.close()


async def test_the_longer_the_queue_the_later_it_is_worth_coming_again(gate: Event) -> None:
    work = queue(seconds_each=8.0)
    tasks = await held(work, gate, 2)
    with pytest.raises(TooBusy) as busy:
        await work.run(gate.wait)
    assert busy.value.retry_after_seconds == 9.0  # answered in twelve seconds instead of three
    gate.set()
    await asyncio.gather(*tasks)
    work.close()


async def test_idle_threads_take_work_however_long_it_may_take() -> None:
    work = queue(seconds_each=100.0)
    assert await work.run(lambda: 7) == 7
    work.close()


async def test_how_long_work_takes_is_learned_from_work() -> None:
    work = queue(seconds_each=100.0)
    async with asyncio.timeout(30):
        while work.answer_seconds > 1.0:
            await work.run(lambda: None)
    work.close()


async def test_no_more_wait_than_the_queue_holds_however_quick_they_are(gate: Event) -> None:
    work = queue(seconds_each=0.0, waiting_max=1)
    tasks = await held(work, gate, 3)
    with pytest.raises(TooBusy):
        await work.run(gate.wait)
    gate.set()
    await asyncio.gather(*tasks)
    work.close()


async def test_who_leaves_the_queue_makes_room_and_their_work_is_not_done(gate: Event) -> None:
    work = queue(seconds_each=0.0, waiting_max=1)
    tasks = await held(work, gate, 2)
    done = Event()
    waiting = asyncio.create_task(work.run(done.set))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait((waiting,))
    async with asyncio.timeout(30):
        while True:
            try:
                tasks.append(asyncio.create_task(work.run(gate.wait)))
                await asyncio.sleep(0)
                break
            except TooBusy:
                continue
    gate.set()
    assert all(await asyncio.gather(*tasks))
    assert not done.is_set()
    work.close()
