"""The academic year as a student meets it: terms, holidays, and the classes to which they are expected."""

from collections.abc import Collection, Sequence
from uuid import UUID

from services.attendance.adapters.institution_postgres import read_institution
from services.attendance.adapters.timetable_postgres import read_expected, read_timetable
from services.attendance.adapters.timetable_rows import holiday_from, term_from
from services.attendance.domain.institution import Institution
from services.attendance.domain.timetable.days import Days, Holiday, Term
from services.attendance.domain.timetable.occurrence import Occurrence
from services.common.postgres import Database

_TERMS = "select * from term order by first_date limit 200"
# A student's groups within the days: what was a group's then counts, not what is now.
_GROUPS = """
    select group_id from group_member where student_id = $1 and first_date <= $3 and last_date >= $2
"""
_HOLIDAYS = f"""
    select * from holiday
    where first_date <= $3 and last_date >= $2 and (group_id is null or group_id in ({_GROUPS}))
    order by first_date, holiday_id limit 1000
"""
_OPENED = "select occurrence_id from session_occurrence where occurrence_id = any ($1::uuid[])"
_TIMETABLED = """
    select course_id from timetable_slot where course_id = any ($1::uuid[])
    union select course_id from extra_session where course_id = any ($1::uuid[])
"""


class PostgresPlans:
    """Plans."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def institution(self) -> Institution:
        """The settings as they are now."""
        return await read_institution(self._database)

    async def terms(self) -> Sequence[Term]:
        """Oldest first."""
        rows = await self._database.fetch(_TERMS)
        return [term_from(row) for row in rows]

    async def holidays(self, student_id: UUID, days: Days) -> Sequence[Holiday]:
        """Of everybody, and of the student's groups."""
        rows = await self._database.fetch(_HOLIDAYS, student_id, days.first, days.last)
        return [holiday_from(row) for row in rows]

    async def planned(self, student_id: UUID, days: Days) -> Sequence[Occurrence]:
        """As of one moment."""
        async with (
            self._database.connection() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            expected = await read_expected(connection, student_id)
            taken = {course_id for course_id, enrolled in expected.enrolled if enrolled.overlap(days)}
            timetable = await read_timetable(connection, days, taken)
        return [one for one in timetable.occurrences(days) if expected.learns(one)]

    async def opened(self, occurrence_ids: Collection[UUID]) -> set[UUID]:
        """Those of the classes that have a session."""
        rows = await self._database.fetch(_OPENED, list(occurrence_ids))
        return {row["occurrence_id"] for row in rows}

    async def timetabled(self, course_ids: Collection[UUID]) -> set[UUID]:
        """Those with at least one slot or extra session."""
        rows = await self._database.fetch(_TIMETABLED, list(course_ids))
        return {row["course_id"] for row in rows}
