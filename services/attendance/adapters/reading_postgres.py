"""Reading sessions and marks: lists, a student's own, what changed since a revision, and who may see it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from services.attendance.adapters.rows import SESSION_COLUMNS, SESSION_FROM, SESSION_JOINS, mark_from, session_from
from services.attendance.adapters.sessions_sql import sessions_query
from services.attendance.app.reading import SessionFilter, StudentMark, Totals
from services.attendance.domain.mark import ATTENDED, COUNTED
from services.attendance.domain.paging import Page, PageRequest, key_parts
from services.attendance.domain.session import Session, SessionView
from services.common.postgres import Database

_SESSION = f"select {SESSION_COLUMNS} from {SESSION_FROM} where s.session_id = $1"
_MARKS_AFTER = """
    select * from mark where session_id = $1 and revision > $2 order by display_name, student_number, student_id
"""
_ATTENDED, _COUNTED = (str(tuple(status.value for status in sorted(those))) for those in (ATTENDED, COUNTED))
_IN_SCOPE = """
    (s.started_by = {scope} or exists (
        select 1 from course_teacher t where t.course_id = s.course_id and t.teacher_id = {scope})
     or exists (select 1 from session_occurrence o where o.session_id = s.session_id and o.teacher_id = {scope}))
"""
# All of a student's sessions first, by the student's own index: along the newest sessions, those of somebody who left
# years ago would be looked for in everybody's.
_MARKS_OF = f"""
    with mine as materialized (
        select m.session_id, m.status, s.start_time, s.end_time from mark m join session s using (session_id)
        where m.student_id = $1 and ($2::uuid is null or {_IN_SCOPE.format(scope="$2")})
    ), totals as (
        select count(*) filter (where status in {_ATTENDED}) as attended,
               count(*) filter (where status in {_COUNTED}) as counted
        from mine where end_time is not null
    ), page as materialized (
        select session_id from mine
        where $3::timestamptz is null or (start_time, session_id) < ($3, $4::uuid)
        order by start_time desc, session_id desc limit $5
    ), listed as (
        select {SESSION_COLUMNS}, m.student_id, m.display_name, m.student_number, m.status, m.source,
            m.first_seen_time, m.last_seen_time, m.revision as mark_revision, m.set_by, m.note,
            m.confirmed_by, m.seen_elsewhere, m.status_code, m.minutes_present, m.said_time, m.said_via
        from page join mark m on m.session_id = page.session_id and m.student_id = $1
        join session s on s.session_id = page.session_id {SESSION_JOINS}
    )
    select totals.*, listed.* from totals left join listed on true order by start_time desc, session_id desc
"""
_REVISIONS = "select session_id, revision from session where session_id = any ($1::uuid[])"
_TEACHES = "select exists (select 1 from course_teacher where teacher_id = $1 and course_id = $2)"
_STUDIES = """
    select exists (select 1 from enrolment
                   where student_id = $1 and course_id = $2 and last_date >= institution_day(now()))
"""
_RUNS = f"select exists (select 1 from session s where s.session_id = $2 and {_IN_SCOPE.format(scope='$1')})"
_RUNS_AT_CAMERA = f"""
    select exists (select 1 from session s join camera a using (room_id)
                   where a.camera_id = $2 and s.end_time is null and {_IN_SCOPE.format(scope="$1")})
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
            row = await connection.fetchrow(_SESSION, session_id)
            if row is None:
                return None
            marks = await connection.fetch(_MARKS_AFTER, session_id, after)
        return SessionView(session_from(row), tuple(mark_from(mark) for mark in marks))

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
        rows = await self._database.fetch(_MARKS_OF, student_id, scope, start_time, session_id, page.size + 1)
        totals = Totals(rows[0]["attended"], rows[0]["counted"])  # an aggregate always has its row
        found = [StudentMark(session_from(row), mark_from(row, "mark_revision")) for row in rows if row["session_id"]]
        return page.page(found, lambda item: _session_key(item.session)), totals

    async def teaches(self, person_id: UUID, course_id: UUID) -> bool:
        """Whether the person teaches the course."""
        return bool(await self._database.fetchval(_TEACHES, person_id, course_id))

    async def studies(self, person_id: UUID, course_id: UUID) -> bool:
        """Whether the person is enrolled."""
        return bool(await self._database.fetchval(_STUDIES, person_id, course_id))

    async def runs(self, person_id: UUID, session_id: UUID) -> bool:
        """Whether the person started the session or teaches its course."""
        return bool(await self._database.fetchval(_RUNS, person_id, session_id))

    async def runs_one_at_camera(self, person_id: UUID, camera_id: UUID) -> bool:
        """Whether the person runs the session that is open in the camera's room."""
        return bool(await self._database.fetchval(_RUNS_AT_CAMERA, person_id, camera_id))


def _session_key(session: Session) -> tuple[str, ...]:
    return (session.start_time.isoformat(), str(session.session_id))
