"""Courses, who teaches them and who is enrolled."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.attendance.domain.text import check_text
from services.attendance.domain.timetable.days import Days

MAX_CODE_CHARACTERS = 30
MAX_TITLE_CHARACTERS = 200
MAX_TEACHERS = 100
MAX_STUDENTS_A_CALL = 1000
MAX_COURSE_DAYS = 2000


@dataclass(frozen=True)
class Course:
    """A course; `teacher_ids` in ascending order. Its own days go before those of its term."""

    course_id: UUID
    code: str
    title: str
    teacher_ids: tuple[UUID, ...]
    enrolled_count: int = 0  # today
    term_id: UUID | None = None
    own_days: Days | None = None
    revision: int = 1

    def checked(self) -> "Course":
        """The course with trimmed texts and each teacher once; InvalidInput when a text does not fit."""
        return replace(
            self,
            code=check_text("code", self.code, MAX_CODE_CHARACTERS),
            title=check_text("title", self.title, MAX_TITLE_CHARACTERS),
            teacher_ids=tuple(sorted(set(self.teacher_ids))),
            own_days=self.own_days.checked(MAX_COURSE_DAYS) if self.own_days else None,
        )


@dataclass(frozen=True)
class Enrolment:
    """A student on a course, by their name of today; None: since always, or until further notice."""

    student_id: UUID
    display_name: str
    student_number: str
    first_date: date | None = None
    last_date: date | None = None
