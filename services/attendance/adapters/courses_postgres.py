"""Courses and enrolment in PostgreSQL."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from uuid import UUID

import asyncpg

from services.attendance.adapters.memberships_postgres import ENROLMENTS
from services.attendance.adapters.rows import ASSIGNMENT_CHANNEL, course_from
from services.attendance.domain.course import Course, Enrolment
from services.attendance.domain.errors import CourseCodeTaken, CourseHasSessions
from services.attendance.domain.paging import Page, PageRequest, key_parts
from services.attendance.domain.revision import next_of
from services.attendance.domain.timetable.days import Days
from services.attendance.domain.timetable.errors import TermNotFound
from services.common.postgres import Database

_COLUMNS = """
    c.course_id, c.code, c.title, c.term_id, c.first_date, c.last_date, c.revision,
    array(select teacher_id from course_teacher where course_id = c.course_id order by 1) as teacher_ids,
    (select count(*) from enrolment e
     where e.course_id = c.course_id and institution_day(now()) between e.first_date and e.last_date) as enrolled_count
"""
_GET = f"select {_COLUMNS} from course c where c.course_id = $1"
_OF_REQUEST = f"select {_COLUMNS} from course c where c.request_id = $1"
_LIST = f"""
    select {_COLUMNS} from course c
    where ($1::uuid is null
            or exists (select 1 from course_teacher t where t.course_id = c.course_id and t.teacher_id = $1)
            or exists (select 1 from enrolment e where e.course_id = c.course_id and e.student_id = $1
                       and e.last_date >= institution_day(now())))
        and ($2::text is null or (c.code, c.course_id) > ($2, $3::uuid))
    order by c.code, c.course_id limit $4
"""
_CREATE = """
    insert into course (course_id, code, title, term_id, first_date, last_date, request_id)
    values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (request_id) do nothing returning true
"""
# Two statements: what stands in other tables must be read after the lock was given.
_LOCK = "select 1 from course where course_id = $1 for no key update"
_UPDATE = """
    update course set code = $2, title = $3, term_id = $4, first_date = $5, last_date = $6, revision = $7
    where course_id = $1
"""
_DROP_TEACHERS = "delete from course_teacher where course_id = $1 and teacher_id <> all ($2::uuid[])"
_ADD_TEACHERS = """
    insert into course_teacher (course_id, teacher_id) select $1, unnest($2::uuid[]) on conflict do nothing
"""
_ENROLMENTS = """
    select p.person_id, p.display_name, p.student_number, nullif(e.first_date, '-infinity') as first_date,
        nullif(e.last_date, 'infinity') as last_date, e.first_date::text as first_text
    from enrolment e join person p on p.person_id = e.student_id
    where e.course_id = $1 and ($2 or e.last_date >= institution_day(now()))
        and ($3::text is null or (p.display_name, p.person_id, e.first_date) > ($3, $4::uuid, $5::text::date))
    order by p.display_name, p.person_id, e.first_date limit $6
"""


class PostgresCourses:
    """A CourseStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, course: Course, request_id: UUID) -> Course:
        """The course made by this request, now or earlier."""
        with _refused(course):
            async with self._database.transaction() as connection:
                if await connection.fetchval(_CREATE, course.course_id, *_values(course), request_id):
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

    async def update(self, course: Course) -> Course | None:
        """Replace code, title and teachers; cameras of an open session learn who may operate them."""
        with _refused(course):
            async with self._database.transaction() as connection:
                await connection.execute(_LOCK, course.course_id)
                row = await connection.fetchrow(_GET, course.course_id)
                if row is None:
                    return None
                before = course_from(row)
                after = next_of(before, replace(course, enrolled_count=before.enrolled_count))
                if after is not before:
                    await connection.execute(_UPDATE, after.course_id, *_values(after), after.revision)
                    await connection.execute(_DROP_TEACHERS, after.course_id, after.teacher_ids)
                    await connection.execute(_ADD_TEACHERS, after.course_id, after.teacher_ids)
                    await connection.execute("select pg_notify($1, '')", ASSIGNMENT_CHANNEL)
        return after

    async def delete(self, course_id: UUID) -> None:
        """Remove it if it is there; the sessions' foreign key refuses while it has any."""
        try:
            await self._database.execute("delete from course where course_id = $1", course_id)
        except (asyncpg.ForeignKeyViolationError, asyncpg.RestrictViolationError):
            raise CourseHasSessions(str(course_id)) from None

    async def enrol(self, course_id: UUID, student_ids: Collection[UUID], days: Days) -> bool:
        """Put students on the course for those days."""
        return await self._change(course_id, ENROLMENTS.add, student_ids, days.first, days.last)

    async def unenrol(self, course_id: UUID, student_ids: Collection[UUID], last_date: date) -> bool:
        """Take students off after that day."""
        return await self._change(course_id, ENROLMENTS.remove, student_ids, last_date)

    async def enrolments(self, course_id: UUID, page: PageRequest, *, with_past: bool) -> Page[Enrolment]:
        """Who is enrolled, by name."""
        after = key_parts(page, str, UUID, str)
        rows = await self._database.fetch(_ENROLMENTS, course_id, with_past, *after, page.size + 1)
        firsts = {(row["person_id"], row["first_date"]): row["first_text"] for row in rows}
        found = [
            Enrolment(row["person_id"], row["display_name"], row["student_number"], row["first_date"], row["last_date"])
            for row in rows
        ]
        return page.page(
            found, lambda one: (one.display_name, str(one.student_id), firsts[one.student_id, one.first_date])
        )

    async def _change(self, course_id: UUID, statements: Sequence[str], *arguments: object) -> bool:
        async with self._database.transaction() as connection:
            if not await connection.fetchval("select 1 from course where course_id = $1 for update", course_id):
                return False
            for statement in statements:
                await connection.execute(statement, course_id, *arguments)
        return True


def _values(course: Course) -> tuple[object, ...]:
    days = course.own_days
    return (course.code, course.title, course.term_id, days.first if days else None, days.last if days else None)


@contextmanager
def _refused(course: Course) -> Iterator[None]:
    try:
        yield
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name != "course_code":
            raise
        raise CourseCodeTaken(course.code) from None
    except asyncpg.ForeignKeyViolationError as error:
        if error.constraint_name != "course_term":
            raise
        raise TermNotFound(str(course.term_id)) from None
