"""The WebSocket of a kiosk: one CheckIn call with its own token, passed through."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from presence.identity.v1 import people_service_pb2 as people
from presence.recognition.v1 import kiosk_service_pb2 as pb
from presence.recognition.v1 import recognition_service_pb2 as recognition
from pydantic import ValidationError

from gateway.convert.kiosk import kiosk_event_of
from gateway.dispatch_errors import as_problem
from gateway.live.frame_message import read_frame
from gateway.live.socket import Close, Closed, Socket
from gateway.models.kiosk import KioskClosed, KioskOpen
from services.common.channels import bearer
from services.common.errors import DomainError

NAME_SECONDS = 3.0

Requests = asyncio.Queue[pb.CheckInRequest | None]


async def kiosk(socket: Socket) -> None:
    """Serves one check-in and ends with its answer.

    One frame at most waits here; while it does, because recognition's window is full, the browser's socket is not read.
    """
    call = socket.call
    messages = socket.messages()
    requests: Requests = asyncio.Queue(maxsize=1)
    requests.put_nowait(_open_request(call.login.subject, await _opening(messages)))
    stream = call.services.kiosks.CheckIn(_until_none(requests), metadata=bearer(call.login.access_token))
    up = asyncio.create_task(_up(messages, requests), name="kiosk-up")
    down = asyncio.create_task(_down(stream, socket), name="kiosk-down")
    try:
        # whoever leaves the page has not checked in: nothing is waited for
        await asyncio.wait((up, down), return_when=asyncio.FIRST_COMPLETED)
        await _say_why(socket, up, down)
    finally:
        stream.cancel()
        up.cancel()
        down.cancel()
        await asyncio.wait((up, down))
        if requests.empty():
            requests.put_nowait(None)  # gRPC's own task may still wait for the next one


async def _opening(messages: AsyncIterator[str | bytes]) -> KioskOpen:
    first = await anext(messages, None)
    if first is None:
        raise ConnectionResetError
    try:
        return KioskOpen.model_validate_json(first)
    except ValidationError:
        raise Closed(Close.WRONG_MESSAGE, "the first message must be {stream_id}") from None


def _open_request(camera_id: str, opening: KioskOpen) -> pb.CheckInRequest:
    now = Timestamp()
    now.GetCurrentTime()
    return pb.CheckInRequest(open=pb.OpenCheckIn(camera_id=camera_id, stream_id=str(opening.stream_id), send_time=now))


async def _up(messages: AsyncIterator[str | bytes], requests: Requests) -> None:
    async for message in messages:
        if isinstance(message, str):  # the only text after the first is a sign of life
            await requests.put(pb.CheckInRequest(heartbeat=recognition.Heartbeat()))
        else:
            await requests.put(pb.CheckInRequest(frame=read_frame(message)))


async def _until_none(requests: Requests) -> AsyncIterator[pb.CheckInRequest]:
    while (request := await requests.get()) is not None:
        yield request


async def _down(stream: "grpc.aio.StreamStreamCall[pb.CheckInRequest, pb.CheckInResponse]", socket: Socket) -> None:
    async for response in stream:
        accepted = response.WhichOneof("message") == "result" and response.result.person_id
        name = await _first_name(socket, response.result.person_id) if accepted else ""
        await socket.send_model(kiosk_event_of(response, name))


async def _first_name(socket: Socket, person_id: str) -> str:
    """For the greeting; who checked in is checked in without it. A kiosk may ask identity for nobody: we do."""
    own = socket.call.own
    with suppress(grpc.aio.AioRpcError, DomainError):
        answer = await own.people.GetPerson(people.GetPersonRequest(person_id=person_id), timeout=NAME_SECONDS)
        return next(iter(answer.person.display_name.split()), "")
    return ""


async def _say_why(socket: Socket, up: "asyncio.Task[None]", down: "asyncio.Task[None]") -> None:
    """Tells the page why there is no answer, then ends the socket the same way."""
    failures = [task.exception() for task in (down, up) if task.done() and not task.cancelled()]
    error = next((one for one in failures if isinstance(one, Exception)), None)
    if error is None:
        return
    if isinstance(error, Closed | ConnectionError):
        raise error
    problem = as_problem(error)
    wait = problem.retry_after_seconds or 0.0
    await socket.send_model(KioskClosed(reason=problem.reason, detail=problem.detail, retry_after_seconds=wait))
    raise problem
