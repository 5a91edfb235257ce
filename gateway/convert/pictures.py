"""Frames and detections."""

import struct
from collections.abc import Callable, Mapping

from presence.recognition.v1 import recognition_service_pb2 as recognition

from gateway.convert.common import time_of
from gateway.convert.faces import box_of
from gateway.models.pictures import (
    Detection,
    Outcome,
    PictureHead,
    WebcamAck,
    WebcamDrain,
    WebcamEvent,
    WebcamFlowControl,
    WebcamHeartbeat,
    WebcamResult,
)

_OUTCOME: Mapping[recognition.Outcome.ValueType, Outcome] = {
    recognition.OUTCOME_UNSPECIFIED: "deciding",
    recognition.OUTCOME_KNOWN: "known",
    recognition.OUTCOME_REVIEW: "review",
    recognition.OUTCOME_UNKNOWN: "unknown",
    recognition.OUTCOME_OUTSIDER: "outsider",
}

NameOf = Callable[[str], str]


def detections_of(result: recognition.FrameResult, name_of: NameOf) -> list[Detection]:
    """The faces of a frame, with the names of those known."""
    return [
        Detection(
            box=box_of(one.box),
            track_id=one.track_id,
            outcome=_OUTCOME.get(one.outcome, "unknown"),
            person_id=one.person_id,
            display_name=name_of(one.person_id) if one.person_id else "",
            distance=one.distance,
            score=one.score,
        )
        for one in result.detections
    ]


def picture_message(frame: recognition.RecognisedFrame, name_of: NameOf) -> bytes:
    """A frame as one binary message: 4-byte big-endian length of the head, the head as JSON, the JPEG."""
    result = frame.result
    head = PictureHead(
        sequence=result.sequence,
        capture_time=time_of(result.capture_time),
        age_seconds=result.age.ToNanoseconds() / 1e9,
        decide_time=time_of(frame.decide_time),
        gallery_version=result.gallery_version,
        problem=result.problem,
        detections=detections_of(result, name_of),
    )
    text = head.model_dump_json().encode()
    return b"".join((struct.pack(">I", len(text)), text, frame.jpeg))


def webcam_event_of(response: recognition.StreamFramesResponse, name_of: NameOf) -> WebcamEvent:
    """What recognition tells a camera, for a browser that is one."""
    match response.WhichOneof("message"):
        case "flow_control":
            control = response.flow_control
            return WebcamFlowControl(
                max_in_flight=control.max_in_flight,
                target_fps=control.target_fps,
                max_width_px=control.max_width_px,
                heartbeat_seconds=control.heartbeat_interval.ToNanoseconds() / 1e9,
            )
        case "ack":
            ack = response.ack
            return WebcamAck(
                through_sequence=ack.through_sequence,
                stored_through_sequence=ack.stored_through_sequence,
                dropped_frames=ack.dropped_frames,
                rejected_frames=ack.rejected_frames,
            )
        case "result":
            result = response.result
            return WebcamResult(
                sequence=result.sequence, detections=detections_of(result, name_of), problem=result.problem
            )
        case "drain":
            return WebcamDrain()
        case _:
            return WebcamHeartbeat()
