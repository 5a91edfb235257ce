"""Counts for the page that says how the system is."""

from services.attendance.app.standing import Standing
from services.common.postgres import Database

# What a camera has not sent after a month, somebody gave up on without saying so.
_STANDING = """
    select open.sessions, open.oldest, files.count, files.bytes, (
        select count(distinct w.session_id)
        from camera_progress p join session_camera w using (camera_id)
        where not p.stopped and w.given_up_time is null
            and w.leave_time > greatest(p.complete_through_time, now() - interval '30 days')
            and w.leave_time <> 'infinity'
    ) as awaiting
    from (select count(*) as sessions, min(start_time) as oldest from session where end_time is null) as open,
        (select count(*) as count, coalesce(sum(size_bytes), 0) as bytes from excuse_file) as files
"""


class PostgresStanding:
    """`read` in one statement."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self) -> Standing:
        """DatabaseUnavailable."""
        row = await self._database.fetchrow(_STANDING)
        assert row is not None, "a select of counts has a row"
        return Standing(row["sessions"], row["oldest"], row["awaiting"], row["count"], row["bytes"])
