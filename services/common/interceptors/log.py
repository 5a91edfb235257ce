"""One log line for each call: method, status, duration and caller. Never a payload, a header or a token."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import grpc
import structlog

from services.common.interceptors.outcome import outcome
from services.common.interceptors.wrap import AroundInterceptor, Call, Context

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("grpc")

_SERVER_FAULT = {grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN, grpc.StatusCode.DATA_LOSS}
_QUIET = ("/grpc.health.v1.Health/",)  # probes come every few seconds


@asynccontextmanager
async def _around(call: Call, context: Context) -> AsyncIterator[None]:
    started = time.monotonic()
    if call.streaming:
        _log.debug("stream opened", method=call.method)
    failure: BaseException | None = None
    try:
        yield
    except (Exception, asyncio.CancelledError) as error:
        failure = error
        raise
    finally:
        code = outcome(failure, context)
        fields = {"method": call.method, "code": code.name, "seconds": round(time.monotonic() - started, 4)}
        if code in _SERVER_FAULT:
            _log.error("call failed", **fields)
        elif call.method.startswith(_QUIET):
            _log.debug("call", **fields)
        else:
            _log.info("call", **fields)


def log_interceptor() -> AroundInterceptor:
    """Outside of the errors interceptor, so that it sees the status the caller gets."""
    return AroundInterceptor(_around)
