"""What recognition was measured to be worth."""

from presence.recognition.v1 import accuracy_service_pb2 as pb

from gateway.body import read_bounded
from gateway.convert.accuracy import report_of
from gateway.models.accuracy import AccuracyReport, AccuracyReports
from gateway.models.base import Nothing
from gateway.routes.route import ADMINS, Call, Route, Routes

REPORT_BYTES_MAX = 2 * 1024 * 1024


async def list_reports(call: Call[Nothing]) -> AccuracyReports:
    """All that are kept."""
    answer = await call.ask(call.services.accuracy.ListAccuracyReports, pb.ListAccuracyReportsRequest())
    return AccuracyReports(items=[report_of(one) for one in answer.reports])


async def add_report(call: Call[Nothing]) -> AccuracyReport:
    """Keeps the figures of a report.json."""
    body = await read_bounded(call.request, REPORT_BYTES_MAX)
    answer = await call.ask(call.services.accuracy.AddAccuracyReport, pb.AddAccuracyReportRequest(report_json=body))
    return report_of(answer.report)


async def get_report(call: Call[Nothing]) -> AccuracyReport:
    """One with its curves."""
    request = pb.GetAccuracyReportRequest(report_id=call.id("report_id"))
    return report_of((await call.ask(call.services.accuracy.GetAccuracyReport, request)).report)


async def delete_report(call: Call[Nothing]) -> None:
    """Forgets one."""
    request = pb.DeleteAccuracyReportRequest(report_id=call.id("report_id"))
    await call.ask(call.services.accuracy.DeleteAccuracyReport, request)


BASE = "/accuracy-reports"
ONE = f"{BASE}/{{report_id}}"

ROUTES: Routes = (
    Route("GET", BASE, list_reports, Nothing, AccuracyReports, "List the accuracy reports that are kept", ADMINS),
    Route(
        "POST",
        BASE,
        add_report,
        Nothing,
        AccuracyReport,
        "Keep the figures of a report.json of `presence evaluate`",
        ADMINS,
        status=201,
        body_bytes_max=REPORT_BYTES_MAX,
        raw_body=True,
    ),
    Route("GET", ONE, get_report, Nothing, AccuracyReport, "One accuracy report with its curves", ADMINS),
    Route("DELETE", ONE, delete_report, Nothing, None, "Forget an accuracy report", ADMINS),
)
