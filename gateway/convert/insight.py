"""Patterns of attendance between protobuf and REST."""

from collections.abc import Mapping

from presence.attendance.v1 import insight_service_pb2 as pb

from gateway.models.insight import (
    CourseShare,
    Direction,
    HourShare,
    Patterns,
    Share,
    Struggle,
    StruggleReason,
    StrugglingStudent,
    Trend,
    WeekdayShare,
    WeekShare,
)

_DIRECTION: Mapping[pb.TrendDirection.ValueType, Direction] = {
    pb.TREND_DIRECTION_UNSPECIFIED: "unknown",
    pb.TREND_DIRECTION_STEADY: "steady",
    pb.TREND_DIRECTION_RISING: "rising",
    pb.TREND_DIRECTION_FALLING: "falling",
}
_STRUGGLE: Mapping[pb.Struggle.ValueType, Struggle] = {
    pb.STRUGGLE_RATE_BELOW: "rate_below",
    pb.STRUGGLE_FALLING: "falling",
    pb.STRUGGLE_ABSENT_IN_A_ROW: "absent_in_a_row",
}


def patterns_of(message: pb.GetAttendancePatternsResponse) -> Patterns:
    """Of one term."""
    trend = message.trend
    return Patterns(
        term_id=message.term_id,
        first_date=message.first_date,
        last_date=message.last_date,
        total=_share(message.total),
        weekdays=[WeekdayShare(iso_weekday=one.iso_weekday, share=_share(one.share)) for one in message.weekdays],
        hours=[HourShare(hour=one.hour, share=_share(one.share)) for one in message.hours],
        courses=[
            CourseShare(
                course_id=one.course_id,
                course_code=one.course_code,
                course_title=one.course_title,
                share=_share(one.share),
            )
            for one in message.courses
        ],
        more_courses=message.more_courses,
        weeks=[WeekShare(first_date=one.first_date, share=_share(one.share)) for one in message.weeks],
        trend=Trend(
            direction=_DIRECTION[trend.direction],
            change_per_week=trend.change_per_week,
            low=trend.low,
            high=trend.high,
            weeks=trend.weeks,
        ),
        least_marks=message.least_marks,
        least_sessions=message.least_sessions,
    )


def struggling_of(message: pb.StrugglingStudent) -> StrugglingStudent:
    """A student in one course."""
    return StrugglingStudent(
        student_id=message.student_id,
        display_name=message.display_name,
        student_number=message.student_number,
        course_id=message.course_id,
        course_code=message.course_code,
        course_title=message.course_title,
        reasons=[
            StruggleReason(
                struggle=_STRUGGLE[one.struggle],
                rate=one.rate,
                earlier_rate=one.earlier_rate,
                absences=one.absences,
                counted=one.counted,
            )
            for one in message.reasons
        ],
        attended=message.attended,
        counted=message.counted,
        absences_in_a_row=message.absences_in_a_row,
    )


def _share(share: pb.AttendanceShare) -> Share:
    return Share(
        attended=share.attended,
        counted=share.counted,
        sessions=share.sessions,
        rate=share.rate if share.HasField("rate") else None,
        low=share.low if share.HasField("low") else None,
        high=share.high if share.HasField("high") else None,
    )
