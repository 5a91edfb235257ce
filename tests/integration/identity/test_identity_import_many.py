"""Large files of people through the real service: pieces, who is told of them, time and flat memory."""

import asyncio
import os
import tracemalloc
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from time import perf_counter
from uuid import uuid4

import asyncpg
import grpc
import pytest
import pytest_asyncio
from presence.identity.v1 import identity_service_pb2, people_service_pb2_grpc
from presence.identity.v1 import people_service_pb2 as pb

from services.common.channels import bearer
from tests.fakes.identity_server import RunningIdentity, running_identity
from tests.integration.identity.import_files import HEADER, counts, imported

PEOPLE = 50_000


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def identity(create_database: Callable[..., str]) -> AsyncIterator[RunningIdentity]:
    """Of its own: others' tests need not live among fifty thousand people."""
    async with running_identity(create_database()) as running:
        yield running


async def test_followers_are_told_of_everybody_in_a_file_and_new_people_are_mailed(identity: RunningIdentity) -> None:
    token = await identity.service_token("recognition", "identity")
    async with identity.channel() as channel:
        stub = people_service_pb2_grpc.PeopleServiceStub(channel)
        call = stub.WatchPeople(pb.WatchPeopleRequest(), metadata=bearer(token))
        waiting = {f"follow{number}@example.edu" for number in range(20)}
        async with asyncio.timeout(30):
            async for event in call:
                if event.WhichOneof("event") == "caught_up":
                    break
            rows = "\n".join(f"Follow {email},{email},student" for email in waiting)
            await imported(identity, [f"name,email,role\n{rows}\n".encode()])
            async for event in call:
                waiting.discard(event.changed.email)
                if not waiting:
                    break
        call.cancel()
    connection = await asyncpg.connect(identity.database_url)
    try:
        mails = "select count(*) from mails where kind = 'activation' and to_address like 'follow%@example.edu'"
        links = "select count(*) from activations join people using (person_id) where email like 'follow%@example.edu'"
        async with asyncio.timeout(30):
            while await connection.fetchval(mails) < 20:  # noqa: ASYNC110 - written by the sender, which tells nobody
                await asyncio.sleep(0.05)
        assert await connection.fetchval(mails) == await connection.fetchval(links) == 20
    finally:
        await connection.close()


async def test_the_first_thousand_errors_are_told_and_all_are_counted(identity: RunningIdentity) -> None:
    bad = "\n".join(f"Row {number},not an address" for number in range(1_500))
    errors, _, summary = await imported(identity, [f"name,email\n{bad}\n".encode()])
    assert [error.line for error in errors] == list(range(2, 1_002))
    assert counts(summary) == (0, 0, 0, 1_500, False)


async def test_a_file_is_sent_in_pieces_after_its_options(identity: RunningIdentity) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await imported(identity, [b"x" * (64 * 1024 + 1)])
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT

    async def without_options() -> AsyncIterator[pb.ImportPeopleRequest]:
        yield pb.ImportPeopleRequest(chunk=b"name,email")

    async with identity.channel() as channel:
        stub = people_service_pb2_grpc.PeopleServiceStub(channel)
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            async for _ in stub.ImportPeople(without_options(), metadata=bearer(identity.admin.token)):
                pass
        assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT


def big_file(people: int, mark: str = "") -> Iterable[bytes]:
    """About 5 MB, made as it is sent; other people for another mark."""
    text = HEADER + "\n"
    for number in range(people):
        text += (
            f"Student Number {number},big{mark}{number}@example.edu,student,BIG{mark}-{number:06},BE {number % 40},"
            f"Guardian {number},guardian{number}@example.edu,+977 1 {number:07}\n"
        )
        if len(text) > 60_000:
            yield text.encode()
            text = ""
    yield text.encode()


@pytest.mark.timed
async def test_fifty_thousand_people_in_under_a_minute_with_flat_memory_and_nobody_waits_long(
    identity: RunningIdentity, capsys: pytest.CaptureFixture[str]
) -> None:
    await imported(identity, big_file(500), commit=False)  # what is loaded once
    tracemalloc.start()
    small = await _peak_bytes(identity, 500)
    large = await _peak_bytes(identity, 4_000)  # kept whole, its rows would be several megabytes
    tracemalloc.stop()
    over, mark = asyncio.Event(), uuid4().hex[:6]
    writing = asyncio.create_task(_write_people(identity, over))
    began = perf_counter()
    _, _, written = await imported(identity, big_file(PEOPLE, mark))
    seconds = perf_counter() - began
    over.set()
    waited = await writing
    assert counts(written) == (PEOPLE, 0, 0, 0, True)
    _, _, again = await imported(identity, big_file(5_000, mark))
    assert counts(again) == (0, 0, 5_000, 0, True)
    with capsys.disabled():
        print(
            f"\nimport of {PEOPLE} people: {seconds:.1f} s, of which who else writes people waited {waited:.1f} s "
            f"at most; peak of Python memory {large / 1e6:.1f} MB for 4,000 rows, {small / 1e6:.1f} MB for 500 "
            f"({os.cpu_count()} cores)"
        )
    assert seconds < 60
    assert large < small + 2e6
    assert waited < max(seconds / 2, 2.0)


async def _write_people(identity: RunningIdentity, over: asyncio.Event) -> float:
    """Adds somebody, ten times a second; how many seconds the slowest took."""
    slowest, role = 0.0, identity_service_pb2.ROLE_STUDENT
    async with identity.channel() as channel:
        stub = people_service_pb2_grpc.PeopleServiceStub(channel)
        while not over.is_set():
            person = pb.Person(display_name="Somebody", email=f"{uuid4().hex}@example.edu", role=role)
            began = perf_counter()
            request = pb.CreatePersonRequest(person=person, request_id=str(uuid4()))
            made = False
            while not made:  # told to try again where a slow machine lets the wait grow too long, as any caller would
                try:
                    await stub.CreatePerson(request, metadata=bearer(identity.admin.token), timeout=30)
                    made = True
                except grpc.aio.AioRpcError as error:
                    if error.code() is not grpc.StatusCode.UNAVAILABLE:
                        raise
            slowest = max(slowest, perf_counter() - began)
            with suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), 0.1)
    return slowest


async def _peak_bytes(identity: RunningIdentity, people: int) -> int:
    tracemalloc.reset_peak()
    start, _ = tracemalloc.get_traced_memory()
    await imported(identity, big_file(people), commit=False)
    return tracemalloc.get_traced_memory()[1] - start
