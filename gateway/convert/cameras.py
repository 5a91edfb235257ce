"""How cameras are, and what they show of a room."""

from collections.abc import Mapping

from presence.attendance.v1 import attendance_service_pb2 as attendance
from presence.attendance.v1 import evidence_service_pb2 as evidence
from presence.recognition.v1 import camera_health_service_pb2 as health

from gateway.convert.common import time_of
from gateway.models.cameras import (
    AwaitedCamera,
    CameraCondition,
    CameraTrouble,
    Commissioning,
    CommissioningAdvice,
    CommissioningProblem,
    CommissioningRegion,
    RecallPoint,
    SessionCondition,
    Trouble,
    Zone,
)

TROUBLE: Mapping[health.CameraTrouble.ValueType, Trouble] = {
    health.CAMERA_TROUBLE_BLACK: "black",
    health.CAMERA_TROUBLE_COVERED: "covered",
    health.CAMERA_TROUBLE_FROZEN: "frozen",
    health.CAMERA_TROUBLE_BLURRED: "blurred",
    health.CAMERA_TROUBLE_DARK: "dark",
    health.CAMERA_TROUBLE_GONE: "gone",
    health.CAMERA_TROUBLE_CLOCK: "clock",
    health.CAMERA_TROUBLE_LOST: "lost",
}
REPORTED_TROUBLE: Mapping[attendance.CameraTrouble.ValueType, Trouble] = {
    attendance.CAMERA_TROUBLE_BLACK: "black",
    attendance.CAMERA_TROUBLE_COVERED: "covered",
    attendance.CAMERA_TROUBLE_FROZEN: "frozen",
    attendance.CAMERA_TROUBLE_BLURRED: "blurred",
    attendance.CAMERA_TROUBLE_DARK: "dark",
    attendance.CAMERA_TROUBLE_GONE: "gone",
    attendance.CAMERA_TROUBLE_CLOCK: "clock",
    attendance.CAMERA_TROUBLE_LOST: "lost",
}
_ZONE: Mapping[health.CommissioningZone.ValueType, Zone] = {
    health.COMMISSIONING_ZONE_BACK: "back",
    health.COMMISSIONING_ZONE_MIDDLE: "middle",
    health.COMMISSIONING_ZONE_FRONT: "front",
}
_PROBLEM: Mapping[health.CommissioningProblem.ValueType, CommissioningProblem] = {
    health.COMMISSIONING_PROBLEM_UNSPECIFIED: "none",
    health.COMMISSIONING_PROBLEM_TOO_SMALL: "too_small",
    health.COMMISSIONING_PROBLEM_TOO_DARK: "too_dark",
    health.COMMISSIONING_PROBLEM_TOO_BLURRED: "too_blurred",
    health.COMMISSIONING_PROBLEM_NO_FACES: "no_faces",
}


def trouble_of(message: health.CameraHealth) -> CameraTrouble | None:
    """None: the camera is well, or in a trouble this version does not know."""
    trouble = TROUBLE.get(message.trouble)
    if trouble is None:
        return None
    return CameraTrouble(camera_id=message.camera_id, trouble=trouble, since=time_of(message.start_time))


def session_condition_of(message: evidence.SessionCondition) -> SessionCondition:
    """A line of a session's evidence."""
    return SessionCondition(
        camera_id=message.camera_id,
        camera_name=message.camera_name,
        trouble=REPORTED_TROUBLE[message.trouble],
        start_time=time_of(message.start_time),
        end_time=time_of(message.end_time),
    )


def awaited_of(message: evidence.AwaitedCamera) -> AwaitedCamera:
    """A camera that is waited for."""
    return AwaitedCamera(
        camera_id=message.camera_id,
        camera_name=message.camera_name,
        complete_through_time=time_of(message.complete_through_time),
    )


def condition_of(message: health.CameraCondition) -> CameraCondition:
    """A line of a camera's history."""
    return CameraCondition(
        condition_id=message.condition_id,
        trouble=TROUBLE[message.trouble],
        start_time=time_of(message.start_time),
        end_time=time_of(message.end_time),
        over=message.over,
    )


def commissioning_of(message: health.Commissioning) -> Commissioning:
    """A camera's last measuring."""
    return Commissioning(
        camera_id=message.camera_id,
        start_time=time_of(message.start_time),
        until_time=time_of(message.until_time),
        running=message.running,
        frames=message.frames,
        width_px=message.width_px,
        height_px=message.height_px,
        most_faces=message.most_faces,
        mean_faces=message.mean_faces,
        brightness=message.brightness,
        rows=message.rows,
        columns=message.columns,
        regions=[_region_of(region) for region in message.regions],
        advice=[_advice_of(advice) for advice in message.advice],
        curve=[RecallPoint(width_px=point.width_px, recall=point.recall) for point in message.curve.points],
        curve_data_sha256=message.curve.data_sha256,
        curve_model=message.curve.model,
    )


def _region_of(message: health.CommissioningRegion) -> CommissioningRegion:
    return CommissioningRegion(
        row=message.row,
        column=message.column,
        faces=message.faces,
        width_px=message.width_px,
        sharpness=message.sharpness,
        brightness=message.brightness,
        predicted_recall=message.predicted_recall,
    )


def _advice_of(message: health.CommissioningAdvice) -> CommissioningAdvice:
    return CommissioningAdvice(
        zone=_ZONE[message.zone],
        problem=_PROBLEM[message.problem],
        faces=message.faces,
        width_px=message.width_px,
        predicted_recall=message.predicted_recall,
        wanted_width_px=message.wanted_width_px,
    )
