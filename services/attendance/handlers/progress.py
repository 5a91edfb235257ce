"""What cameras report of their own progress, and what is told of their past sessions."""

from uuid import UUID

from presence.attendance.v1 import attendance_service_pb2 as pb

from services.attendance.domain.completeness import CameraProgress, CameraSession
from services.attendance.domain.errors import InvalidInput
from services.attendance.domain.span import Span
from services.attendance.handlers.reports import MAX_REPORTS
from services.attendance.handlers.translate import span_from, uuid_from
from services.common.timestamps import timestamp


def progress_from(request: pb.ReportSightingsRequest) -> tuple[list[CameraProgress], list[pb.RefusedReport]]:
    """What can be read, and refusals of the rest; InvalidInput when there is too much."""
    if len(request.progress) > MAX_REPORTS:
        raise InvalidInput("progress", f"must hold at most {MAX_REPORTS}")
    read: list[CameraProgress] = []
    refused: list[pb.RefusedReport] = []
    for message in request.progress:
        try:
            camera_id = uuid_from("camera_id", message.camera_id)
            moment = span_from(message.complete_through_time, message.complete_through_time).start
            read.append(CameraProgress(camera_id, moment, message.stopped))
        except InvalidInput as error:
            refused.append(pb.RefusedReport(id=message.camera_id, reason=str(error)))
        except (ValueError, OverflowError):
            refused.append(pb.RefusedReport(id=message.camera_id, reason="its time is no time"))
    return read, refused


def camera_time_from(request: pb.ListCameraSessionsRequest) -> tuple[UUID, Span]:
    """Which camera, and what time is asked about; InvalidInput."""
    camera_id = uuid_from("camera_id", request.camera_id)
    if not (request.HasField("start_time") and request.HasField("end_time")):
        raise InvalidInput("start_time and end_time", "must be set")
    try:
        span = span_from(request.start_time, request.end_time)
    except (ValueError, OverflowError):
        raise InvalidInput("start_time and end_time", "must be times") from None
    if span.end < span.start:
        raise InvalidInput("end_time", "must not lie before start_time")
    return camera_id, span


def camera_session_message(session: CameraSession) -> pb.CameraSession:
    """One session of a camera."""
    return pb.CameraSession(
        session_id=str(session.session_id),
        room_id=str(session.room_id),
        start_time=timestamp(session.start_time),
        end_time=timestamp(session.end_time),
        student_ids=[str(student_id) for student_id in session.student_ids],
        operator_ids=[str(operator_id) for operator_id in session.operator_ids],
    )
