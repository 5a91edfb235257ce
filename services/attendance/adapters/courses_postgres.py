"""Courses and enrolment in PostgreSQL."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from uuid import UUID

import asyncpg

from services.attendance.adapters.rows import ASSIGNMENT_CHANNEL, course_from
from services.attendance.domain.course import Course, Enrolment
from services.attendance.domain.errors import CourseCodeTaken, CourseHasSessions
from services.attendance.domain.paging import Page, PageRequest, key_parts
from services.common.postgres import Connection, Database

_COLUMNS = """
    c.course_id, c.code, c.title,
    array(select teacher_id from course_teacher where course_id = c.course_id order by 1) as teacher_ids,
    (select count(*) from enrolment where course_id = c.course_id) as enrolled_count
"""
_GET = f"select {_COLUMNS} from course c where c.course_id = $1"
_OF_REQUEST = f"select {_COLUMNS} from course c where c.request_id = $1"
_LIST = f"""
    select {_COLUMNS} from course c
    where ($1::uuid is null
            or exists (select 1 from course_teacher t where t.course_id = c.course_id and t.teacher_id = $1)
            or exists (select 1 from enrolment e where e.course_id = c.course_id and e.student_id = $1))
        and ($2::text is null or (c.code, c.course_id) > ($2, $3::uuid))
    order by c.code, c.course_id limit $4
"""
_CREATE = """
    insert into course (course_id, code, title, request_id) values ($1, $2, $3, $4)
    on conflict (request_id) do nothing returning true
"""
_UPDATE = "update course set code = $2, title = $3 where course_id = $1 returning true"
_DROP_TEACHERS = "delete from course_teacher where course_id = $1 and teacher_id <> all ($2::uuid[])"
_ADD_TEACHERS = """
    insert into course_teacher (course_id, teacher_id) select $1, unnest($2::uuid[]) on conflict do nothing
"""
_ENROL = """
    insert into enrolment (course_id, student_id) select $1, student_id from unnest($2::uuid[]) as s (student_id)
    order by student_id on conflict do nothing
"""
_UNENROL = "delete from enrolment where course_id = $1 and student_id = any ($2::uuid[])"
_ENROLMENTS = """
    select p.person_id, p.display_name, p.student_number from enrolment e join person p on p.person_id = e.student_id
    where e.course_id = $1 and ($2::text is null or (p.display_name, p.person_id) > ($2, $3::uuid))
    order by p.display_name, p.person_id limit $4
"""


class PostgresCourses:
    """A CourseStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, course: Course, request_id: UUID) -> Course:
        """The course made by this request, now or earlier."""
        with _code_taken(course.code):
            async with self._database.transaction() as connection:
                if await connection.fetchval(_CREATE, course.course_id, course.code, course.title, request_id):
                    await connection.execute(_ADD_TEACHERS, course.course_id, course.teacher_ids)
                row = await connection.fetchrow(_OF_REQUEST, request_id)
        assert row is not None  # it was made here, or lost to one that is committed
        return course_from(row)

    async def get(self, course_id: UUID) -> Course | None:
        """One course."""
        row = await self._database.fetchrow(_GET, course_id)
        return course_from(row) if row else None

    async def list(self, scope: UUID | None, page: PageRequest) -> Page[Course]:
        """By code."""
        code, course_id = key_parts(page, str, UUID)
        rows = await self._database.fetch(_LIST, scope, code, course_id, page.size + 1)
        return page.page([course_from(row) for row in rows], lambda course: (course.code, str(course.course_id)))

    async def update(self, course: Course) -> bool:
        """Replace code, title and teachers; cameras of an open session learn who may operate them."""
        with _code_taken(course.code):
            async with self._database.transaction() as connection:
                if not await connection.fetchval(_UPDATE, course.course_id, course.code, course.title):
                    return False
                await connection.execute(_DROP_TEACHERS, course.course_id, course.teacher_ids)
                await connection.execute(_ADD_TEACHERS, course.course_id, course.teacher_ids)
                await connection.execute("select pg_notify($1, '')", ASSIGNMENT_CHANNEL)
        return True

    async def delete(self, course_id: UUID) -> None:
        """Remove it if it is there; the sessions' foreign key refuses while it has any."""
        try:
            await self._database.execute("delete from course where course_id = $1", course_id)
        except (asyncpg.ForeignKeyViolationError, asyncpg.RestrictViolationError):
            raise CourseHasSessions(str(course_id)) from None

    async def enrol(self, course_id: UUID, student_ids: Collection[UUID]) -> bool:
        """Put students on the course."""
        return await self._change(course_id, _ENROL, student_ids)

    async def unenrol(self, course_id: UUID, student_ids: Collection[UUID]) -> bool:
        """Take students off."""
        return await self._change(course_id, _UNENROL, student_ids)

    async def enrolments(self, course_id: UUID, page: PageRequest) -> Page[Enrolment]:
        """Who is enrolled, by name."""
        name, student_id = key_parts(page, str, UUID)
        rows = await self._database.fetch(_ENROLMENTS, course_id, name, student_id, page.size + 1)
        found = [Enrolment(row["person_id"], row["display_name"], row["student_number"]) for row in rows]
        return page.page(found, lambda enrolment: (enrolment.display_name, str(enrolment.student_id)))

    async def _change(self, course_id: UUID, statement: str, student_ids: Collection[UUID]) -> bool:
        async with self._database.transaction() as connection:
            if not await _keep(connection, course_id):
                return False
            await connection.execute(statement, course_id, list(student_ids))
        return True


async def _keep(connection: Connection, course_id: UUID) -> bool:
    return bool(await connection.fetchval("select 1 from course where course_id = $1 for key share", course_id))


@contextmanager
def _code_taken(code: str) -> Iterator[None]:
    try:
        yield
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name != "course_code":
            raise
        raise CourseCodeTaken(code) from None
