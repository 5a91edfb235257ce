"""Check-ins' messages to protobuf."""

from presence.recognition.v1 import kiosk_service_pb2 as pb
from presence.recognition.v1 import recognition_service_pb2 as recognition

from services.common.timestamps import timestamp
from services.recognition.app.check_in_messages import (
    Accepted,
    Ack,
    Control,
    Guidance,
    Guide,
    Message,
    NotAccepted,
    Prompt,
    Reason,
)
from services.recognition.app.frames import Beat
from services.recognition.domain.liveness.challenge import Position
from services.recognition.handlers.frame_messages import duration

_GUIDANCE = {
    Guidance.NO_FACE: pb.GUIDANCE_NO_FACE,
    Guidance.COME_CLOSER: pb.GUIDANCE_COME_CLOSER,
    Guidance.ONE_AT_A_TIME: pb.GUIDANCE_ONE_AT_A_TIME,
    Guidance.MORE_LIGHT: pb.GUIDANCE_MORE_LIGHT,
    Guidance.LOOK_STRAIGHT: pb.GUIDANCE_LOOK_STRAIGHT,
    Guidance.HOLD_STILL: pb.GUIDANCE_HOLD_STILL,
}
_POSITIONS = {
    Position.MIDDLE: pb.HEAD_POSITION_MIDDLE,
    Position.LEFT: pb.HEAD_POSITION_LEFT,
    Position.RIGHT: pb.HEAD_POSITION_RIGHT,
}
_REASONS = {
    Reason.NOBODY: pb.REFUSAL_REASON_NOBODY,
    Reason.NOT_LIVE: pb.REFUSAL_REASON_NOT_LIVE,
    Reason.TOO_SLOW: pb.REFUSAL_REASON_TOO_SLOW,
    Reason.FACE_LOST: pb.REFUSAL_REASON_FACE_LOST,
    Reason.FACE_CHANGED: pb.REFUSAL_REASON_FACE_CHANGED,
    Reason.NOT_RECOGNISED: pb.REFUSAL_REASON_NOT_RECOGNISED,
    Reason.UNSURE: pb.REFUSAL_REASON_UNSURE,
}


def to_message(message: Message) -> pb.CheckInResponse:
    """What the kiosk is told."""
    match message:
        case Control():
            return pb.CheckInResponse(
                control=pb.CheckInControl(
                    max_in_flight=message.max_in_flight,
                    target_fps=message.target_fps,
                    max_width_px=message.max_width_px,
                    heartbeat_interval=duration(message.heartbeat_seconds),
                    time_limit=duration(message.time_limit_seconds),
                )
            )
        case Ack(through_sequence=through):
            return pb.CheckInResponse(ack=pb.CheckInAck(through_sequence=through))
        case Guide(guidance=guidance):
            return pb.CheckInResponse(guidance=pb.CheckInGuidance(guidance=_GUIDANCE[guidance]))
        case Prompt():
            return pb.CheckInResponse(
                prompt=pb.CheckInPrompt(
                    position=_POSITIONS[message.position],
                    step=message.step,
                    steps=message.steps,
                    time_left=duration(message.seconds_left),
                    turned=message.turned,
                )
            )
        case Accepted():
            return pb.CheckInResponse(
                result=pb.CheckInResult(
                    outcome=pb.CHECK_IN_OUTCOME_ACCEPTED,
                    person_id=message.person_id,
                    check_in_time=timestamp(message.at),
                    stored=message.stored,
                )
            )
        case NotAccepted():
            return pb.CheckInResponse(
                result=pb.CheckInResult(
                    outcome=pb.CHECK_IN_OUTCOME_REFUSED, reason=_REASONS[message.reason], message=message.message
                )
            )
        case Beat():
            return pb.CheckInResponse(heartbeat=recognition.Heartbeat())
