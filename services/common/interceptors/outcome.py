"""How a call ended, as logs and metrics name it."""

import asyncio

import grpc

from services.common.interceptors.wrap import Context, code_of


def outcome(error: BaseException | None, context: Context) -> grpc.StatusCode:
    """The status the caller gets, given what left the handler."""
    if isinstance(error, asyncio.CancelledError | GeneratorExit):
        remaining = context.time_remaining()
        # gRPC cancels the handler a moment before the deadline it was given shows as passed
        late = remaining is not None and remaining <= 0.01
        return grpc.StatusCode.DEADLINE_EXCEEDED if late else grpc.StatusCode.CANCELLED
    code = code_of(context)
    if error is not None and code is grpc.StatusCode.OK:
        return grpc.StatusCode.UNKNOWN
    return code
