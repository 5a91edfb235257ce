"""Group commit: what waits for one row is stored together."""

import asyncio
from collections.abc import Sequence

import pytest

from services.attendance.app.check_in.gather import Gathered
from services.attendance.domain.check_in.errors import CodeWrong, TooManyAtOnce
from services.attendance.domain.errors import DomainError


class Storing:
    """Stores batches one after another, each when it is let."""

    def __init__(self) -> None:
        self.batches: list[tuple[str, list[int]]] = []
        self.let = asyncio.Event()
        self.let.set()
        self.begun = asyncio.Event()
        self.breaks_on: int | None = None

    async def __call__(self, key: str, items: Sequence[int]) -> list[int | DomainError]:
        self.batches.append((key, list(items)))
        self.begun.set()
        await self.let.wait()
        if self.breaks_on in items:
            raise RuntimeError(f"{self.breaks_on} cannot be stored")
        return [CodeWrong() if item < 0 else item * 10 for item in items]


async def first_under_way(storing: Storing, gathered: Gathered[str, int, int]) -> "asyncio.Task[int]":
    """One item is being stored, and will be until it is let."""
    storing.let.clear()
    task = asyncio.create_task(gathered.add("a", 1))
    await storing.begun.wait()
    return task


async def settled(*tasks: "asyncio.Task[int]") -> list[int | BaseException]:
    async with asyncio.timeout(30):
        return await asyncio.gather(*tasks, return_exceptions=True)


async def queued(gathered: Gathered[str, int, int], *items: int) -> "list[asyncio.Task[int]]":
    tasks = [asyncio.create_task(gathered.add("a", item)) for item in items]
    await asyncio.sleep(0)  # each runs as far as its wait
    return tasks


async def test_what_comes_while_one_is_stored_is_stored_together_and_in_order() -> None:
    storing = Storing()
    gathered = Gathered(storing)
    first = await first_under_way(storing, gathered)
    others = await queued(gathered, 2, 3, 4)
    storing.let.set()
    assert await settled(first, *others) == [10, 20, 30, 40]
    assert storing.batches == [("a", [1]), ("a", [2, 3, 4])]


async def test_a_batch_is_no_larger_than_agreed() -> None:
    storing = Storing()
    gathered = Gathered(storing, batch_most=2)
    first = await first_under_way(storing, gathered)
    others = await queued(gathered, 2, 3, 4)
    storing.let.set()
    await settled(first, *others)
    assert [len(items) for _, items in storing.batches] == [1, 2, 1]


async def test_one_key_does_not_wait_for_another() -> None:
    storing = Storing()
    gathered = Gathered(storing)
    first = await first_under_way(storing, gathered)
    storing.begun.clear()
    other = asyncio.create_task(gathered.add("b", 5))
    async with asyncio.timeout(30):
        await storing.begun.wait()
    assert storing.batches == [("a", [1]), ("b", [5])]
    storing.let.set()
    assert await settled(first, other) == [10, 50]


async def test_when_too_many_wait_the_next_is_asked_to_come_again_and_the_others_are_served() -> None:
    storing = Storing()
    gathered = Gathered(storing, waiting_most=2)
    first = await first_under_way(storing, gathered)
    others = await queued(gathered, 2, 3)
    with pytest.raises(TooManyAtOnce):
        await gathered.add("a", 4)
    storing.let.set()
    assert await settled(first, *others) == [10, 20, 30]
    assert await gathered.add("a", 4) == 40


async def test_one_that_is_refused_does_not_harm_those_beside_it() -> None:
    storing = Storing()
    gathered = Gathered(storing)
    first = await first_under_way(storing, gathered)
    others = await queued(gathered, -2, 3)
    storing.let.set()
    answers = await settled(first, *others)
    assert isinstance(answers[1], CodeWrong)
    assert (answers[0], answers[2]) == (10, 30)


async def test_a_batch_that_breaks_is_tried_again_one_by_one() -> None:
    storing = Storing()
    storing.breaks_on = 2
    gathered = Gathered(storing)
    first = await first_under_way(storing, gathered)
    others = await queued(gathered, 2, 3)
    storing.let.set()
    answers = await settled(first, *others)
    assert isinstance(answers[1], RuntimeError)
    assert (answers[0], answers[2]) == (10, 30)


async def test_whoever_gave_up_waiting_is_not_stored() -> None:
    storing = Storing()
    gathered = Gathered(storing)
    first = await first_under_way(storing, gathered)
    gone, stays = await queued(gathered, 2, 3)
    gone.cancel()
    storing.let.set()
    await settled(first, gone, stays)
    assert storing.batches[-1] == ("a", [3])
