"""Reports: what one would hold, and the file, passed on as it is made."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from aiohttp import web
from presence.attendance.v1 import report_service_pb2 as report

from gateway.download import attachment, sent_on
from gateway.models.reports import ReportFileQuery, ReportFormat, ReportPreview, ReportQuery
from gateway.routes.route import EVERYBODY, STAFF, Call, Route, Routes
from services.common.channels import bearer

REPORT_SECONDS = 600.0
PREVIEW_SECONDS = 30.0
_FORMATS: Mapping[ReportFormat, report.ReportFormat.ValueType] = {
    "csv": report.REPORT_FORMAT_CSV,
    "xlsx": report.REPORT_FORMAT_XLSX,
    "pdf": report.REPORT_FORMAT_PDF,
}
FILE_TYPES = (
    "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/pdf",
)


@dataclass(frozen=True)
class _Kind:
    """A kind of report by its path; `about` names the path's last part."""

    name: str
    path: str
    about: str
    number: report.ReportKind.ValueType
    summary: str
    roles: frozenset[str]

    def report_of(self, call: Call[ReportQuery] | Call[ReportFileQuery]) -> report.ReportOf:
        """What the request asks for."""
        about = call.request.match_info["date"] if self.about == "date" else call.id(self.about)
        field = "student_id" if self.about == "person_id" else self.about
        return report.ReportOf(
            kind=self.number,
            first_date=call.input.first_date,
            last_date=call.input.last_date,
            language=call.input.language,
            **{field: about},
        )

    def preview(self) -> Callable[[Call[ReportQuery]], Awaitable[ReportPreview]]:
        """The handler that tells what the report holds."""

        async def handle(call: Call[ReportQuery]) -> ReportPreview:
            request = report.PreviewReportRequest(report=self.report_of(call))
            answer = await call.ask(call.services.reports.PreviewReport, request, timeout_seconds=PREVIEW_SECONDS)
            return ReportPreview(
                title=answer.title,
                notes=list(answer.notes),
                columns=list(answer.columns),
                rows=[list(row.cells) for row in answer.rows],
                row_count=answer.row_count,
            )

        handle.__name__ = f"preview_report_of_{self.name}"
        return handle

    def file(self) -> Callable[[Call[ReportFileQuery]], Awaitable[web.StreamResponse]]:
        """The handler that passes the file on."""

        async def handle(call: Call[ReportFileQuery]) -> web.StreamResponse:
            stream = call.services.reports.DownloadReport(
                report.DownloadReportRequest(report=self.report_of(call), format=_FORMATS[call.input.format]),
                metadata=bearer(call.login.access_token),
                timeout=REPORT_SECONDS,
            )
            return await sent_on(call, stream, _headers) or web.Response(status=204)

        handle.__name__ = f"report_of_{self.name}"
        return handle

    def routes(self) -> Routes:
        """The file and what it holds."""
        path = f"/reports/{self.path}/{{{self.about}}}"
        held = f"{self.summary}: what it holds"
        return (
            Route("GET", f"{path}/preview", self.preview(), ReportQuery, ReportPreview, held, self.roles),
            Route("GET", path, self.file(), ReportFileQuery, None, self.summary, self.roles, produces=FILE_TYPES),
        )


def _headers(part: report.DownloadReportResponse) -> dict[str, str]:
    return {
        "Cache-Control": "private, no-store",
        "Content-Type": part.content_type,
        "Content-Disposition": attachment(part.file_name),
        "X-Row-Count": str(part.row_count),
    }


KINDS = (
    _Kind("session", "sessions", "session_id", report.REPORT_KIND_SESSION, "A session's report", STAFF),
    _Kind("day", "days", "date", report.REPORT_KIND_DAY, "A day's report", STAFF),
    _Kind("course", "courses", "course_id", report.REPORT_KIND_COURSE, "A course's report", STAFF),
    _Kind("student", "students", "person_id", report.REPORT_KIND_STUDENT, "A student's report", EVERYBODY),
    _Kind("class_list", "class-lists", "course_id", report.REPORT_KIND_CLASS_LIST, "Who is on a course", STAFF),
)

ROUTES: Routes = tuple(route for kind in KINDS for route in kind.routes())
