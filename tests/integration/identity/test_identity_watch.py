"""WatchPeople over real gRPC, woken by PostgreSQL."""

import asyncio
from collections.abc import Callable
from typing import TypeAlias
from uuid import uuid4

import grpc
import pytest
from presence.identity.v1 import identity_service_pb2, people_service_pb2_grpc
from presence.identity.v1 import people_service_pb2 as pb

from services.common.channels import bearer
from services.common.status import reason_of
from tests.fakes.identity_server import RunningIdentity, running_identity

Stub = people_service_pb2_grpc.PeopleServiceStub
AsyncStub: TypeAlias = "people_service_pb2_grpc.PeopleServiceAsyncStub"


async def create(identity: RunningIdentity, stub: AsyncStub) -> str:
    created = await stub.CreatePerson(
        pb.CreatePersonRequest(
            person=pb.Person(
                display_name="Ada", email=f"{uuid4().hex}@example.edu", role=identity_service_pb2.ROLE_STUDENT
            ),
            request_id=str(uuid4()),
        ),
        metadata=bearer(identity.admin.token),
    )
    return str(created.person.person_id)


class Follower:
    """Reads one stream; never waits longer than 30 s."""

    def __init__(self, stub: AsyncStub, token: str, resume_token: str = "") -> None:
        self._call = stub.WatchPeople(pb.WatchPeopleRequest(resume_token=resume_token), metadata=bearer(token))

    async def next(self) -> pb.WatchPeopleResponse:
        async with asyncio.timeout(30):
            response = await self._call.read()
        assert isinstance(response, pb.WatchPeopleResponse), "the stream ended"
        return response

    async def next_event(self) -> pb.WatchPeopleResponse:
        while (response := await self.next()).WhichOneof("event") == "heartbeat":
            pass
        return response

    async def to_caught_up(self) -> tuple[set[str], str]:
        people: set[str] = set()
        while (response := await self.next_event()).WhichOneof("event") != "caught_up":
            people.add(response.changed.person_id)
        return people, response.resume_token

    def cancel(self) -> None:
        self._call.cancel()


async def test_a_follower_gets_everybody_then_changes_then_heartbeats(identity: RunningIdentity) -> None:
    service = await identity.service_token("recognition", "identity")
    async with identity.channel() as channel:
        stub = Stub(channel)
        before = await create(identity, stub)
        follower = Follower(stub, service)
        people, token = await follower.to_caught_up()
        assert {before, identity.admin.person_id} <= people
        later = await create(identity, stub)
        changed = await follower.next_event()
        assert (changed.changed.person_id, changed.resume_token != token) == (later, True)
        await stub.DeletePerson(pb.DeletePersonRequest(person_id=before), metadata=bearer(identity.admin.token))
        deleted = await follower.next_event()
        assert deleted.deleted_person_id == before
        heartbeat = await follower.next()
        assert heartbeat.WhichOneof("event") == "heartbeat"
        assert heartbeat.resume_token == deleted.resume_token
        follower.cancel()

        resumed = Follower(stub, service, changed.resume_token)
        assert (await resumed.next_event()).deleted_person_id == before
        assert (await resumed.next_event()).WhichOneof("event") == "caught_up"
        resumed.cancel()


@pytest.mark.timed
async def test_a_change_is_told_within_a_second(identity: RunningIdentity) -> None:
    service = await identity.service_token("attendance", "identity")
    async with identity.channel() as channel:
        stub = Stub(channel)
        follower = Follower(stub, service)
        await follower.to_caught_up()
        loop = asyncio.get_running_loop()
        started = loop.time()
        person_id = await create(identity, stub)
        assert (await follower.next_event()).changed.person_id == person_id
        print(f"from CreatePerson to WatchPeople: {loop.time() - started:.3f} s")
        assert loop.time() - started < 1  # woken by NOTIFY; the poll comes every 30 s
        follower.cancel()


async def test_followers_miss_nobody_of_many_made_at_once(identity: RunningIdentity) -> None:
    service = await identity.service_token("attendance", "identity")
    async with identity.channel() as channel:
        stub = Stub(channel)
        follower = Follower(stub, service)
        await follower.to_caught_up()
        made = set(await asyncio.gather(*(create(identity, stub) for _ in range(40))))
        seen = [(await follower.next_event()).changed.person_id for _ in range(40)]
        assert set(seen) == made
        follower.cancel()


async def test_a_token_of_another_database_has_to_start_afresh(
    identity: RunningIdentity, create_database: Callable[..., str]
) -> None:
    service = await identity.service_token("attendance", "identity")
    async with identity.channel() as channel:
        follower = Follower(Stub(channel), service, f"{uuid4().hex}.3")
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await follower.next()
        assert refused.value.code() is grpc.StatusCode.OUT_OF_RANGE
        malformed = Follower(Stub(channel), service, "yesterday")
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await malformed.next()
        assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT


async def test_followers_are_sent_on_when_the_process_goes_away(create_database: Callable[..., str]) -> None:
    async with running_identity(create_database()) as identity:
        service = await identity.service_token("attendance", "identity")
        async with identity.channel() as channel:
            follower = Follower(Stub(channel), service)
            await follower.to_caught_up()
            await identity.service.watching.stop()
            with pytest.raises(grpc.aio.AioRpcError) as ended:
                await follower.next()
    assert ended.value.code() is grpc.StatusCode.UNAVAILABLE
    assert reason_of(ended.value) == "RESTARTING"
