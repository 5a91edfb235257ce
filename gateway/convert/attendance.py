"""Courses, rooms, cameras, sessions and marks."""

from collections.abc import Mapping

from presence.attendance.v1 import attendance_service_pb2 as attendance
from presence.attendance.v1 import course_service_pb2 as course
from presence.attendance.v1 import room_service_pb2 as room
from presence.identity.v1 import device_service_pb2 as device

from gateway.convert.common import time_if_set, time_of
from gateway.models.courses import Course, Enrolment
from gateway.models.rooms import Camera, CameraRole, Detector, DeviceKey, Room, Tiles
from gateway.models.sessions import Mark, MarkSource, MarkStatus, Session

STATUS_TO_PROTO: Mapping[MarkStatus, attendance.MarkStatus.ValueType] = {
    "not_seen": attendance.MARK_STATUS_UNSPECIFIED,
    "present": attendance.MARK_STATUS_PRESENT,
    "late": attendance.MARK_STATUS_LATE,
    "left_early": attendance.MARK_STATUS_LEFT_EARLY,
    "absent": attendance.MARK_STATUS_ABSENT,
    "excused": attendance.MARK_STATUS_EXCUSED,
    "unconfirmed": attendance.MARK_STATUS_UNCONFIRMED,
}
STATUS_FROM_PROTO: Mapping[attendance.MarkStatus.ValueType, MarkStatus] = {
    value: key for key, value in STATUS_TO_PROTO.items()
}
SOURCE_FROM_PROTO: Mapping[attendance.MarkSource.ValueType, MarkSource] = {
    attendance.MARK_SOURCE_UNSPECIFIED: "none",
    attendance.MARK_SOURCE_CAMERA: "camera",
    attendance.MARK_SOURCE_TEACHER: "teacher",
    attendance.MARK_SOURCE_CODE: "code",
    attendance.MARK_SOURCE_POLICY: "policy",
}
DETECTOR_TO_PROTO: Mapping[Detector, room.Detector.ValueType] = {
    "yunet": room.DETECTOR_YUNET,
    "hog": room.DETECTOR_HOG,
    "cnn": room.DETECTOR_CNN,
}
_DETECTOR: Mapping[room.Detector.ValueType, Detector] = {
    room.DETECTOR_UNSPECIFIED: "yunet",
    **{value: key for key, value in DETECTOR_TO_PROTO.items()},
}

TILES_TO_PROTO: Mapping[Tiles, room.Tiles.ValueType] = {"auto": room.TILES_AUTO, "off": room.TILES_OFF}
ROLE_TO_PROTO: Mapping[CameraRole, room.CameraRole.ValueType] = {
    "room": room.CAMERA_ROLE_ROOM,
    "door": room.CAMERA_ROLE_DOOR,
}


def course_of(message: course.Course) -> Course:
    """A course."""
    return Course(
        course_id=message.course_id,
        code=message.code,
        title=message.title,
        teacher_ids=list(message.teacher_ids),
        enrolled_count=message.enrolled_count,
        term_id=message.term_id,
        first_date=message.first_date,
        last_date=message.last_date,
        revision=message.revision,
    )


def enrolment_of(message: course.Enrolment) -> Enrolment:
    """A student on a course."""
    return Enrolment(
        student_id=message.student_id,
        display_name=message.display_name,
        student_number=message.student_number,
        first_date=message.first_date,
        last_date=message.last_date,
    )


def room_of(message: room.Room) -> Room:
    """A room."""
    return Room(room_id=message.room_id, name=message.name, revision=message.revision)


def camera_of(message: room.Camera) -> Camera:
    """A camera."""
    return Camera(
        camera_id=message.camera_id,
        room_id=message.room_id,
        name=message.name,
        detector=_DETECTOR[message.detector],
        tiles="off" if message.tiles == room.TILES_OFF else "auto",
        role="door" if message.role == room.CAMERA_ROLE_DOOR else "room",
        revision=message.revision,
    )


def key_of(message: device.DeviceKey) -> DeviceKey:
    """A camera's key, without its secret."""
    return DeviceKey(
        key_id=message.key_id,
        camera_id=message.camera_id,
        label=message.label,
        create_time=time_of(message.create_time),
        last_use_time=time_if_set(message, "last_use_time"),
        revoke_time=time_if_set(message, "revoke_time"),
        kind="kiosk" if message.kind == device.DEVICE_KIND_KIOSK else "camera",
    )


def session_of(message: attendance.Session) -> Session:
    """A session."""
    return Session(
        session_id=message.session_id,
        course_id=message.course_id,
        course_code=message.course_code,
        course_title=message.course_title,
        room_id=message.room_id,
        room_name=message.room_name,
        started_by=message.started_by,
        start_time=time_of(message.start_time),
        end_time=time_if_set(message, "end_time"),
        late_after_seconds=message.late_after.seconds,
        camera_ids=list(message.camera_ids),
        roster_size=message.roster_size,
        present_count=message.present_count,
        planned_start_time=time_if_set(message, "planned_start_time"),
        planned_end_time=time_if_set(message, "planned_end_time"),
        policy_version_id=message.policy_version_id,
    )


def mark_of(message: attendance.Mark) -> Mark:
    """A student's mark."""
    return Mark(
        student_id=message.student_id,
        display_name=message.display_name,
        student_number=message.student_number,
        status=STATUS_FROM_PROTO[message.status],
        source=SOURCE_FROM_PROTO[message.source],
        first_seen_time=time_if_set(message, "first_seen_time"),
        last_seen_time=time_if_set(message, "last_seen_time"),
        revision=message.revision,
        set_by=message.set_by,
        note=message.note,
        confirmed_by=message.confirmed_by,
        seen_elsewhere=message.seen_elsewhere,
        status_code=message.status_code,
        minutes_present=message.minutes_present,
        change_time=time_if_set(message, "change_time"),
    )
