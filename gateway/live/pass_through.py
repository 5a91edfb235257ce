"""A WebSocket that is one stream of recognition's: frames go up and answers come down as they come."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

import grpc
from presence.recognition.v1 import kiosk_service_pb2 as kiosk
from presence.recognition.v1 import recognition_service_pb2 as recognition
from pydantic import BaseModel, ValidationError

from gateway.dispatch_errors import as_problem
from gateway.live.frame_message import read_frame
from gateway.live.socket import Close, Closed, Socket
from gateway.problems import ProblemError
from services.common.channels import bearer

Messages = AsyncIterator[str | bytes]
Opening = TypeVar("Opening", bound=BaseModel)
Request = TypeVar("Request", kiosk.CheckInRequest, recognition.StreamFramesRequest)
Response = TypeVar("Response")


async def opening_of(messages: Messages, model: type[Opening], wanted: str) -> Opening:
    """The browser's first message; Closed says what was wanted when it is something else."""
    first = await anext(messages, None)
    if first is None:
        raise ConnectionResetError
    try:
        return model.model_validate_json(first)
    except ValidationError:
        raise Closed(Close.WRONG_MESSAGE, f"the first message must be {wanted}") from None


async def pass_through(
    socket: Socket,
    messages: Messages,
    method: "grpc.aio.StreamStreamMultiCallable[Request, Response]",
    opened: Request,
    tell: Callable[[Response], Awaitable[None]],
    closed: Callable[[ProblemError], BaseModel],
    *,
    finish_seconds: float = 0.0,
) -> None:
    """Calls the method as the user, `opened` first, until either end is done; why it broke is told as `closed` says.

    One frame at most waits here; while it does, because recognition's window is full, the browser's socket is not read.
    When the browser goes, the call is ended in order and has `finish_seconds` to answer; with none it is cut off.
    """
    requests: asyncio.Queue[Request | None] = asyncio.Queue(maxsize=1)
    requests.put_nowait(opened)
    stream = method(_until_none(requests), metadata=bearer(socket.call.login.access_token))
    up = asyncio.create_task(_up(messages, type(opened), requests, finish_seconds > 0), name="frames-up")
    down = asyncio.create_task(_down(stream, tell), name="answers-down")
    try:
        await asyncio.wait((up, down), return_when=asyncio.FIRST_COMPLETED)
        if finish_seconds and up.done() and up.exception() is None:
            await asyncio.wait((down,), timeout=finish_seconds)
        await _say_why(socket, closed, down, up)
    finally:
        stream.cancel()
        up.cancel()
        down.cancel()
        await asyncio.wait((up, down))
        if requests.empty():
            requests.put_nowait(None)  # gRPC's own task may still wait for the next one


async def _up(
    messages: Messages, kind: type[Request], requests: "asyncio.Queue[Request | None]", in_order: bool
) -> None:
    async for message in messages:
        await requests.put(_request(kind, message))
    if in_order:
        await requests.put(None)


def _request(kind: type[Request], message: str | bytes) -> Request:
    if isinstance(message, str):  # the only text after the first is a sign of life
        return kind(heartbeat=recognition.Heartbeat())
    return kind(frame=read_frame(message))


async def _until_none(requests: "asyncio.Queue[Request | None]") -> AsyncIterator[Request]:
    while (request := await requests.get()) is not None:
        yield request


async def _down(
    stream: "grpc.aio.StreamStreamCall[Request, Response]", tell: Callable[[Response], Awaitable[None]]
) -> None:
    async for response in stream:
        await tell(response)


async def _say_why(socket: Socket, closed: Callable[[ProblemError], BaseModel], *tasks: "asyncio.Task[None]") -> None:
    """Tells the page why there is no more, then ends the socket the same way."""
    failures = [task.exception() for task in tasks if task.done() and not task.cancelled()]
    error = next((one for one in failures if isinstance(one, Exception)), None)
    if error is None:
        return
    if isinstance(error, Closed | ConnectionError):
        raise error
    problem = as_problem(error)
    await socket.send_model(closed(problem))
    raise problem
