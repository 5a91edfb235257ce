"""Reading sessions and marks: lists, a student's own, what changed since a revision, and who may see it."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.attendance.adapters.rows import SESSION, SESSION_COLUMNS, SESSION_JOINS, mark_from, session_from
from services.attendance.adapters.sessions_sql import RUNS, sessions_query
from services.attendance.app.reading import SessionFilter, StudentMark, Totals
from services.attendance.domain.mark import ATTENDED, COUNTED
from services.attendance.domain.paging import Page, PageRequest, key_parts
from services.attendance.domain.session import Session, SessionView
from services.common.postgres import Database

_MARKS_AFTER = """
    select m.*, h.changed_time
    from mark m cross join lateral (
        select max(change_time) as changed_time from mark_history
        where session_id = m.session_id and student_id = m.student_id
            and (from_status, from_source) <> (to_status, to_source)
    ) h
    where m.session_id = $1 and m.revision > $2 order by m.display_name, m.student_number, student_id
"""
_ATTENDED, _COUNTED = (str(tuple(status.value for status in sorted(those))) for those in (ATTENDED, COUNTED))
# Along `mark_of_student` alone: counted are marks of closed sessions, and those that are open now are few.
_TOTALS = f"""
    select count(*) filter (where status in {_ATTENDED}) as attended,
           count(*) filter (where status in {_COUNTED}) as counted
    from mark
    where student_id = $1 and session_id not in (select session_id from session where end_time is null)
"""
_LISTED = f"""
    select {SESSION_COLUMNS}, m.student_id, m.display_name, m.student_number, m.status, m.source,
        m.first_seen_time, m.last_seen_time, m.revision as mark_revision, m.set_by, m.note,
        m.confirmed_by, m.seen_elsewhere, m.status_code, m.minutes_present, m.said_time, m.said_via, m.seal
    from page join mark m on m.session_id = page.session_id and m.student_id = $1
    join session s on s.session_id = page.session_id {SESSION_JOINS}
    order by s.start_time desc, s.session_id desc
"""
_MARKS_OF = f"""
    with page as materialized (
        select session_id from mark
        where student_id = $1 and ($2::timestamptz is null or (session_start_time, session_id) < ($2, $3::uuid))
        order by session_start_time desc, session_id desc limit $4
    ) {_LISTED}
"""
# A teacher sees the part that is theirs: every session of the student is asked about.
_IN_SESSIONS_OF = """
    from mark m cross join lateral (
        select start_time, end_time, started_by, course_id, session_id from session
        where session_id = m.session_id offset 0 -- one by one: all sessions there are grow, a student's do not
    ) s
    where m.student_id = $1 and (
        s.started_by = $2 or s.course_id in (select course_id from course_teacher where teacher_id = $2)
        or s.session_id in (select session_id from session_occurrence where teacher_id = $2))
"""
_TOTALS_FOR = f"""
    select count(*) filter (where m.status in {_ATTENDED}) as attended,
           count(*) filter (where m.status in {_COUNTED}) as counted
    {_IN_SESSIONS_OF} and s.end_time is not null
"""
_MARKS_FOR = f"""
    with page as materialized (
        select session_id
        from (select m.session_id, m.session_start_time as start_time {_IN_SESSIONS_OF} offset 0) theirs
        where $3::timestamptz is null or (start_time, session_id) < ($3, $4::uuid)
        order by start_time desc, session_id desc limit $5
    ) {_LISTED}
"""
_REVISIONS = "select session_id, revision from session where session_id = any ($1::uuid[])"
_TEACHES = "select exists (select 1 from course_teacher where teacher_id = $1 and course_id = $2)"
_STUDIES = """
    select exists (select 1 from enrolment
                   where student_id = $1 and course_id = $2 and last_date >= institution_day(now()))
"""
_RUNS = f"select exists (select 1 from session s where s.session_id = $2 and {RUNS.format(scope='$1')})"
_RUNS_AT_CAMERA = f"""
    select exists (select 1 from session s join camera a using (room_id)
                   where a.camera_id = $2 and s.end_time is null and {RUNS.format(scope="$1")})
"""


class PostgresReading:
    """A ReadingStore, a WatchStore and an AccessStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def view(self, session_id: UUID) -> SessionView | None:
        """The session and all its marks, by name."""
        return await self.changes(session_id, -1)

    async def changes(self, session_id: UUID, after: int) -> SessionView | None:
        """The session and the marks that changed after that revision, as of one moment."""
        async with (
            self._database.connection() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            row = await connection.fetchrow(SESSION, session_id)
            if row is None:
                return None
            marks = await connection.fetch(_MARKS_AFTER, session_id, after)
        told = (replace(mark_from(mark), changed_time=mark["changed_time"]) for mark in marks)
        return SessionView(session_from(row), tuple(told))

    async def revisions(self, session_ids: Collection[UUID]) -> Mapping[UUID, int]:
        """How far each session is."""
        rows = await self._database.fetch(_REVISIONS, list(session_ids))
        return {row["session_id"]: row["revision"] for row in rows}

    async def sessions(self, wanted: SessionFilter, page: PageRequest) -> Page[Session]:
        """Newest first."""
        start_time, session_id = key_parts(page, datetime.fromisoformat, UUID)
        after = (start_time, session_id) if isinstance(start_time, datetime) and isinstance(session_id, UUID) else None
        sql, arguments = sessions_query(wanted, after, page.size + 1)
        rows = await self._database.fetch(sql, *arguments)
        return page.page([session_from(row) for row in rows], _session_key)

    async def marks_of(
        self, student_id: UUID, scope: UUID | None, page: PageRequest
    ) -> tuple[Page[StudentMark], Totals]:
        """Newest first, with totals over all pages."""
        start_time, session_id = key_parts(page, datetime.fromisoformat, UUID)
        found_after = (start_time, session_id, page.size + 1)
        async with (
            self._database.connection() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            if scope is None:
                rows = await connection.fetch(_MARKS_OF, student_id, *found_after)
                totals = await connection.fetchrow(_TOTALS, student_id)
            else:
                rows = await connection.fetch(_MARKS_FOR, student_id, scope, *found_after)
                totals = await connection.fetchrow(_TOTALS_FOR, student_id, scope)
        assert totals is not None  # an aggregate always has its row
        found = [StudentMark(session_from(row), mark_from(row, "mark_revision")) for row in rows]
        return page.page(found, lambda item: _session_key(item.session)), Totals(totals["attended"], totals["counted"])

    async def teaches(self, person_id: UUID, course_id: UUID) -> bool:
        """Whether the person teaches the course."""
        return bool(await self._database.fetchval(_TEACHES, person_id, course_id))

    async def studies(self, person_id: UUID, course_id: UUID) -> bool:
        """Whether the person is enrolled."""
        return bool(await self._database.fetchval(_STUDIES, person_id, course_id))

    async def runs(self, person_id: UUID, session_id: UUID) -> bool:
        """Whether the person started the session, teaches its course or holds its class, as a substitute does."""
        return bool(await self._database.fetchval(_RUNS, person_id, session_id))

    async def runs_one_at_camera(self, person_id: UUID, camera_id: UUID) -> bool:
        """Whether the person runs the session that is open in the camera's room."""
        return bool(await self._database.fetchval(_RUNS_AT_CAMERA, person_id, camera_id))


def _session_key(session: Session) -> tuple[str, ...]:
    return (session.start_time.isoformat(), str(session.session_id))
