"""Courses, who teaches them and who is enrolled."""

from dataclasses import dataclass
from uuid import UUID

from services.attendance.domain.text import check_text

MAX_CODE_CHARACTERS = 30
MAX_TITLE_CHARACTERS = 200
MAX_TEACHERS = 100
MAX_STUDENTS_A_CALL = 1000


@dataclass(frozen=True)
class Course:
    """A course; `teacher_ids` in ascending order."""

    course_id: UUID
    code: str
    title: str
    teacher_ids: tuple[UUID, ...]
    enrolled_count: int = 0

    def checked(self) -> "Course":
        """The course with trimmed texts and each teacher once; InvalidInput when a text does not fit."""
        return Course(
            self.course_id,
            check_text("code", self.code, MAX_CODE_CHARACTERS),
            check_text("title", self.title, MAX_TITLE_CHARACTERS),
            tuple(sorted(set(self.teacher_ids))),
            self.enrolled_count,
        )


@dataclass(frozen=True)
class Enrolment:
    """A student on a course, by their name of today."""

    student_id: UUID
    display_name: str
    student_number: str
