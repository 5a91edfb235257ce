"""Streams that end before their source does."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from services.common.ending import heard_out, until
from services.common.errors import InvalidInput


async def test_a_source_is_read_until_it_is_over_and_closed_though_it_is_silent() -> None:
    over, closed = asyncio.Event(), asyncio.Event()

    async def source() -> AsyncIterator[int]:
        try:
            yield 1
            yield 2
            await asyncio.Event().wait()
        finally:
            closed.set()

    items = []
    async for item in until(source(), over):
        items.append(item)
        if item == 2:
            over.set()
    assert items == [1, 2]
    assert closed.is_set()


async def test_a_source_that_ends_or_fails_by_itself_does_so_for_its_reader() -> None:
    async def source() -> AsyncIterator[int]:
        yield 1

    assert [item async for item in until(source(), asyncio.Event())] == [1]

    async def failing() -> AsyncIterator[int]:
        yield 1
        raise LookupError

    with pytest.raises(LookupError):
        assert [item async for item in until(failing(), asyncio.Event())]


async def test_what_is_refused_is_told_once_its_sender_has_ended_or_has_sent_enough() -> None:
    sent: list[int] = []

    async def requests(count: int) -> AsyncIterator[int]:
        for number in range(count):
            sent.append(number)
            yield number

    async def refusing(source: AsyncIterator[int]) -> None:
        async with heard_out(source, 4):
            assert await anext(source) == 0
            raise InvalidInput("first", "is not wanted")

    for count, heard in ((3, 3), (100, 5)):
        sent.clear()
        with pytest.raises(InvalidInput):
            await refusing(requests(count))
        assert len(sent) == heard
