"""What a route is: the one description that registers a handler and documents it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

import grpc
from aiohttp import web
from presence.identity.v1.identity_service_pb2 import Client
from pydantic import BaseModel

from gateway.login.jar import LoginJar
from gateway.login.login import Login
from gateway.login.logins import Logins
from gateway.problems import ProblemError, not_found, not_logged_in
from gateway.services import Services
from gateway.system.processes import Processes
from services.common.call_metadata import TokenSource
from services.common.channels import bearer
from services.common.client_address import CLIENT_HEADER, VOUCHER_HEADER

In = TypeVar("In", bound=BaseModel)
Req = TypeVar("Req")
Res = TypeVar("Res")

Answer = BaseModel | web.StreamResponse | None
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]

PUBLIC: frozenset[str] = frozenset()
EVERYBODY = frozenset({"student", "teacher", "admin"})
STAFF = frozenset({"teacher", "admin"})
ADMINS = frozenset({"admin"})

JSON_BYTES_MAX = 64 * 1024
IDEMPOTENCY_HEADER = "Idempotency-Key"


@dataclass(frozen=True)
class Call(Generic[In]):
    """One request: its validated input, and calls to the services in the name of whoever is logged in."""

    request: web.Request
    input: In
    services: Services
    jar: LoginJar
    logins: Logins
    own: Services  # called in the gateway's name, which identity believes about where a request comes from
    client: Client
    vouch: TokenSource | None = None  # the gateway's token for attendance, for what it says beside the user's
    processes: Processes | None = None  # every replica there is

    @property
    def login(self) -> Login:
        """Who is logged in, a kiosk before a person; a 401 problem when nobody is."""
        if self.jar.kiosk.login is not None:
            return self.jar.kiosk.login
        if self.jar.login is None:
            raise not_logged_in()
        return self.jar.login

    def id(self, name: str) -> str:
        """An id of the path; a 404 problem when it is no UUID, for then nothing has it."""
        try:
            return str(UUID(self.request.match_info[name]))
        except ValueError:
            raise not_found(name.removesuffix("_id")) from None

    def idempotency_key(self) -> str:
        """The UUID of the header `Idempotency-Key`; a 400 problem when it holds none."""
        try:
            return str(UUID(self.request.headers.get(IDEMPOTENCY_HEADER, "")))
        except ValueError:
            raise ProblemError(
                400, "IDEMPOTENCY_KEY_MISSING", "the header Idempotency-Key must hold a UUID, the same on a retry"
            ) from None

    async def ask(
        self, method: "grpc.aio.UnaryUnaryMultiCallable[Req, Res]", request: Req, *, timeout_seconds: float = 10.0
    ) -> Res:
        """The answer to a unary call made with the token of whoever is logged in."""
        return await method(request, timeout=timeout_seconds, metadata=bearer(self.login.access_token))

    async def ask_vouching(
        self, method: "grpc.aio.UnaryUnaryMultiCallable[Req, Res]", request: Req, *, timeout_seconds: float = 10.0
    ) -> Res:
        """As `ask`, of attendance, with the gateway's word for where the request comes from."""
        metadata: tuple[tuple[str, str], ...] = bearer(self.login.access_token)
        if self.vouch is not None:
            voucher = f"Bearer {await self.vouch()}"
            metadata = (*metadata, (CLIENT_HEADER, self.client.address), (VOUCHER_HEADER, voucher))
        return await method(request, timeout=timeout_seconds, metadata=metadata)

    async def ask_publicly(
        self, method: "grpc.aio.UnaryUnaryMultiCallable[Req, Res]", request: Req, *, timeout_seconds: float = 10.0
    ) -> Res:
        """The answer to a unary call of `own` that needs no login."""
        return await method(request, timeout=timeout_seconds)


@dataclass(frozen=True)
class Route(Generic[In]):
    """One method of one path below /api/v1.

    `input` is the query of GET and DELETE and the JSON body of the others. `roles` is who may expect an answer; the
    services decide. A handler without `answer` and `produces` is answered 204. `also` are answers with another status;
    `raw_body` leaves the body to the handler, and then the input is the query; `keyed` wants an idempotency key in the
    header; `streams` names what the lines of an NDJSON answer are.
    """

    method: Method
    path: str
    handler: Callable[[Call[In]], Awaitable[Answer]]
    input: type[In]
    answer: type[BaseModel] | None
    summary: str
    roles: frozenset[str]
    status: int = 200
    body_bytes_max: int = JSON_BYTES_MAX
    consumes: tuple[str, ...] = ("application/json",)
    produces: tuple[str, ...] = ("application/json",)
    also: tuple[tuple[int, type[BaseModel]], ...] = ()
    raw_body: bool = False
    keyed: bool = False
    streams: tuple[str, Any] | None = None  # a name, and a union of models, which has no class of its own

    @property
    def input_is_query(self) -> bool:
        """Whether the input stands in the URL."""
        return self.method in ("GET", "DELETE") or self.raw_body

    def status_of(self, answer: BaseModel) -> int:
        """The status that goes with an answer."""
        return next((status for status, model in self.also if type(answer) is model), self.status)


@dataclass(frozen=True)
class SocketRoute:
    """One WebSocket below /api/v1, by the name under which the app has its handler.

    Handlers hold what sockets share, so they exist in a running gateway only; this is what is known without one.
    """

    name: str
    path: str
    query: type[BaseModel]
    summary: str
    roles: frozenset[str]
    sends: Any  # text messages: a pydantic model, or a union of models, which has no class of its own
    sends_binary: type[BaseModel] | None = None
    receives: type[BaseModel] | None = None


Routes = tuple[Route[Any], ...]
SocketRoutes = tuple[SocketRoute, ...]
