"""KioskService: one person at a time checks in before a camera."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import TypeAlias

import grpc
from presence.recognition.v1 import kiosk_service_pb2 as pb
from presence.recognition.v1 import kiosk_service_pb2_grpc

from services.common.errors import InvalidInput, NotAllowed
from services.common.principal import Role, require
from services.recognition.app.assignments import Assignments
from services.recognition.app.check_in import CheckIn, CheckInSetup
from services.recognition.app.kiosks import Kiosks
from services.recognition.handlers.frame_calls import beside, captured_frame, opening_of, skew_seconds
from services.recognition.handlers.kiosk_messages import to_message
from services.recognition.handlers.read import read_time, read_uuid

_KNOWN_WITHIN_SECONDS = 2.0

KioskContext: TypeAlias = "grpc.aio.ServicerContext[pb.CheckInRequest, pb.CheckInResponse]"
Requests: TypeAlias = AsyncIterator[pb.CheckInRequest]


class KioskHandler(kiosk_service_pb2_grpc.KioskServiceServicer):
    """Translates and authorizes; CheckIn does the work."""

    def __init__(self, kiosks: Kiosks, assignments: Assignments, clock: Callable[[], datetime]) -> None:
        self._kiosks = kiosks
        self._assignments = assignments
        self._clock = clock

    async def CheckIn(self, request_iterator: Requests, context: KioskContext) -> None:  # type: ignore[override]  # a coroutine that writes is one of the forms gRPC takes
        setup = await self._set_up(request_iterator)
        with self._kiosks.open(setup) as check_in:
            reading = _read(request_iterator, check_in, setup.skew_seconds, self._clock)
            async with beside(reading, check_in.run()):
                async for message in check_in.messages:
                    await context.write(to_message(message))

    async def _set_up(self, requests: Requests) -> CheckInSetup:
        message = (await opening_of(requests, "a check-in")).open
        received = self._clock()
        camera_id = str(read_uuid(message.camera_id, "camera_id"))
        stream_id = read_uuid(message.stream_id, "stream_id")
        _authorize(camera_id)
        # a session may have been started a moment ago
        await self._assignments.until(lambda: self._assignments.of(camera_id).active, _KNOWN_WITHIN_SECONDS)
        sent = read_time(message.send_time, "send_time") if message.HasField("send_time") else received
        return CheckInSetup(camera_id, stream_id, skew_seconds(sent, received))


def _authorize(camera_id: str) -> None:
    """Devices alone: nobody is logged in where people check in."""
    principal = require(Role.KIOSK, Role.CAMERA, to="let people check in at this camera")
    if principal.subject != camera_id:
        raise NotAllowed("let people check in at this camera")


async def _read(requests: Requests, check_in: CheckIn, skew: float, clock: Callable[[], datetime]) -> None:
    """Hand the kiosk's frames to its check-in until it has sent its last."""
    try:
        async for request in requests:
            match request.WhichOneof("message"):
                case "frame":
                    check_in.offer(captured_frame(request.frame, skew, clock))
                case "open":
                    raise InvalidInput("open", "may be sent once, as the first message")
    except Exception as error:  # the call that serves the check-in raises it
        check_in.messages.end(error)
    else:
        check_in.finish()
