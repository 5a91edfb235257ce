"""A gateway in this process, in front of fake services on real gRPC servers, and browsers that talk to it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import grpc
from aiohttp import web
from presence.attendance.v1 import (
    attendance_service_pb2_grpc,
    check_in_service_pb2_grpc,
    room_service_pb2_grpc,
)
from presence.identity.v1 import (
    account_service_pb2_grpc,
    audit_service_pb2_grpc,
    device_service_pb2_grpc,
    identity_service_pb2_grpc,
    mail_service_pb2_grpc,
    people_service_pb2_grpc,
)
from presence.identity.v1.people_service_pb2 import Person
from presence.recognition.v1 import (
    camera_health_service_pb2_grpc,
    encoding_service_pb2_grpc,
    kiosk_service_pb2_grpc,
    recognition_service_pb2_grpc,
)
from yarl import URL

from cli.local.ports import free_port
from gateway.wiring import assembled
from services.common.interceptors.authentication import Verify
from services.common.server import Server
from services.common.status import StatusTable
from services.common.streams import Backoff
from tests.fakes import attendance_servicer, identity_servicer, kiosk_servicer, recognition_servicer
from tests.fakes.attendance_servicer import FakeAttendance
from tests.fakes.camera_health_servicer import FakeCameraHealth
from tests.fakes.check_in_servicer import FakeCheckIns
from tests.fakes.gateway_settings import gateway_config
from tests.fakes.identity_account_servicer import PASSWORD
from tests.fakes.identity_servicer import PUBLIC_METHODS, FakeIdentity
from tests.fakes.kiosk_servicer import FakeKiosk
from tests.fakes.recognition_servicer import FakePod

PATIENCE_SECONDS = 30.0


class Restartable:
    """A gRPC server that can be stopped and started again on its port."""

    def __init__(self, register: Callable[[grpc.aio.Server], Sequence[str]], verify: Verify, errors: StatusTable):
        self._make = lambda listen: Server(
            listen=listen, register=register, verify=verify, errors=errors, public_methods=PUBLIC_METHODS
        )
        self._server: Server | None = None
        self.port = free_port()  # nobody else's while it is stopped either

    async def start(self) -> None:
        self._server = self._make(f"127.0.0.1:{self.port}")
        await self._server.start()
        await self._server.set_ready()

    async def stop(self) -> None:
        if self._server is not None:
            await self._server.stop()
            self._server = None


@dataclass
class Backends:
    """The fake services and their servers."""

    identity: FakeIdentity
    attendance: FakeAttendance
    pods: list[FakePod]
    kiosk: FakeKiosk = field(default_factory=FakeKiosk)
    servers: dict[str, Restartable] = field(default_factory=dict)
    cameras: FakeCameraHealth = field(default_factory=FakeCameraHealth)
    check_ins: FakeCheckIns = field(default_factory=FakeCheckIns)

    def target(self, process: str) -> str:
        ports = [server.port for name, server in self.servers.items() if name.startswith(process)]
        return "ipv4:" + ",".join(f"127.0.0.1:{port}" for port in ports)


@asynccontextmanager
async def running_backends(
    pods: int | list[FakePod] = 1, attendance: FakeAttendance | None = None
) -> AsyncIterator[Backends]:
    pods = [FakePod() for _ in range(pods)] if isinstance(pods, int) else pods
    backends = Backends(FakeIdentity(), attendance or FakeAttendance(), pods)
    verify = backends.identity.verify

    def identity(server: grpc.aio.Server) -> Sequence[str]:
        identity_service_pb2_grpc.add_IdentityServiceServicer_to_server(backends.identity, server)
        people_service_pb2_grpc.add_PeopleServiceServicer_to_server(backends.identity, server)
        device_service_pb2_grpc.add_DeviceServiceServicer_to_server(backends.identity, server)
        account_service_pb2_grpc.add_AccountServiceServicer_to_server(backends.identity, server)
        audit_service_pb2_grpc.add_AuditServiceServicer_to_server(backends.identity, server)
        mail_service_pb2_grpc.add_MailServiceServicer_to_server(backends.identity, server)
        return ()

    def registers(server: grpc.aio.Server) -> Sequence[str]:
        attendance_service_pb2_grpc.add_AttendanceServiceServicer_to_server(backends.attendance, server)
        room_service_pb2_grpc.add_RoomServiceServicer_to_server(backends.attendance, server)
        check_in_service_pb2_grpc.add_CheckInServiceServicer_to_server(backends.check_ins, server)
        return ()

    def recognition(pod: FakePod) -> Callable[[grpc.aio.Server], Sequence[str]]:
        def register(server: grpc.aio.Server) -> Sequence[str]:
            recognition_service_pb2_grpc.add_RecognitionServiceServicer_to_server(pod, server)
            camera_health_service_pb2_grpc.add_CameraHealthServiceServicer_to_server(backends.cameras, server)
            encoding_service_pb2_grpc.add_EncodingServiceServicer_to_server(pod, server)
            kiosk_service_pb2_grpc.add_KioskServiceServicer_to_server(backends.kiosk, server)
            return ()

        return register

    backends.servers["identity"] = Restartable(identity, verify, identity_servicer.STATUS)
    backends.servers["attendance"] = Restartable(registers, verify, attendance_servicer.STATUS)
    for number, pod in enumerate(backends.pods):
        status = {**recognition_servicer.STATUS, **kiosk_servicer.STATUS}
        backends.servers[f"recognition {number}"] = Restartable(recognition(pod), verify, status)
    try:
        for server in backends.servers.values():
            await server.start()
        yield backends
    finally:
        for server in backends.servers.values():
            await server.stop()


@dataclass
class Gateway:
    """A gateway that listens; `stop` lets it go early."""

    url: str
    runner: web.AppRunner

    def ws_url(self, path: str) -> str:
        return f"ws{self.url.removeprefix('http')}/api/v1{path}"


@asynccontextmanager
async def running_gateway(targets: dict[str, str], web_dir: Path | None = None, **more: Any) -> AsyncIterator[Gateway]:
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    config = gateway_config(targets, port, web_dir).model_copy(update=more)
    async with assembled(config, lambda: Backoff(first_seconds=0.05, most_seconds=0.2)) as app:
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            await web.SockSite(runner, listening).start()
            yield Gateway(f"http://127.0.0.1:{port}", runner)
        finally:
            await runner.cleanup()


class Browser:
    """A cookie jar that knows the CSRF token, as the web client does."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))

    async def close(self) -> None:
        await self.http.close()

    def cookie(self, name: str) -> str:
        found = self.http.cookie_jar.filter_cookies(URL(self.gateway.url))
        return found[name].value if name in found else ""

    async def send(self, method: str, path: str, *, csrf: bool = True, **more: Any) -> tuple[int, Any]:
        """Status and JSON body; None when there is none."""
        status, _, body = await self.send_raw(method, path, csrf=csrf, **more)
        return status, body

    async def send_raw(self, method: str, path: str, *, csrf: bool = True, **more: Any) -> tuple[int, Any, Any]:
        headers = {"Origin": self.gateway.url, **more.pop("headers", {})}
        if csrf and (token := self.cookie("presence_csrf")):
            headers["X-CSRF-Token"] = token
        async with self.http.request(method, f"{self.gateway.url}/api/v1{path}", headers=headers, **more) as response:
            is_json = response.content_type in ("application/json", "application/problem+json")
            body = await response.json(content_type=None) if is_json else await response.read() or None
            return response.status, response.headers, body

    async def log_in(self, person: Person, password: str = PASSWORD) -> None:
        status, body = await self.send("POST", "/login", json={"email": person.email, "password": password})
        assert (status, body.get("person_id")) == (200, person.person_id), body

    @asynccontextmanager
    async def socket(self, path: str, origin: str = "") -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
        async with self.http.ws_connect(
            self.gateway.ws_url(path), origin=origin or self.gateway.url, max_msg_size=8 * 2**20
        ) as ws:
            yield ws


async def next_json(ws: aiohttp.ClientWebSocketResponse) -> Any:
    async with asyncio.timeout(PATIENCE_SECONDS):
        return await ws.receive_json()


async def close_code(ws: aiohttp.ClientWebSocketResponse) -> int | None:
    """Reads to the end; the code the gateway closed with."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        async for _ in ws:
            pass
    return ws.close_code
