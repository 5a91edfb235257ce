"""Streams' messages to protobuf."""

from datetime import datetime, timedelta

from google.protobuf.duration_pb2 import Duration
from presence.recognition.v1 import recognition_service_pb2 as pb

from services.common.timestamps import timestamp
from services.recognition.app.camera_progress import CameraStatus
from services.recognition.app.frames import (
    Beat,
    ClockReading,
    Drain,
    FlowControl,
    FrameAck,
    FrameResult,
    Reply,
    SeenFace,
)
from services.recognition.domain.faces import Box
from services.recognition.domain.outcome import FaceState
from services.recognition.handlers.read import read_time

_MAX_LOST = 50

_OUTCOMES = {
    FaceState.DECIDING: pb.OUTCOME_UNSPECIFIED,
    FaceState.KNOWN: pb.OUTCOME_KNOWN,
    FaceState.REVIEW: pb.OUTCOME_REVIEW,
    FaceState.UNKNOWN: pb.OUTCOME_UNKNOWN,
    FaceState.OUTSIDER: pb.OUTCOME_OUTSIDER,
}


def to_message(reply: Reply, now: datetime) -> pb.StreamFramesResponse:
    """What the camera is told, at this moment."""
    match reply:
        case FlowControl():
            control = pb.FlowControl(
                max_in_flight=reply.max_in_flight,
                target_fps=reply.target_fps,
                max_width_px=reply.max_width_px,
                heartbeat_interval=duration(reply.heartbeat_seconds),
            )
            if reply.reading is not None:
                control.clock.CopyFrom(_reading(reply.reading, now))
            return pb.StreamFramesResponse(flow_control=control)
        case ClockReading():
            return pb.StreamFramesResponse(clock=_reading(reply, now))
        case FrameAck():
            return pb.StreamFramesResponse(
                ack=pb.FrameAck(
                    through_sequence=reply.through_sequence,
                    stored_through_sequence=reply.stored_through_sequence,
                    dropped_frames=reply.dropped_frames,
                    rejected_frames=reply.rejected_frames,
                )
            )
        case FrameResult():
            return pb.StreamFramesResponse(result=result_message(reply))
        case Drain():
            return pb.StreamFramesResponse(drain=pb.Drain(grace=duration(reply.grace_seconds)))
        case Beat():
            return pb.StreamFramesResponse(heartbeat=pb.Heartbeat())


def _reading(reading: ClockReading, now: datetime) -> pb.ClockReading:
    return pb.ClockReading(
        camera_send_time=timestamp(reading.camera_sent),
        receive_time=timestamp(reading.received),
        send_time=timestamp(now),
    )


def status_from(status: pb.CameraStatus) -> CameraStatus:
    """InvalidInput for times that cannot be."""
    complete = None
    if status.HasField("complete_through_time"):
        complete = read_time(status.complete_through_time, "complete_through_time")
    lost = tuple(
        (read_time(span.start_time, "lost.start_time"), read_time(span.end_time, "lost.end_time"))
        for span in status.lost[:_MAX_LOST]
    )
    spans = tuple((start, end) for start, end in lost if start <= end)
    return CameraStatus(complete, max(0, status.spooled_frames), spans, status.stopping)


def result_message(result: FrameResult) -> pb.FrameResult:
    """What was seen in one frame."""
    return pb.FrameResult(
        sequence=result.sequence,
        capture_time=timestamp(result.captured_at),
        detections=[_detection(face) for face in result.faces],
        gallery_version=result.gallery_version,
        problem=result.problem,
        age=duration(result.age_seconds),
    )


def box_message(box: Box) -> pb.Box:
    """Fractions of the picture."""
    return pb.Box(left=box.left, top=box.top, right=box.right, bottom=box.bottom)


def duration(seconds: float) -> Duration:
    """To the microsecond."""
    span = Duration()
    span.FromTimedelta(timedelta(seconds=seconds))
    return span


def _detection(face: SeenFace) -> pb.Detection:
    return pb.Detection(
        box=box_message(face.box),
        track_id=face.track_id,
        outcome=_OUTCOMES[face.state],
        person_id=face.person_id or "",
        distance=face.distance or 0.0,
        score=face.score,
    )
