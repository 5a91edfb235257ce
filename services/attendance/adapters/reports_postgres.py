"""What reports hold, read through a cursor as of one moment."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from uuid import UUID

import asyncpg

from services.attendance.adapters.student_postgres import RUN_BY
from services.attendance.app.report.given import (
    Extent,
    MarksOf,
    ReportCourse,
    ReportMark,
    ReportSession,
    ReportStudent,
)
from services.attendance.domain.mark import MarkSource, MarkStatus
from services.common.postgres import Connection, Database

BATCH_ROWS = 500
COUNTED_KINDS = tuple(status for status in MarkStatus if status is not MarkStatus.NOT_SEEN)
_TALLY = """
    count(*) filter (where m.status = 'present') as present, count(*) filter (where m.status = 'late') as late,
    count(*) filter (where m.status = 'left_early') as left_early,
    count(*) filter (where m.status = 'absent') as absent, count(*) filter (where m.status = 'excused') as excused,
    count(*) filter (where m.status = 'unconfirmed') as unconfirmed, count(m.student_id) as roster
"""
_OF_SESSIONS = """
    from session s join course c using (course_id) join room r using (room_id) left join mark m using (session_id)
"""
_SESSION_COLUMNS = "s.session_id, c.code, c.title, r.name as room_name, s.start_time, s.end_time"
_GROUP = "group by s.session_id, c.code, c.title, r.name, s.start_time, s.end_time"
_SESSION = f"select {_SESSION_COLUMNS}, {_TALLY} {_OF_SESSIONS} where s.session_id = $1 {_GROUP}"
_SESSIONS = f"""
    select {_SESSION_COLUMNS}, {_TALLY} {_OF_SESSIONS}
    where s.start_time >= $1 and s.start_time < $2 and ($3::uuid is null or {RUN_BY.format(scope="$3")})
    {_GROUP} order by s.start_time, c.code, s.session_id limit 2000
"""
_MARK_COLUMNS = """
    m.student_id, m.display_name, m.student_number, m.status, m.status_code, m.source, m.first_seen_time,
    m.last_seen_time, m.minutes_present, m.note, s.session_id, s.course_id, c.code, c.title, r.name as room_name,
    s.start_time, s.end_time, s.policy_version_id
"""
_OF_MARKS = "from mark m join session s using (session_id) join course c using (course_id) join room r using (room_id)"
_IN_PERIOD = "s.start_time >= $2 and s.start_time < $3"
_ONE_SESSION = "m.session_id = $1"
_ONE_COURSE = f"s.course_id = $1 and {_IN_PERIOD}"
_OWN_PERIOD = "m.session_start_time >= $2 and m.session_start_time < $3"  # the mark's own copy, which its index holds
_ONE_STUDENT = f"m.student_id = $1 and {_OWN_PERIOD} and ($4::uuid is null or {RUN_BY.format(scope='$4')})"
_BY_STUDENT = "order by m.display_name, m.student_number, m.student_id, s.start_time, s.session_id"
# By the name a student has now, so that all lines of one stand together under it whatever it was in each session.
_BY_NAME_NOW = """
    order by (select p.display_name from person p where p.person_id = m.student_id) nulls last, m.student_id,
        s.start_time, s.session_id
"""
_BY_TIME = "order by s.start_time, s.session_id"
_ENROLLED = """
    select distinct p.student_number, p.display_name, p.person_id from enrolment e
    join person p on p.person_id = e.student_id
    where e.course_id = $1 and $2 between e.first_date and e.last_date and not p.deleted
    order by p.display_name, p.student_number, p.person_id limit 5000
"""


class _Reading:
    """A ReportReading on one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def session(self, session_id: UUID) -> ReportSession | None:
        """One session."""
        row = await self._connection.fetchrow(_SESSION, session_id)
        return _session(row) if row else None

    async def sessions(self, start: datetime, end: datetime, scope: UUID | None) -> Sequence[ReportSession]:
        """By time."""
        return [_session(row) for row in await self._connection.fetch(_SESSIONS, start, end, scope)]

    async def course(self, course_id: UUID) -> ReportCourse | None:
        """One course."""
        row = await self._connection.fetchrow("select code, title from course where course_id = $1", course_id)
        return ReportCourse(row["code"], row["title"]) if row else None

    async def student_name(self, student_id: UUID) -> str | None:
        """Of somebody who is not deleted."""
        name = await self._connection.fetchval(
            "select display_name from person where person_id = $1 and role = 'student' and not deleted", student_id
        )
        return None if name is None else str(name)

    async def extent(self, of: MarksOf, *, by_student: bool) -> Extent:
        """Counted, not read."""
        where, arguments = _where(of)
        row = await self._connection.fetchrow(
            f"""select count(*) as marks, count(distinct m.student_id) as students,
                count(*) filter (where m.status = 'unconfirmed') as unconfirmed,
                count(*) filter (where s.policy_version_id is null) as without_version,
                array_agg(distinct s.policy_version_id) filter (where s.policy_version_id is not null) as versions
            {_OF_MARKS} where {where}""",
            *arguments,
        )
        assert row is not None  # an aggregate always has its row
        return Extent(
            row["students"] if by_student else row["marks"],
            row["marks"],
            row["unconfirmed"],
            tuple(row["versions"] or ()),
            row["without_version"],
        )

    async def marks(self, of: MarksOf, *, by_student: bool) -> AsyncIterator[Sequence[ReportMark]]:
        """BATCH_ROWS at a time."""
        where, arguments = _where(of)
        order = (_BY_STUDENT if of.session_id else _BY_NAME_NOW) if by_student else _BY_TIME
        cursor = await self._connection.cursor(f"select {_MARK_COLUMNS} {_OF_MARKS} where {where} {order}", *arguments)
        while rows := await cursor.fetch(BATCH_ROWS):
            yield [_mark(row) for row in rows]

    async def enrolled(self, course_id: UUID, day: date) -> Sequence[ReportStudent]:
        """By name."""
        rows = await self._connection.fetch(_ENROLLED, course_id, day)
        return [ReportStudent(row["student_number"], row["display_name"]) for row in rows]


class PostgresReports:
    """A ReportStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[_Reading]:
        """One moment for the whole report."""
        async with (
            self._database.connection() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield _Reading(connection)


def _where(of: MarksOf) -> tuple[str, tuple[object, ...]]:
    if of.session_id is not None:
        return _ONE_SESSION, (of.session_id,)
    if of.course_id is not None:
        return _ONE_COURSE, (of.course_id, of.start, of.end)
    return _ONE_STUDENT, (of.student_id, of.start, of.end, of.scope)


def _session(row: asyncpg.Record) -> ReportSession:
    tally: dict[MarkStatus, int] = {status: row[status.value] for status in COUNTED_KINDS}
    return ReportSession(
        row["session_id"],
        ReportCourse(row["code"], row["title"]),
        row["room_name"],
        row["start_time"],
        row["end_time"],
        row["roster"],
        tally,
    )


def _mark(row: asyncpg.Record) -> ReportMark:
    return ReportMark(
        row["student_id"],
        row["display_name"],
        row["student_number"],
        MarkStatus(row["status"]),
        row["status_code"],
        MarkSource(row["source"]),
        row["first_seen_time"],
        row["last_seen_time"],
        row["minutes_present"],
        row["note"],
        row["session_id"],
        row["course_id"],
        ReportCourse(row["code"], row["title"]),
        row["room_name"],
        row["start_time"],
        row["end_time"],
        row["policy_version_id"],
    )
