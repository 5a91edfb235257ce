"""A server says whether it is ready, refuses what it must, and is clear about an address it cannot have."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from services.common.channels import bearer, open_channel
from services.common.server import CannotListen, ServerTls
from tests.integration.common.certificates import make_certificate
from tests.integration.common.echo import GOOD_TOKEN, NAME, Echo, Stub

SERVING = health_pb2.HealthCheckResponse.SERVING
NOT_SERVING = health_pb2.HealthCheckResponse.NOT_SERVING


async def health_of(channel: grpc.aio.Channel, service: str = "") -> int:
    stub: Any = health_pb2_grpc.HealthStub(channel)  # the stubs know no methods
    answer = await stub.Check(health_pb2.HealthCheckRequest(service=service))
    return int(answer.status)


@pytest.mark.parametrize("service", ["", NAME])
async def test_health_is_not_serving_until_ready_and_after_refusing(echo: Echo, service: str) -> None:
    server = echo.server()
    port = await server.start()
    async with open_channel(f"ipv4:127.0.0.1:{port}") as channel:
        assert await health_of(channel, service) == NOT_SERVING
        await server.set_ready()
        assert await health_of(channel, service) == SERVING
        await server.refuse()
        assert await health_of(channel, service) == NOT_SERVING
        answer = await Stub(channel).unary_unary(b"still here", metadata=bearer(GOOD_TOKEN))
        assert answer == b"still here"
    await server.stop()


async def test_reflection_lists_the_services_without_a_token(echo_port: int) -> None:
    async def requests() -> AsyncIterator[reflection_pb2.ServerReflectionRequest]:
        yield reflection_pb2.ServerReflectionRequest(list_services="")

    async with open_channel(f"ipv4:127.0.0.1:{echo_port}") as channel:
        stub: Any = reflection_pb2_grpc.ServerReflectionStub(cast(Any, channel))  # typed for synchronous channels
        names: list[str] = []
        async for answer in stub.ServerReflectionInfo(requests()):
            names.extend(service.name for service in answer.list_services_response.service)
    assert {NAME, "grpc.health.v1.Health", "grpc.reflection.v1alpha.ServerReflection"} <= set(names)


async def test_a_taken_port_is_named_in_one_sentence(echo: Echo, echo_port: int) -> None:
    with pytest.raises(CannotListen) as raised:
        await echo.server(f"127.0.0.1:{echo_port}").start()
    assert str(raised.value) == f"cannot listen on 127.0.0.1:{echo_port}: another program already uses the port"


async def test_an_address_of_another_machine_is_named(echo: Echo) -> None:
    with pytest.raises(CannotListen, match=r"cannot listen on 192\.0\.2\.1:5001: "):
        await echo.server("192.0.2.1:5001", plaintext_behind_mesh=True).start()


async def test_replicas_may_share_a_port_when_told_to(echo: Echo) -> None:
    first, second = echo.server(reuse_port=True), None
    port = await first.start()
    second = Echo().server(f"127.0.0.1:{port}", reuse_port=True)
    assert await second.start() == port
    await first.stop()
    await second.stop()


async def test_plaintext_beyond_loopback_is_refused(echo: Echo) -> None:
    with pytest.raises(CannotListen, match="needs a certificate"):
        echo.server("192.168.0.7:0")


async def test_a_message_over_four_mebibytes_is_refused_and_the_channel_lives_on(channel: grpc.aio.Channel) -> None:
    call = Stub(channel).unary_unary
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await call(b"x" * 10_000_000)
    assert raised.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert await call(b"small") == b"small"


async def test_tls_serves_those_who_trust_the_certificate(echo: Echo, tmp_path: Path) -> None:
    cert, key = make_certificate(tmp_path)
    server = echo.server(tls=ServerTls(cert, key))
    port = await server.start()
    async with open_channel(f"dns:///localhost:{port}", ca=cert) as channel:
        answer = await Stub(channel).unary_unary(b"private", metadata=bearer(GOOD_TOKEN))
        assert answer == b"private"
    async with open_channel(f"dns:///localhost:{port}") as channel:
        with pytest.raises(grpc.aio.AioRpcError) as raised:
            await Stub(channel).public(b"in the open", timeout=2)
        assert raised.value.code() in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)
    await server.stop()


async def test_stopping_lets_an_open_call_finish(echo: Echo) -> None:
    entered, release = asyncio.Event(), asyncio.Event()

    class Slow(Echo):
        async def unary_unary(self, request: bytes, context: object) -> bytes:
            entered.set()
            await release.wait()
            return b"finished"

    server = Slow().server()
    port = await server.start()
    async with open_channel(f"ipv4:127.0.0.1:{port}") as channel:
        metadata = bearer(GOOD_TOKEN)
        calling = asyncio.ensure_future(Stub(channel).unary_unary(b"", metadata=metadata))
        await asyncio.wait_for(entered.wait(), 30)
        stopping = asyncio.create_task(server.stop(30))
        await asyncio.sleep(0)
        release.set()
        assert await asyncio.wait_for(calling, 30) == b"finished"
        await asyncio.wait_for(stopping, 30)
