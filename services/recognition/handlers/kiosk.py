"""KioskService: one person at a time checks in before a camera."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TypeAlias

import grpc
from presence.recognition.v1 import kiosk_service_pb2 as pb
from presence.recognition.v1 import kiosk_service_pb2_grpc

from services.common.errors import InvalidInput, NotAllowed
from services.common.principal import Role, require
from services.recognition.app.assignments import Assignments
from services.recognition.app.check_in import CheckIn, CheckInSetup
from services.recognition.app.frames import CapturedFrame
from services.recognition.app.kiosks import Kiosks
from services.recognition.handlers.kiosk_messages import to_message
from services.recognition.handlers.read import read_time, read_uuid

_SET_UP_SECONDS = 10.0
_KNOWN_WITHIN_SECONDS = 2.0
_SKEW_LIMIT_SECONDS = 2.0

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
            tasks = (
                asyncio.create_task(_read(request_iterator, check_in, setup.skew_seconds, self._clock)),
                asyncio.create_task(check_in.run()),
            )
            try:
                async for message in check_in.messages:
                    await context.write(to_message(message))
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    async def _set_up(self, requests: Requests) -> CheckInSetup:
        try:
            async with asyncio.timeout(_SET_UP_SECONDS):
                first = await anext(requests, None)
        except TimeoutError:
            first = None
        if first is None or first.WhichOneof("message") != "open":
            raise InvalidInput("open", "must be the first message of a check-in")
        camera_id = str(read_uuid(first.open.camera_id, "camera_id"))
        stream_id = read_uuid(first.open.stream_id, "stream_id")
        _authorize(camera_id)
        # a session may have been started a moment ago
        await self._assignments.until(lambda: self._assignments.of(camera_id).active, _KNOWN_WITHIN_SECONDS)
        return CheckInSetup(camera_id, stream_id, self._skew_seconds(first.open))

    def _skew_seconds(self, message: pb.OpenCheckIn) -> float:
        """What the kiosk's clock lacks; small differences are the network's."""
        if not message.HasField("send_time"):
            return 0.0
        skew = (self._clock() - read_time(message.send_time, "send_time")).total_seconds()
        return skew if abs(skew) > _SKEW_LIMIT_SECONDS else 0.0


def _authorize(camera_id: str) -> None:
    """Devices alone: nobody is logged in where people check in."""
    principal = require(Role.KIOSK, Role.CAMERA, to="let people check in at this camera")
    if principal.subject != camera_id:
        raise NotAllowed("let people check in at this camera")


async def _read(requests: Requests, check_in: CheckIn, skew_seconds: float, clock: Callable[[], datetime]) -> None:
    """Hand the kiosk's frames to its check-in until it has sent its last."""
    try:
        async for request in requests:
            match request.WhichOneof("message"):
                case "frame":
                    captured_at = clock()
                    if request.frame.HasField("capture_time"):
                        with suppress(OverflowError):
                            stamp = read_time(request.frame.capture_time, "capture_time")
                            captured_at = stamp + timedelta(seconds=skew_seconds)
                    check_in.offer(CapturedFrame(request.frame.sequence, captured_at, request.frame.jpeg))
                case "open":
                    raise InvalidInput("open", "may be sent once, as the first message")
    except Exception as error:  # the call that serves the check-in raises it
        check_in.messages.end(error)
    else:
        check_in.finish()
