"""How far cameras are, in PostgreSQL."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from services.attendance.adapters.register_postgres import PostgresRegisterTransaction
from services.attendance.app.completeness import CompletenessTransaction
from services.attendance.domain.completeness import CameraProgress, CameraSession
from services.attendance.domain.session import Session
from services.common.postgres import Connection, Database

_LOCK_PROGRESS = """
    select camera_id, complete_through_time from camera_progress where camera_id = any ($1::uuid[])
    order by camera_id for update
"""
# A later word replaces an earlier one, whichever comes first; of one time, that it stopped.
_MERGE_PROGRESS = """
    insert into camera_progress as kept (camera_id, complete_through_time, stopped, report_time)
    select *, $4 from unnest($1::uuid[], $2::timestamptz[], $3::boolean[])
    on conflict (camera_id) do update set
        complete_through_time = greatest(kept.complete_through_time, excluded.complete_through_time),
        stopped = case
            when excluded.complete_through_time > kept.complete_through_time then excluded.stopped
            when excluded.complete_through_time = kept.complete_through_time then kept.stopped or excluded.stopped
            else kept.stopped end,
        report_time = greatest(kept.report_time, excluded.report_time)
"""
# Open ones too: one that is just being closed is then closed before or after, and sees the progress or is seen by it.
_LOCK_SESSIONS = """
    select session_id from session where session_id in (
        select w.session_id
        from unnest($1::uuid[], $2::timestamptz[]) as camera (camera_id, since)
        join session_camera w on w.camera_id = camera.camera_id and w.leave_time >= camera.since
    ) and session_id > $3 order by session_id limit $4 for update
"""
_BEFORE_ALL = UUID(int=0)
_GIVE_UP = """
    update session_camera set given_up_by = coalesce(given_up_by, $3), given_up_time = coalesce(given_up_time, $4)
    where session_id = $1 and camera_id = $2 returning true
"""
AWAITED = """
    select distinct on (camera_id) camera_id, c.name, p.complete_through_time
    from session_camera w join camera_progress p using (camera_id) join camera c using (camera_id)
    where w.session_id = $1 and w.leave_time <> 'infinity' and w.given_up_time is null and not p.stopped
        and p.complete_through_time < w.leave_time
    order by camera_id
"""
_SESSIONS = """
    select w.session_id, s.room_id, w.join_time, nullif(w.leave_time, 'infinity') as leave_time,
        array(select m.student_id from mark m join person p on p.person_id = m.student_id and not p.deleted
              where m.session_id = w.session_id order by 1) as student_ids,
        array(select teacher_id from course_teacher where course_id = s.course_id
              union select s.started_by
              union select teacher_id from session_occurrence where session_id = s.session_id and teacher_id is not null
              order by 1) as operator_ids
    from session_camera w join session s using (session_id)
    where w.camera_id = $1 and w.leave_time >= $2 and w.join_time <= $3
    order by w.join_time limit 1000
"""


class PostgresCompleteness:
    """A CompletenessStore."""

    def __init__(self, database: Database, *, page_sessions: int = 1000) -> None:
        self._database = database
        self._page_sessions = page_sessions

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[CompletenessTransaction]:
        """READ COMMITTED, as the register's."""
        async with self._database.transaction() as connection:
            yield PostgresCompletenessTransaction(connection, self._page_sessions)

    async def sessions_of(self, camera_id: UUID, start: datetime, end: datetime) -> list[CameraSession]:
        """In one statement and so as of one moment."""
        return [
            CameraSession(
                row["session_id"],
                row["room_id"],
                row["join_time"],
                row["leave_time"],
                tuple(row["student_ids"]),
                tuple(row["operator_ids"]),
            )
            for row in await self._database.fetch(_SESSIONS, camera_id, start, end)
        ]


class PostgresCompletenessTransaction(PostgresRegisterTransaction):
    """A CompletenessTransaction on one connection."""

    def __init__(self, connection: Connection, page_sessions: int) -> None:
        super().__init__(connection)
        self._page_sessions = page_sessions

    async def merge_progress(self, progress: Sequence[CameraProgress], now: datetime) -> dict[UUID, datetime]:
        """Keep the later of each; where each was before."""
        if not progress:
            return {}
        columns = zip(*((one.camera_id, one.complete_through, one.stopped) for one in progress), strict=True)
        ids, times, stopped = map(list, columns)
        before = await self._connection.fetch(_LOCK_PROGRESS, ids)
        await self._connection.execute(_MERGE_PROGRESS, ids, times, stopped, now)
        return {row["camera_id"]: row["complete_through_time"] for row in before}

    async def progress_of(self, camera_id: UUID) -> datetime | None:
        """How far the camera's data has come."""
        found: datetime | None = await self._connection.fetchval(
            "select complete_through_time from camera_progress where camera_id = $1", camera_id
        )
        return found

    async def lock_sessions_since(self, since: dict[UUID, datetime]) -> AsyncIterator[Session]:
        """Closed sessions that the cameras left after those times; open ones are locked and not given."""
        cameras, times = list(since), list(since.values())
        last = _BEFORE_ALL if since else None
        while last is not None:
            rows = await self._connection.fetch(_LOCK_SESSIONS, cameras, times, last, self._page_sessions)
            ids = [row["session_id"] for row in rows]
            for session in await self._locked(ids):
                if session.end_time is not None:
                    yield session
            last = ids[-1] if len(ids) == self._page_sessions else None

    async def give_up(self, session_id: UUID, camera_id: UUID, person_id: UUID, now: datetime) -> bool:
        """Wait no longer; who said so first stays."""
        return bool(await self._connection.fetch(_GIVE_UP, session_id, camera_id, person_id, now))
