"""AttendanceService: translates and authorizes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import grpc
from presence.attendance.v1 import attendance_service_pb2 as pb
from presence.attendance.v1 import attendance_service_pb2_grpc as pb_grpc

from services.attendance.app.access import Access, person_of, scope_of
from services.attendance.app.assignments import Assignments
from services.attendance.app.completeness import Completeness
from services.attendance.app.ledger.reopen import Reopenings
from services.attendance.app.reading import Reading, SessionFilter
from services.attendance.app.report.reports import Reports
from services.attendance.app.sessions import Sessions
from services.attendance.app.sightings import Sightings
from services.attendance.app.watching import SessionWatch
from services.attendance.domain.errors import NotAllowed
from services.attendance.domain.paging import page_request
from services.attendance.domain.report.report import ReportFormat, ReportKind, ReportOf
from services.attendance.domain.resume import resume_token, revision_of
from services.attendance.handlers.authorize import run_session
from services.attendance.handlers.events import assignment_response, session_response
from services.attendance.handlers.progress import camera_session_message, camera_time_from, progress_from
from services.attendance.handlers.report_files import CONTENT_TYPES
from services.attendance.handlers.reports import answer, reports_from
from services.attendance.handlers.translate import (
    mark_message,
    optional_moment,
    optional_uuid,
    session_message,
    status_from,
    uuid_from,
)
from services.attendance.handlers.translate_dates import optional_date
from services.common.ending import until
from services.common.principal import Role, require
from services.common.streams import with_heartbeat

REPORTING_SERVICE = "recognition"
WATCHING_SERVICE = "gateway"


class AttendanceServicer(pb_grpc.AttendanceServiceServicer):
    """presence.attendance.v1.AttendanceService."""

    def __init__(
        self,
        *,
        sessions: Sessions,
        reopenings: Reopenings,
        sightings: Sightings,
        reading: Reading,
        reports: Reports,
        watch: SessionWatch,
        assignments: Assignments,
        completeness: Completeness,
        access: Access,
        leaving: asyncio.Event,
        heartbeat_seconds: float,
    ) -> None:
        """`leaving` is set when this process goes away: whoever reports goes on elsewhere."""
        self._sessions = sessions
        self._reopenings = reopenings
        self._sightings = sightings
        self._reading = reading
        self._reports = reports
        self._watch = watch
        self._assignments = assignments
        self._completeness = completeness
        self._access = access
        self._leaving = leaving
        self._heartbeat_seconds = heartbeat_seconds

    async def StartSession(
        self,
        request: pb.StartSessionRequest,
        context: "grpc.aio.ServicerContext[pb.StartSessionRequest, pb.StartSessionResponse]",
    ) -> pb.StartSessionResponse:
        """Administrators, teachers of the course, and whoever stands in for them in the class that is there now."""
        principal = require(Role.ADMIN, Role.TEACHER, to="start sessions")
        course_id = uuid_from("course_id", request.course_id)
        room_id = uuid_from("room_id", request.room_id)
        if not await self._sessions.stands_in(person_of(principal), course_id, room_id):
            await self._access.run_course(principal, course_id)
        session = await self._sessions.start(
            course_id,
            room_id,
            person_of(principal),
            uuid_from("request_id", request.request_id),
            request.late_after.ToTimedelta() if request.HasField("late_after") else None,
        )
        return pb.StartSessionResponse(session=session_message(session))

    async def EndSession(
        self,
        request: pb.EndSessionRequest,
        context: "grpc.aio.ServicerContext[pb.EndSessionRequest, pb.EndSessionResponse]",
    ) -> pb.EndSessionResponse:
        """Whoever runs the session."""
        _, session_id = await run_session(self._access, request.session_id, to="end sessions")
        return pb.EndSessionResponse(session=session_message(await self._sessions.end(session_id)))

    async def ReopenSession(
        self,
        request: pb.ReopenSessionRequest,
        context: "grpc.aio.ServicerContext[pb.ReopenSessionRequest, pb.ReopenSessionResponse]",
    ) -> pb.ReopenSessionResponse:
        """Whoever runs the session."""
        principal, session_id = await run_session(self._access, request.session_id, to="reopen sessions")
        session = await self._reopenings.reopen(
            session_id,
            request.reason,
            reopened_by=person_of(principal),
            request_id=uuid_from("request_id", request.request_id),
        )
        return pb.ReopenSessionResponse(session=session_message(session))

    async def GetSession(
        self,
        request: pb.GetSessionRequest,
        context: "grpc.aio.ServicerContext[pb.GetSessionRequest, pb.GetSessionResponse]",
    ) -> pb.GetSessionResponse:
        """Whoever runs the session."""
        _, session_id = await run_session(self._access, request.session_id, to="see sessions")
        view = await self._reading.view(session_id)
        return pb.GetSessionResponse(
            session=session_message(view.session),
            marks=[mark_message(mark) for mark in view.marks],
            resume_token=resume_token(session_id, view.session.revision),
        )

    async def ListSessions(
        self,
        request: pb.ListSessionsRequest,
        context: "grpc.aio.ServicerContext[pb.ListSessionsRequest, pb.ListSessionsResponse]",
    ) -> pb.ListSessionsResponse:
        """Administrators all, teachers those they run."""
        wanted = SessionFilter(
            scope_of(require(Role.ADMIN, Role.TEACHER, to="list sessions")),
            optional_uuid("course_id", request.course_id),
            optional_uuid("room_id", request.room_id),
            request.open_only,
            optional_moment("start_from", request.start_from if request.HasField("start_from") else None),
            optional_moment("start_before", request.start_before if request.HasField("start_before") else None),
            optional_date("day", request.day),
        )
        found = await self._reading.sessions(
            wanted, page_request(request.page_size, request.page_token, of_list=f"sessions {wanted}")
        )
        return pb.ListSessionsResponse(
            sessions=[session_message(session) for session in found.items], next_page_token=found.next_page_token
        )

    async def SetMark(
        self,
        request: pb.SetMarkRequest,
        context: "grpc.aio.ServicerContext[pb.SetMarkRequest, pb.SetMarkResponse]",
    ) -> pb.SetMarkResponse:
        """Whoever runs the session."""
        principal, session_id = await run_session(self._access, request.session_id, to="set marks")
        mark = await self._sessions.set_mark(
            session_id,
            uuid_from("student_id", request.student_id),
            status_from(request.status),
            teacher_id=person_of(principal),
            revision=request.revision,
            request_id=uuid_from("request_id", request.request_id),
            note=request.note,
            status_code=request.status_code,
        )
        return pb.SetMarkResponse(mark=mark_message(mark))

    async def WatchSession(
        self,
        request: pb.WatchSessionRequest,
        context: "grpc.aio.ServicerContext[pb.WatchSessionRequest, pb.WatchSessionResponse]",
    ) -> AsyncIterator[pb.WatchSessionResponse]:
        """Whoever runs the session, and the gateway: one watch of its own serves all it has asked for as themselves."""
        principal = require(Role.ADMIN, Role.TEACHER, Role.SERVICE, to="watch sessions")
        session_id = uuid_from("session_id", request.session_id)
        if principal.role is not Role.SERVICE:
            await self._access.run_session(principal, session_id)
        elif principal.subject != WATCHING_SERVICE:
            raise NotAllowed("watch sessions")
        after = revision_of(session_id, request.resume_token) if request.resume_token else None
        token = request.resume_token
        async with (
            aclosing(self._watch.watch(session_id, after)) as events,
            aclosing(with_heartbeat(events, self._heartbeat_seconds)) as beating,
        ):
            async for event in beating:
                if event is None:
                    yield pb.WatchSessionResponse(resume_token=token, heartbeat=pb.Heartbeat())
                else:
                    response = session_response(session_id, event)
                    token = response.resume_token
                    yield response

    async def ExportSession(
        self,
        request: pb.ExportSessionRequest,
        context: "grpc.aio.ServicerContext[pb.ExportSessionRequest, pb.ExportSessionResponse]",
    ) -> AsyncIterator[pb.ExportSessionResponse]:
        """Whoever runs the session."""
        _, session_id = await run_session(self._access, request.session_id, to="export sessions")
        of = ReportOf(ReportKind.SESSION, session_id)
        async with aclosing(self._reports.download(of, ReportFormat.CSV, None)) as parts:
            async for part in parts:
                answer = pb.ExportSessionResponse(chunk=part.chunk)
                if part.head is not None:
                    answer.file_name, answer.content_type = (
                        f"{part.head.file_stem}.csv",
                        CONTENT_TYPES[ReportFormat.CSV],
                    )
                yield answer

    async def ListStudentMarks(
        self,
        request: pb.ListStudentMarksRequest,
        context: "grpc.aio.ServicerContext[pb.ListStudentMarksRequest, pb.ListStudentMarksResponse]",
    ) -> pb.ListStudentMarksResponse:
        """Students their own, teachers those of sessions they run, administrators all."""
        principal = require(Role.ADMIN, Role.TEACHER, Role.STUDENT, to="see marks")
        student_id = uuid_from("student_id", request.student_id)
        scope = self._access.see_marks_of(principal, student_id)
        page = page_request(request.page_size, request.page_token, of_list=f"marks of {student_id} for {scope}")
        found, totals = await self._reading.marks_of(student_id, scope, page)
        return pb.ListStudentMarksResponse(
            marks=[
                pb.StudentMark(session=session_message(item.session), mark=mark_message(item.mark))
                for item in found.items
            ],
            next_page_token=found.next_page_token,
            attended=totals.attended,
            counted=totals.counted,
        )

    async def ReportSightings(
        self,
        request_iterator: AsyncIterator[pb.ReportSightingsRequest],
        context: "grpc.aio.ServicerContext[pb.ReportSightingsRequest, pb.ReportSightingsResponse]",
    ) -> AsyncIterator[pb.ReportSightingsResponse]:
        """The recognition service only. One batch at a time: the next is read when this one is stored."""
        if require(Role.SERVICE, to="report sightings").subject != REPORTING_SERVICE:
            raise NotAllowed("report sightings")
        async with aclosing(until(request_iterator, self._leaving)) as requests:
            async for request in requests:
                sightings, coverages, conditions, unreadable = reports_from(request)
                progress, worse = progress_from(request)
                receipt = await self._sightings.store(sightings, coverages, conditions)
                if progress:  # after what it says has arrived
                    receipt.add(await self._completeness.store(progress))
                yield answer(receipt, [*unreadable, *worse])

    async def WatchCameraAssignments(
        self,
        request: pb.WatchCameraAssignmentsRequest,
        context: "grpc.aio.ServicerContext[pb.WatchCameraAssignmentsRequest, pb.WatchCameraAssignmentsResponse]",
    ) -> AsyncIterator[pb.WatchCameraAssignmentsResponse]:
        """Services."""
        require(Role.SERVICE, to="watch camera assignments")
        async with (
            aclosing(self._assignments.watch()) as events,
            aclosing(with_heartbeat(events, self._heartbeat_seconds)) as beating,
        ):
            async for event in beating:
                yield assignment_response(event)

    async def ListCameraSessions(
        self,
        request: pb.ListCameraSessionsRequest,
        context: "grpc.aio.ServicerContext[pb.ListCameraSessionsRequest, pb.ListCameraSessionsResponse]",
    ) -> pb.ListCameraSessionsResponse:
        """Services."""
        require(Role.SERVICE, to="ask whom cameras looked for")
        camera_id, span = camera_time_from(request)
        found = await self._completeness.sessions_of(camera_id, span.start, span.end)
        return pb.ListCameraSessionsResponse(sessions=[camera_session_message(one) for one in found])
