"""Patterns of attendance, and who may need help."""

from presence.attendance.v1 import insight_service_pb2 as insight

from gateway.convert.insight import patterns_of, struggling_of
from gateway.models.insight import Patterns, PatternsQuery, StrugglingPage, StrugglingQuery
from gateway.routes.route import STAFF, Call, Route, Routes

ADDING_UP_SECONDS = 30.0


async def get_patterns(call: Call[PatternsQuery]) -> Patterns:
    """Rates by weekday, hour, course and week."""
    request = insight.GetAttendancePatternsRequest(
        term_id=str(call.input.term_id or ""), course_id=str(call.input.course_id or "")
    )
    method = call.services.insight.GetAttendancePatterns
    return patterns_of(await call.ask(method, request, timeout_seconds=ADDING_UP_SECONDS))


async def list_struggling(call: Call[StrugglingQuery]) -> StrugglingPage:
    """A page of students with reasons."""
    request = insight.ListStrugglingStudentsRequest(
        term_id=str(call.input.term_id or ""),
        course_id=str(call.input.course_id or ""),
        page_size=call.input.page_size,
        page_token=call.input.page_token,
    )
    method = call.services.insight.ListStrugglingStudents
    answer = await call.ask(method, request, timeout_seconds=ADDING_UP_SECONDS)
    return StrugglingPage(items=[struggling_of(one) for one in answer.students], next_page_token=answer.next_page_token)


ROUTES: Routes = (
    Route("GET", "/insight/patterns", get_patterns, PatternsQuery, Patterns, "Patterns of attendance", STAFF),
    Route("GET", "/insight/struggling", list_struggling, StrugglingQuery, StrugglingPage, "Who may need help", STAFF),
)
