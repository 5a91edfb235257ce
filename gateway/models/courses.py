"""Courses and who is enrolled."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from gateway.models.base import Page, PageQuery, RequestId, RequestModel, ResponseModel, SeenRevision, Title
from gateway.models.calendar import OptionalDay

CourseCode = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=30)]
TeacherIds = Annotated[list[UUID], Field(max_length=100)]


class Course(ResponseModel):
    """A course and who teaches it."""

    course_id: str
    code: str
    title: str
    teacher_ids: list[str]
    enrolled_count: int
    term_id: str
    first_date: str  # of its own, before those of the term; empty with last_date
    last_date: str
    revision: int


class CoursePage(Page):
    """Courses by code."""

    items: list[Course]


class NewCourse(RequestModel):
    """A course to add."""

    code: CourseCode
    title: Title
    teacher_ids: TeacherIds = Field(default_factory=list)
    term_id: UUID | None = None
    first_date: OptionalDay = ""
    last_date: OptionalDay = ""
    request_id: RequestId


class CoursePatch(RequestModel):
    """What to change of a course; absent fields stay."""

    code: CourseCode | None = None
    title: Title | None = None
    teacher_ids: TeacherIds | None = None
    term_id: UUID | Literal[""] | None = None  # "" takes it away
    first_date: OptionalDay | None = None
    last_date: OptionalDay | None = None
    revision: SeenRevision = 0


class Enrolment(ResponseModel):
    """A student on a course."""

    student_id: str
    display_name: str
    student_number: str
    first_date: str  # empty: since always
    last_date: str  # empty: until further notice


class EnrolmentsQuery(PageQuery):
    """Which part of the students."""

    page_size: int = Field(default=100, ge=1, le=500)
    with_past: bool = False


class EnrolmentPage(Page):
    """Students by name."""

    items: list[Enrolment]


class EnrolRequest(RequestModel):
    """Students to enrol; those already enrolled stay."""

    student_ids: list[UUID] = Field(min_length=1, max_length=1000)
    first_date: OptionalDay = ""
    last_date: OptionalDay = ""


class UnenrolQuery(RequestModel):
    """The last day of it; from now on when empty."""

    last_date: OptionalDay = ""
