"""The register in PostgreSQL: sessions, evidence and marks under one transaction."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from services.attendance.adapters.check_in_kiosk import add_kiosk_check_ins
from services.attendance.adapters.evidence_sql import LOCK_SESSIONS_SEEN
from services.attendance.adapters.fact_rows import FactRows
from services.attendance.adapters.opening_postgres import CAMERAS, open_session
from services.attendance.adapters.policy_rows import PolicyRows
from services.attendance.adapters.rows import (
    ASSIGNMENT_CHANNEL,
    SESSION,
    SESSION_CHANNEL,
    SESSION_COLUMNS,
    SESSION_JOINS,
    mark_from,
    session_from,
)
from services.attendance.adapters.write_marks import write_marks
from services.attendance.app.register import RegisterTransaction
from services.attendance.domain.mark import Mark, MarkChange
from services.attendance.domain.session import NewSession, Reopening, Session
from services.attendance.domain.sighting import CameraCondition, Coverage, Sighting
from services.attendance.domain.span import Span
from services.common.postgres import Database

_SESSIONS = f"""
    select {SESSION_COLUMNS} from session s {SESSION_JOINS} where s.session_id = any ($1::uuid[]) order by s.session_id
"""
# Two statements: what is counted beside a locked row must be read after the lock was given.
_LOCK_SESSION = "select 1 from session where session_id = $1 for update"
# Once ended, by a person or by the timetable, it is not ended by the timetable again.
_CLOSE_OCCURRENCE = "update session_occurrence set closed = true where session_id = $1"
_CLOSE = (
    "update session set end_time = $2, revision = revision + 1, changed_revision = revision + 1 where session_id = $1"
)
_CLOSE_CAMERAS = """
    update session_camera set leave_time = greatest($2, join_time) where session_id = $1 and leave_time = 'infinity'
"""
_REOPEN = """
    update session set end_time = null, revision = revision + 1, changed_revision = revision + 1
    where session_id = $1 returning room_id
"""
_KEEP_REOPENING = """
    insert into session_reopening (request_id, session_id, close_time, reopen_time, reopened_by, reason)
    values ($1, $2, $3, $4, $5, $6)
"""
_LOCK_CAMERAS = "select camera_id from camera where camera_id = any ($1::uuid[]) order by camera_id for share"
_FORMER_CAMERAS = "select distinct camera_id from session_camera where camera_id = any ($1::uuid[])"
# Commutative, so that order and repeats do not matter; an id never changes its subject.
_MERGE_SIGHTINGS = """
    insert into sighting as kept
    select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::timestamptz[], $6::real[],
                         $7::bigint[], $8::text[], $9::text[], $10::int[], $11::uuid[])
    on conflict (sighting_id) do update set
        first_seen_time = least(kept.first_seen_time, excluded.first_seen_time),
        last_seen_time = greatest(kept.last_seen_time, excluded.last_seen_time),
        distance = least(kept.distance, excluded.distance),
        gallery_version = greatest(kept.gallery_version, excluded.gallery_version),
        model = greatest(kept.model, excluded.model),
        track_id = greatest(kept.track_id, excluded.track_id),
        frames_used = greatest(kept.frames_used, excluded.frames_used),
        confirmed_by = greatest(kept.confirmed_by, excluded.confirmed_by)
    where kept.camera_id = excluded.camera_id and kept.student_id = excluded.student_id
    returning sighting_id
"""
_MERGE_COVERAGES = """
    insert into coverage as kept
    select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[])
    on conflict (coverage_id) do update set
        start_time = least(kept.start_time, excluded.start_time),
        end_time = greatest(kept.end_time, excluded.end_time)
    where kept.camera_id = excluded.camera_id
    returning coverage_id
"""
_MERGE_CONDITIONS = """
    insert into camera_condition as kept
    select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::timestamptz[])
    on conflict (condition_id) do update set
        start_time = least(kept.start_time, excluded.start_time),
        end_time = greatest(kept.end_time, excluded.end_time)
    where kept.camera_id = excluded.camera_id and kept.trouble = excluded.trouble
    returning condition_id
"""
_MARKS = """
    select * from mark where session_id = $1 and ($2::uuid[] is null or student_id = any ($2)) order by student_id
"""
_MARK_OF_REQUEST = """
    select m.* from mark_history h join mark m using (session_id, student_id) where h.request_id = $1
"""


class PostgresRegister:
    """A RegisterStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[RegisterTransaction]:
        """READ COMMITTED: after waiting for a lock each statement sees what its holder committed."""
        async with self._database.transaction() as connection:
            yield PostgresRegisterTransaction(connection)

    async def session(self, session_id: UUID) -> Session | None:
        """The session as it is now."""
        row = await self._database.fetchrow(SESSION, session_id)
        return session_from(row) if row else None


class PostgresRegisterTransaction(FactRows, PolicyRows):
    """A RegisterTransaction on one connection."""

    async def lock_room(self, room_id: UUID) -> bool:
        """Keep the room and its cameras as they are; whether the room exists."""
        found = await self._connection.fetchval("select 1 from room where room_id = $1 for update", room_id)
        await self._connection.execute("select 1 from camera where room_id = $1 order by camera_id for update", room_id)
        return found is not None

    async def course_exists(self, course_id: UUID) -> bool:
        """Whether there is such a course."""
        return bool(
            await self._connection.fetchval("select 1 from course where course_id = $1 for key share", course_id)
        )

    async def session_of_request(self, request_id: UUID) -> Session | None:
        """The session that this request opened."""
        session_id = await self._connection.fetchval("select session_id from session where request_id = $1", request_id)
        return await self.session(session_id) if session_id else None

    async def open_session_in(self, room_id: UUID) -> UUID | None:
        """The room's open session."""
        found: UUID | None = await self._connection.fetchval(
            "select session_id from session where room_id = $1 and end_time is null", room_id
        )
        return found

    async def open_session(self, new: NewSession) -> None:
        """Keep it, with cameras and roster; SessionAlreadyOpen by the partial unique index."""
        await open_session(self._connection, new)

    async def lock_session(self, session_id: UUID) -> Session | None:
        """The session, which nobody else changes until the transaction ends."""
        if not await self._connection.fetchval(_LOCK_SESSION, session_id):
            return None
        return await self.session(session_id)

    async def close_session(self, session_id: UUID, end_time: datetime) -> None:
        """Its end, for it and its cameras' windows."""
        await self._connection.execute(_CLOSE, session_id, end_time)
        await self._connection.execute(_CLOSE_CAMERAS, session_id, end_time)
        await self._connection.execute(_CLOSE_OCCURRENCE, session_id)
        await self._connection.execute(
            "select pg_notify($1, $3), pg_notify($2, '')", SESSION_CHANNEL, ASSIGNMENT_CHANNEL, str(session_id)
        )

    async def session_of_reopening(self, request_id: UUID) -> UUID | None:
        """The session that this request opened again."""
        found: UUID | None = await self._connection.fetchval(
            "select session_id from session_reopening where request_id = $1", request_id
        )
        return found

    async def reopen_session(self, reopening: Reopening) -> None:
        """Take its end back; the room's cameras of now belong to it from now on."""
        session_id = reopening.session_id
        room_id = await self._connection.fetchval(_REOPEN, session_id)
        await self._connection.execute(
            _KEEP_REOPENING,
            reopening.request_id,
            session_id,
            reopening.close_time,
            reopening.reopen_time,
            reopening.reopened_by,
            reopening.reason,
        )
        await self._connection.execute(CAMERAS, session_id, room_id, reopening.reopen_time, None)
        await self._connection.execute(
            "select pg_notify($1, $3), pg_notify($2, '')", SESSION_CHANNEL, ASSIGNMENT_CHANNEL, str(session_id)
        )

    async def lock_cameras(self, camera_ids: Collection[UUID]) -> set[UUID]:
        """Cameras of today, kept in their rooms, and those that were in a session before they were removed."""
        ids = list(camera_ids)
        found = {row["camera_id"] for row in await self._connection.fetch(_LOCK_CAMERAS, ids)}
        if len(found) < len(ids):
            found |= {row["camera_id"] for row in await self._connection.fetch(_FORMER_CAMERAS, ids)}
        return found

    async def merge_sightings(self, sightings: Sequence[Sighting]) -> set[UUID]:
        """Keep or extend, in the order of ids so that two batches never wait for each other."""
        if not sightings:
            return set()
        columns = zip(
            *(
                (
                    s.sighting_id,
                    s.camera_id,
                    s.student_id,
                    s.span.start,
                    s.span.end,
                    s.distance,
                    s.gallery_version,
                    s.model,
                    s.track_id,
                    s.frames_used,
                    s.confirmed_by,
                )
                for s in sorted(sightings, key=lambda sighting: sighting.sighting_id)
            ),
            strict=True,
        )
        return {row["sighting_id"] for row in await self._connection.fetch(_MERGE_SIGHTINGS, *columns)}

    async def merge_coverages(self, coverages: Sequence[Coverage]) -> set[UUID]:
        """Keep or extend, in the order of ids."""
        if not coverages:
            return set()
        ordered = sorted(coverages, key=lambda coverage: coverage.coverage_id)
        columns = zip(*((c.coverage_id, c.camera_id, c.span.start, c.span.end) for c in ordered), strict=True)
        return {row["coverage_id"] for row in await self._connection.fetch(_MERGE_COVERAGES, *columns)}

    async def merge_conditions(self, conditions: Sequence[CameraCondition]) -> set[UUID]:
        """Keep or extend, in the order of ids."""
        if not conditions:
            return set()
        ordered = sorted(conditions, key=lambda condition: condition.condition_id)
        rows = ((c.condition_id, c.camera_id, c.trouble.value, c.span.start, c.span.end) for c in ordered)
        columns = zip(*rows, strict=True)
        return {row["condition_id"] for row in await self._connection.fetch(_MERGE_CONDITIONS, *columns)}

    async def add_kiosk_check_ins(self, sightings: Sequence[Sighting]) -> None:
        """Their first of each session."""
        await add_kiosk_check_ins(self._connection, sightings)

    async def lock_sessions_seen(
        self, spans: Sequence[tuple[UUID, Span]], students: Sequence[tuple[UUID, Span]] = ()
    ) -> list[Session]:
        """Sessions whose cameras' windows the spans touch, or those of other sightings of the students do."""
        rows = await self._connection.fetch(LOCK_SESSIONS_SEEN, *_columns(spans), *_columns(students))
        return await self._locked([row["session_id"] for row in rows])

    async def marks(self, session_id: UUID, student_ids: Collection[UUID] | None = None) -> list[Mark]:
        """Marks of those students who are on the roster, or of all."""
        ids = None if student_ids is None else list(student_ids)
        return [mark_from(row) for row in await self._connection.fetch(_MARKS, session_id, ids)]

    async def mark_of_request(self, request_id: UUID) -> Mark | None:
        """The mark, as it is now, that this request set."""
        row = await self._connection.fetchrow(_MARK_OF_REQUEST, request_id)
        return mark_from(row) if row else None

    async def write(self, session_id: UUID, changes: Sequence[MarkChange], change_time: datetime) -> list[Mark]:
        """Keep the changed marks and their history."""
        return await write_marks(self._connection, session_id, changes, change_time)

    async def session(self, session_id: UUID) -> Session | None:
        """As it is, without a lock."""
        row = await self._connection.fetchrow(SESSION, session_id)
        return session_from(row) if row else None

    async def _locked(self, session_ids: Sequence[UUID]) -> list[Session]:
        """Sessions that this transaction has locked, in the order of their ids."""
        rows = await self._connection.fetch(_SESSIONS, session_ids) if session_ids else []
        return [session_from(row) for row in rows]


def _columns(spans: Sequence[tuple[UUID, Span]]) -> tuple[list[UUID], list[datetime], list[datetime]]:
    return [one for one, _ in spans], [span.start for _, span in spans], [span.end for _, span in spans]
