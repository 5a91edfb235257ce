"""Serving other machines: the local certificate works for every way that clients reach several pods."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_health.v1.health import aio

from cli.local.readiness import grpc_serving
from cli.local.tls import Certificate, local_certificate
from services.common.channels import open_channel


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return local_certificate(tmp_path_factory.mktemp("tls"), "127.0.0.1")


@pytest.fixture
async def pods(certificate: Certificate) -> AsyncIterator[tuple[int, int]]:
    pair = (certificate.key.read_bytes(), certificate.certificate.read_bytes())
    servers = [grpc.aio.server(), grpc.aio.server()]
    ports = []
    for server in servers:
        health_pb2_grpc.add_HealthServicer_to_server(aio.HealthServicer(), server)
        ports.append(server.add_secure_port("127.0.0.1:0", grpc.ssl_server_credentials([pair])))
        await server.start()
    yield ports[0], ports[1]
    for server in servers:
        await server.stop(0)


@pytest.mark.parametrize("target", ["ipv4:127.0.0.1:{},127.0.0.1:{}", "ipv4:127.0.0.1:{}", "dns:///localhost:{}"])
async def test_clients_that_trust_the_root_reach_the_pods(
    target: str, certificate: Certificate, pods: tuple[int, int]
) -> None:
    async with open_channel(target.format(*pods), ca=certificate.root) as channel:
        check = health_pb2_grpc.HealthStub(channel).Check  # type: ignore[attr-defined]  # missing from the stubs
        answer = await check(health_pb2.HealthCheckRequest(), timeout=30)
    assert answer.status == health_pb2.HealthCheckResponse.SERVING


async def test_the_supervisor_sees_a_tls_service_serve_and_a_stranger_root_is_not_believed(
    certificate: Certificate, pods: tuple[int, int], tmp_path: Path
) -> None:
    assert certificate.root is not None
    await asyncio.wait_for(grpc_serving(f"127.0.0.1:{pods[0]}", tls=True, root=certificate.root.read_bytes()), 30)
    other = local_certificate(tmp_path, "127.0.0.1")
    async with open_channel(f"127.0.0.1:{pods[0]}", ca=other.root) as channel:
        check = health_pb2_grpc.HealthStub(channel).Check  # type: ignore[attr-defined]  # missing from the stubs
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await check(health_pb2.HealthCheckRequest(), timeout=2)
    assert refused.value.code() in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)
