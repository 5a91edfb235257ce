"""Excuses in PostgreSQL: lists, names, files as they are read, and what is erased."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

import asyncpg

from services.attendance.adapters.erasing import erase_of, erase_over
from services.attendance.adapters.excuse_rows import COLUMNS, NAMES, NAMES_FROM, ExcuseSeals
from services.attendance.adapters.excuse_sql import COVERS
from services.attendance.adapters.excuse_transaction import CHUNK_BYTES, FILES_OF, PostgresExcuseTransaction
from services.attendance.app.excuse.store import ExcuseTransaction, ExcuseView, SessionName, Whose
from services.attendance.domain.excuse.errors import ExcuseFileNotFound
from services.attendance.domain.excuse.excuse import Excuse, File
from services.attendance.domain.paging import Page, PageRequest, key_parts
from services.common.postgres import Connection, Database

_VIEW = f"""
    select {COLUMNS}, {NAMES}, (
        select count(*) from mark m join session s using (session_id) where m.student_id = e.student_id and {COVERS}
    ) as covered_marks
    from excuse e {NAMES_FROM} where e.excuse_id = $1
"""
# A teacher sees what they asked for others, and what concerns no other courses than those they decide about.
_IN_SCOPE = """
    ($1::uuid is null or e.student_id = $1)
    and ($2::uuid is null or e.asked_by = $2 or e.course_id = any ($3::uuid[])
        or (e.first_date is null and not exists (
            select 1 from excuse_session x join session s using (session_id)
            where x.excuse_id = e.excuse_id and s.course_id <> all ($3::uuid[]))))
"""
_LIST = f"""
    with page as materialized (
        select e.excuse_id from excuse e
        where {_IN_SCOPE} and (cardinality($4::text[]) = 0 or e.state = any ($4))
            and ($5::timestamptz is null or (e.ask_time, e.excuse_id) < ($5, $6::uuid))
        order by e.ask_time desc, e.excuse_id desc limit $7
    )
    select {COLUMNS}, {NAMES} from page join excuse e using (excuse_id) {NAMES_FROM}
    order by e.ask_time desc, e.excuse_id desc
"""
_WAITING = f"select count(*) from excuse e where e.state = 'requested' and {_IN_SCOPE}"
_SESSIONS = """
    select x.excuse_id, s.session_id, c.code, c.title, coalesce(s.planned_start_time, s.start_time) as start_time
    from excuse_session x join session s using (session_id) join course c using (course_id)
    where x.excuse_id = any ($1::uuid[]) order by 5, 2
"""
_TEACHES_STUDENT = """
    select exists (select 1 from course_teacher t join enrolment e using (course_id)
                   where t.teacher_id = $1 and e.student_id = $2)
"""
_TAUGHT = "select course_id from course_teacher where teacher_id = $1"
_SIZE = "select size_bytes from excuse_file where file_id = $1"
_CHUNK = "select content from excuse_file_chunk where file_id = $1 and number = $2"
_OVER = """
    select excuse_id from excuse
    where erase_time is null and ask_time < $1 and coalesce(decide_time, ask_time) < $1
        and coalesce(last_date < institution_day($1), true)
    order by excuse_id limit 500 for update skip locked
"""
_ERASE_FILES = "delete from excuse_file where excuse_id = any ($1::uuid[])"
_ERASE = """
    update excuse set category = '', reason = null, note = null, erase_time = now(), revision = revision + 1
    where excuse_id = any ($1::uuid[])
"""
_OF_PEOPLE = """
    select excuse_id from excuse where student_id = any ($1::uuid[]) and erase_time is null order by 1 for update
"""


class PostgresExcuses:
    """An ExcuseStore."""

    def __init__(self, database: Database, seals: ExcuseSeals) -> None:
        self._database = database
        self._seals = seals

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[ExcuseTransaction]:
        """READ COMMITTED: after waiting for a lock each statement sees what its holder committed."""
        async with self._database.transaction() as connection:
            yield PostgresExcuseTransaction(connection, self._seals)

    async def view(self, excuse_id: UUID) -> ExcuseView | None:
        """The excuse with its names and with how many marks it covers."""
        async with (
            self._database.connection() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            row = await connection.fetchrow(_VIEW, excuse_id)
            if row is None:
                return None
            files, sessions = await self._beside(connection, [row])
        return self._seals.view(row, files.get(excuse_id, ()), sessions.get(excuse_id, ()), row["covered_marks"])

    async def list(self, whose: Whose, page: PageRequest) -> Page[ExcuseView]:
        """Newest first."""
        ask_time, excuse_id = key_parts(page, datetime.fromisoformat, UUID)
        async with (
            self._database.connection() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            rows = await connection.fetch(
                _LIST, *_scope(whose), sorted(whose.states), ask_time, excuse_id, page.size + 1
            )
            files, sessions = await self._beside(connection, rows)
        views = [
            self._seals.view(row, files.get(row["excuse_id"], ()), sessions.get(row["excuse_id"], ())) for row in rows
        ]
        return page.page(views, lambda view: _key(view.excuse))

    async def waiting(self, whose: Whose) -> int:
        """How many of them are requested and not decided."""
        return int(await self._database.fetchval(_WAITING, *_scope(whose)))

    async def content(self, file_id: UUID) -> AsyncIterator[bytes]:
        """A query a piece: whoever reads slowly holds no connection."""
        size_bytes = await self._database.fetchval(_SIZE, file_id)
        if size_bytes is None:
            raise ExcuseFileNotFound(str(file_id))
        count = -(-size_bytes // CHUNK_BYTES)
        for number in range(count):
            sealed = await self._database.fetchval(_CHUNK, file_id, number)
            piece = self._seals.chunk(file_id, number, count, sealed) if sealed is not None else None
            if piece is None:  # erased meanwhile, or no configured key opens it
                raise ExcuseFileNotFound(str(file_id))
            yield piece

    async def teaches_student(self, teacher_id: UUID, student_id: UUID) -> bool:
        """Whether the student is enrolled on a course of the teacher's."""
        return bool(await self._database.fetchval(_TEACHES_STUDENT, teacher_id, student_id))

    async def taught(self, teacher_id: UUID) -> frozenset[UUID]:
        """The teacher's courses."""
        return frozenset(row["course_id"] for row in await self._database.fetch(_TAUGHT, teacher_id))

    async def erase(self, before: datetime) -> int:
        """Some hundred at a time, until none is left."""
        return await erase_over(self._database, _OVER, before, _erase)

    async def _beside(
        self, connection: Connection, rows: "Sequence[asyncpg.Record]"
    ) -> tuple[dict[UUID, tuple[File, ...]], dict[UUID, tuple[SessionName, ...]]]:
        ids = [row["excuse_id"] for row in rows]
        files: dict[UUID, tuple[File, ...]] = {}
        for row in await connection.fetch(FILES_OF, ids):
            files[row["excuse_id"]] = (*files.get(row["excuse_id"], ()), self._seals.file(row))
        sessions: dict[UUID, tuple[SessionName, ...]] = {}
        for row in await connection.fetch(_SESSIONS, ids):
            named = SessionName(row["session_id"], row["code"], row["title"], row["start_time"])
            sessions[row["excuse_id"]] = (*sessions.get(row["excuse_id"], ()), named)
        return files, sessions


async def erase_excuses_of(connection: Connection, person_ids: list[UUID]) -> None:
    """What deleted people said and sent; that they were excused stays, as the ground of their marks."""
    await erase_of(connection, _OF_PEOPLE, person_ids, _erase)


async def _erase(connection: Connection, excuse_ids: list[UUID]) -> None:
    await connection.execute(_ERASE_FILES, excuse_ids)
    await connection.execute(_ERASE, excuse_ids)


def _scope(whose: Whose) -> tuple[UUID | None, UUID | None, list[UUID]]:
    return whose.student_id, whose.teacher_id, sorted(whose.course_ids)


def _key(excuse: Excuse) -> tuple[str, ...]:
    return excuse.ask_time.isoformat(), str(excuse.excuse_id)
