"""Runs code around a handler, whichever of gRPC's four kinds it is and however it is written."""

import inspect
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, aclosing
from dataclasses import dataclass
from typing import Any, TypeAlias

import grpc

# gRPC's own types leave messages open; nothing here looks into one.
# Quoted: the classes are generic in the stubs alone.
Context: TypeAlias = "grpc.aio.ServicerContext[Any, Any]"
Handler: TypeAlias = "grpc.RpcMethodHandler[Any, Any]"


@dataclass(frozen=True)
class Call:
    """What an interceptor may know of a call."""

    method: str  # "/package.Service/Method"
    metadata: dict[str, str]  # text headers; the last of a repeated one
    streaming: bool  # in at least one direction


Around = Callable[[Call, Context], AbstractAsyncContextManager[None]]


class AroundInterceptor(grpc.aio.ServerInterceptor):
    """Runs every handler inside `around(call, context)`, which sees its exceptions, cancellation included.

    Handlers may be coroutines, coroutines that use `context.read` and `context.write`, or asynchronous generators.
    The outcome is always a coroutine: gRPC throws a cancellation into it, and into all that it holds, at once, where a
    generator that waits for its reader would only be closed when garbage is collected.
    """

    def __init__(self, around: Around) -> None:
        self._around = around

    async def intercept_service(
        self, continuation: Callable[[grpc.HandlerCallDetails], Any], handler_call_details: grpc.HandlerCallDetails
    ) -> "Handler | None":
        handler: Handler | None = await continuation(handler_call_details)
        if handler is None:  # no such method: gRPC answers UNIMPLEMENTED
            return None
        streaming = bool(handler.request_streaming or handler.response_streaming)
        metadata = {key: value for key, value in handler_call_details.invocation_metadata if isinstance(value, str)}
        return _wrapped(handler, Call(handler_call_details.method, metadata, streaming), self._around)


def _wrapped(handler: Handler, call: Call, around: Around) -> Handler:
    kinds: dict[tuple[bool, bool], tuple[Any, Any]] = {
        (False, False): (handler.unary_unary, grpc.unary_unary_rpc_method_handler),
        (False, True): (handler.unary_stream, grpc.unary_stream_rpc_method_handler),
        (True, False): (handler.stream_unary, grpc.stream_unary_rpc_method_handler),
        (True, True): (handler.stream_stream, grpc.stream_stream_rpc_method_handler),
    }
    behaviour, make = kinds[bool(handler.request_streaming), bool(handler.response_streaming)]

    async def run(request: object, context: Context) -> object:
        async with around(call, context):
            result = behaviour(request, context)
            if inspect.isawaitable(result):
                return await result
            await _write_all(result, context)
            return None

    wrapped: Handler = make(run, handler.request_deserializer, handler.response_serializer)
    return wrapped


async def _write_all(responses: Any, context: Context) -> None:
    if not isinstance(responses, AsyncIterator) or not inspect.isasyncgen(responses):
        raise TypeError("a handler must be a coroutine function or an asynchronous generator function")
    async with aclosing(responses):
        async for response in responses:
            await context.write(response)


def code_of(context: Context) -> grpc.StatusCode:
    """The status set on a call so far; OK when none is. gRPC keeps it as a number or as a StatusCode."""
    code = context.code()
    if isinstance(code, grpc.StatusCode):
        return code
    return next((known for known in grpc.StatusCode if known.value[0] == code), grpc.StatusCode.OK)
