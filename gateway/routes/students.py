"""A student's own page, and what they want to be told."""

from presence.attendance.v1 import student_service_pb2 as student
from presence.identity.v1 import notice_service_pb2 as notice

from gateway.convert.students import calendar_of, overview_of
from gateway.models.base import Nothing
from gateway.models.students import (
    CalendarQuery,
    NoticeSettings,
    OverviewQuery,
    SetNoticeSettings,
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


async def get_notices(call: Call[Nothing]) -> NoticeSettings:
    """What the person wants to be told."""
    request = notice.GetNoticeSettingsRequest(person_id=call.id("person_id"))
    return _settings((await call.ask(call.services.notices.GetNoticeSettings, request)).settings)


async def set_notices(call: Call[SetNoticeSettings]) -> NoticeSettings:
    """Switches notices on or off."""
    wanted = notice.NoticeSettings(attendance=call.input.attendance, guardian=call.input.guardian)
    request = notice.SetNoticeSettingsRequest(person_id=call.id("person_id"), settings=wanted)
    return _settings((await call.ask(call.services.notices.SetNoticeSettings, request)).settings)


def _settings(message: notice.NoticeSettings) -> NoticeSettings:
    return NoticeSettings(attendance=message.attendance, guardian=message.guardian)


ONE = "/people/{person_id}"

ROUTES: Routes = (
    Route("GET", f"{ONE}/overview", get_overview, OverviewQuery, StudentOverview, "Where a student stands", EVERYBODY),
    Route("GET", f"{ONE}/calendar", get_calendar, CalendarQuery, StudentCalendar, "A student's month", EVERYBODY),
    Route("GET", f"{ONE}/notices", get_notices, Nothing, NoticeSettings, "What somebody is told", EVERYBODY),
    Route(
        "PUT", f"{ONE}/notices", set_notices, SetNoticeSettings, NoticeSettings, "Switch notices on or off", EVERYBODY
    ),
)
