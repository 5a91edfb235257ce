"""Camera assignments, read whole from PostgreSQL."""

from services.attendance.domain.room import CameraAssignment, Detector, Tiles
from services.common.postgres import Database

_ASSIGNMENTS = """
    select a.camera_id, a.room_id, a.detector, a.tiles, s.session_id is not null as active,
        coalesce(roster.student_ids, '{}') as student_ids,
        array(select teacher_id from course_teacher where course_id = s.course_id
              union select s.started_by where s.session_id is not null
              union select teacher_id from session_occurrence where session_id = s.session_id and teacher_id is not null
              order by 1) as operator_ids
    from camera a
    left join session s on s.room_id = a.room_id and s.end_time is null
    left join lateral (
        select array_agg(m.student_id order by m.student_id) as student_ids
        from mark m join person p on p.person_id = m.student_id and not p.deleted where m.session_id = s.session_id
    ) roster on true
    order by a.camera_id
"""


class PostgresAssignments:
    """An AssignmentStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def assignments(self) -> list[CameraAssignment]:
        """Every camera's, in one statement and so as of one moment."""
        return [
            CameraAssignment(
                row["camera_id"],
                row["room_id"],
                Detector(row["detector"]),
                row["active"],
                tuple(row["student_ids"]),
                tuple(row["operator_ids"]),
                Tiles(row["tiles"]),
            )
            for row in await self._database.fetch(_ASSIGNMENTS)
        ]
