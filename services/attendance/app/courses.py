"""Courses and who is enrolled on them."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Protocol
from uuid import UUID

from services.attendance.app.people import People
from services.attendance.domain.course import MAX_STUDENTS_A_CALL, MAX_TEACHERS, Course, Enrolment
from services.attendance.domain.errors import CourseNotFound, InvalidInput, StudentNotFound, TeacherNotFound
from services.attendance.domain.paging import Page, PageRequest
from services.attendance.domain.person import TEACHING, PersonRole

NewId = Callable[[], UUID]


class CourseStore(Protocol):
    """Where courses are kept."""

    async def create(self, course: Course, request_id: UUID) -> Course:
        """The course made by this request, now or earlier; CourseCodeTaken."""
        ...

    async def get(self, course_id: UUID) -> Course | None:
        """One course."""
        ...

    async def list(self, scope: UUID | None, page: PageRequest) -> Page[Course]:
        """By code; all, or those the person teaches or is enrolled on."""
        ...

    async def update(self, course: Course) -> bool:
        """Replace code, title and teachers; whether the course exists. CourseCodeTaken."""
        ...

    async def delete(self, course_id: UUID) -> None:
        """Remove it if it is there; CourseHasSessions."""
        ...

    async def enrol(self, course_id: UUID, student_ids: Collection[UUID]) -> bool:
        """Put students on the course; whether the course exists. Who is on it stays."""
        ...

    async def unenrol(self, course_id: UUID, student_ids: Collection[UUID]) -> bool:
        """Take students off; whether the course exists."""
        ...

    async def enrolments(self, course_id: UUID, page: PageRequest) -> Page[Enrolment]:
        """Who is enrolled, by name."""
        ...


class Courses:
    """What can be done with courses; the caller has been authorized."""

    def __init__(self, store: CourseStore, people: People, new_id: NewId) -> None:
        self._store = store
        self._people = people
        self._new_id = new_id

    async def create(self, course: Course, request_id: UUID) -> Course:
        """A new course, or the one this request made before."""
        course = await self._checked(replace(course, course_id=self._new_id()))
        return await self._store.create(course, request_id)

    async def get(self, course_id: UUID) -> Course:
        """One course; CourseNotFound."""
        course = await self._store.get(course_id)
        if course is None:
            raise CourseNotFound(str(course_id))
        return course

    async def list(self, scope: UUID | None, page: PageRequest) -> Page[Course]:
        """Courses by code."""
        return await self._store.list(scope, page)

    async def update(self, course: Course) -> Course:
        """The course with its code, title and teachers replaced."""
        if not await self._store.update(await self._checked(course)):
            raise CourseNotFound(str(course.course_id))
        return await self.get(course.course_id)

    async def delete(self, course_id: UUID) -> None:
        """The course is gone, as far as it ever was there."""
        await self._store.delete(course_id)

    async def enrol(self, course_id: UUID, student_ids: Collection[UUID]) -> Course:
        """The course with the students on it; StudentNotFound names the first id that is no student's."""
        _check_count(student_ids)
        people = await self._people.find(student_ids)
        for student_id in student_ids:
            person = people.get(student_id)
            if person is None or person.role is not PersonRole.STUDENT:
                raise StudentNotFound(str(student_id))
        if not await self._store.enrol(course_id, student_ids):
            raise CourseNotFound(str(course_id))
        return await self.get(course_id)

    async def unenrol(self, course_id: UUID, student_ids: Collection[UUID]) -> Course:
        """The course without the students."""
        _check_count(student_ids)
        if not await self._store.unenrol(course_id, student_ids):
            raise CourseNotFound(str(course_id))
        return await self.get(course_id)

    async def enrolments(self, course_id: UUID, page: PageRequest) -> Page[Enrolment]:
        """Who is enrolled, by name."""
        await self.get(course_id)
        return await self._store.enrolments(course_id, page)

    async def _checked(self, course: Course) -> Course:
        if len(course.teacher_ids) > MAX_TEACHERS:
            raise InvalidInput("teacher_ids", f"must name at most {MAX_TEACHERS} people")
        course = course.checked()
        people = await self._people.find(course.teacher_ids)
        for teacher_id in course.teacher_ids:
            person = people.get(teacher_id)
            if person is None or person.role not in TEACHING:
                raise TeacherNotFound(str(teacher_id))
        return course


def _check_count(student_ids: Collection[UUID]) -> None:
    if not 1 <= len(student_ids) <= MAX_STUDENTS_A_CALL:
        raise InvalidInput("student_ids", f"must name 1 to {MAX_STUDENTS_A_CALL} students")
