"""Runs the gateway: config → channels → application → serve."""

import asyncio
import ssl
import sys
from contextlib import AsyncExitStack
from typing import Literal

import grpc
import structlog
from aiohttp import web
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from google.protobuf.descriptor import ServiceDescriptor
from presence.attendance.v1 import attendance_service_pb2, course_service_pb2, room_service_pb2
from presence.identity.v1 import device_service_pb2, identity_service_pb2, people_service_pb2
from presence.recognition.v1 import encoding_service_pb2, recognition_service_pb2

from gateway.app import Parts, build_app
from gateway.config import GatewayConfig
from gateway.health import Health
from gateway.live.addresses import Replica, replicas_of
from gateway.live.pods import Pods
from gateway.login.jar import CookieRules
from gateway.login.origin import Origins
from gateway.services import services_over
from gateway.web_client import WebClient
from services.common.call_metadata import TokenSource
from services.common.channels import open_channel
from services.common.config import load, split_address
from services.common.serve import stop_signals
from services.common.service_token import ServiceToken
from services.common.telemetry import configure_logging, serve_metrics

NAME = "gateway"
Process = Literal["identity", "attendance", "recognition"]

_SERVICES: dict[Process, tuple[ServiceDescriptor, ...]] = {
    "identity": tuple(
        descriptor
        for module in (identity_service_pb2, people_service_pb2, device_service_pb2)
        for descriptor in module.DESCRIPTOR.services_by_name.values()
    ),
    "attendance": tuple(
        descriptor
        for module in (attendance_service_pb2, course_service_pb2, room_service_pb2)
        for descriptor in module.DESCRIPTOR.services_by_name.values()
    ),
    "recognition": tuple(
        descriptor
        for module in (encoding_service_pb2, recognition_service_pb2)
        for descriptor in module.DESCRIPTOR.services_by_name.values()
    ),
}
# What is used up by the first try, even when its answer was lost on the way.
_NOT_REPEATABLE = ("RefreshToken", "ActivateAccount", "ChangePassword", "IssueActivation", "IssueDeviceKey")

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger(NAME)


async def run(config: GatewayConfig) -> None:
    """Serves until SIGTERM or SIGINT; sockets are then closed with 1001 and open requests get `drain_seconds`."""
    targets: dict[Process, str] = {
        "identity": config.identity_target,
        "attendance": config.attendance_target,
        "recognition": config.recognition_target,
    }
    async with AsyncExitStack() as stack:

        async def channel(process: Process, token: TokenSource | None = None) -> grpc.aio.Channel:
            opened = open_channel(
                targets[process],
                services=_SERVICES[process],
                not_repeatable=_NOT_REPEATABLE,
                token=token,
                ca=config.ca,
                plaintext_behind_mesh=config.plaintext_behind_mesh,
            )
            stack.push_async_callback(opened.close)
            return opened

        # users' calls and the gateway's own never share a channel: none can go out under the wrong name
        users = {process: await channel(process) for process in targets}
        tokens = {
            process: ServiceToken(users["identity"], name=NAME, key=config.service_key, audience=process)
            for process in targets
        }
        own = {process: await channel(process, tokens[process]) for process in targets}

        def connect(replica: Replica) -> grpc.aio.Channel:
            return open_channel(
                replica.target,
                token=tokens["recognition"],
                ca=config.ca,
                plaintext_behind_mesh=config.plaintext_behind_mesh,
                server_name=replica.server_name,
            )

        app = build_app(
            Parts(
                users=services_over(users["identity"], users["attendance"], users["recognition"]),
                own=services_over(own["identity"], own["attendance"], own["recognition"]),
                pods=Pods(lambda: replicas_of(config.recognition_target), connect),
                health=Health({str(process): one for process, one in users.items()}),
                web_client=WebClient(config.web_dir),
                cookies=CookieRules(secure=config.secure, csrf_key=csrf_key(config)),
                origins=Origins(config.public_url),
            )
        )
        await _serve(app, config)


def csrf_key(config: GatewayConfig) -> bytes:
    """32 bytes drawn from the service key, so that every replica of the gateway has the same."""
    secret = config.service_key.get_secret_value().encode()
    return HKDF(SHA256(), 32, salt=None, info=b"presence gateway csrf").derive(secret)


async def _serve(app: web.Application, config: GatewayConfig) -> None:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=config.drain_seconds)
    await runner.setup()
    host, port = split_address(config.listen)
    try:
        site = web.TCPSite(runner, host, port, ssl_context=_tls(config))
        try:
            await site.start()
        except OSError as error:
            print(f"{NAME}: cannot listen on {config.listen}: {_words(error)}", file=sys.stderr)
            raise SystemExit(1) from None
        with stop_signals() as stopping:
            _log.info("listening", address=config.listen, url=config.public_url)
            await stopping.wait()
        _log.info("stopping")
    finally:
        await runner.cleanup()


def _tls(config: GatewayConfig) -> ssl.SSLContext | None:
    if config.server_tls_cert is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(config.server_tls_cert, config.server_tls_key)
    return context


def _words(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def main() -> None:
    """Entry of `python -m gateway`."""
    config = load(GatewayConfig)
    configure_logging(NAME, config.log_format, config.log_level)
    stop_metrics = None
    if config.metrics_listen is not None:
        try:
            stop_metrics = serve_metrics(config.metrics_listen, cert=config.server_tls_cert, key=config.server_tls_key)
        except OSError as error:
            print(f"{NAME}: cannot serve metrics on {config.metrics_listen}: {_words(error)}", file=sys.stderr)
            raise SystemExit(1) from None
    try:
        asyncio.run(run(config))
    finally:
        if stop_metrics is not None:
            stop_metrics()


if __name__ == "__main__":
    main()
