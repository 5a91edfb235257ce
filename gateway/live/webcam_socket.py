"""The WebSocket by which a browser's webcam is a camera: a StreamFrames call as the user, passed through."""

from datetime import UTC, datetime

from presence.attendance.v1 import room_service_pb2 as room
from presence.recognition.v1 import recognition_service_pb2 as recognition

from gateway.convert.pictures import NameOf, webcam_event_of
from gateway.live.pass_through import opening_of, pass_through
from gateway.live.socket import Handler, Socket
from gateway.models.pictures import WebcamClosed, WebcamOpen
from gateway.problems import ProblemError

FINISH_SECONDS = 5.0  # when the browser has gone, what it had sent is decided and stored all the same


def camera_webcam(name_of: NameOf) -> Handler:
    """Frames go up as they come; recognition's credit is passed through for the browser to keep."""

    async def handle(socket: Socket) -> None:
        call = socket.call
        camera_id = call.id("camera_id")
        await call.ask(call.services.rooms.GetCamera, room.GetCameraRequest(camera_id=camera_id))
        messages = socket.messages()
        opening = await opening_of(messages, WebcamOpen, "{stream_id, resume_after_sequence}")

        async def tell(response: recognition.StreamFramesResponse) -> None:
            await socket.send_model(webcam_event_of(response, name_of))

        await pass_through(
            socket,
            messages,
            call.services.recognition.StreamFrames,
            _open_request(camera_id, opening),
            tell,
            _closed,
            finish_seconds=FINISH_SECONDS,
        )

    return handle


def _open_request(camera_id: str, opening: WebcamOpen) -> recognition.StreamFramesRequest:
    opened = recognition.OpenStream(
        camera_id=camera_id,
        stream_id=str(opening.stream_id),
        resume_after_sequence=opening.resume_after_sequence,
    )
    opened.send_time.FromDatetime(datetime.now(UTC))
    return recognition.StreamFramesRequest(open=opened)


def _closed(problem: ProblemError) -> WebcamClosed:
    return WebcamClosed(reason=problem.reason, detail=problem.detail)
