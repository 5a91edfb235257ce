"""ReportService: translates and authorizes."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from uuid import UUID

import grpc
from presence.attendance.v1 import report_service_pb2 as pb
from presence.attendance.v1 import report_service_pb2_grpc as pb_grpc

from services.attendance.app.access import Access, person_of, scope_of
from services.attendance.app.report.reports import Reports
from services.attendance.domain.errors import InvalidInput
from services.attendance.domain.report.cells import text_of
from services.attendance.domain.report.report import ReportFormat, ReportKind, ReportOf
from services.attendance.handlers.translate import uuid_from
from services.attendance.handlers.translate_dates import optional_date
from services.common.principal import Role, require

_KIND = {
    pb.REPORT_KIND_SESSION: ReportKind.SESSION,
    pb.REPORT_KIND_DAY: ReportKind.DAY,
    pb.REPORT_KIND_COURSE: ReportKind.COURSE,
    pb.REPORT_KIND_STUDENT: ReportKind.STUDENT,
    pb.REPORT_KIND_CLASS_LIST: ReportKind.CLASS_LIST,
}
_FORMAT = {
    pb.REPORT_FORMAT_UNSPECIFIED: ReportFormat.CSV,
    pb.REPORT_FORMAT_CSV: ReportFormat.CSV,
    pb.REPORT_FORMAT_XLSX: ReportFormat.XLSX,
    pb.REPORT_FORMAT_PDF: ReportFormat.PDF,
}
CONTENT_TYPES = {
    ReportFormat.CSV: "text/csv; charset=utf-8",
    ReportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ReportFormat.PDF: "application/pdf",
}


class ReportServicer(pb_grpc.ReportServiceServicer):
    """presence.attendance.v1.ReportService."""

    def __init__(self, reports: Reports, access: Access) -> None:
        self._reports = reports
        self._access = access

    async def PreviewReport(
        self,
        request: pb.PreviewReportRequest,
        context: "grpc.aio.ServicerContext[pb.PreviewReportRequest, pb.PreviewReportResponse]",
    ) -> pb.PreviewReportResponse:
        """Whoever may see all of it; of days and students, teachers see what they run."""
        of, scope = await self._seen(request.report)
        found = await self._reports.preview(of, scope)
        return pb.PreviewReportResponse(
            title=found.head.title,
            notes=found.head.notes,
            columns=found.head.columns,
            rows=[pb.PreviewRow(cells=[text_of(cell) for cell in row]) for row in found.rows],
            row_count=found.head.row_count,
        )

    async def DownloadReport(
        self,
        request: pb.DownloadReportRequest,
        context: "grpc.aio.ServicerContext[pb.DownloadReportRequest, pb.DownloadReportResponse]",
    ) -> AsyncIterator[pb.DownloadReportResponse]:
        """As PreviewReport."""
        of, scope = await self._seen(request.report)
        form = _FORMAT.get(request.format)
        if form is None:
            raise InvalidInput("format", "must be CSV, XLSX or PDF")
        async with aclosing(self._reports.download(of, form, scope)) as parts:
            async for part in parts:
                answer = pb.DownloadReportResponse(chunk=part.chunk, rows_done=part.rows_done)
                if part.head is not None:
                    answer.file_name = f"{part.head.file_stem}.{form.value}"
                    answer.content_type = CONTENT_TYPES[form]
                    answer.row_count = part.head.row_count
                yield answer

    async def _seen(self, report: pb.ReportOf) -> tuple[ReportOf, UUID | None]:
        kind = _KIND.get(report.kind)
        student = kind is ReportKind.STUDENT
        roles = (Role.ADMIN, Role.TEACHER, Role.STUDENT) if student else (Role.ADMIN, Role.TEACHER)
        principal = require(*roles, to="have reports")
        about, scope = None, None if principal.role is Role.STUDENT else scope_of(principal)
        match kind:
            case ReportKind.SESSION:
                about = uuid_from("session_id", report.session_id)
                await self._access.run_session(principal, about)
            case ReportKind.COURSE | ReportKind.CLASS_LIST:
                about = uuid_from("course_id", report.course_id)
                await self._access.run_course(principal, about)
            case ReportKind.STUDENT:
                about = uuid_from("student_id", report.student_id)
                scope = self._access.see_marks_of(principal, about)
            case ReportKind.DAY:
                person_of(principal)
            case None:
                raise InvalidInput("kind", "must be session, day, course, student or class list")
        return ReportOf(
            kind,
            about,
            optional_date("date", report.date),
            optional_date("first_date", report.first_date),
            optional_date("last_date", report.last_date),
            report.language,
        ), scope
