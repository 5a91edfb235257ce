"""One student's marks and courses. A page reads one student's slice of `mark_of_student`, whatever else there is."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.attendance.app.student.given import HeldMark, TakenCourse
from services.attendance.domain.mark import MarkStatus
from services.attendance.domain.timetable.days import Days
from services.common.postgres import Database

MOST_MARKS = 5_000
MOST_COURSES = 100

# Reports and insight are about courses: who stood in for one class has its session, and no part in these.
RUN_BY = """
    (s.started_by = {scope} or exists (
        select 1 from course_teacher t where t.course_id = s.course_id and t.teacher_id = {scope}))
"""
MARKS = f"""
    select s.session_id, s.course_id, c.code as course_code, c.title as course_title, r.name as room_name,
           s.start_time, s.end_time, s.policy_version_id, m.status, m.status_code
    from mark m
    join session s on s.session_id = m.session_id
    join course c on c.course_id = s.course_id
    join room r on r.room_id = s.room_id
    where m.student_id = $1 and m.session_start_time >= $2 and m.session_start_time < $3
        and ($4::uuid is null or {RUN_BY.format(scope="$4")}) and ($5::uuid is null or s.course_id = $5)
    order by m.session_start_time, m.session_id limit {MOST_MARKS}
"""
COURSES = f"""
    select distinct c.course_id, c.code, c.title
    from enrolment e join course c using (course_id) left join term t using (term_id)
    where e.student_id = $1 and e.first_date <= $4 and e.last_date >= $3
        and coalesce(c.first_date, t.first_date, '-infinity') <= $4
        and coalesce(c.last_date, t.last_date, 'infinity') >= $3
        and ($2::uuid is null or exists (
            select 1 from course_teacher w where w.course_id = c.course_id and w.teacher_id = $2))
    order by c.code, c.course_id limit {MOST_COURSES}
"""


class PostgresStudents:
    """A StudentStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def marks(
        self, student_id: UUID, start: datetime, end: datetime, scope: UUID | None, course_id: UUID | None
    ) -> Sequence[HeldMark]:
        """Oldest first."""
        rows = await self._database.fetch(MARKS, student_id, start, end, scope, course_id)
        return [
            HeldMark(
                row["session_id"],
                row["course_id"],
                row["course_code"],
                row["course_title"],
                row["room_name"],
                row["start_time"],
                row["end_time"],
                row["policy_version_id"],
                MarkStatus(row["status"]),
                row["status_code"],
            )
            for row in rows
        ]

    async def courses(self, student_id: UUID, scope: UUID | None, days: Days) -> Sequence[TakenCourse]:
        """By code."""
        rows = await self._database.fetch(COURSES, student_id, scope, days.first, days.last)
        return [TakenCourse(row["course_id"], row["code"], row["title"]) for row in rows]
