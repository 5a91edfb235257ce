"""Turns what leaves a handler into a status: known errors in the caller's words, all else "internal error"."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import grpc
import structlog

from services.common.errors import DatabaseUnavailable, DomainError, PeerUnavailable
from services.common.interceptors.wrap import AroundInterceptor, Call, Context, code_of
from services.common.postgres import is_unavailable
from services.common.status import StatusTable, code_for, to_status

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("grpc")

_PEER_GONE = {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED}


def errors_interceptor(table: StatusTable) -> AroundInterceptor:
    """Answers domain errors by the service's table, then the common one; cancellation and aborts pass through."""

    @asynccontextmanager
    async def around(call: Call, context: Context) -> AsyncIterator[None]:
        try:
            yield
        except grpc.aio.AbortError:
            raise
        except NotImplementedError as error:
            if code_of(context) is grpc.StatusCode.UNIMPLEMENTED:  # as generated servicers do before they raise
                await context.abort(grpc.StatusCode.UNIMPLEMENTED, "this server does not answer this call yet")
            await _abort(error, call, context, table)
        except Exception as error:
            if _server_stopped(error):
                raise asyncio.CancelledError from error
            await _abort(error, call, context, table)

    return AroundInterceptor(around)


def _server_stopped(error: Exception) -> bool:
    """Whether the call ended with the server: who was reading is told so by an error, where others are cancelled."""
    return isinstance(error, grpc.aio.BaseError) and type(error).__name__ == "_ServerStoppedError"  # not exported


async def _abort(error: Exception, call: Call, context: Context, table: StatusTable) -> None:
    told = _in_the_callers_words(error)
    code = code_for(told, table) if told else None
    if told is None or code is None:
        _log.error("unexpected error", method=call.method, exc_info=error)
        await context.abort(grpc.StatusCode.INTERNAL, "internal error")
    else:
        await context.abort_with_status(to_status(told, code))


def _in_the_callers_words(error: Exception) -> DomainError | None:
    if isinstance(error, DomainError):
        return error
    if is_unavailable(error):
        return DatabaseUnavailable()
    if isinstance(error, grpc.aio.AioRpcError) and error.code() in _PEER_GONE:
        return PeerUnavailable()
    return None
