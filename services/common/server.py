"""A grpc.aio server with health, reflection, TLS and the common interceptors."""

import errno
import socket
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from services.common.config import is_loopback, split_address
from services.common.interceptors.authentication import UntilRevoked, Verify, authentication_interceptor
from services.common.interceptors.errors import errors_interceptor
from services.common.interceptors.log import log_interceptor
from services.common.interceptors.metrics import metrics_interceptor
from services.common.interceptors.request_id import request_id_interceptor
from services.common.status import StatusTable

Register = Callable[[grpc.aio.Server], Sequence[str]]
"""Adds the servicers and returns their services' full names."""

MESSAGE_BYTES_MAX = 4 * 1024 * 1024
CALLS_MAX = 4096  # at once, streams included; the next one is answered RESOURCE_EXHAUSTED

_OPTIONS: list[tuple[str, int]] = [
    # Measured: the default window lets seconds of stale frames pile up before a slow reader.
    ("grpc.http2.bdp_probe", 0),
    ("grpc.http2.lookahead_bytes", 65536),
    ("grpc.max_receive_message_length", MESSAGE_BYTES_MAX),
    ("grpc.max_send_message_length", MESSAGE_BYTES_MAX),
    # A peer that vanished is noticed within half a minute; one that pings more often than every 5 s is cut off.
    ("grpc.keepalive_time_ms", 20_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.min_ping_interval_without_data_ms", 5_000),
    # Clients look their target up again, and so find replicas that were added; open streams stay where they are.
    ("grpc.max_connection_age_ms", 600_000),
]


@dataclass(frozen=True)
class ServerTls:
    """PEM files of the server's certificate chain and private key."""

    cert: Path
    key: Path


class CannotListen(Exception):
    """The address cannot be listened on; the text is one sentence for whoever started the process."""


class Server:
    """One server; NOT_SERVING until `set_ready`. `listen` with port 0 takes a free one, which `start` returns."""

    def __init__(
        self,
        *,
        listen: str,
        register: Register,
        verify: Verify,
        errors: StatusTable | None = None,
        public_methods: Collection[str] = (),
        tls: ServerTls | None = None,
        plaintext_behind_mesh: bool = False,
        reuse_port: bool = False,
        until_revoked: UntilRevoked | None = None,
    ) -> None:
        self._listen = listen
        self._tls = tls
        if tls is None and not is_loopback(split_address(listen)[0]) and not plaintext_behind_mesh:
            raise CannotListen(f"{listen} can be reached from other machines and needs a certificate")
        self._reuse_port = reuse_port
        self._server = grpc.aio.server(
            interceptors=[  # outermost first
                request_id_interceptor(),
                metrics_interceptor(),
                log_interceptor(),
                errors_interceptor(errors or {}),
                authentication_interceptor(verify, frozenset(public_methods), until_revoked),
            ],
            options=[*_OPTIONS, ("grpc.so_reuseport", int(reuse_port))],
            maximum_concurrent_rpcs=CALLS_MAX,
        )
        self._health = health.aio.HealthServicer()
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        self._services = tuple(register(self._server))
        names = (*self._services, health.SERVICE_NAME, reflection.SERVICE_NAME)
        reflection.enable_server_reflection(names, self._server)

    async def start(self) -> int:
        """The port it listens on. CannotListen when the address is taken or not this machine's."""
        await self._set_health(serving=False)
        try:
            if self._tls is None:
                port = self._server.add_insecure_port(self._listen)
            else:
                pair = (self._tls.key.read_bytes(), self._tls.cert.read_bytes())
                port = self._server.add_secure_port(self._listen, grpc.ssl_server_credentials([pair]))
        except RuntimeError:
            raise CannotListen(f"cannot listen on {self._listen}: {_why_not(self._listen)}") from None
        await self._server.start()
        return port

    async def set_ready(self) -> None:
        """Health answers SERVING from now on."""
        await self._set_health(serving=True)

    async def refuse(self) -> None:
        """Health answers NOT_SERVING for good; calls still work. The first step of going away."""
        await self._health.enter_graceful_shutdown()

    async def stop(self, grace_seconds: float = 0.0) -> None:
        """No new calls; those open have `grace_seconds` to end, then are cancelled."""
        await self._health.enter_graceful_shutdown()
        await self._server.stop(grace_seconds)

    async def _set_health(self, *, serving: bool) -> None:
        answer = health_pb2.HealthCheckResponse
        status = answer.SERVING if serving else answer.NOT_SERVING
        for name in ("", *self._services):
            await self._health.set(name, status)


def _why_not(listen: str) -> str:
    """gRPC does not say why it could not bind; the operating system does."""
    host, port = split_address(listen)
    try:
        address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(address[0], address[1]) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address[4])
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return "another program already uses the port"
        return (error.strerror or "the address cannot be used").lower()
    return "the address cannot be used"
