"""Courses and who is enrolled on them."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date
from typing import Protocol
from uuid import UUID

from services.attendance.app.institution import Today
from services.attendance.app.membership import check_count, check_students, days_from, last_day_from
from services.attendance.app.people import People
from services.attendance.domain.course import MAX_TEACHERS, Course, Enrolment
from services.attendance.domain.errors import CourseNotFound, InvalidInput, TeacherNotFound
from services.attendance.domain.paging import Page, PageRequest
from services.attendance.domain.person import TEACHING
from services.attendance.domain.timetable.days import Days

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

    async def update(self, course: Course) -> Course | None:
        """Code, title, teachers, term and days replaced; None if there is no such course.

        StaleRevision, CourseCodeTaken.
        """
        ...

    async def delete(self, course_id: UUID) -> None:
        """Remove it if it is there; CourseHasSessions."""
        ...

    async def enrol(self, course_id: UUID, student_ids: Collection[UUID], days: Days) -> bool:
        """Put students on the course for those days; whether the course exists. Who is on it stays."""
        ...

    async def unenrol(self, course_id: UUID, student_ids: Collection[UUID], last_date: date) -> bool:
        """Take students off after that day; whether the course exists."""
        ...

    async def enrolments(self, course_id: UUID, page: PageRequest, *, with_past: bool) -> Page[Enrolment]:
        """Who is enrolled, by name, and with `with_past` who was."""
        ...


class Courses:
    """What can be done with courses; the caller has been authorized."""

    def __init__(self, store: CourseStore, people: People, today: Today, new_id: NewId) -> None:
        self._store = store
        self._people = people
        self._today = today
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
        """The course with its code, title, teachers, term and days replaced; StaleRevision."""
        updated = await self._store.update(await self._checked(course))
        if updated is None:
            raise CourseNotFound(str(course.course_id))
        return updated

    async def delete(self, course_id: UUID) -> None:
        """The course is gone, as far as it ever was there."""
        await self._store.delete(course_id)

    async def enrol(
        self,
        course_id: UUID,
        student_ids: Collection[UUID],
        first_date: date | None = None,
        last_date: date | None = None,
    ) -> Course:
        """The course with the students on it, from today when not told otherwise.

        StudentNotFound names the first id that is no student's.
        """
        check_count(student_ids)
        days = days_from(first_date, last_date, await self._today())
        await check_students(self._people, student_ids)
        if not await self._store.enrol(course_id, student_ids, days):
            raise CourseNotFound(str(course_id))
        return await self.get(course_id)

    async def unenrol(self, course_id: UUID, student_ids: Collection[UUID], last_date: date | None = None) -> Course:
        """The course without the students after that day; without one from now on."""
        check_count(student_ids)
        if not await self._store.unenrol(course_id, student_ids, last_day_from(last_date, await self._today())):
            raise CourseNotFound(str(course_id))
        return await self.get(course_id)

    async def enrolments(self, course_id: UUID, page: PageRequest, *, with_past: bool = False) -> Page[Enrolment]:
        """Who is enrolled, by name, and with `with_past` who was."""
        await self.get(course_id)
        return await self._store.enrolments(course_id, page, with_past=with_past)

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
