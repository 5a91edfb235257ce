"""What students, teachers and administrators are told of attendance, put together by hand."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import grpc
from presence.attendance.v1 import (
    insight_service_pb2,
    insight_service_pb2_grpc,
    report_service_pb2,
    report_service_pb2_grpc,
    student_service_pb2,
    student_service_pb2_grpc,
)

from services.attendance.adapters.csv_sheet import CsvSheet
from services.attendance.adapters.evidence_postgres import PostgresEvidence
from services.attendance.adapters.insight_postgres import PostgresInsight
from services.attendance.adapters.notices_grpc import GrpcNotices
from services.attendance.adapters.notices_postgres import PostgresNotices
from services.attendance.adapters.plans_postgres import PostgresPlans
from services.attendance.adapters.policies_in_force import PoliciesInForce
from services.attendance.adapters.reports_postgres import PostgresReports
from services.attendance.adapters.student_postgres import PostgresStudents
from services.attendance.adapters.xlsx_sheet import XlsxSheet
from services.attendance.app.access import Access
from services.attendance.app.evidence import Evidence
from services.attendance.app.insight.insight import Insight
from services.attendance.app.notice.sender import NoticeSender
from services.attendance.app.notice.warnings import Warnings
from services.attendance.app.report.given import Sheet
from services.attendance.app.report.reports import Reports
from services.attendance.app.student.calendar import Calendars
from services.attendance.app.student.overview import Overviews
from services.attendance.domain.report.report import ReportFormat
from services.attendance.handlers.insight import InsightServicer
from services.attendance.handlers.report_files import ReportServicer
from services.attendance.handlers.students import StudentServicer
from services.common.postgres import Database


def pdf_sheet() -> Sheet:
    """Its library, a third of all that this process would import at its start, is read with the first PDF."""
    from services.attendance.adapters.pdf_sheet import PdfSheet

    return PdfSheet()


SHEETS: Mapping[ReportFormat, Callable[[], Sheet]] = {
    ReportFormat.CSV: CsvSheet,
    ReportFormat.XLSX: XlsxSheet,
    ReportFormat.PDF: pdf_sheet,
}


@dataclass(frozen=True)
class InsightPart:
    """For `__main__`: what is served, and what runs beside it."""

    students: StudentServicer
    insight: InsightServicer
    reports: ReportServicer
    files: Reports
    warnings: Warnings
    sender: NoticeSender

    def register(self, server: grpc.aio.Server) -> Sequence[str]:
        """Adds the services and names them."""
        student_service_pb2_grpc.add_StudentServiceServicer_to_server(self.students, server)
        insight_service_pb2_grpc.add_InsightServiceServicer_to_server(self.insight, server)
        report_service_pb2_grpc.add_ReportServiceServicer_to_server(self.reports, server)
        files = (
            (student_service_pb2, "StudentService"),
            (insight_service_pb2, "InsightService"),
            (report_service_pb2, "ReportService"),
        )
        return [file.DESCRIPTOR.services_by_name[name].full_name for file, name in files]

    def runs(self) -> Sequence[Coroutine[Any, Any, None]]:
        """Without end."""
        return self.warnings.run(), self.sender.run()


def insight_part(
    database: Database,
    access: Access,
    identity: grpc.aio.Channel,
    clock: Callable[[], datetime],
    *,
    poll_seconds: float,
) -> InsightPart:
    """All of it on one database."""
    plans, policies = PostgresPlans(database), PoliciesInForce(database)
    students, notices = PostgresStudents(database), PostgresNotices(database)
    files = reports_over(database, plans, policies, clock)
    return InsightPart(
        StudentServicer(Overviews(students, plans, policies, clock), Calendars(students, plans, clock), access),
        InsightServicer(Insight(PostgresInsight(database), plans, policies, clock), access),
        ReportServicer(files, access),
        files,
        Warnings(notices, plans, policies, clock, poll_seconds=poll_seconds),
        NoticeSender(notices, GrpcNotices(identity), clock, poll_seconds=poll_seconds),
    )


def reports_over(
    database: Database, plans: PostgresPlans, policies: PoliciesInForce, clock: Callable[[], datetime]
) -> Reports:
    """Reports of what the database holds."""
    evidence = Evidence(PostgresEvidence(database), clock)
    return Reports(PostgresReports(database), plans, policies, evidence, SHEETS, clock)
