"""A student's page between protobuf and REST."""

from collections.abc import Mapping

from presence.attendance.v1 import student_service_pb2 as pb

from gateway.convert.attendance import STATUS_FROM_PROTO
from gateway.convert.common import time_if_set, time_of
from gateway.models.students import (
    CalendarDay,
    CourseStanding,
    DayEntry,
    DayKind,
    MarkTally,
    Outlook,
    StudentCalendar,
    StudentOverview,
)

_OUTLOOK: Mapping[pb.Outlook.ValueType, Outlook] = {
    pb.OUTLOOK_UNSPECIFIED: "unknown",
    pb.OUTLOOK_SAFE: "safe",
    pb.OUTLOOK_OPEN: "open",
    pb.OUTLOOK_OUT_OF_REACH: "out_of_reach",
}
_KIND: Mapping[pb.StudentDayKind.ValueType, DayKind] = {
    pb.STUDENT_DAY_KIND_UNSPECIFIED: "ordinary",
    pb.STUDENT_DAY_KIND_WEEKEND: "weekend",
    pb.STUDENT_DAY_KIND_HOLIDAY: "holiday",
}


def overview_of(message: pb.GetStudentOverviewResponse) -> StudentOverview:
    """A student in a term."""
    return StudentOverview(
        term_id=message.term_id,
        term_name=message.term_name,
        first_date=message.first_date,
        last_date=message.last_date,
        today=message.today,
        time_zone=message.time_zone,
        streak_days=message.streak_days if message.HasField("streak_days") else None,
        longest_streak_days=message.longest_streak_days if message.HasField("longest_streak_days") else None,
        rate=message.rate if message.HasField("rate") else None,
        courses=[_standing(one) for one in message.courses],
    )


def calendar_of(message: pb.GetStudentCalendarResponse) -> StudentCalendar:
    """A month."""
    return StudentCalendar(
        month=message.month,
        today=message.today,
        time_zone=message.time_zone,
        days=[
            CalendarDay(
                day=day.day,
                kind=_KIND[day.kind],
                holiday_name=day.holiday_name,
                entries=[_entry(entry) for entry in day.entries],
            )
            for day in message.days
        ],
    )


def _standing(one: pb.CourseStanding) -> CourseStanding:
    return CourseStanding(
        course_id=one.course_id,
        course_code=one.course_code,
        course_title=one.course_title,
        tally=MarkTally(
            present=one.tally.present,
            late=one.tally.late,
            left_early=one.tally.left_early,
            absent=one.tally.absent,
            excused=one.tally.excused,
            unconfirmed=one.tally.unconfirmed,
        ),
        counted=one.counted,
        forgiven=one.forgiven,
        free_absences=one.free_absences,
        points=one.points,
        most_points=one.most_points,
        rate=one.rate if one.HasField("rate") else None,
        required_rate=one.required_rate if one.HasField("required_rate") else None,
        remaining=one.remaining if one.HasField("remaining") else None,
        outlook=_OUTLOOK[one.outlook],
        can_miss=one.can_miss if one.HasField("can_miss") else None,
        best_rate=one.best_rate if one.HasField("best_rate") else None,
        point_of_no_return=time_if_set(one, "point_of_no_return"),
        absences_in_a_row=one.absences_in_a_row,
    )


def _entry(one: pb.StudentDayEntry) -> DayEntry:
    return DayEntry(
        session_id=one.session_id,
        course_id=one.course_id,
        course_code=one.course_code,
        course_title=one.course_title,
        room_name=one.room_name,
        start_time=time_of(one.start_time),
        end_time=time_if_set(one, "end_time"),
        status=STATUS_FROM_PROTO[one.status],
        status_code=one.status_code,
        cancelled=one.cancelled,
    )
