"""A service of raw bytes whose handlers do, in every style gRPC knows, what their request says."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import grpc

from services.common.errors import DomainError, InvalidInput, Unauthenticated
from services.common.interceptors.request_id import current_request_id
from services.common.principal import Principal, Role, current_principal
from services.common.server import Server

NAME = "presence.test.Echo"
GOOD_TOKEN = "good"  # of the verifier below

Context = Any


@dataclass
class RoomTaken(DomainError):
    room_id: str

    def __str__(self) -> str:
        return f"room {self.room_id} is taken"


async def verify(token: str) -> Principal:
    if token != GOOD_TOKEN:
        raise Unauthenticated("the access token is not valid")
    return Principal("person-1", Role.TEACHER, ("echo",), datetime(2100, 1, 1, tzinfo=UTC))


@dataclass
class Echo:
    """`entered` and `cancelled` tell a test how far a hanging handler has come; `released` lets the lasting one go."""

    entered: asyncio.Event = field(default_factory=asyncio.Event)
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)
    metadata: list[dict[str, str]] = field(default_factory=list)

    async def _obey(self, request: bytes, context: Context) -> bytes:
        self.metadata.append({key: value for key, value in context.invocation_metadata() if isinstance(value, str)})
        match request:
            case b"taken":
                raise RoomTaken("4b")
            case b"invalid":
                raise InvalidInput("name", "is empty")
            case b"crash":
                raise RuntimeError("the secret plan")
            case b"abort":
                await context.abort(grpc.StatusCode.ALREADY_EXISTS, "the handler said so")
            case b"code":
                context.set_code(grpc.StatusCode.NOT_FOUND)
                context.set_details("set, not raised")
            case b"os":
                raise FileNotFoundError("model.onnx")
            case b"time":
                return str(context.time_remaining()).encode()
            case b"who":
                return current_principal().subject.encode()
            case b"request id":
                return (current_request_id() or "").encode()
            case b"outlast":
                self.entered.set()
                while not self.released.is_set():
                    with suppress(asyncio.CancelledError):
                        await self.released.wait()
            case b"hang":
                self.entered.set()
                try:
                    await asyncio.Event().wait()
                except asyncio.CancelledError:
                    self.cancelled.set()
                    raise
        return request

    async def unary_unary(self, request: bytes, context: Context) -> bytes:
        return await self._obey(request, context)

    async def unary_stream(self, request: bytes, context: Context) -> AsyncIterator[bytes]:
        yield b"first"
        yield await self._obey(request, context)

    async def unary_stream_writer(self, request: bytes, context: Context) -> None:
        await context.write(b"first")
        await context.write(await self._obey(request, context))

    async def stream_unary(self, requests: AsyncIterator[bytes], context: Context) -> bytes:
        return b",".join([await self._obey(request, context) async for request in requests])

    async def stream_unary_reader(self, _requests: AsyncIterator[bytes], context: Context) -> bytes:
        answers = []
        while (request := await context.read()) is not grpc.aio.EOF:
            answers.append(await self._obey(request, context))
        return b",".join(answers)

    async def stream_stream(self, requests: AsyncIterator[bytes], context: Context) -> AsyncIterator[bytes]:
        yield b"first"
        async for request in requests:
            yield await self._obey(request, context)

    async def stream_stream_reader_writer(self, _requests: AsyncIterator[bytes], context: Context) -> None:
        await context.write(b"first")
        while (request := await context.read()) is not grpc.aio.EOF:
            await context.write(await self._obey(request, context))

    def register(self, server: grpc.aio.Server) -> Sequence[str]:
        handlers: dict[str, grpc.RpcMethodHandler[Any, Any]] = {
            "UnaryUnary": grpc.unary_unary_rpc_method_handler(self.unary_unary),
            "UnaryStream": grpc.unary_stream_rpc_method_handler(self.unary_stream),
            "UnaryStreamWriter": grpc.unary_stream_rpc_method_handler(self.unary_stream_writer),
            "StreamUnary": grpc.stream_unary_rpc_method_handler(self.stream_unary),
            "StreamUnaryReader": grpc.stream_unary_rpc_method_handler(self.stream_unary_reader),
            "StreamStream": grpc.stream_stream_rpc_method_handler(self.stream_stream),
            "StreamStreamReaderWriter": grpc.stream_stream_rpc_method_handler(self.stream_stream_reader_writer),
            "Public": grpc.unary_unary_rpc_method_handler(self.unary_unary),
        }
        server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(NAME, handlers),))
        return (NAME,)

    def server(self, listen: str = "127.0.0.1:0", **options: Any) -> Server:
        return Server(
            listen=listen,
            register=self.register,
            verify=verify,
            errors={RoomTaken: grpc.StatusCode.FAILED_PRECONDITION},
            public_methods=[f"/{NAME}/Public"],
            **options,
        )


class Stub:
    """The echo service as seen by a client; raw bytes both ways, which gRPC's types have no word for."""

    def __init__(self, channel: Any) -> None:
        self.unary_unary = channel.unary_unary(f"/{NAME}/UnaryUnary")
        self.unary_stream = channel.unary_stream(f"/{NAME}/UnaryStream")
        self.stream_stream = channel.stream_stream(f"/{NAME}/StreamStream")
        self.stream_stream_reader_writer = channel.stream_stream(f"/{NAME}/StreamStreamReaderWriter")
        self.public = channel.unary_unary(f"/{NAME}/Public")


STYLES = (
    "UnaryUnary",
    "UnaryStream",
    "UnaryStreamWriter",
    "StreamUnary",
    "StreamUnaryReader",
    "StreamStream",
    "StreamStreamReaderWriter",
)


def call_of(channel: Any, style: str, request: bytes, **options: Any) -> Any:
    """A call in the style, the request sent as a stream of one where it takes a stream. It waits for its connection."""
    options.setdefault("wait_for_ready", True)
    path = f"/{NAME}/{style}"

    async def requests() -> AsyncIterator[bytes]:
        yield request

    if style.startswith("UnaryStream"):
        return channel.unary_stream(path)(request, **options)
    if style.startswith("StreamStream"):
        return channel.stream_stream(path)(requests(), **options)
    if style.startswith("StreamUnary"):
        return channel.stream_unary(path)(requests(), **options)
    return channel.unary_unary(path)(request, **options)


async def answers_of(channel: Any, style: str, request: bytes, **options: Any) -> AsyncIterator[bytes]:
    """The call's responses, however many there are."""
    call = call_of(channel, style, request, **options)
    if style.startswith(("UnaryStream", "StreamStream")):
        async for answer in call:
            yield answer
    else:
        yield await call
