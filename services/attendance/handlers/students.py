"""StudentService: translates and authorizes."""

import grpc
from presence.attendance.v1 import student_service_pb2 as pb
from presence.attendance.v1 import student_service_pb2_grpc as pb_grpc

from services.attendance.app.access import Access
from services.attendance.app.student.calendar import CalendarDay, Calendars, DayEntry, DayKind
from services.attendance.app.student.overview import CourseStanding, Overviews
from services.attendance.domain.mark import MarkStatus
from services.attendance.domain.student.outlook import Reach
from services.attendance.handlers.translate import STATUS, optional_uuid, uuid_from
from services.common.principal import Role, require
from services.common.timestamps import timestamp

_OUTLOOK = {
    Reach.SAFE: pb.OUTLOOK_SAFE,
    Reach.OPEN: pb.OUTLOOK_OPEN,
    Reach.OUT_OF_REACH: pb.OUTLOOK_OUT_OF_REACH,
}
_KIND = {
    DayKind.ORDINARY: pb.STUDENT_DAY_KIND_UNSPECIFIED,
    DayKind.WEEKEND: pb.STUDENT_DAY_KIND_WEEKEND,
    DayKind.HOLIDAY: pb.STUDENT_DAY_KIND_HOLIDAY,
}


class StudentServicer(pb_grpc.StudentServiceServicer):
    """presence.attendance.v1.StudentService."""

    def __init__(self, overviews: Overviews, calendars: Calendars, access: Access) -> None:
        self._overviews = overviews
        self._calendars = calendars
        self._access = access

    async def GetStudentOverview(
        self,
        request: pb.GetStudentOverviewRequest,
        context: "grpc.aio.ServicerContext[pb.GetStudentOverviewRequest, pb.GetStudentOverviewResponse]",
    ) -> pb.GetStudentOverviewResponse:
        """Students their own, teachers what they run, administrators all."""
        principal = require(Role.ADMIN, Role.TEACHER, Role.STUDENT, to="see marks")
        student_id = uuid_from("student_id", request.student_id)
        scope = self._access.see_marks_of(principal, student_id)
        found = await self._overviews.of_student(student_id, scope, optional_uuid("term_id", request.term_id))
        return pb.GetStudentOverviewResponse(
            term_id=str(found.term.term_id or ""),
            term_name=found.term.name,
            first_date=found.term.days.first.isoformat(),
            last_date=found.term.days.last.isoformat(),
            today=found.today.isoformat(),
            time_zone=found.time_zone,
            streak_days=found.streak.current if found.streak else None,
            longest_streak_days=found.streak.longest if found.streak else None,
            rate=found.rate,
            courses=[_standing(one) for one in found.courses],
        )

    async def GetStudentCalendar(
        self,
        request: pb.GetStudentCalendarRequest,
        context: "grpc.aio.ServicerContext[pb.GetStudentCalendarRequest, pb.GetStudentCalendarResponse]",
    ) -> pb.GetStudentCalendarResponse:
        """Students their own, teachers what they run, administrators all."""
        principal = require(Role.ADMIN, Role.TEACHER, Role.STUDENT, to="see marks")
        student_id = uuid_from("student_id", request.student_id)
        scope = self._access.see_marks_of(principal, student_id)
        course_id = optional_uuid("course_id", request.course_id)
        found = await self._calendars.of_student(student_id, scope, request.month, course_id)
        return pb.GetStudentCalendarResponse(
            month=f"{found.month:%Y-%m}",
            today=found.today.isoformat(),
            time_zone=found.time_zone,
            days=[_day(day) for day in found.days],
        )


def _standing(one: CourseStanding) -> pb.CourseStanding:
    ahead = one.outlook
    can_miss = ahead.can_miss if ahead and ahead.reach is not Reach.OUT_OF_REACH else None
    return pb.CourseStanding(
        course_id=str(one.course.course_id),
        course_code=one.course.code,
        course_title=one.course.title,
        tally=pb.MarkTally(
            present=one.tally.get(MarkStatus.PRESENT, 0),
            late=one.tally.get(MarkStatus.LATE, 0),
            left_early=one.tally.get(MarkStatus.LEFT_EARLY, 0),
            absent=one.tally.get(MarkStatus.ABSENT, 0),
            excused=one.tally.get(MarkStatus.EXCUSED, 0),
            unconfirmed=one.tally.get(MarkStatus.UNCONFIRMED, 0),
        ),
        counted=one.rate.counted,
        forgiven=one.rate.forgiven,
        free_absences=one.free_absences,
        points=one.rate.points,
        most_points=one.rate.most_points,
        rate=one.rate.value,
        required_rate=one.required_rate,
        remaining=one.remaining,
        outlook=_OUTLOOK[ahead.reach] if ahead else pb.OUTLOOK_UNSPECIFIED,
        can_miss=can_miss,
        best_rate=ahead.best_rate if ahead else None,
        point_of_no_return=timestamp(ahead.point_of_no_return) if ahead else None,
        absences_in_a_row=one.absences_in_a_row,
    )


def _day(one: CalendarDay) -> pb.StudentDay:
    return pb.StudentDay(
        day=one.day.isoformat(),
        kind=_KIND[one.kind],
        holiday_name=one.holiday_name,
        entries=[_entry(entry) for entry in one.entries],
    )


def _entry(one: DayEntry) -> pb.StudentDayEntry:
    return pb.StudentDayEntry(
        session_id=str(one.session_id) if one.session_id else "",
        course_id=str(one.course_id),
        course_code=one.course_code,
        course_title=one.course_title,
        start_time=timestamp(one.start_time),
        end_time=timestamp(one.end_time),
        status=STATUS[one.kind],
        status_code=one.code,
        cancelled=one.cancelled,
        room_name=one.room_name,
    )
