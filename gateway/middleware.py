"""Around every request: its id, one log line, its metrics, and a problem for what no route answers."""

import time
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from gateway.dispatch_errors import as_problem
from gateway.metrics import REQUESTS, SECONDS
from gateway.problems import problem_response
from services.common.interceptors.request_id import REQUEST_ID_HEADER, bind_request_id

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("http")

Next = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def around_request(request: web.Request, handler: Next) -> web.StreamResponse:
    """Never logs an address as it was sent, nor a header or a body: the route's pattern says enough."""
    request_id = bind_request_id(request.headers.get(REQUEST_ID_HEADER))
    started = time.monotonic()
    try:
        response = await handler(request)
    except Exception as error:
        response = problem_response(as_problem(error))
    if not response.prepared:
        response.headers[REQUEST_ID_HEADER] = request_id
    _record(request, response, time.monotonic() - started)
    return response


def _record(request: web.Request, response: web.StreamResponse, seconds: float) -> None:
    resource = request.match_info.route.resource
    route = resource.canonical if resource is not None else "none"
    method = request.method if request.method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE") else "other"
    REQUESTS.labels(method, route, str(response.status)).inc()
    if response.status != 101:
        SECONDS.labels(method, route).observe(seconds)
    write = _log.debug if route == "/healthz" else _log.info
    write("request", method=method, route=route, status=response.status, seconds=round(seconds, 4))
