"""A student's own page."""

from presence.attendance.v1 import student_service_pb2 as student

from gateway.convert.students import calendar_of, overview_of
from gateway.models.students import (
    CalendarQuery,
    OverviewQuery,
    StudentCalendar,
    StudentOverview,
)
from gateway.routes.route import EVERYBODY, Call, Route, Routes


async def get_overview(call: Call[OverviewQuery]) -> StudentOverview:
    """Rate, streak and what can still be missed."""
    term_id = call.input.term_id
    request = student.GetStudentOverviewRequest(student_id=call.id("person_id"), term_id=str(term_id or ""))
    return overview_of(await call.ask(call.services.students.GetStudentOverview, request))


async def get_calendar(call: Call[CalendarQuery]) -> StudentCalendar:
    """A month, day by day."""
    request = student.GetStudentCalendarRequest(
        student_id=call.id("person_id"), month=call.input.month, course_id=str(call.input.course_id or "")
    )
    return calendar_of(await call.ask(call.services.students.GetStudentCalendar, request))


ONE = "/people/{person_id}"

ROUTES: Routes = (
    Route("GET", f"{ONE}/overview", get_overview, OverviewQuery, StudentOverview, "Where a student stands", EVERYBODY),
    Route("GET", f"{ONE}/calendar", get_calendar, CalendarQuery, StudentCalendar, "A student's month", EVERYBODY),
)
