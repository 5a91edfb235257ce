"""InsightService: translates and authorizes."""

from uuid import UUID

import grpc
from presence.attendance.v1 import insight_service_pb2 as pb
from presence.attendance.v1 import insight_service_pb2_grpc as pb_grpc

from services.attendance.app.access import Access, scope_of
from services.attendance.app.insight.insight import Insight, StrugglingStudent
from services.attendance.domain.insight.share import LEAST_MARKS, LEAST_SESSIONS, Share
from services.attendance.domain.insight.struggle import Struggle
from services.attendance.domain.insight.trend import Direction
from services.attendance.domain.paging import page_request
from services.attendance.handlers.translate import optional_uuid
from services.common.principal import Role, require

_DIRECTION = {
    Direction.UNKNOWN: pb.TREND_DIRECTION_UNSPECIFIED,
    Direction.STEADY: pb.TREND_DIRECTION_STEADY,
    Direction.RISING: pb.TREND_DIRECTION_RISING,
    Direction.FALLING: pb.TREND_DIRECTION_FALLING,
}
_STRUGGLE = {
    Struggle.RATE_BELOW: pb.STRUGGLE_RATE_BELOW,
    Struggle.FALLING: pb.STRUGGLE_FALLING,
    Struggle.ABSENT_IN_A_ROW: pb.STRUGGLE_ABSENT_IN_A_ROW,
}


class InsightServicer(pb_grpc.InsightServiceServicer):
    """presence.attendance.v1.InsightService."""

    def __init__(self, insight: Insight, access: Access) -> None:
        self._insight = insight
        self._access = access

    async def GetAttendancePatterns(
        self,
        request: pb.GetAttendancePatternsRequest,
        context: "grpc.aio.ServicerContext[pb.GetAttendancePatternsRequest, pb.GetAttendancePatternsResponse]",
    ) -> pb.GetAttendancePatternsResponse:
        """Administrators, and teachers for what they run."""
        scope, course_id = await self._seen(request.course_id, "see patterns of attendance")
        found = await self._insight.patterns(scope, optional_uuid("term_id", request.term_id), course_id)
        return pb.GetAttendancePatternsResponse(
            term_id=str(found.term.term_id or ""),
            first_date=found.term.days.first.isoformat(),
            last_date=found.term.days.last.isoformat(),
            total=_share(found.total),
            weekdays=[pb.WeekdayShare(iso_weekday=day, share=_share(one)) for day, one in found.weekdays.items()],
            hours=[pb.HourShare(hour=hour, share=_share(one)) for hour, one in found.hours.items()],
            courses=[
                pb.CourseShare(
                    course_id=str(course.course_id),
                    course_code=course.code,
                    course_title=course.title,
                    share=_share(one),
                )
                for course, one in found.courses.items()
            ],
            more_courses=found.more_courses,
            weeks=[pb.WeekShare(first_date=first.isoformat(), share=_share(one)) for first, one in found.weeks.items()],
            trend=pb.AttendanceTrend(
                direction=_DIRECTION[found.trend.direction],
                change_per_week=found.trend.change_per_week,
                low=found.trend.low,
                high=found.trend.high,
                weeks=found.trend.weeks,
            ),
            least_marks=LEAST_MARKS,
            least_sessions=LEAST_SESSIONS,
        )

    async def ListStrugglingStudents(
        self,
        request: pb.ListStrugglingStudentsRequest,
        context: "grpc.aio.ServicerContext[pb.ListStrugglingStudentsRequest, pb.ListStrugglingStudentsResponse]",
    ) -> pb.ListStrugglingStudentsResponse:
        """Administrators, and teachers for what they run."""
        scope, course_id = await self._seen(request.course_id, "see who struggles")
        term_id = optional_uuid("term_id", request.term_id)
        page = page_request(
            request.page_size, request.page_token, of_list=f"struggling for {scope} in {term_id} of {course_id}"
        )
        found = await self._insight.struggling(scope, term_id, course_id, page)
        return pb.ListStrugglingStudentsResponse(
            students=[_student(one) for one in found.items], next_page_token=found.next_page_token
        )

    async def _seen(self, course: str, to: str) -> tuple[UUID | None, UUID | None]:
        principal = require(Role.ADMIN, Role.TEACHER, to=to)
        course_id = optional_uuid("course_id", course)
        if course_id is not None:
            await self._access.run_course(principal, course_id)
        return scope_of(principal), course_id


def _share(share: Share) -> pb.AttendanceShare:
    return pb.AttendanceShare(
        attended=share.attended,
        counted=share.counted,
        rate=share.rate,
        low=share.low,
        high=share.high,
        sessions=share.sessions,
    )


def _student(one: StrugglingStudent) -> pb.StrugglingStudent:
    return pb.StrugglingStudent(
        student_id=str(one.who.student_id),
        display_name=one.who.display_name,
        student_number=one.who.student_number,
        course_id=str(one.who.course.course_id),
        course_code=one.who.course.code,
        course_title=one.who.course.title,
        reasons=[
            pb.StruggleReason(
                struggle=_STRUGGLE[reason.struggle],
                rate=reason.rate,
                earlier_rate=reason.other_rate,
                absences=reason.absences,
                counted=reason.counted,
            )
            for reason in one.reasons
        ],
        attended=one.who.standing.attended,
        counted=one.who.standing.counted,
        absences_in_a_row=one.who.standing.absences_in_a_row,
    )
