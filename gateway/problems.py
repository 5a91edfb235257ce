"""What goes wrong, as problem documents (RFC 9457): raised anywhere, answered by one middleware."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from math import ceil

import grpc
from aiohttp import web
from pydantic import ValidationError

from gateway.models.base import FieldProblem, Problem
from services.common.errors import DomainError, PeerUnavailable
from services.common.interceptors.request_id import current_request_id
from services.common.status import fields_of, reason_of, retry_after_of

PROBLEM_JSON = "application/problem+json"
UNAUTHENTICATED = "UNAUTHENTICATED"  # a service's word for an access token that it does not take

_STATUS: Mapping[grpc.StatusCode, tuple[int, str]] = {
    grpc.StatusCode.INVALID_ARGUMENT: (422, "INVALID_ARGUMENT"),
    grpc.StatusCode.OUT_OF_RANGE: (422, "OUT_OF_RANGE"),
    grpc.StatusCode.UNAUTHENTICATED: (401, UNAUTHENTICATED),
    grpc.StatusCode.PERMISSION_DENIED: (403, "NOT_ALLOWED"),
    grpc.StatusCode.NOT_FOUND: (404, "NOT_FOUND"),
    grpc.StatusCode.ALREADY_EXISTS: (409, "ALREADY_EXISTS"),
    grpc.StatusCode.FAILED_PRECONDITION: (409, "FAILED_PRECONDITION"),
    grpc.StatusCode.ABORTED: (409, "ABORTED"),
    grpc.StatusCode.RESOURCE_EXHAUSTED: (429, "RESOURCE_EXHAUSTED"),
    grpc.StatusCode.UNAVAILABLE: (503, "UNAVAILABLE"),
    grpc.StatusCode.DEADLINE_EXCEEDED: (503, "UNAVAILABLE"),
    grpc.StatusCode.CANCELLED: (503, "UNAVAILABLE"),  # by a server that stops; our own cancelling raises otherwise
}
_RETRY_AFTER_503_SECONDS = 2.0  # when the service named no time
_UNAVAILABLE_WORDS = "a part of Presence that is needed for this does not answer; try again"


@dataclass
class ProblemError(Exception):
    """A request that cannot be answered as asked; `detail` is a sentence for the person who asked."""

    status: int
    reason: str
    detail: str
    metadata: Mapping[str, str] = field(default_factory=dict)
    errors: tuple[FieldProblem, ...] = ()
    retry_after_seconds: float | None = None

    def __str__(self) -> str:
        return self.detail


# functions, not constants: an error that is raised again and again keeps the frames of every time, for good
def not_logged_in() -> ProblemError:
    """Nobody is logged in."""
    return ProblemError(401, "NOT_LOGGED_IN", "log in first")


def internal() -> ProblemError:
    """What is logged, and told to nobody."""
    return ProblemError(500, "INTERNAL", "internal error")


def not_found(what: str) -> ProblemError:
    """Nothing has this id or address."""
    return ProblemError(404, "NOT_FOUND", f"there is no such {what.replace('_', ' ')}")


def too_large(bytes_max: int) -> ProblemError:
    """The body is longer than the route takes."""
    size = f"{bytes_max // 2**20} MiB" if bytes_max >= 2**20 else f"{bytes_max // 2**10} KiB"
    return ProblemError(413, "TOO_LARGE", f"the request may have at most {size}", {"bytes_max": str(bytes_max)})


def from_validation(error: ValidationError) -> ProblemError:
    """What is wrong with each field of a body or query, without repeating what was sent."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    errors = tuple(FieldProblem(field=".".join(map(str, one["loc"])), message=one["msg"]) for one in found)
    return ProblemError(422, "INVALID_INPUT", "some fields are missing or cannot be used", errors=errors)


def from_rpc(error: grpc.aio.AioRpcError) -> ProblemError | None:
    """The problem a service's status stands for; None when it is a fault of ours that nobody should read."""
    known = _STATUS.get(error.code())
    if known is None:
        return None
    status, fallback = known
    fields = fields_of(error)
    reason = reason_of(error)
    detail = error.details() or ""
    if reason is None and status == 503:
        detail = _UNAVAILABLE_WORDS  # gRPC's own words are about sockets
    return ProblemError(
        status,
        reason or fallback,
        detail or HTTPStatus(status).phrase.lower(),
        fields,
        errors=_field_errors(status, fields, detail),
        retry_after_seconds=retry_after_of(error),
    )


def from_domain(error: DomainError) -> ProblemError | None:
    """The problem of an error raised on this side of a call: identity is away, or refuses the gateway's own key."""
    return ProblemError(503, "PEER_UNAVAILABLE", str(error)) if isinstance(error, PeerUnavailable) else None


def _field_errors(status: int, fields: Mapping[str, str], detail: str) -> tuple[FieldProblem, ...]:
    if status != 422 or "field" not in fields:
        return ()
    return (FieldProblem(field=fields["field"], message=fields.get("reason", detail)),)


def problem_response(error: ProblemError) -> web.Response:
    """The problem as an answer, with the request id by which the log has it."""
    document = Problem(
        type=f"urn:presence:problem:{error.reason.lower().replace('_', '-')}",
        title=HTTPStatus(error.status).phrase,
        status=error.status,
        detail=error.detail,
        reason=error.reason,
        metadata=dict(error.metadata),
        request_id=current_request_id() or "",
        errors=list(error.errors),
    )
    response = web.Response(
        status=error.status, body=json.dumps(document.model_dump()).encode(), content_type=PROBLEM_JSON
    )
    retry_after = error.retry_after_seconds
    if retry_after is None and error.status == 503:
        retry_after = _RETRY_AFTER_503_SECONDS
    if retry_after is not None:
        response.headers["Retry-After"] = str(max(1, ceil(retry_after)))
    return response
