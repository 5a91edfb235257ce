"""Whether a process serves: gRPC health for the services, an open port for the gateway."""

import asyncio
import contextlib

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

RETRY_SECONDS = 0.05


async def grpc_serving(address: str, *, tls: bool = False, root: bytes | None = None) -> None:
    """Return once the gRPC server at `address` (host:port) says that it is SERVING as a whole; never fails.

    `root` is the certificate to trust with `tls`, None for the public ones.
    """
    # Reconnecting at once: the process is being started, so refused connections are expected.
    options = [
        ("grpc.initial_reconnect_backoff_ms", 50),
        ("grpc.min_reconnect_backoff_ms", 50),
        ("grpc.max_reconnect_backoff_ms", 100),
    ]
    channel = (
        grpc.aio.secure_channel(address, grpc.ssl_channel_credentials(root), options)
        if tls
        else grpc.aio.insecure_channel(address, options)
    )
    async with channel:
        check = health_pb2_grpc.HealthStub(channel).Check  # type: ignore[attr-defined]  # missing from the stubs
        while True:
            with contextlib.suppress(grpc.aio.AioRpcError):
                answer = await check(health_pb2.HealthCheckRequest(), wait_for_ready=True, timeout=5)
                if answer.status == health_pb2.HealthCheckResponse.SERVING:
                    return
            await asyncio.sleep(RETRY_SECONDS)


async def port_open(host: str, port: int) -> None:
    """Return once something listens there; never fails."""
    while True:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection(host, port)
            writer.close()
            await writer.wait_closed()
            return
        await asyncio.sleep(RETRY_SECONDS)
