"""What every outgoing call carries: the request id, a bearer token, and for unary calls a deadline."""

from collections.abc import Awaitable, Callable
from typing import Any

import grpc

from services.common.interceptors.authentication import AUTHORIZATION_HEADER
from services.common.interceptors.request_id import REQUEST_ID_HEADER, current_request_id

TokenSource = Callable[[], Awaitable[str]]
Prepare = Callable[[grpc.aio.ClientCallDetails], Awaitable[grpc.aio.ClientCallDetails]]
Continuation = Callable[[grpc.aio.ClientCallDetails, Any], Awaitable[Any]]


def call_interceptors(token: TokenSource | None, deadline_seconds: float) -> list[grpc.aio.ClientInterceptor]:
    """One interceptor for each of gRPC's four kinds: grpc.aio files an object under one kind only."""

    async def prepare(details: grpc.aio.ClientCallDetails) -> grpc.aio.ClientCallDetails:
        metadata = grpc.aio.Metadata(*(details.metadata or ()))
        request_id = current_request_id()
        if request_id is not None and metadata.get(REQUEST_ID_HEADER) is None:
            metadata.add(REQUEST_ID_HEADER, request_id)
        if token is not None and metadata.get(AUTHORIZATION_HEADER) is None:
            metadata.add(AUTHORIZATION_HEADER, f"Bearer {await token()}")
        return _replaced(details, timeout=details.timeout, metadata=metadata)

    async def prepare_unary(details: grpc.aio.ClientCallDetails) -> grpc.aio.ClientCallDetails:
        details = await prepare(details)
        timeout = deadline_seconds if details.timeout is None else details.timeout
        return _replaced(details, timeout=timeout, metadata=details.metadata)

    return [_UnaryUnary(prepare_unary), _UnaryStream(prepare), _StreamUnary(prepare), _StreamStream(prepare)]


def _replaced(
    details: grpc.aio.ClientCallDetails, timeout: float | None, metadata: grpc.aio.Metadata | None
) -> grpc.aio.ClientCallDetails:
    return grpc.aio.ClientCallDetails(details.method, timeout, metadata, details.credentials, details.wait_for_ready)


class _Prepared:
    def __init__(self, prepare: Prepare) -> None:
        self._prepare = prepare

    async def _call(self, continuation: Continuation, details: grpc.aio.ClientCallDetails, request: Any) -> Any:
        return await continuation(await self._prepare(details), request)


class _UnaryUnary(_Prepared, grpc.aio.UnaryUnaryClientInterceptor):
    async def intercept_unary_unary(
        self, continuation: Continuation, client_call_details: grpc.aio.ClientCallDetails, request: Any
    ) -> Any:
        return await self._call(continuation, client_call_details, request)


class _UnaryStream(_Prepared, grpc.aio.UnaryStreamClientInterceptor):
    async def intercept_unary_stream(
        self, continuation: Continuation, client_call_details: grpc.aio.ClientCallDetails, request: Any
    ) -> Any:
        return await self._call(continuation, client_call_details, request)


class _StreamUnary(_Prepared, grpc.aio.StreamUnaryClientInterceptor):
    async def intercept_stream_unary(
        self, continuation: Continuation, client_call_details: grpc.aio.ClientCallDetails, request_iterator: Any
    ) -> Any:
        return await self._call(continuation, client_call_details, request_iterator)


class _StreamStream(_Prepared, grpc.aio.StreamStreamClientInterceptor):
    async def intercept_stream_stream(
        self, continuation: Continuation, client_call_details: grpc.aio.ClientCallDetails, request_iterator: Any
    ) -> Any:
        return await self._call(continuation, client_call_details, request_iterator)
