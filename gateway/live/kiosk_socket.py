"""The WebSocket of a kiosk: one CheckIn call with its own token, passed through."""

from contextlib import suppress

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from presence.identity.v1 import people_service_pb2 as people
from presence.recognition.v1 import kiosk_service_pb2 as pb

from gateway.convert.kiosk import kiosk_event_of
from gateway.live.pass_through import opening_of, pass_through
from gateway.live.socket import Socket
from gateway.models.kiosk import KioskClosed, KioskOpen
from gateway.problems import ProblemError
from services.common.errors import DomainError

NAME_SECONDS = 3.0


async def kiosk(socket: Socket) -> None:
    """Serves one check-in and ends with its answer; whoever leaves the page before has not checked in."""
    call = socket.call
    messages = socket.messages()
    opened = _open_request(call.login.subject, await opening_of(messages, KioskOpen, "{stream_id}"))

    async def tell(response: pb.CheckInResponse) -> None:
        accepted = response.WhichOneof("message") == "result" and response.result.person_id
        name = await _first_name(socket, response.result.person_id) if accepted else ""
        await socket.send_model(kiosk_event_of(response, name))

    await pass_through(socket, messages, call.services.kiosks.CheckIn, opened, tell, _closed)


def _open_request(camera_id: str, opening: KioskOpen) -> pb.CheckInRequest:
    now = Timestamp()
    now.GetCurrentTime()
    return pb.CheckInRequest(open=pb.OpenCheckIn(camera_id=camera_id, stream_id=str(opening.stream_id), send_time=now))


async def _first_name(socket: Socket, person_id: str) -> str:
    """For the greeting; who checked in is checked in without it. A kiosk may ask identity for nobody: we do."""
    own = socket.call.own
    with suppress(grpc.aio.AioRpcError, DomainError):
        answer = await own.people.GetPerson(people.GetPersonRequest(person_id=person_id), timeout=NAME_SECONDS)
        return next(iter(answer.person.display_name.split()), "")
    return ""


def _closed(problem: ProblemError) -> KioskClosed:
    wait = problem.retry_after_seconds or 0.0
    return KioskClosed(reason=problem.reason, detail=problem.detail, retry_after_seconds=wait)
