"""The timetable read from PostgreSQL, whole and as of one moment."""

from collections.abc import Collection, Mapping
from uuid import UUID

from services.attendance.adapters.institution_postgres import read_institution
from services.attendance.adapters.timetable_rows import change_from, days_from, extra_from, holiday_from, slot_from
from services.attendance.app.timetable.store import ClassSession, Expected
from services.attendance.domain.timetable.days import Days
from services.attendance.domain.timetable.occurrence import PlannedCourse, Timetable
from services.attendance.domain.timetable.slot import Change, Extra, Slot
from services.common.postgres import Connection, Database

# A class may have been moved into the days from outside of its slot's.
_SLOTS = """
    select * from timetable_slot s
    where ($1::uuid[] is null or course_id = any ($1))
        and (first_date <= $3 and last_date >= $2 or exists (
            select 1 from timetable_change c where c.slot_id = s.slot_id and c.new_date between $2 and $3))
    order by start_time, slot_id
"""
_CHANGES = "select * from timetable_change where slot_id = any ($1::uuid[])"
_EXTRAS = "select * from extra_session where ($1::uuid[] is null or course_id = any ($1)) and day between $2 and $3"
_HOLIDAYS = "select * from holiday where first_date <= $2 and last_date >= $1"
_COURSES = """
    select c.course_id, c.code, c.title, coalesce(c.first_date, t.first_date) as first_date,
        coalesce(c.last_date, t.last_date) as last_date,
        array(select teacher_id from course_teacher where course_id = c.course_id order by 1) as teacher_ids
    from course c left join term t using (term_id) where c.course_id = any ($1::uuid[])
"""
_NAMES = """
    select room_id as id, name from room where room_id = any ($1::uuid[])
    union all select group_id, name from student_group where group_id = any ($2::uuid[])
    union all select person_id, display_name from person where person_id = any ($3::uuid[])
"""
_COURSES_OF = """
    select course_id from course_teacher where teacher_id = $1
    union select course_id from timetable_slot where teacher_id = $1
    union select s.course_id from timetable_change c join timetable_slot s using (slot_id) where c.teacher_id = $1
    union select course_id from extra_session where teacher_id = $1
    union select course_id from enrolment where student_id = $1
"""
_TAUGHT = "select course_id from course_teacher where teacher_id = $1"
_ENROLLED = "select course_id as id, first_date, last_date from enrolment where student_id = $1"
_GROUPS = "select group_id as id, first_date, last_date from group_member where student_id = $1"
_SESSIONS = """
    select o.occurrence_id, o.session_id, s.end_time is null as open
    from session_occurrence o join session s using (session_id) where o.occurrence_id = any ($1::uuid[])
"""


class PostgresTimetable:
    """A TimetableReader."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def timetable(self, days: Days, course_ids: Collection[UUID] | None = None) -> Timetable:
        """All that holds on those days, of the courses or of all."""
        async with (
            self._database.connection() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            return await read_timetable(connection, days, course_ids)

    async def slot(self, slot_id: UUID) -> Slot | None:
        """One slot."""
        row = await self._database.fetchrow("select * from timetable_slot where slot_id = $1", slot_id)
        return slot_from(row) if row else None

    async def courses_of(self, person_id: UUID) -> set[UUID]:
        """Courses of which one class or other may be the person's."""
        return {row["course_id"] for row in await self._database.fetch(_COURSES_OF, person_id)}

    async def expected(self, person_id: UUID) -> Expected:
        """What the person teaches, and where they are enrolled and were."""
        return await read_expected(self._database, person_id)

    async def sessions(self, occurrence_ids: Collection[UUID]) -> Mapping[UUID, ClassSession]:
        """Sessions of the classes that have one."""
        rows = await self._database.fetch(_SESSIONS, list(occurrence_ids))
        return {row["occurrence_id"]: ClassSession(row["session_id"], row["open"]) for row in rows}


async def read_expected(connection: "Connection | Database", person_id: UUID) -> Expected:
    """What the person teaches, and where they are enrolled and were."""
    taught = await connection.fetch(_TAUGHT, person_id)
    enrolled = await connection.fetch(_ENROLLED, person_id)
    groups = await connection.fetch(_GROUPS, person_id)
    return Expected(
        person_id,
        frozenset(row["course_id"] for row in taught),
        tuple((row["id"], days_from(row)) for row in enrolled),
        tuple((row["id"], days_from(row)) for row in groups),
    )


async def read_timetable(connection: Connection, days: Days, course_ids: Collection[UUID] | None = None) -> Timetable:
    """As the connection's transaction sees it."""
    wanted = None if course_ids is None else list(course_ids)
    slots = [slot_from(row) for row in await connection.fetch(_SLOTS, wanted, days.first, days.last)]
    changes = [change_from(row) for row in await connection.fetch(_CHANGES, [slot.slot_id for slot in slots])]
    extras = [extra_from(row) for row in await connection.fetch(_EXTRAS, wanted, days.first, days.last)]
    moved = [change.rule_date for change in changes if change.new_date is not None]
    holidays = await connection.fetch(_HOLIDAYS, min([days.first, *moved]), max([days.last, *moved]))
    planned: list[Slot | Extra] = [*slots, *extras]
    all_of_it: list[Slot | Extra | Change] = [*planned, *changes]
    courses = await read_courses(connection, {one.course_id for one in planned})
    names = await connection.fetch(
        _NAMES,
        list({one.room_id for one in all_of_it if one.room_id}),
        list({one.group_id for one in planned if one.group_id}),
        list(
            {one.teacher_id for one in all_of_it if one.teacher_id}
            | {teacher_id for course in courses.values() for teacher_id in course.teacher_ids}
        ),
    )
    return Timetable(
        await read_institution(connection),
        tuple(slots),
        tuple(changes),
        tuple(extras),
        tuple(holiday_from(row) for row in holidays),
        courses,
        {row["id"]: row["name"] for row in names},
    )


async def read_courses(connection: Connection, course_ids: Collection[UUID]) -> dict[UUID, PlannedCourse]:
    """Those that exist, with their days."""
    return {
        row["course_id"]: PlannedCourse(
            row["code"], row["title"], days_from(row) if row["first_date"] else None, tuple(row["teacher_ids"])
        )
        for row in await connection.fetch(_COURSES, list(course_ids))
    }
