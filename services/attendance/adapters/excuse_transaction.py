"""One transaction of excuses: what is asked, decided and sent, with the marks that follow."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from services.attendance.adapters.excuse_rows import COLUMNS, ExcuseSeals
from services.attendance.adapters.excuse_sql import COVERED_SESSIONS
from services.attendance.adapters.register_postgres import PostgresRegisterTransaction
from services.attendance.domain.excuse.excuse import Excuse, File
from services.common.postgres import Connection

CHUNK_BYTES = 64 * 1024

FILES_OF = "select * from excuse_file where excuse_id = any ($1::uuid[]) order by upload_time, file_id"
_LOCK = "select 1 from excuse where excuse_id = $1 for update"
_GET = f"select {COLUMNS} from excuse e where e.excuse_id = $1"  # noqa: S608  a constant
_OF_REQUEST = "select excuse_id from excuse where request_id = $1"
_ADD = """
    insert into excuse (excuse_id, student_id, asked_by, ask_time, category, reason, first_date, last_date, course_id,
                        state, revision, request_id)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    on conflict on constraint excuse_request do nothing returning true
"""
_SAVE = """
    update excuse set category = $2, reason = coalesce($3, reason), first_date = $4, last_date = $5,
        course_id = $6, state = $7, revision = $8, decided_by = $9, decide_time = $10, note = $11
    where excuse_id = $1
"""
_NO_SESSIONS = "delete from excuse_session where excuse_id = $1"
_ADD_SESSIONS = "insert into excuse_session (excuse_id, session_id) select $1, unnest($2::uuid[])"
_OF_DECISION = "select excuse_id from excuse_decision where decision_id = $1"
_ADD_DECISION = """
    insert into excuse_decision (decision_id, excuse_id, state, decided_by, decide_time) values ($1, $2, $3, $4, $5)
"""
_SESSION_DAYS = """
    select institution_day(coalesce(s.planned_start_time, s.start_time)) as day
    from session s join mark m using (session_id)
    where m.student_id = $1 and s.session_id = any ($2::uuid[])
"""
_STUDIES = "select exists (select 1 from enrolment where student_id = $1 and course_id = $2)"
_FILE = "select * from excuse_file where file_id = $1"
_ADD_FILE = """
    insert into excuse_file (file_id, excuse_id, file_name, content_type, size_bytes, upload_time, uploaded_by)
    values ($1, $2, $3, $4, $5, $6, $7)
"""
_ADD_CHUNK = "insert into excuse_file_chunk (file_id, number, content) values ($1, $2, $3)"
_DELETE_FILE = "delete from excuse_file where excuse_id = $1 and file_id = $2"


class PostgresExcuseTransaction:
    """An ExcuseTransaction on one connection."""

    def __init__(self, connection: Connection, seals: ExcuseSeals) -> None:
        self._connection = connection
        self._seals = seals
        self.register = PostgresRegisterTransaction(connection)

    async def of_request(self, request_id: UUID) -> Excuse | None:
        """The excuse that this request asked for."""
        excuse_id = await self._connection.fetchval(_OF_REQUEST, request_id)
        return await self._get(excuse_id) if excuse_id else None

    async def add(self, excuse: Excuse, request_id: UUID) -> bool:
        """Keep a new one, unless the request has been here: a retry at the same moment waits for the first."""
        content = excuse.content
        added = await self._connection.fetchval(
            _ADD,
            excuse.excuse_id,
            excuse.student_id,
            excuse.asked_by,
            excuse.ask_time,
            content.category or "",
            self._seals.reason(excuse.excuse_id, content.reason),
            *_days(excuse),
            content.course_id,
            excuse.state,
            excuse.revision,
            request_id,
        )
        if added:
            await self._connection.execute(_ADD_SESSIONS, excuse.excuse_id, list(content.session_ids))
        return bool(added)

    async def lock(self, excuse_id: UUID) -> Excuse | None:
        """Two statements: what stands beside a locked row must be read after the lock was given."""
        if not await self._connection.fetchval(_LOCK, excuse_id):
            return None
        return await self._get(excuse_id)

    async def save(self, excuse: Excuse) -> None:
        """What the locked one says, its state and who decided."""
        content = excuse.content
        await self._connection.execute(
            _SAVE,
            excuse.excuse_id,
            content.category or "",
            # empty is what is erased, or what no configured key opens: neither is written over
            self._seals.reason(excuse.excuse_id, content.reason) if content.reason else None,
            *_days(excuse),
            content.course_id,
            excuse.state,
            excuse.revision,
            excuse.decided_by,
            excuse.decide_time,
            self._seals.note(excuse.excuse_id, excuse.note),
        )
        await self._connection.execute(_NO_SESSIONS, excuse.excuse_id)
        await self._connection.execute(_ADD_SESSIONS, excuse.excuse_id, list(content.session_ids))

    async def excuse_of_decision(self, decision_id: UUID) -> UUID | None:
        """The excuse that this request decided."""
        found: UUID | None = await self._connection.fetchval(_OF_DECISION, decision_id)
        return found

    async def add_decision(self, decision_id: UUID, excuse: Excuse) -> None:
        """Remember the decision, beside earlier ones."""
        await self._connection.execute(
            _ADD_DECISION, decision_id, excuse.excuse_id, excuse.state, excuse.decided_by, excuse.decide_time
        )

    async def covered_sessions(self, excuse_id: UUID) -> Sequence[UUID]:
        """By id, which is the order in which sessions are locked."""
        return [row["session_id"] for row in await self._connection.fetch(COVERED_SESSIONS, excuse_id)]

    async def session_days(self, student_id: UUID, session_ids: Collection[UUID]) -> Sequence[date]:
        """The days of those of the sessions on whose roster the student is."""
        return [row["day"] for row in await self._connection.fetch(_SESSION_DAYS, student_id, list(session_ids))]

    async def studies(self, student_id: UUID, course_id: UUID) -> bool:
        """Whether the student is or was enrolled."""
        return bool(await self._connection.fetchval(_STUDIES, student_id, course_id))

    async def file(self, file_id: UUID) -> tuple[UUID, File] | None:
        """A file and the excuse it belongs to."""
        row = await self._connection.fetchrow(_FILE, file_id)
        return (row["excuse_id"], self._seals.file(row)) if row else None

    async def add_file(self, excuse_id: UUID, file: File, content: bytes, uploaded_by: UUID) -> None:
        """Keep it, sealed piece by piece."""
        pieces = [content[start : start + CHUNK_BYTES] for start in range(0, len(content), CHUNK_BYTES)]
        sealed = await asyncio.to_thread(self._seals.chunks, file.file_id, pieces)
        await self._connection.execute(
            _ADD_FILE,
            file.file_id,
            excuse_id,
            self._seals.file_name(file.file_id, file.file_name),
            file.content_type,
            file.size_bytes,
            file.upload_time,
            uploaded_by,
        )
        await self._connection.executemany(
            _ADD_CHUNK, [(file.file_id, number, piece) for number, piece in enumerate(sealed)]
        )

    async def delete_file(self, excuse_id: UUID, file_id: UUID) -> None:
        """Erase it; nothing happens when it is gone."""
        await self._connection.execute(_DELETE_FILE, excuse_id, file_id)

    async def _get(self, excuse_id: UUID) -> Excuse | None:
        row = await self._connection.fetchrow(_GET, excuse_id)
        files = await self._connection.fetch(FILES_OF, [excuse_id])
        return self._seals.excuse(row, [self._seals.file(file) for file in files]) if row else None


def _days(excuse: Excuse) -> tuple[date | None, date | None]:
    dates = excuse.content.dates
    return (dates.first, dates.last) if dates else (None, None)
