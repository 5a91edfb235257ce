"""Channels spread calls, survive a lost replica, never wait for ever, and carry what belongs to the call."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import grpc
import pytest
from google.protobuf import descriptor_pb2, descriptor_pool
from google.protobuf.descriptor import ServiceDescriptor

from cli.local.ports import free_port
from services.common.channels import bearer, open_channel
from services.common.interceptors.request_id import bind_request_id
from services.common.server import Server
from tests.integration.common.conftest import good_token
from tests.integration.common.echo import GOOD_TOKEN, STYLES, Echo, Stub, answers_of


@pytest.fixture(scope="module")
def echo_service() -> ServiceDescriptor:
    """What a generated module holds of the echo service: its methods and which of them stream."""
    file = descriptor_pb2.FileDescriptorProto(name="echo.proto", package="presence.test", syntax="proto3")
    file.message_type.add(name="Bytes")
    service = file.service.add(name="Echo")
    for style in (*STYLES, "Public"):
        service.method.add(
            name=style,
            input_type=".presence.test.Bytes",
            output_type=".presence.test.Bytes",
            client_streaming=style.startswith("Stream"),
            server_streaming=style.startswith(("UnaryStream", "StreamStream")),
        )
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return pool.FindServiceByName("presence.test.Echo")


class Replicas:
    def __init__(self) -> None:
        self.servers: list[Server] = []
        self.echoes: list[Echo] = []
        self.ports: list[int] = []

    async def add(self) -> None:
        self.echoes.append(Echo())
        self.servers.append(self.echoes[-1].server())
        self.ports.append(await self.servers[-1].start())

    @property
    def target(self) -> str:
        return "ipv4:" + ",".join(f"127.0.0.1:{port}" for port in self.ports)

    @property
    def served(self) -> list[int]:
        return [len(echo.metadata) for echo in self.echoes]


@pytest.fixture
async def replicas() -> AsyncIterator[Replicas]:
    three = Replicas()
    for _ in range(3):
        await three.add()
    yield three
    for server in three.servers:
        await server.stop()


async def everyone_served(channel: grpc.aio.Channel, replicas: Replicas) -> None:
    async with asyncio.timeout(60):
        while not all(replicas.served):
            await Stub(channel).public(b"hello", wait_for_ready=True)


async def test_calls_go_to_every_replica_in_turn(replicas: Replicas) -> None:
    async with open_channel(replicas.target) as channel:
        await everyone_served(channel, replicas)
        before = replicas.served
        for _ in range(30):
            await Stub(channel).public(b"hello")
        assert [now - then for now, then in zip(replicas.served, before, strict=True)] == [10, 10, 10]


async def test_a_lost_replica_loses_no_unary_call(replicas: Replicas, echo_service: ServiceDescriptor) -> None:
    async with open_channel(replicas.target, services=[echo_service]) as channel:
        await everyone_served(channel, replicas)
        call = Stub(channel).public

        async def one(number: int) -> bytes:
            if number == 100:
                await replicas.servers[0].stop()
            answer: bytes = await call(str(number).encode())
            return answer

        answers = [await one(number) for number in range(300)]
    assert answers == [str(number).encode() for number in range(300)]


async def test_a_new_channel_does_not_fail_where_another_just_could_not_connect() -> None:
    server = Echo().server()
    address = f"127.0.0.1:{await server.start()}"
    async with open_channel(f"ipv4:{address}") as older:
        await Stub(older).public(b"hello", wait_for_ready=True)
        await server.stop()
        with pytest.raises(grpc.aio.AioRpcError):
            await Stub(older).public(b"hello")
        server = Echo().server(address)
        await server.start()
        async with open_channel(f"ipv4:{address}") as newer:
            assert await Stub(newer).public(b"hello") == b"hello"
    await server.stop()


class FailingFirst(Echo):
    """UNAVAILABLE for the first calls of each kind, then well again."""

    def __init__(self, failures: int) -> None:
        super().__init__()
        self.failures = failures
        self.calls: Counter[str] = Counter()

    async def _fail(self, name: str, context: grpc.aio.ServicerContext[bytes, bytes]) -> None:
        self.calls[name] += 1
        if self.calls[name] <= self.failures:
            await context.abort(grpc.StatusCode.UNAVAILABLE, "not now")

    async def unary_unary(self, request: bytes, context: grpc.aio.ServicerContext[bytes, bytes]) -> bytes:
        await self._fail("unary", context)
        return request

    async def unary_stream(
        self, request: bytes, context: grpc.aio.ServicerContext[bytes, bytes]
    ) -> AsyncIterator[bytes]:
        await self._fail("stream", context)
        yield request


async def test_unary_calls_are_repeated_and_streams_and_unrepeatable_ones_are_not(
    echo_service: ServiceDescriptor,
) -> None:
    echo = FailingFirst(failures=2)
    server = echo.server()
    port = await server.start()
    async with open_channel(
        f"ipv4:127.0.0.1:{port}", services=[echo_service], not_repeatable=["Public"], token=good_token
    ) as channel:
        with pytest.raises(grpc.aio.AioRpcError, match="not now"):
            await Stub(channel).public(b"once")
        assert echo.calls["unary"] == 1
        assert await Stub(channel).unary_unary(b"again") == b"again"
        assert echo.calls["unary"] == 3
        with pytest.raises(grpc.aio.AioRpcError, match="not now"):
            await Stub(channel).unary_stream(b"").read()
        assert echo.calls["stream"] == 1
    await server.stop()


async def test_a_unary_call_without_a_timeout_has_a_deadline_and_a_stream_has_none(echo_port: int) -> None:
    async with open_channel(f"ipv4:127.0.0.1:{echo_port}", token=good_token, deadline_seconds=0.2) as channel:
        with pytest.raises(grpc.aio.AioRpcError) as raised:
            await Stub(channel).unary_unary(b"hang")
        assert raised.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
        call = Stub(channel).unary_stream(b"time")
        assert [answer async for answer in call] == [b"first", b"None"]


async def test_a_target_that_is_away_fails_long_before_the_deadline() -> None:
    async with open_channel(f"ipv4:127.0.0.1:{free_port()}", deadline_seconds=60) as channel:
        with pytest.raises(grpc.aio.AioRpcError) as raised:
            await asyncio.wait_for(Stub(channel).unary_unary(b""), 30)
        assert raised.value.code() is grpc.StatusCode.UNAVAILABLE


@pytest.mark.parametrize("style", STYLES)
async def test_token_and_request_id_go_along_in_every_style(channel: grpc.aio.Channel, echo: Echo, style: str) -> None:
    async def in_a_request() -> None:
        bind_request_id("outer")
        assert [answer async for answer in answers_of(channel, style, b"hello")][-1] == b"hello"

    await asyncio.create_task(in_a_request())
    assert echo.metadata[0]["authorization"] == f"Bearer {GOOD_TOKEN}"
    assert echo.metadata[0]["x-request-id"] == "outer"


async def test_a_token_given_with_the_call_goes_before_the_channels_own(echo_port: int, echo: Echo) -> None:
    async def own() -> str:
        raise AssertionError("the channel's own token is not needed")

    async with open_channel(f"ipv4:127.0.0.1:{echo_port}", token=own) as channel:
        await Stub(channel).unary_unary(b"hello", metadata=bearer(GOOD_TOKEN))
    assert echo.metadata[0]["authorization"] == f"Bearer {GOOD_TOKEN}"


async def test_both_ways_of_writing_a_stream_work_through_the_interceptors(channel: grpc.aio.Channel) -> None:
    call = Stub(channel).stream_stream_reader_writer()
    assert await call.read() == b"first"
    for number in range(100):
        await call.write(str(number).encode())
        assert await call.read() == str(number).encode()
    await call.done_writing()
    assert await call.read() is grpc.aio.EOF
    assert await call.code() is grpc.StatusCode.OK


async def test_writing_to_a_broken_stream_raises_one_of_the_two_errors_that_say_so(
    replicas: Replicas,
) -> None:
    async with open_channel(replicas.target, token=good_token) as channel:
        call = Stub(channel).stream_stream()
        assert await call.read() == b"first"
        for server in replicas.servers:
            await server.stop()

        async def write_on() -> None:
            while True:
                await call.write(b"lost")

        with pytest.raises((grpc.aio.AioRpcError, asyncio.InvalidStateError)):
            await asyncio.wait_for(write_on(), 30)


def test_plaintext_stays_on_this_machine_unless_a_mesh_encrypts(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(grpc.aio, "insecure_channel", lambda target, **_options: opened.append(target))
    monkeypatch.setattr(grpc.aio, "secure_channel", lambda target, *_, **_options: opened.append("tls " + target))
    here = ("127.0.0.1:1", "localhost:1", "dns:///localhost:1", "ipv4:127.0.0.1:1,127.0.0.2:1", "unix:/run/a.sock")
    elsewhere = ("dns:///example.org:1", "ipv4:127.0.0.1:1,10.0.0.1:1", "example.org:1", "dns:///example.org", "[::]:1")
    for target in here + elsewhere:
        open_channel(target)
    assert [target.startswith("tls ") for target in opened] == [False] * len(here) + [True] * len(elsewhere)
    opened.clear()
    open_channel("dns:///example.org:1", plaintext_behind_mesh=True)
    assert opened == ["dns:///example.org:1"]
