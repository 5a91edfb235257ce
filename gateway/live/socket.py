"""A WebSocket to a browser: opened for a login, closed with a code the page understands, never waited on for long."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum

import structlog
from aiohttp import WSCloseCode, WSMsgType, web
from pydantic import BaseModel, ValidationError

from gateway.dispatch import Surroundings
from gateway.dispatch_errors import as_problem
from gateway.login.jar import LoginJar
from gateway.login.login import Login
from gateway.login.logins import Logins
from gateway.metrics import SOCKETS_OPEN
from gateway.models.base import Nothing
from gateway.problems import ProblemError, problem_response
from gateway.routes.route import Call, SocketRoute
from services.common.streams import FellBehind

SEND_SECONDS = 10.0  # a browser that takes a message no sooner is let go, and resumes
CLOSE_SECONDS = 2.0
PING_SECONDS = 20.0

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("gateway")


class Close(IntEnum):
    """Why a socket was closed; the first five are the protocol's own."""

    FINISHED = WSCloseCode.OK
    GATEWAY_STOPS = WSCloseCode.GOING_AWAY
    TOO_LARGE = WSCloseCode.MESSAGE_TOO_BIG
    INTERNAL = WSCloseCode.INTERNAL_ERROR
    TRY_LATER = WSCloseCode.TRY_AGAIN_LATER
    WRONG_MESSAGE = 4400
    LOGIN_ENDED = 4401
    NOT_ALLOWED = 4403
    NOT_FOUND = 4404
    TOO_SLOW = 4408  # connect again with the newest resume token
    RENEW_LOGIN = 4409  # the access token ran out: connecting again renews it


@dataclass
class Closed(Exception):
    """Ends a socket with this code; "REASON: words" goes along, at most 120 bytes. Without words nothing does."""

    code: Close
    words: str = ""
    reason: str = ""  # as of a problem, by which the page finds its own words; else the code's name

    @property
    def message(self) -> bytes:
        """The close frame's reason."""
        told = f"{self.reason or self.code.name}: {self.words}" if self.words else ""
        return told.encode()[:120].decode(errors="ignore").encode()


class Socket:
    """One browser's end, for a handler to write to and read from."""

    def __init__(self, ws: web.WebSocketResponse, call: Call[Nothing], query: BaseModel) -> None:
        self.call = call
        self.query = query
        self._ws = ws

    async def send_text(self, text: str) -> None:
        """Returns once the message is on its way; Closed when the browser takes it too slowly."""
        await self._send(self._ws.send_str(text))

    async def send_model(self, model: BaseModel) -> None:
        """The model as a JSON text message."""
        await self.send_text(model.model_dump_json())

    async def send_binary(self, data: bytes) -> None:
        """As `send_text`, for a binary message."""
        await self._send(self._ws.send_bytes(data))

    async def messages(self) -> AsyncIterator[str | bytes]:
        """What the browser sends, until it closes."""
        async for message in self._ws:
            if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                yield message.data

    async def _send(self, sending: Awaitable[None]) -> None:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await sending
        except TimeoutError:
            raise Closed(Close.TOO_SLOW) from None


Handler = Callable[[Socket], Awaitable[None]]


class Sockets:
    """All open sockets: each ends with its handler, its browser, its login, its access token, or the gateway."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._stopping = asyncio.Event()
        self._open: set[asyncio.Task[object]] = set()

    def endpoint(
        self, route: SocketRoute, handler: Handler, *, reads: bool = False, message_bytes_max: int = 1024
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """The aiohttp handler of a route. `reads`: the handler itself takes what the browser sends."""

        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                self._around.origins.check(request, required=True)
            except ProblemError as error:
                return problem_response(error)
            ws = web.WebSocketResponse(
                timeout=CLOSE_SECONDS, heartbeat=PING_SECONDS, max_msg_size=message_bytes_max, compress=False
            )
            if not ws.can_prepare(request):  # before the login is renewed: this answer would lose its cookies
                return problem_response(ProblemError(426, "NOT_A_WEBSOCKET", "this address speaks WebSocket"))
            jar = LoginJar(request, self._around.cookies)
            refusal: Closed | None = None
            login: Login | None = None
            keeper = self._around.callers.people
            try:
                caller = await self._around.callers.of(jar, route.roles)
                if caller is not None:
                    login, keeper = caller.login, self._around.callers.keeper(caller)
            except Exception as error:
                refusal = closed_by(error)
            jar.write(ws)
            await ws.prepare(request)
            with SOCKETS_OPEN.labels(route.name).track_inprogress():
                if login is not None:
                    refusal = await self._serve(request, ws, jar, login, keeper, route, handler, reads)
                await _close(request, ws, refusal or Closed(Close.FINISHED))
            return ws

        return handle

    async def stop(self) -> None:
        """Every socket is told that the gateway stops; returns when all are closed."""
        self._stopping.set()
        if self._open:
            await asyncio.wait(self._open, timeout=2 * CLOSE_SECONDS)

    async def _serve(
        self,
        request: web.Request,
        ws: web.WebSocketResponse,
        jar: LoginJar,
        login: Login,
        keeper: Logins,
        route: SocketRoute,
        handler: Handler,
        reads: bool,
    ) -> Closed:
        around = self._around
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            query = route.query.model_validate(dict(request.query))
            call = around.call(request, Nothing(), jar)
            with keeper.until_end(login) as ended:
                return await self._first_end(
                    handler(Socket(ws, call, query)),
                    None if reads else _until_gone(ws),
                    ended,
                    keeper.seconds_left(login),
                )
        except ValidationError:
            return Closed(Close.WRONG_MESSAGE, "the query of the address is wrong")
        except ProblemError as error:
            return closed_by(error)
        finally:
            self._open.discard(task)

    async def _first_end(
        self, work: Awaitable[None], gone: Awaitable[None] | None, ended: asyncio.Event, seconds: float
    ) -> Closed:
        working = asyncio.ensure_future(work)
        leaving = [asyncio.ensure_future(gone)] if gone is not None else []
        logout = asyncio.ensure_future(ended.wait())
        stop = asyncio.ensure_future(self._stopping.wait())
        tasks: list[asyncio.Future[object]] = [working, logout, stop, *leaving]  # type: ignore[list-item]  # results differ
        try:
            done, _ = await asyncio.wait(tasks, timeout=max(0.0, seconds), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in tasks:
                one.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)  # takes their errors, told or not
        if stop in done:
            return Closed(Close.GATEWAY_STOPS)
        if logout in done:
            return Closed(Close.LOGIN_ENDED)
        if working in done:
            error = working.exception()
            return closed_by(error) if isinstance(error, Exception) else Closed(Close.FINISHED)
        return Closed(Close.FINISHED) if done else Closed(Close.RENEW_LOGIN)


def closed_by(error: Exception) -> Closed:
    """How a socket ends when its handler raises."""
    if isinstance(error, Closed):
        return error
    if isinstance(error, FellBehind):
        return Closed(Close.TOO_SLOW)
    if isinstance(error, ConnectionError):
        return Closed(Close.FINISHED)  # the browser is gone
    problem = as_problem(error)
    codes = {401: Close.LOGIN_ENDED, 403: Close.NOT_ALLOWED, 404: Close.NOT_FOUND, 422: Close.WRONG_MESSAGE}
    code = codes.get(problem.status, Close.INTERNAL if problem.status == 500 else Close.TRY_LATER)
    return Closed(code, problem.detail, problem.reason)


async def _until_gone(ws: web.WebSocketResponse) -> None:
    """Reads, and so answers pings and notices the end; what a browser says on a one-way socket is not listened to."""
    async for _ in ws:
        pass


async def _close(request: web.Request, ws: web.WebSocketResponse, end: Closed) -> None:
    _log.info("socket closed", code=int(end.code))
    with suppress(TimeoutError, ConnectionError):
        async with asyncio.timeout(2 * CLOSE_SECONDS):
            await ws.close(code=end.code, message=end.message)
            return
    if request.transport is not None:
        request.transport.abort()  # it takes nothing, not even our goodbye
