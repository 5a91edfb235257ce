"""Reads a stream of another service's, whatever becomes of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

import grpc

from services.common.errors import PeerUnavailable

Request = TypeVar("Request")
Response = TypeVar("Response")


@asynccontextmanager
async def watched(
    call: "grpc.aio.UnaryStreamCall[Request, Response]", compacted: type[Exception] = PeerUnavailable
) -> "AsyncIterator[grpc.aio.UnaryStreamCall[Request, Response]]":
    """The call for the block, ended with it. What breaks it is PeerUnavailable, but for `compacted` where the other
    side no longer has what followed the resume token."""
    try:
        yield call
    except grpc.aio.AioRpcError as error:
        raise (compacted if error.code() is grpc.StatusCode.OUT_OF_RANGE else PeerUnavailable) from error
    finally:
        call.cancel()
