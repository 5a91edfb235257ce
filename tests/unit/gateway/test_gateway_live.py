"""What sockets share: the newest picture, names, the addresses of pods."""

import asyncio

import grpc
import pytest

from gateway.live.addresses import replicas_of
from gateway.live.names import Names
from gateway.live.newest import Newest
from gateway.live.socket import Close, Closed, closed_by
from gateway.problems import ProblemError


async def test_the_newest_item_wins() -> None:
    newest: Newest[int] = Newest()
    newest.put(1)
    newest.put(2)
    assert await newest.take() == 2
    waiting = asyncio.create_task(newest.take())
    await asyncio.wait((waiting,), timeout=0)
    newest.put(3)
    assert await asyncio.wait_for(waiting, 30) == 3


async def test_a_failure_is_told_after_the_last_item() -> None:
    newest: Newest[int] = Newest()
    newest.put(1)
    newest.fail(PermissionError())
    assert await newest.take() == 1
    with pytest.raises(PermissionError):
        await newest.take()


class Register:
    """Loads names, and says when it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answered = asyncio.Condition()
        self.failing = False

    async def __call__(self, person_id: str) -> str:
        async with self.answered:
            self.asked.append(person_id)
            self.answered.notify_all()
        if self.failing:
            raise grpc.aio.AioRpcError(grpc.StatusCode.NOT_FOUND, grpc.aio.Metadata(), grpc.aio.Metadata())
        return f"name of {person_id}"

    async def until_asked(self, times: int) -> None:
        async with asyncio.timeout(30), self.answered:
            await self.answered.wait_for(lambda: len(self.asked) >= times)


async def settled(names: Names) -> None:
    """Until no name is being loaded."""
    while names._loading:
        await asyncio.wait(names._loading.values(), timeout=5)


async def test_a_name_is_loaded_once_and_again_when_it_is_old() -> None:
    register, now = Register(), [0.0]
    names = Names(register, keep_seconds=60, monotonic=lambda: now[0])
    assert [names.of("a"), names.of("a")] == ["", ""]
    await settled(names)
    assert names.of("a") == "name of a"
    assert register.asked == ["a"]
    now[0] = 61.0
    assert names.of("a") == "name of a"  # the old one until the new one is there
    await register.until_asked(2)
    await settled(names)


async def test_a_name_that_cannot_be_had_is_not_asked_for_with_every_frame() -> None:
    register = Register()
    register.failing = True
    names = Names(register)
    names.of("a")
    await settled(names)
    assert names.of("a") == ""
    await settled(names)
    assert register.asked == ["a"]


async def test_no_more_names_are_kept_than_there_is_room_for() -> None:
    register = Register()
    names = Names(register, size=2)
    for person_id in ("a", "b", "c"):
        names.of(person_id)
        await settled(names)
    assert (names.of("b"), names.of("c")) == ("name of b", "name of c")
    assert names.of("a") == ""
    await settled(names)


async def test_every_address_of_a_target_is_found() -> None:
    found = await replicas_of("ipv4:10.0.0.1:5001,10.0.0.2:5001")
    assert [one.target for one in found] == ["ipv4:10.0.0.1:5001", "ipv4:10.0.0.2:5001"]
    for target in ("dns:///localhost:5001", "dns:localhost:5001", "localhost:5001"):
        by_name = await replicas_of(target)
        assert any(one.target in ("ipv4:127.0.0.1:5001", "ipv6:[::1]:5001") for one in by_name)
        assert {one.server_name for one in by_name} == {"localhost"}
    with pytest.raises(ValueError, match="host:port"):
        await replicas_of("nonsense")


def test_a_refused_socket_closes_with_the_reason_before_the_words() -> None:
    refused = closed_by(ProblemError(404, "SESSION_NOT_FOUND", "there is no session 7"))
    assert (refused.code, refused.message) == (Close.NOT_FOUND, b"SESSION_NOT_FOUND: there is no session 7")
    assert Closed(Close.WRONG_MESSAGE, "too short").message == b"WRONG_MESSAGE: too short"
    assert Closed(Close.FINISHED).message == b""
    long = Closed(Close.NOT_FOUND, "कक्षा" * 40).message  # the protocol has room for 123 bytes
    assert len(long) <= 120
    assert long.decode().startswith("NOT_FOUND: कक्षा")
