"""What the calls that send frames have in common: an opening, frames with their times, and work beside the answers."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import TypeVar

from presence.recognition.v1 import kiosk_service_pb2 as kiosk
from presence.recognition.v1 import recognition_service_pb2 as pb

from services.common.errors import InvalidInput
from services.recognition.app.frames import CapturedFrame
from services.recognition.handlers.read import read_time

_SET_UP_SECONDS = 10.0
_SKEW_LIMIT_SECONDS = 2.0

Request = TypeVar("Request", kiosk.CheckInRequest, pb.StreamFramesRequest)


async def opening_of(requests: AsyncIterator[Request], call: str) -> Request:
    """The first message; InvalidInput when it opens nothing, or does not come."""
    first = None
    with suppress(TimeoutError):
        async with asyncio.timeout(_SET_UP_SECONDS):
            first = await anext(requests, None)
    if first is None or first.WhichOneof("message") != "open":
        raise InvalidInput("open", f"must be the first message of {call}")
    return first


def skew_seconds(sent: datetime, received: datetime) -> float:
    """What the sender's clock lacks; small differences are the network's."""
    skew = (received - sent).total_seconds()
    return skew if abs(skew) > _SKEW_LIMIT_SECONDS else 0.0


def captured_frame(frame: pb.Frame, skew: float, clock: Callable[[], datetime]) -> CapturedFrame:
    """With its time by this pod's clock, `skew` seconds from the sender's; of one without a time it is now."""
    captured_at = clock()
    if frame.HasField("capture_time"):
        with suppress(OverflowError):
            captured_at = read_time(frame.capture_time, "capture_time") + timedelta(seconds=skew)
    return CapturedFrame(frame.sequence, captured_at, frame.jpeg)


@asynccontextmanager
async def beside(*works: Coroutine[object, object, None]) -> AsyncIterator[None]:
    """Runs the works while the block answers the caller, and ends them with it. They tell the block what fails."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
