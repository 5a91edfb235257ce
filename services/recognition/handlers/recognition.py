"""RecognitionService: camera streams and who watches them."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import TypeAlias

import grpc
from presence.recognition.v1 import recognition_service_pb2 as pb
from presence.recognition.v1 import recognition_service_pb2_grpc

from services.common.errors import InvalidInput, NotAllowed
from services.common.principal import Role, current_principal, require
from services.common.timestamps import timestamp
from services.recognition.app.assignments import Assignments
from services.recognition.app.camera_stream import CameraStream
from services.recognition.app.camera_streams import CameraStreams
from services.recognition.app.errors import CameraSilent
from services.recognition.app.frames import Beat, ClockReading, StreamSetup
from services.recognition.app.leaving import until_leaving
from services.recognition.app.live import LiveView, RecognisedFrame
from services.recognition.app.pod import Pod
from services.recognition.handlers.frame_calls import beside, captured_frame, opening_of, skew_seconds
from services.recognition.handlers.frame_messages import result_message, status_from, to_message
from services.recognition.handlers.read import read_time, read_uuid

_OPERATOR_WAIT_SECONDS = 2.0

StreamContext: TypeAlias = "grpc.aio.ServicerContext[pb.StreamFramesRequest, pb.StreamFramesResponse]"
Requests: TypeAlias = AsyncIterator[pb.StreamFramesRequest]


class RecognitionHandler(recognition_service_pb2_grpc.RecognitionServiceServicer):
    """Translates and authorizes; CameraStream does the work."""

    def __init__(self, pod: Pod, streams: CameraStreams) -> None:
        self._pod = pod
        self._streams = streams
        self._assignments: Assignments = pod.assignments
        self._live: LiveView = pod.live
        self._clock: Callable[[], datetime] = pod.clock

    async def StreamFrames(self, request_iterator: Requests, context: StreamContext) -> None:  # type: ignore[override]  # a coroutine that writes is one of the forms gRPC takes
        setup = await self._set_up(request_iterator)
        with self._streams.open(setup) as stream:
            reading = _read(request_iterator, stream, setup.skew_seconds, self._clock)
            async with beside(reading, stream.run()):
                async for reply in stream.replies:
                    if isinstance(reply, Beat):
                        self._check_alive(stream)
                    await context.write(to_message(reply, self._clock()))

    async def WatchRecognitions(
        self,
        request: pb.WatchRecognitionsRequest,
        context: "grpc.aio.ServicerContext[pb.WatchRecognitionsRequest, pb.WatchRecognitionsResponse]",
    ) -> AsyncIterator[pb.WatchRecognitionsResponse]:
        require(Role.SERVICE, Role.ADMIN, to="watch a camera")
        camera_id = str(read_uuid(request.camera_id, "camera_id"))
        if request.max_fps < 0:
            raise InvalidInput("max_fps", "must not be negative")
        watched = self._live.watch(camera_id, request.max_fps, self._pod.limits.heartbeat_seconds)
        async for frame in until_leaving(watched, self._pod.leaving):
            yield _live_message(camera_id, frame, request.include_jpeg)

    async def _set_up(self, requests: Requests) -> StreamSetup:
        message = (await opening_of(requests, "a stream")).open
        camera_id = str(read_uuid(message.camera_id, "camera_id"))
        stream_id = read_uuid(message.stream_id, "stream_id")
        if message.resume_after_sequence < 0:
            raise InvalidInput("resume_after_sequence", "must not be negative")
        received = self._clock()
        await self._authorize(camera_id)
        reading = None
        if message.HasField("send_time"):
            reading = ClockReading(read_time(message.send_time, "send_time"), received)
        skew = 0.0 if reading is None or message.corrects_clock else skew_seconds(reading.camera_sent, received)
        resumed = message.resume_after_sequence
        return StreamSetup(camera_id, stream_id, resumed, skew, message.spooled, reading)

    async def _authorize(self, camera_id: str) -> None:
        principal = current_principal()
        if principal.role is Role.ADMIN or (principal.role is Role.CAMERA and principal.subject == camera_id):
            return
        person = principal.role in (Role.TEACHER, Role.STUDENT)
        if not person or not await self._assignments.operator(camera_id, principal.subject, _OPERATOR_WAIT_SECONDS):
            raise NotAllowed("stream as this camera")

    def _check_alive(self, stream: CameraStream) -> None:
        silent_seconds = self._pod.monotonic() - stream.heard_at_seconds
        if silent_seconds > self._pod.limits.silent_seconds:
            raise CameraSilent(silent_seconds)


async def _read(requests: Requests, stream: CameraStream, skew: float, clock: Callable[[], datetime]) -> None:
    """Hand the camera's messages to its stream until it has sent its last."""
    try:
        async for request in requests:
            match request.WhichOneof("message"):
                case "frame":
                    stream.offer(captured_frame(request.frame, skew, clock))
                case "heartbeat":
                    stream.heard()
                case "status":
                    if request.status.HasField("send_time"):
                        sent = read_time(request.status.send_time, "send_time")
                        stream.status.tell_clock(ClockReading(sent, clock()))
                    stream.take_status(status_from(request.status))
                case "open":
                    raise InvalidInput("open", "may be sent once, as the first message")
    except Exception as error:  # the call that serves the stream raises it
        stream.replies.end(error)
    else:
        stream.finish()


def _live_message(camera_id: str, frame: RecognisedFrame | None, include_jpeg: bool) -> pb.WatchRecognitionsResponse:
    if frame is None:
        return pb.WatchRecognitionsResponse(camera_id=camera_id, heartbeat=pb.Heartbeat())
    return pb.WatchRecognitionsResponse(
        camera_id=camera_id,
        frame=pb.RecognisedFrame(
            result=result_message(frame.result),
            jpeg=frame.jpeg if include_jpeg else b"",
            decide_time=timestamp(frame.decided_at),
        ),
    )
