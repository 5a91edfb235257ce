"""Gives every call an id, taken from its caller or made here, and hands it on to the calls made while serving it."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from uuid import uuid4

import structlog

from services.common.interceptors.wrap import AroundInterceptor, Call, Context

REQUEST_ID_HEADER = "x-request-id"

_SAFE = re.compile(r"[A-Za-z0-9._-]{1,64}")  # it ends up in logs
_current: ContextVar[str | None] = ContextVar("request_id", default=None)


def current_request_id() -> str | None:
    """The id of the call being served, or None outside one."""
    return _current.get()


def bind_request_id(given: str | None = None) -> str:
    """Use the given id, if fit to be logged, or a new one, for the rest of this task; for servers of any protocol."""
    request_id = given if given and _SAFE.fullmatch(given) else str(uuid4())
    _current.set(request_id)
    structlog.contextvars.bind_contextvars(request_id=request_id)
    return request_id


@asynccontextmanager
async def _around(call: Call, _context: Context) -> AsyncIterator[None]:
    bind_request_id(call.metadata.get(REQUEST_ID_HEADER))
    yield


def request_id_interceptor() -> AroundInterceptor:
    """Outermost of all, so that every log line of the call carries the id."""
    return AroundInterceptor(_around)
