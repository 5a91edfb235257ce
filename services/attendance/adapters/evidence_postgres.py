"""A session's evidence in PostgreSQL."""

from uuid import UUID

from services.attendance.adapters.completeness_postgres import AWAITED
from services.attendance.adapters.evidence_sql import WATCHED
from services.attendance.adapters.fact_rows import watched_from
from services.attendance.adapters.rows import SESSION, session_from
from services.attendance.app.evidence import SessionCondition, StoredEvidence
from services.attendance.domain.completeness import AwaitedCamera
from services.attendance.domain.sighting import CameraTrouble
from services.attendance.domain.span import Span
from services.common.postgres import Database

_CONDITIONS = """
    select c.camera_id, coalesce(a.name, '') as camera_name, c.trouble,
           greatest(c.start_time, w.join_time) as start_time, least(c.end_time, w.leave_time) as end_time
    from session_camera w
    join camera_condition c on c.camera_id = w.camera_id and c.end_time >= w.join_time and c.start_time <= w.leave_time
    left join camera a on a.camera_id = c.camera_id
    where w.session_id = $1 order by start_time, c.condition_id limit 1000
"""


class PostgresEvidence:
    """An EvidenceStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def evidence(self, session_id: UUID) -> StoredEvidence | None:
        async with (
            self._database.connection() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            session = await connection.fetchrow(SESSION, session_id)
            if session is None:
                return None
            conditions = await connection.fetch(_CONDITIONS, session_id)
            watched = await connection.fetch(WATCHED, session_id)
            awaited = await connection.fetch(AWAITED, session_id)
        return StoredEvidence(
            session_from(session),
            tuple(
                SessionCondition(
                    row["camera_id"],
                    row["camera_name"],
                    CameraTrouble(row["trouble"]),
                    Span(row["start_time"], row["end_time"]),
                )
                for row in conditions
            ),
            watched_from(watched),
            tuple(AwaitedCamera(row["camera_id"], row["name"], row["complete_through_time"]) for row in awaited),
        )
