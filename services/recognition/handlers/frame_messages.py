"""Streams' messages to protobuf."""

from datetime import datetime, timedelta

from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp
from presence.recognition.v1 import recognition_service_pb2 as pb

from services.recognition.app.frames import Beat, Drain, FlowControl, FrameAck, FrameResult, Reply, SeenFace
from services.recognition.domain.faces import Box
from services.recognition.domain.outcome import FaceState

_OUTCOMES = {
    FaceState.DECIDING: pb.OUTCOME_UNSPECIFIED,
    FaceState.KNOWN: pb.OUTCOME_KNOWN,
    FaceState.REVIEW: pb.OUTCOME_REVIEW,
    FaceState.UNKNOWN: pb.OUTCOME_UNKNOWN,
    FaceState.OUTSIDER: pb.OUTCOME_OUTSIDER,
}


def to_message(reply: Reply) -> pb.StreamFramesResponse:
    """What the camera is told."""
    match reply:
        case FlowControl():
            return pb.StreamFramesResponse(
                flow_control=pb.FlowControl(
                    max_in_flight=reply.max_in_flight,
                    target_fps=reply.target_fps,
                    max_width_px=reply.max_width_px,
                    heartbeat_interval=duration(reply.heartbeat_seconds),
                )
            )
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


def timestamp(moment: datetime) -> Timestamp:
    """UTC."""
    stamp = Timestamp()
    stamp.FromDatetime(moment)
    return stamp


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
