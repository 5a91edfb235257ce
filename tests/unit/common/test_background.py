"""Work beside a server ends with it, and ends it when it fails."""

import asyncio

import pytest

from services.common.background import running


async def test_works_are_cancelled_when_the_block_ends() -> None:
    started, cancelled = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    async with running(work()):
        await asyncio.wait_for(started.wait(), 20)
    assert cancelled.is_set()


async def test_a_work_that_fails_ends_the_block_with_its_error() -> None:
    drained = asyncio.Event()

    async def work() -> None:
        raise LookupError("broken")

    async def serving() -> None:
        async with running(work()):
            try:
                await asyncio.Event().wait()
            finally:
                drained.set()

    with pytest.raises(LookupError, match="broken"):
        await asyncio.wait_for(serving(), 20)
    assert drained.is_set()


async def test_several_works_that_fail_together_end_it_with_the_first() -> None:
    async def work(error: Exception) -> None:
        raise error

    async def serving() -> None:
        async with running(work(KeyError("first")), work(ValueError("second"))):
            await asyncio.Event().wait()

    with pytest.raises(KeyError, match="first"):
        await asyncio.wait_for(asyncio.create_task(serving()), 20)


async def test_a_work_may_return() -> None:
    done = asyncio.Event()

    async def work() -> None:
        done.set()

    async with running(work()):
        await asyncio.wait_for(done.wait(), 20)
        await asyncio.sleep(0)


async def test_being_cancelled_from_outside_stays_a_cancellation() -> None:
    inside = asyncio.Event()

    async def work() -> None:
        await asyncio.Event().wait()

    async def serving() -> None:
        async with running(work()):
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(serving())
    await asyncio.wait_for(inside.wait(), 20)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_the_blocks_own_error_is_kept() -> None:
    async def work() -> None:
        await asyncio.Event().wait()

    with pytest.raises(ValueError, match="mine"):
        async with running(work()):
            raise ValueError("mine")
