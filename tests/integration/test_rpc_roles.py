"""Every RPC that the protos declare, called as every kind of caller on real services, held against `roles.toml`."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any
from uuid import uuid4

import grpc
import pytest
import pytest_asyncio
from google.protobuf.descriptor import FieldDescriptor, MethodDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from presence.identity.v1 import identity_service_pb2 as identity_pb
from presence.identity.v1.identity_service_pb2_grpc import IdentityServiceStub

from services.common.channels import bearer, open_channel
from services.common.status import reason_of
from tests.e2e.rpcs import every_rpc
from tests.fakes.identity_server import PASSWORD
from tests.integration.roles_world import World, running_world
from tests.roles import PAGE, RPC_CALLERS, page, rules

RULES = rules("rpc")
METHODS: dict[str, MethodDescriptor] = {
    f"{rpc.method.containing_service.full_name}/{rpc.method.name}": rpc.method for rpc in every_rpc()
}
ANSWER_SECONDS = 3.0  # a stream that has nothing to say by then has not refused its caller
REFUSAL_SECONDS = 60.0  # recognition itself waits 2 s for who may yet be an operator, before it refuses them


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def world(create_database: Callable[..., str]) -> AsyncIterator[World]:
    async with running_world(create_database) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def channels(world: World) -> AsyncIterator[Mapping[str, grpc.aio.Channel]]:
    opened = {process: open_channel(target) for process, target in world.targets.items()}
    yield opened
    for channel in opened.values():
        await channel.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def tokens(world: World, channels: Mapping[str, grpc.aio.Channel]) -> Mapping[str, str]:
    """Access tokens of people, by e-mail: each logs in once."""
    stub = IdentityServiceStub(channels["identity"])
    found = {}
    for email in world.emails.values():
        credential = identity_pb.PasswordCredential(email=email, password=PASSWORD)
        answer = await stub.Authenticate(identity_pb.AuthenticateRequest(password=credential))
        found[email] = answer.token.access_token
    found["kiosk"] = await world.college.identity.kiosk_token(world.kiosk_code)
    return found


def test_every_rpc_has_a_rule_and_every_rule_an_rpc() -> None:
    assert set(RULES) == set(METHODS)


def test_the_page_is_made_of_the_rules() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m tests.roles`"


async def test_a_photo_outlives_whoever_may_not_erase_it(
    world: World, channels: Mapping[str, grpc.aio.Channel], tokens: Mapping[str, str]
) -> None:
    service = "presence.recognition.v1.EncodingService"
    request, image = (
        filled(GetMessageClass(METHODS[f"{service}/{name}"].input_type)(), world.ids)
        for name in ("DeleteFaceSample", "GetFaceSampleImage")
    )
    for caller in RPC_CALLERS:
        if RULES[f"{service}/DeleteFaceSample"].of(caller) == "silent":
            token = await world.token(caller, "recognition", tokens.__getitem__)
            await called(channels["recognition"], f"{service}/DeleteFaceSample", request, token)
    token = tokens[world.emails["student own"]]
    answer = await called(channels["recognition"], f"{service}/GetFaceSampleImage", image, token)
    assert answer == (grpc.StatusCode.OK, None)


def undoing_last(name: str) -> tuple[int, str]:
    """What ends or erases things of the world comes after all that needs them."""
    method = name.rpartition("/")[2]
    if method == "SetConsent":  # withdrawn, it takes the photos along
        return 2, name
    return int(method.startswith(("Delete", "End", "Unenrol"))), name


@pytest.mark.parametrize("name", sorted(METHODS, key=undoing_last))
async def test_an_rpc_answers_whom_the_table_says(
    name: str, world: World, channels: Mapping[str, grpc.aio.Channel], tokens: Mapping[str, str]
) -> None:
    method = METHODS[name]
    process = method.containing_service.file.package.split(".")[1]

    async def wrong_for(caller: str) -> str:
        token = await world.token(caller, process, tokens.__getitem__)
        request = filled(GetMessageClass(method.input_type)(), world.ids_for(caller))
        expected = RULES[name].of(caller)
        seconds = REFUSAL_SECONDS if expected in ("no", "hidden") else ANSWER_SECONDS
        code, reason = await called(channels[process], name, request, token, seconds)
        assert code is not grpc.StatusCode.UNIMPLEMENTED, f"{name} is declared and not served"
        if expected == "hidden" and code is grpc.StatusCode.NOT_FOUND:
            return ""
        if classified(code, reason) == ("yes" if expected == "silent" else expected):
            return ""
        return f"{caller}: expected {expected}, was answered {code.name} {reason}"

    callers = sorted(RPC_CALLERS, key=lambda one: one.endswith(" own"))  # whose right it is may undo it
    if method.server_streaming:  # which may have nothing to say for a while, and undoes nothing
        found = await asyncio.gather(*(wrong_for(caller) for caller in callers))
    else:
        found = [await wrong_for(caller) for caller in callers]
    wrong = [one for one in found if one]
    assert not wrong, wrong


def classified(code: grpc.StatusCode, reason: str | None) -> str:
    """Whether the caller was refused for who they are; a wrong password or link in the request is no such refusal."""
    if code is grpc.StatusCode.PERMISSION_DENIED:
        return "no"
    return "no" if code is grpc.StatusCode.UNAUTHENTICATED and reason == "UNAUTHENTICATED" else "yes"


async def called(
    channel: grpc.aio.Channel, name: str, request: Message, token: str | None, seconds: float = REFUSAL_SECONDS
) -> tuple[grpc.StatusCode, str | None]:
    """How one call ends, or begins to answer. On the wire all four kinds of methods are alike."""
    for _ in range(20):
        call: grpc.aio.StreamStreamCall[bytes, bytes] = channel.stream_stream(f"/{name}")(
            metadata=bearer(token) if token else None, timeout=seconds
        )
        error: grpc.aio.AioRpcError | None = None
        try:
            await call.write(request.SerializeToString())
            await call.done_writing()  # who refuses files hears their senders out first
            if await call.read() is not grpc.aio.EOF:
                call.cancel()
                return grpc.StatusCode.OK, None
        except grpc.aio.AioRpcError as raised:
            error = raised
        except asyncio.InvalidStateError:  # refused before the request could be written
            pass
        if error is None:
            words = await call.details() or ""
            error = grpc.aio.AioRpcError(
                await call.code(), await call.initial_metadata(), await call.trailing_metadata(), words
            )
        if error.details() != "Internal error from Core":  # the refusal came before the request was written
            return error.code(), reason_of(error)
    raise AssertionError(f"{name} never answered")


def filled(message: Message, ids: Mapping[str, str], depth: int = 0) -> Message:
    """The message with every id it has a field for; of each oneof the first."""
    chosen: set[str] = set()
    for field in message.DESCRIPTOR.fields:
        oneof = field.containing_oneof
        if oneof is not None and oneof.name in chosen:
            continue
        if field.message_type is not None:
            if field.is_repeated or depth > 1 or field.message_type.full_name.startswith("google."):
                continue
            filled(getattr(message, field.name), ids, depth + 1)
            getattr(message, field.name).SetInParent()
        elif field.type == FieldDescriptor.TYPE_STRING:
            _fill_text(message, field, ids)
        if oneof is not None:
            chosen.add(oneof.name)
    return message


def _fill_text(message: Message, field: Any, ids: Mapping[str, str]) -> None:
    if field.is_repeated:
        one = ids.get(field.name.removesuffix("s"))
        if one is not None:
            getattr(message, field.name).append(one)
    elif field.name == "request_id":
        setattr(message, field.name, str(uuid4()))
    elif field.name in ids:
        setattr(message, field.name, ids[field.name])
