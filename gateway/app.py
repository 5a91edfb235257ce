"""The aiohttp application: routes, sockets, the web client, wired to the services behind them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web
from presence.identity.v1 import device_service_pb2 as device
from presence.identity.v1 import identity_service_pb2 as identity
from presence.identity.v1 import people_service_pb2 as people

from gateway.client import Proxies
from gateway.discovery import PATH as DISCOVERY_PATH
from gateway.discovery import Discovery
from gateway.dispatch import Surroundings, endpoint
from gateway.headers import security_headers
from gateway.health import Health
from gateway.live.frame_message import MESSAGE_BYTES_MAX
from gateway.live.health_hub import HealthHub
from gateway.live.health_socket import camera_health
from gateway.live.kiosk_socket import kiosk
from gateway.live.names import Names
from gateway.live.pods import Pods
from gateway.live.session_hub import SessionHub
from gateway.live.session_socket import session_events
from gateway.live.socket import Handler, Sockets
from gateway.live.training_socket import training_events
from gateway.live.view_hub import ViewHub
from gateway.live.view_socket import camera_view
from gateway.live.webcam_socket import camera_webcam
from gateway.login.caller import Callers
from gateway.login.jar import CookieRules
from gateway.login.logins import Logins
from gateway.login.origin import Origins
from gateway.login.refresh import Renewals
from gateway.middleware import around_request
from gateway.openapi import openapi_document
from gateway.photo import UPLOAD_BYTES_MAX
from gateway.routes.table import BASE, ROUTES, SOCKETS
from gateway.services import Services
from gateway.system.processes import Processes
from gateway.web_client import WebClient
from services.common.call_metadata import TokenSource
from services.common.revocations import Revocations
from services.common.streams import Backoff

CHECK_IN_SECONDS = 75.0
KIOSK_PAGE = "/kiosk"


@dataclass(frozen=True)
class Parts:
    """What the application is built from; `own` is called in the gateway's name, `users` in that of whoever asks."""

    users: Services
    own: Services
    pods: Pods
    health: Health
    discovery: Discovery
    web_client: WebClient
    cookies: CookieRules
    origins: Origins
    revocations: Revocations = field(default_factory=Revocations)
    proxies: Proxies = field(default_factory=Proxies)
    vouch: TokenSource | None = None  # the gateway's token for attendance
    processes: Processes | None = None
    renew_early_seconds: float = 10.0
    hsts_subdomains: bool = False
    backoff: Callable[[], Backoff] = Backoff


def build_app(parts: Parts) -> web.Application:
    """The application, not yet listening. Its sockets close when its runner is cleaned up."""

    async def exchange(refresh_token: str) -> identity.Token:
        answer = await parts.users.identity.RefreshToken(
            identity.RefreshTokenRequest(refresh_token=refresh_token), timeout=10
        )
        return answer.token

    async def exchange_kiosk(refresh_token: str) -> identity.Token:
        answer = await parts.users.devices.RefreshKiosk(
            device.RefreshKioskRequest(refresh_token=refresh_token), timeout=10
        )
        return answer.token

    is_revoked = parts.revocations.is_revoked
    # a check-in lasts a minute at most, and ends with its token
    kiosk_early = max(parts.renew_early_seconds, CHECK_IN_SECONDS)
    callers = Callers(
        Logins(Renewals(exchange), parts.renew_early_seconds, is_revoked=is_revoked),
        Logins(Renewals(exchange_kiosk), kiosk_early, is_revoked=is_revoked),
    )
    for logins in (callers.people, callers.kiosks):
        parts.revocations.tell(logins.ended_elsewhere)
    around = Surroundings(
        parts.users,
        parts.cookies,
        parts.origins,
        callers,
        parts.own,
        parts.proxies,
        parts.vouch,
        parts.processes,
    )
    sockets = Sockets(around)
    app = web.Application(middlewares=[around_request], client_max_size=UPLOAD_BYTES_MAX)
    for route in ROUTES:
        app.router.add_route(route.method, BASE + route.path, endpoint(route, around))
    handlers = socket_handlers(parts)
    for socket in SOCKETS:
        reads = socket.receives is not None
        handle = sockets.endpoint(
            socket, handlers[socket.name], reads=reads, message_bytes_max=MESSAGE_BYTES_MAX if reads else 1024
        )
        app.router.add_get(BASE + socket.path, handle)
    app.router.add_get(f"{BASE}/openapi.json", _document())
    app.router.add_get("/healthz", parts.health.serve)
    app.router.add_get(DISCOVERY_PATH, parts.discovery.serve)
    app.router.add_get("/{path:(?!api/).*}", pages(parts.web_client, parts.cookies))
    app.on_response_prepare.append(
        security_headers(parts.origins, secure=parts.cookies.secure, subdomains=parts.hsts_subdomains)
    )

    async def look_for_pods(_app: web.Application) -> AsyncIterator[None]:
        await parts.pods.start()
        if parts.processes is not None:
            await parts.processes.start()
        yield
        if parts.processes is not None:
            await parts.processes.stop()
        await parts.pods.stop()

    async def close_sockets(_app: web.Application) -> None:
        await sockets.stop()

    app.cleanup_ctx.append(look_for_pods)
    app.on_shutdown.append(close_sockets)
    return app


def socket_handlers(parts: Parts) -> dict[str, Handler]:
    """The handler of every WebSocket, by the name it has in the table."""

    async def load_name(person_id: str) -> str:
        answer = await parts.own.people.GetPerson(people.GetPersonRequest(person_id=person_id), timeout=5)
        return answer.person.display_name

    names = Names(load_name)
    return {
        "session_events": session_events(SessionHub(parts.own.attendance.WatchSession, parts.backoff)),
        "training_events": training_events,
        "camera_health": camera_health(HealthHub(parts.own.camera_health.WatchCameraHealth, parts.backoff)),
        "camera_view": camera_view(ViewHub(parts.pods, names.of, parts.backoff)),
        "camera_webcam": camera_webcam(names.of),
        "kiosk": kiosk,
    }


def _document() -> Callable[[web.Request], Awaitable[web.Response]]:
    document = openapi_document()

    async def serve(_request: web.Request) -> web.Response:
        response = web.json_response(document)
        response.enable_compression()
        return response

    return serve


def pages(client: WebClient, rules: CookieRules) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """The web client's files. A kiosk has one page: the others are refused with the client itself, which goes back."""

    async def serve(request: web.Request) -> web.StreamResponse:
        locked = request.path != KIOSK_PAGE and bool(request.cookies.get(rules.name("kiosk")))
        return await client.serve(request, locked=locked)

    return serve
