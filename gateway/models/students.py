"""Where a student stands, their calendar, and what they want to be told."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from gateway.models.base import RequestModel, ResponseModel, Time
from gateway.models.sessions import MarkStatus

Outlook = Literal["unknown", "safe", "open", "out_of_reach"]
DayKind = Literal["ordinary", "weekend", "holiday"]


class OverviewQuery(RequestModel):
    """Which term; that of today when left out."""

    term_id: UUID | None = None


class CalendarQuery(RequestModel):
    """Which month, as 2026-03; this one when empty."""

    month: Annotated[str, StringConstraints(max_length=7)] = ""
    course_id: UUID | None = None


class MarkTally(ResponseModel):
    """Marks of closed sessions."""

    present: int
    late: int
    left_early: int
    absent: int
    excused: int
    unconfirmed: int


class CourseStanding(ResponseModel):
    """One course; rates from 0 to 1."""

    course_id: str
    course_code: str
    course_title: str
    tally: MarkTally
    counted: int = Field(description="Sessions that count, before absences are forgiven.")
    forgiven: int
    free_absences: int
    points: float
    most_points: float
    rate: float | None = Field(description="Null while nothing counts.")
    required_rate: float | None = Field(description="Null where the policy asks for none.")
    remaining: int | None = Field(description="Classes still planned; null without a timetable.")
    outlook: Outlook
    can_miss: int | None
    best_rate: float | None
    point_of_no_return: Time | None
    absences_in_a_row: int


class StudentOverview(ResponseModel):
    """A student in a term; days are the institution's."""

    term_id: str = Field(description="Empty where no term holds today: then it is the year up to today.")
    term_name: str
    first_date: str
    last_date: str
    today: str
    time_zone: str
    streak_days: int | None = Field(description="Null for teachers.")
    longest_streak_days: int | None
    rate: float | None
    courses: list[CourseStanding]


class DayEntry(ResponseModel):
    """A class that was held, or is to be: then it has no session."""

    session_id: str
    course_id: str
    course_code: str
    course_title: str
    room_name: str
    start_time: Time
    end_time: Time | None
    status: MarkStatus
    status_code: str
    cancelled: bool


class CalendarDay(ResponseModel):
    """One day of the month."""

    day: str
    kind: DayKind
    holiday_name: str
    entries: list[DayEntry]


class StudentCalendar(ResponseModel):
    """A month; ordinary days without classes are left out."""

    month: str
    today: str
    time_zone: str
    days: list[CalendarDay]
