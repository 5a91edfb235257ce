"""What recognition and attendance tell a kiosk, for the tablet that is one."""

from collections.abc import Mapping

from presence.attendance.v1 import check_in_service_pb2 as check_in
from presence.recognition.v1 import kiosk_service_pb2 as pb

from gateway.convert.common import time_if_set, time_of
from gateway.models.kiosk import (
    Guidance,
    HeadPosition,
    KioskAccepted,
    KioskAck,
    KioskClass,
    KioskControl,
    KioskEvent,
    KioskGuidance,
    KioskHeartbeat,
    KioskPrompt,
    KioskRefused,
    KioskState,
    RefusalReason,
)
from services.common.auth import utc_now

_GUIDANCE: Mapping[pb.Guidance.ValueType, Guidance] = {
    pb.GUIDANCE_NO_FACE: "no_face",
    pb.GUIDANCE_COME_CLOSER: "come_closer",
    pb.GUIDANCE_ONE_AT_A_TIME: "one_at_a_time",
    pb.GUIDANCE_MORE_LIGHT: "more_light",
    pb.GUIDANCE_LOOK_STRAIGHT: "look_straight",
}
_POSITION: Mapping[pb.HeadPosition.ValueType, HeadPosition] = {
    pb.HEAD_POSITION_LEFT: "left",
    pb.HEAD_POSITION_RIGHT: "right",
}
_REASON: Mapping[pb.RefusalReason.ValueType, RefusalReason] = {
    pb.REFUSAL_REASON_NOBODY: "nobody",
    pb.REFUSAL_REASON_NOT_LIVE: "not_live",
    pb.REFUSAL_REASON_TOO_SLOW: "too_slow",
    pb.REFUSAL_REASON_FACE_LOST: "face_lost",
    pb.REFUSAL_REASON_FACE_CHANGED: "face_changed",
    pb.REFUSAL_REASON_NOT_RECOGNISED: "not_recognised",
}


def kiosk_of(camera_id: str, message: check_in.GetKioskResponse) -> KioskState:
    """What the kiosk shows while nobody checks in."""
    running = message.running if message.HasField("running") else None
    return KioskState(
        camera_id=camera_id,
        camera_name=message.camera_name,
        room_name=message.room_name,
        running=KioskClass(
            session_id=running.session_id,
            course_code=running.course_code,
            course_title=running.course_title,
            start_time=time_of(running.start_time),
            end_time=time_if_set(running, "end_time"),
        )
        if running is not None
        else None,
        codes_allowed=message.codes_allowed,
        time=utc_now(),
        time_zone=message.time_zone,
        language="ne" if message.language == "ne" else "en",
    )


def kiosk_event_of(response: pb.CheckInResponse, first_name: str) -> KioskEvent:
    """One message; `first_name` is of the person of an accepting result."""
    match response.WhichOneof("message"):
        case "control":
            control = response.control
            return KioskControl(
                max_in_flight=control.max_in_flight,
                target_fps=control.target_fps,
                max_width_px=control.max_width_px,
                heartbeat_seconds=control.heartbeat_interval.ToNanoseconds() / 1e9,
                time_limit_seconds=control.time_limit.ToNanoseconds() / 1e9,
            )
        case "ack":
            return KioskAck(through_sequence=response.ack.through_sequence)
        case "guidance":
            return KioskGuidance(guidance=_GUIDANCE.get(response.guidance.guidance, "hold_still"))
        case "prompt":
            prompt = response.prompt
            return KioskPrompt(
                position=_POSITION.get(prompt.position, "middle"),
                step=prompt.step,
                steps=prompt.steps,
                seconds_left=prompt.time_left.ToNanoseconds() / 1e9,
                turned=prompt.turned,
            )
        case "result":
            result = response.result
            if result.outcome == pb.CHECK_IN_OUTCOME_ACCEPTED:
                return KioskAccepted(
                    first_name=first_name,
                    check_in_time=time_of(result.check_in_time),
                    stored=result.stored,
                )
            return KioskRefused(reason=_REASON.get(result.reason, "unsure"), message=result.message)
        case _:
            return KioskHeartbeat()
