"""Domain errors to gRPC status and back: one place that knows google.rpc.ErrorInfo."""

from collections.abc import Mapping

import grpc
from google.protobuf import any_pb2, duration_pb2
from google.rpc import error_details_pb2, status_pb2  # type: ignore[import-untyped]  # ships no stubs
from grpc_status import rpc_status

from services.common.errors import (
    DatabaseUnavailable,
    DomainError,
    InvalidInput,
    NotAllowed,
    PeerUnavailable,
    Unauthenticated,
    error_fields,
    error_reason,
)
from services.common.streams import FellBehind

StatusTable = Mapping[type[DomainError], grpc.StatusCode]

ERROR_DOMAIN = "presence"

COMMON: StatusTable = {
    InvalidInput: grpc.StatusCode.INVALID_ARGUMENT,
    NotAllowed: grpc.StatusCode.PERMISSION_DENIED,
    Unauthenticated: grpc.StatusCode.UNAUTHENTICATED,
    DatabaseUnavailable: grpc.StatusCode.UNAVAILABLE,
    PeerUnavailable: grpc.StatusCode.UNAVAILABLE,
    FellBehind: grpc.StatusCode.ABORTED,
}


def code_for(error: DomainError, table: StatusTable) -> grpc.StatusCode | None:
    """The code of the error's class or of its nearest listed base; the service's table goes before the common one."""
    for listed in (table, COMMON):
        for base in type(error).__mro__:
            if base in listed:
                return listed[base]
    return None


def to_status(error: DomainError, code: grpc.StatusCode) -> grpc.Status:
    """The status a server aborts with: the error's sentence, its ErrorInfo and, if it has one, when to try again."""
    info = error_details_pb2.ErrorInfo(reason=error_reason(error), domain=ERROR_DOMAIN, metadata=error_fields(error))
    details = [_packed(info)]
    retry_after_seconds = getattr(error, "retry_after_seconds", None)
    if retry_after_seconds is not None:
        delay = duration_pb2.Duration()
        delay.FromNanoseconds(int(retry_after_seconds * 1e9))
        details.append(_packed(error_details_pb2.RetryInfo(retry_delay=delay)))
    return rpc_status.to_status(status_pb2.Status(code=code.value[0], message=str(error), details=details))


def reason_of(error: grpc.RpcError) -> str | None:
    """The UPPER_SNAKE_CASE reason a Presence server gave, or None when it gave none."""
    info = _error_info(error)
    return info.reason if info else None


def fields_of(error: grpc.RpcError) -> dict[str, str]:
    """The fields of the domain error a Presence server raised; empty when it raised none."""
    info = _error_info(error)
    return dict(info.metadata) if info else {}


def retry_after_of(error: grpc.RpcError) -> float | None:
    """Seconds the server asks to wait before trying again, or None when it named no time."""
    retry = error_details_pb2.RetryInfo()
    for detail in _details(error):
        if detail.Unpack(retry):
            return float(retry.retry_delay.ToNanoseconds()) / 1e9
    return None


def _error_info(error: grpc.RpcError) -> error_details_pb2.ErrorInfo | None:
    info = error_details_pb2.ErrorInfo()
    for detail in _details(error):
        if detail.Unpack(info) and info.domain == ERROR_DOMAIN:
            return info
    return None


def _details(error: grpc.RpcError) -> list[any_pb2.Any]:
    try:
        status = rpc_status.from_call(error)  # type: ignore[arg-type]  # an AioRpcError has the methods of a Call
    except ValueError:  # a proxy rewrote the message and left the details: they no longer belong together
        return []
    return list(status.details) if status else []


def _packed(message: error_details_pb2.ErrorInfo | error_details_pb2.RetryInfo) -> any_pb2.Any:
    packed = any_pb2.Any()
    packed.Pack(message)
    return packed
