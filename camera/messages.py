"""The camera's messages to protobuf."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from presence.recognition.v1 import recognition_service_pb2 as pb

from camera.frames import CapturedFrame
from services.common.timestamps import timestamp


def frame_message(frame: CapturedFrame, captured: datetime) -> pb.StreamFramesRequest:
    """A frame with its time of capture."""
    return pb.StreamFramesRequest(
        frame=pb.Frame(sequence=frame.sequence, capture_time=timestamp(captured), jpeg=frame.jpeg)
    )


def status_message(
    send_time: datetime,
    complete_through: datetime | None,
    spooled_frames: int,
    lost: Iterable[tuple[datetime, datetime, str]],
    *,
    stopping: bool,
) -> pb.CameraStatus:
    """How the camera stands."""
    spans = [
        pb.LostSpan(start_time=timestamp(start), end_time=timestamp(end), reason=reason) for start, end, reason in lost
    ]
    status = pb.CameraStatus(
        send_time=timestamp(send_time), spooled_frames=spooled_frames, lost=spans, stopping=stopping
    )
    if complete_through is not None:
        status.complete_through_time.CopyFrom(timestamp(complete_through))
    return status
