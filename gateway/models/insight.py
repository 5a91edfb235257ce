"""Patterns of attendance, and who may need help."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from gateway.models.base import Page, PageQuery, RequestModel, ResponseModel

Direction = Literal["unknown", "steady", "rising", "falling"]
Struggle = Literal["rate_below", "falling", "absent_in_a_row"]


class PatternsQuery(RequestModel):
    """Which term and course; today's and all when left out."""

    term_id: UUID | None = None
    course_id: UUID | None = None


class StrugglingQuery(PageQuery):
    """Which term and course; today's and all when left out."""

    term_id: UUID | None = None
    course_id: UUID | None = None


class Share(ResponseModel):
    """A rate from 0 to 1 within its 95 % interval; null where there is too little to say."""

    attended: int
    counted: int
    sessions: int
    rate: float | None
    low: float | None
    high: float | None


class WeekdayShare(ResponseModel):
    """1 Monday to 7 Sunday."""

    iso_weekday: int
    share: Share


class HourShare(ResponseModel):
    """The hour in which classes began."""

    hour: int
    share: Share


class CourseShare(ResponseModel):
    """One course."""

    course_id: str
    course_code: str
    course_title: str
    share: Share


class WeekShare(ResponseModel):
    """From its Monday."""

    first_date: str
    share: Share


class Trend(ResponseModel):
    """Change of the rate a week, within its 95 % interval."""

    direction: Direction
    change_per_week: float
    low: float
    high: float
    weeks: int


class Patterns(ResponseModel):
    """Of one term."""

    term_id: str
    first_date: str
    last_date: str
    total: Share
    weekdays: list[WeekdayShare]
    hours: list[HourShare]
    courses: list[CourseShare]
    more_courses: bool = Field(description="There are more than are shown: ask for one.")
    weeks: list[WeekShare]
    trend: Trend
    least_marks: int
    least_sessions: int


class StruggleReason(ResponseModel):
    """`earlier_rate` is what is asked for with rate_below, what it was before with falling."""

    struggle: Struggle
    rate: float
    earlier_rate: float
    absences: int
    counted: int


class StrugglingStudent(ResponseModel):
    """A student in one course."""

    student_id: str
    display_name: str
    student_number: str
    course_id: str
    course_code: str
    course_title: str
    reasons: list[StruggleReason]
    attended: int
    counted: int
    absences_in_a_row: int


class StrugglingPage(Page):
    """Most reasons first, then the lowest rate."""

    items: list[StrugglingStudent]
