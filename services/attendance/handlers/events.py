"""What the two watches send."""

from uuid import UUID

from presence.attendance.v1 import attendance_service_pb2 as pb

from services.attendance.app.assignments import AssignmentEvent, AssignmentsSnapshot, CameraDeleted
from services.attendance.app.watching import SessionEvent
from services.attendance.domain.mark import Mark
from services.attendance.domain.resume import resume_token
from services.attendance.domain.session import Session, SessionView
from services.attendance.handlers.translate import assignment_message, mark_message, session_message


def session_response(session_id: UUID, event: SessionEvent) -> pb.WatchSessionResponse:
    """An event, with the token of a reader that has it."""
    token = resume_token(session_id, event.revision)
    match event.what:
        case SessionView(session, marks):
            snapshot = pb.SessionSnapshot(
                session=session_message(session), marks=[mark_message(mark) for mark in marks]
            )
            return pb.WatchSessionResponse(resume_token=token, snapshot=snapshot)
        case Mark() as mark:
            return pb.WatchSessionResponse(resume_token=token, mark_changed=mark_message(mark))
        case Session() as session:
            return pb.WatchSessionResponse(resume_token=token, session_changed=session_message(session))


def assignment_response(event: AssignmentEvent | None) -> pb.WatchCameraAssignmentsResponse:
    """An event; None is a heartbeat."""
    match event:
        case None:
            return pb.WatchCameraAssignmentsResponse(heartbeat=pb.Heartbeat())
        case AssignmentsSnapshot(assignments):
            snapshot = pb.AssignmentsSnapshot(assignments=[assignment_message(a) for a in assignments])
            return pb.WatchCameraAssignmentsResponse(snapshot=snapshot)
        case CameraDeleted(camera_id):
            return pb.WatchCameraAssignmentsResponse(deleted_camera_id=str(camera_id))
        case _:
            return pb.WatchCameraAssignmentsResponse(changed=assignment_message(event))
