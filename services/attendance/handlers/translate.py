"""Between messages and the domain, both ways."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from google.protobuf.timestamp_pb2 import Timestamp
from presence.attendance.v1 import attendance_service_pb2 as pb
from presence.attendance.v1 import course_service_pb2, room_service_pb2

from services.attendance.domain.course import Course, Enrolment
from services.attendance.domain.errors import InvalidInput
from services.attendance.domain.mark import Mark, MarkSource, MarkStatus
from services.attendance.domain.room import Camera, CameraAssignment, CameraRole, Detector, Room, Tiles
from services.attendance.domain.session import Session
from services.attendance.domain.sighting import CameraTrouble
from services.attendance.domain.span import Span
from services.attendance.domain.timetable.plan import BY_TIMETABLE
from services.attendance.handlers.translate_dates import date_text
from services.common.timestamps import timestamp

STATUS = {
    MarkStatus.NOT_SEEN: pb.MARK_STATUS_UNSPECIFIED,
    MarkStatus.PRESENT: pb.MARK_STATUS_PRESENT,
    MarkStatus.LATE: pb.MARK_STATUS_LATE,
    MarkStatus.ABSENT: pb.MARK_STATUS_ABSENT,
    MarkStatus.EXCUSED: pb.MARK_STATUS_EXCUSED,
    MarkStatus.LEFT_EARLY: pb.MARK_STATUS_LEFT_EARLY,
    MarkStatus.UNCONFIRMED: pb.MARK_STATUS_UNCONFIRMED,
}
SOURCE = {
    MarkSource.NONE: pb.MARK_SOURCE_UNSPECIFIED,
    MarkSource.CAMERA: pb.MARK_SOURCE_CAMERA,
    MarkSource.TEACHER: pb.MARK_SOURCE_TEACHER,
    MarkSource.CODE: pb.MARK_SOURCE_CODE,
    MarkSource.POLICY: pb.MARK_SOURCE_POLICY,
}
_STATUS_FROM = {number: status for status, number in STATUS.items()}
DETECTOR = {
    Detector.YUNET: room_service_pb2.DETECTOR_YUNET,
    Detector.HOG: room_service_pb2.DETECTOR_HOG,
    Detector.CNN: room_service_pb2.DETECTOR_CNN,
}
_DETECTOR_FROM = {number: detector for detector, number in DETECTOR.items()} | {
    room_service_pb2.DETECTOR_UNSPECIFIED: Detector.YUNET
}

TILES = {Tiles.AUTO: room_service_pb2.TILES_AUTO, Tiles.OFF: room_service_pb2.TILES_OFF}
_TILES_FROM = {number: tiles for tiles, number in TILES.items()} | {room_service_pb2.TILES_UNSPECIFIED: Tiles.AUTO}
CAMERA_ROLE = {
    CameraRole.ROOM: room_service_pb2.CAMERA_ROLE_ROOM,
    CameraRole.DOOR: room_service_pb2.CAMERA_ROLE_DOOR,
}
_CAMERA_ROLE_FROM = {number: role for role, number in CAMERA_ROLE.items()} | {
    room_service_pb2.CAMERA_ROLE_UNSPECIFIED: CameraRole.ROOM
}
TROUBLE = {
    CameraTrouble.BLACK: pb.CAMERA_TROUBLE_BLACK,
    CameraTrouble.COVERED: pb.CAMERA_TROUBLE_COVERED,
    CameraTrouble.FROZEN: pb.CAMERA_TROUBLE_FROZEN,
    CameraTrouble.BLURRED: pb.CAMERA_TROUBLE_BLURRED,
    CameraTrouble.DARK: pb.CAMERA_TROUBLE_DARK,
    CameraTrouble.GONE: pb.CAMERA_TROUBLE_GONE,
    CameraTrouble.CLOCK: pb.CAMERA_TROUBLE_CLOCK,
    CameraTrouble.LOST: pb.CAMERA_TROUBLE_LOST,
}
_TROUBLE_FROM = {number: trouble for trouble, number in TROUBLE.items()}


def uuid_from(field: str, text: str) -> UUID:
    """A UUID, or InvalidInput that names the field."""
    try:
        return UUID(text)
    except ValueError:
        raise InvalidInput(field, "must be a UUID") from None


def optional_uuid(field: str, text: str) -> UUID | None:
    """None for an empty field."""
    return uuid_from(field, text) if text else None


def uuids_from(field: str, texts: Sequence[str]) -> list[UUID]:
    """UUIDs in their order, each once."""
    return list(dict.fromkeys(uuid_from(field, text) for text in texts))


def status_from(status: "pb.MarkStatus.ValueType") -> MarkStatus:
    """InvalidInput for a number this version does not know."""
    if status not in _STATUS_FROM:
        raise InvalidInput("status", "is not known")
    return _STATUS_FROM[status]


def detector_from(detector: "room_service_pb2.Detector.ValueType") -> Detector:
    """yunet when unset."""
    if detector not in _DETECTOR_FROM:
        raise InvalidInput("detector", "is not known")
    return _DETECTOR_FROM[detector]


def tiles_from(tiles: "room_service_pb2.Tiles.ValueType") -> Tiles:
    """auto when unset."""
    if tiles not in _TILES_FROM:
        raise InvalidInput("tiles", "is not known")
    return _TILES_FROM[tiles]


def role_from(role: "room_service_pb2.CameraRole.ValueType") -> CameraRole:
    """room when unset."""
    if role not in _CAMERA_ROLE_FROM:
        raise InvalidInput("role", "is not known")
    return _CAMERA_ROLE_FROM[role]


def trouble_from(trouble: "pb.CameraTrouble.ValueType") -> CameraTrouble:
    """InvalidInput when unset, or a number this version does not know."""
    if trouble not in _TROUBLE_FROM:
        raise InvalidInput("trouble", "is not known")
    return _TROUBLE_FROM[trouble]


def optional_moment(field: str, stamp: Timestamp | None) -> datetime | None:
    """None for none; InvalidInput outside the years 1 to 9999."""
    try:
        return stamp.ToDatetime(tzinfo=UTC) if stamp is not None else None
    except (ValueError, OverflowError):
        raise InvalidInput(field, "must be a time") from None


def span_from(start: Timestamp, end: Timestamp) -> Span:
    """ValueError when a time lies outside the years 1 to 9999."""
    return Span(start.ToDatetime(tzinfo=UTC), end.ToDatetime(tzinfo=UTC))


def session_message(session: Session) -> pb.Session:
    """A session."""
    message = pb.Session(
        session_id=str(session.session_id),
        course_id=str(session.course_id),
        course_code=session.course_code,
        course_title=session.course_title,
        room_id=str(session.room_id),
        room_name=session.room_name,
        started_by="" if session.started_by == BY_TIMETABLE else str(session.started_by),
        start_time=timestamp(session.start_time),
        end_time=timestamp(session.end_time),
        camera_ids=[str(camera_id) for camera_id in session.camera_ids],
        roster_size=session.roster_size,
        present_count=session.present_count,
        planned_start_time=timestamp(session.planned_start_time),
        planned_end_time=timestamp(session.planned_end_time),
        policy_version_id=str(session.policy_version_id or ""),
    )
    message.late_after.FromTimedelta(session.late_after)
    return message


def mark_message(mark: Mark) -> pb.Mark:
    """A mark."""
    return pb.Mark(
        student_id=str(mark.student_id),
        display_name=mark.display_name,
        student_number=mark.student_number,
        status=STATUS[mark.status],
        source=SOURCE[mark.source],
        first_seen_time=timestamp(mark.seen.start if mark.seen else None),
        last_seen_time=timestamp(mark.seen.end if mark.seen else None),
        revision=mark.revision,
        set_by=str(mark.set_by) if mark.set_by else "",
        note=mark.note,
        confirmed_by=str(mark.confirmed_by) if mark.confirmed_by else "",
        seen_elsewhere=mark.seen_elsewhere,
        status_code=mark.status_code,
        minutes_present=mark.minutes_present,
        change_time=timestamp(mark.changed_time),
    )


def course_message(course: Course) -> course_service_pb2.Course:
    """A course."""
    return course_service_pb2.Course(
        course_id=str(course.course_id),
        code=course.code,
        title=course.title,
        teacher_ids=[str(teacher_id) for teacher_id in course.teacher_ids],
        enrolled_count=course.enrolled_count,
        term_id=str(course.term_id) if course.term_id else "",
        first_date=date_text(course.own_days.first if course.own_days else None),
        last_date=date_text(course.own_days.last if course.own_days else None),
        revision=course.revision,
    )


def enrolment_message(enrolment: Enrolment) -> course_service_pb2.Enrolment:
    """An enrolment."""
    return course_service_pb2.Enrolment(
        student_id=str(enrolment.student_id),
        display_name=enrolment.display_name,
        student_number=enrolment.student_number,
        first_date=date_text(enrolment.first_date),
        last_date=date_text(enrolment.last_date),
    )


def room_message(room: Room) -> room_service_pb2.Room:
    """A room."""
    return room_service_pb2.Room(room_id=str(room.room_id), name=room.name, revision=room.revision)


def camera_message(camera: Camera) -> room_service_pb2.Camera:
    """A camera."""
    return room_service_pb2.Camera(
        camera_id=str(camera.camera_id),
        room_id=str(camera.room_id),
        name=camera.name,
        detector=DETECTOR[camera.detector],
        tiles=TILES[camera.tiles],
        role=CAMERA_ROLE[camera.role],
        revision=camera.revision,
    )


def assignment_message(assignment: CameraAssignment) -> pb.CameraAssignment:
    """What recognition does with a camera."""
    return pb.CameraAssignment(
        camera_id=str(assignment.camera_id),
        room_id=str(assignment.room_id),
        active=assignment.active,
        student_ids=[str(student_id) for student_id in assignment.student_ids],
        detector=DETECTOR[assignment.detector],
        operator_ids=[str(operator_id) for operator_id in assignment.operator_ids],
        tiles=TILES[assignment.tiles],
    )
