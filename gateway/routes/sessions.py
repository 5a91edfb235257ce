"""Sessions and marks."""

from aiohttp import web
from google.protobuf.duration_pb2 import Duration
from presence.attendance.v1 import attendance_service_pb2 as attendance

from gateway.convert.attendance import STATUS_TO_PROTO, mark_of, session_of
from gateway.download import passed_on
from gateway.models.base import Nothing, PageQuery
from gateway.models.sessions import (
    Mark,
    NewSession,
    Session,
    SessionPage,
    SessionsQuery,
    SessionWithMarks,
    SetMarkRequest,
    StudentMark,
    StudentMarkPage,
)
from gateway.routes.route import EVERYBODY, STAFF, Call, Route, Routes
from services.common.channels import bearer

EXPORT_SECONDS = 60.0


async def list_sessions(call: Call[SessionsQuery]) -> SessionPage:
    """A page of sessions."""
    query = call.input
    answer = await call.ask(
        call.services.attendance.ListSessions,
        attendance.ListSessionsRequest(
            course_id=str(query.course_id) if query.course_id else "",
            room_id=str(query.room_id) if query.room_id else "",
            open_only=query.open_only,
            page_size=query.page_size,
            page_token=query.page_token,
        ),
    )
    return SessionPage(items=[session_of(one) for one in answer.sessions], next_page_token=answer.next_page_token)


async def start_session(call: Call[NewSession]) -> Session:
    """Opens a session and freezes its roster."""
    new = call.input
    late_after = None if new.late_after_seconds is None else Duration(seconds=new.late_after_seconds)
    answer = await call.ask(
        call.services.attendance.StartSession,
        attendance.StartSessionRequest(
            course_id=str(new.course_id),
            room_id=str(new.room_id),
            request_id=str(new.request_id),
            late_after=late_after,
        ),
    )
    return session_of(answer.session)


async def get_session(call: Call[Nothing]) -> SessionWithMarks:
    """A session and all its marks."""
    answer = await call.ask(
        call.services.attendance.GetSession, attendance.GetSessionRequest(session_id=call.id("session_id"))
    )
    return SessionWithMarks(
        session=session_of(answer.session),
        marks=[mark_of(mark) for mark in answer.marks],
        resume_token=answer.resume_token,
    )


async def end_session(call: Call[Nothing]) -> Session:
    """Closes a session."""
    answer = await call.ask(
        call.services.attendance.EndSession, attendance.EndSessionRequest(session_id=call.id("session_id"))
    )
    return session_of(answer.session)


async def set_mark(call: Call[SetMarkRequest]) -> Mark:
    """Records a teacher's word."""
    given = call.input
    answer = await call.ask(
        call.services.attendance.SetMark,
        attendance.SetMarkRequest(
            session_id=call.id("session_id"),
            student_id=call.id("student_id"),
            status=STATUS_TO_PROTO[given.status],
            revision=given.revision,
            request_id=str(given.request_id),
            note=given.note,
            status_code=given.status_code,
        ),
    )
    return mark_of(answer.mark)


async def export_session(call: Call[Nothing]) -> web.StreamResponse:
    """The session's marks as a file, passed on as it comes."""
    stream = call.services.attendance.ExportSession(
        attendance.ExportSessionRequest(session_id=call.id("session_id")),
        metadata=bearer(call.login.access_token),
        timeout=EXPORT_SECONDS,
    )
    return await passed_on(call, stream, lambda part: part.file_name or "attendance.csv")


async def list_student_marks(call: Call[PageQuery]) -> StudentMarkPage:
    """A page of a student's own marks."""
    answer = await call.ask(
        call.services.attendance.ListStudentMarks,
        attendance.ListStudentMarksRequest(
            student_id=call.id("person_id"), page_size=call.input.page_size, page_token=call.input.page_token
        ),
    )
    return StudentMarkPage(
        items=[StudentMark(session=session_of(one.session), mark=mark_of(one.mark)) for one in answer.marks],
        next_page_token=answer.next_page_token,
        attended=answer.attended,
        counted=answer.counted,
    )


ONE = "/sessions/{session_id}"

ROUTES: Routes = (
    Route("GET", "/sessions", list_sessions, SessionsQuery, SessionPage, "List sessions", STAFF),
    Route("POST", "/sessions", start_session, NewSession, Session, "Start a session", STAFF, status=201),
    Route("GET", ONE, get_session, Nothing, SessionWithMarks, "A session and its marks", STAFF),
    Route("POST", f"{ONE}/end", end_session, Nothing, Session, "End a session", STAFF),
    Route("PUT", f"{ONE}/marks/{{student_id}}", set_mark, SetMarkRequest, Mark, "Set a student's mark", STAFF),
    Route(
        "GET",
        f"{ONE}/export.csv",
        export_session,
        Nothing,
        None,
        "The session's marks as CSV",
        STAFF,
        produces=("text/csv",),
    ),
    Route(
        "GET",
        "/people/{person_id}/marks",
        list_student_marks,
        PageQuery,
        StudentMarkPage,
        "A student's marks",
        EVERYBODY,
    ),
)
