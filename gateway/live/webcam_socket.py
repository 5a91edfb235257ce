"""The WebSocket by which a browser's webcam is a camera: a StreamFrames call as the user, passed through."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import grpc
from presence.attendance.v1 import room_service_pb2 as room
from presence.recognition.v1 import recognition_service_pb2 as recognition
from pydantic import ValidationError

from gateway.convert.pictures import NameOf, webcam_event_of
from gateway.dispatch_errors import as_problem
from gateway.live.frame_message import read_frame
from gateway.live.socket import Close, Closed, Handler, Socket
from gateway.models.pictures import WebcamClosed, WebcamOpen
from services.common.channels import bearer

FINISH_SECONDS = 5.0

Requests = asyncio.Queue[recognition.StreamFramesRequest | None]


def camera_webcam(name_of: NameOf) -> Handler:
    """Frames go up as they come; recognition's credit is passed through for the browser to keep.

    One frame at most waits here; while it does, because recognition's window is full, the browser's socket is not read.
    """

    async def handle(socket: Socket) -> None:
        call = socket.call
        camera_id = call.id("camera_id")
        await call.ask(call.services.rooms.GetCamera, room.GetCameraRequest(camera_id=camera_id))
        messages = socket.messages()
        requests: Requests = asyncio.Queue(maxsize=1)
        requests.put_nowait(_open_request(camera_id, await _opening(messages)))
        stream = call.services.recognition.StreamFrames(_until_none(requests), metadata=bearer(call.login.access_token))
        up = asyncio.create_task(_up(messages, requests), name="webcam-up")
        down = asyncio.create_task(_down(stream, socket, name_of), name="webcam-down")
        try:
            await asyncio.wait((up, down), return_when=asyncio.FIRST_COMPLETED)
            if up.done() and up.exception() is None:
                # the browser has gone: what it had sent is decided and stored all the same
                await asyncio.wait((down,), timeout=FINISH_SECONDS)
            await _say_why(socket, up, down)
        finally:
            stream.cancel()
            up.cancel()
            down.cancel()
            await asyncio.wait((up, down))
            if requests.empty():
                requests.put_nowait(None)  # gRPC's own task may still wait for the next one

    return handle


async def _opening(messages: AsyncIterator[str | bytes]) -> WebcamOpen:
    first = await anext(messages, None)
    if first is None:
        raise ConnectionResetError
    try:
        return WebcamOpen.model_validate_json(first)
    except ValidationError:
        raise Closed(Close.WRONG_MESSAGE, "the first message must be {stream_id, resume_after_sequence}") from None


def _open_request(camera_id: str, opening: WebcamOpen) -> recognition.StreamFramesRequest:
    opened = recognition.OpenStream(
        camera_id=camera_id,
        stream_id=str(opening.stream_id),
        resume_after_sequence=opening.resume_after_sequence,
    )
    opened.send_time.FromDatetime(datetime.now(UTC))
    return recognition.StreamFramesRequest(open=opened)


async def _up(messages: AsyncIterator[str | bytes], requests: Requests) -> None:
    async for message in messages:
        await requests.put(_request(message))
    await requests.put(None)


async def _until_none(requests: Requests) -> AsyncIterator[recognition.StreamFramesRequest]:
    while (request := await requests.get()) is not None:
        yield request


def _request(message: str | bytes) -> recognition.StreamFramesRequest:
    if isinstance(message, str):  # the only text after the first is a sign of life while paused
        return recognition.StreamFramesRequest(heartbeat=recognition.Heartbeat())
    return recognition.StreamFramesRequest(frame=read_frame(message))


async def _down(
    stream: "grpc.aio.StreamStreamCall[recognition.StreamFramesRequest, recognition.StreamFramesResponse]",
    socket: Socket,
    name_of: NameOf,
) -> None:
    async for response in stream:
        await socket.send_model(webcam_event_of(response, name_of))


async def _say_why(socket: Socket, up: "asyncio.Task[None]", down: "asyncio.Task[None]") -> None:
    """Tells the browser why the stream ended, then ends the socket the same way."""
    failures = [task.exception() for task in (down, up) if task.done() and not task.cancelled()]
    error = next((one for one in failures if isinstance(one, Exception)), None)
    if error is None:
        return
    if isinstance(error, Closed | ConnectionError):
        raise error
    problem = as_problem(error)
    await socket.send_model(WebcamClosed(reason=problem.reason, detail=problem.detail))
    raise problem
