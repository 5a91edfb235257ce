"""What the caller is told of an error."""

import grpc
import structlog
from aiohttp import web

from gateway.problems import ProblemError, from_domain, from_rpc, internal
from services.common.errors import DomainError

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("gateway")


def as_problem(error: Exception) -> ProblemError:
    """What the caller is told of an error; what they would not understand is logged with its trace instead."""
    problem: ProblemError | None = None
    if isinstance(error, ProblemError):
        return error
    if isinstance(error, grpc.aio.AioRpcError):
        problem = from_rpc(error)
    elif isinstance(error, DomainError):
        problem = from_domain(error)
    elif isinstance(error, ConnectionError):  # of the browser: services answer with statuses
        problem = ProblemError(400, "BROKEN_OFF", "the connection was closed before the answer was sent")
    elif isinstance(error, web.HTTPException):
        problem = _from_http(error)
    if problem is None:
        _log.error("unexpected error", exc_info=error)
        return internal()
    return problem


def _from_http(error: web.HTTPException) -> ProblemError | None:
    if error.status == 404:
        return ProblemError(404, "NOT_FOUND", "there is nothing at this address")
    if error.status == 405:
        return ProblemError(405, "METHOD_NOT_ALLOWED", "this address does not take this method")
    if error.status == 413:
        return ProblemError(413, "TOO_LARGE", "the request is too large")
    return ProblemError(error.status, "BAD_REQUEST", error.reason) if error.status < 500 else None
