"""Counts for the page that says how the system is."""

from services.common.postgres import Connection, Database
from services.recognition.app.standing import CameraSeen, FaceStorage, Standing
from services.recognition.domain.camera_health import Trouble

MOST_CAMERAS = 1000

_STORAGE = """
    select (select count(*) from face_sample) as samples,
        pg_total_relation_size('face_sample') + pg_total_relation_size('face_encoding') as samples_bytes,
        (select count(*) from review) as reviews, pg_total_relation_size('review') as reviews_bytes,
        (select min(capture_time) from review) as oldest_review,
        (select max(end_time) from training_run where state = 'done') as trained,
        (select version from gallery) as published
"""
_CAMERAS = """
    with troubles as (
        select distinct on (camera_id) camera_id, trouble, start_time from camera_condition
        where not over order by camera_id, start_time desc, condition_id
    )
    select camera_id, w.frame_time, w.awaited_since is not null as awaited, t.trouble, t.start_time
    from camera_watch w full join troubles t using (camera_id)
    order by w.frame_time desc nulls last, camera_id limit $1
"""


class PostgresStanding:
    """`read` in two statements."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self) -> Standing:
        """DatabaseUnavailable."""
        async with self._database.connection() as connection:
            row = await connection.fetchrow(_STORAGE)
            assert row is not None, "a select of counts has a row"
            storage = FaceStorage(
                samples=row["samples"],
                samples_bytes=row["samples_bytes"],
                reviews=row["reviews"],
                reviews_bytes=row["reviews_bytes"],
                oldest_review_time=row["oldest_review"],
                trained_time=row["trained"],
            )
            return Standing(row["published"], storage, await _cameras(connection))


async def _cameras(connection: Connection) -> tuple[CameraSeen, ...]:
    return tuple(
        CameraSeen(
            str(row["camera_id"]),
            row["frame_time"],
            bool(row["awaited"]),
            Trouble(row["trouble"]) if row["trouble"] else None,
            row["start_time"],
        )
        for row in await connection.fetch(_CAMERAS, MOST_CAMERAS)
    )
