"""The institution's settings in PostgreSQL."""

import asyncpg

from services.attendance.domain.errors import InvalidInput
from services.attendance.domain.institution import Institution
from services.attendance.domain.timetable.errors import InstitutionChanged
from services.common.postgres import Connection, Database

_GET = "select * from institution"
_KNOWN_ZONE = "select exists (select 1 from pg_timezone_names where name = $1)"
_CHANGE = """
    update institution set name = $1, time_zone = $2, weekend_days = $3, language = $4, open_before = $5,
        revision = revision + 1
    where revision = $6 returning *
"""


async def read_institution(connection: "Connection | Database") -> Institution:
    """The settings as the connection's transaction sees them."""
    row = await connection.fetchrow(_GET)
    assert row is not None  # the migration made it
    return _institution_from(row)


class PostgresInstitution:
    """An InstitutionStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def institution(self) -> Institution:
        """The settings as they are now."""
        return await read_institution(self._database)

    async def change(self, institution: Institution) -> Institution:
        """The settings replaced if nobody else changed them since."""
        async with self._database.transaction() as connection:
            # the database reckons days as well: a zone that only Python knows would end its queries
            if not await connection.fetchval(_KNOWN_ZONE, institution.time_zone):
                raise InvalidInput("time_zone", "is no IANA time zone, such as Asia/Kathmandu")
            row = await connection.fetchrow(
                _CHANGE,
                institution.name,
                institution.time_zone,
                sorted(institution.weekend_days),
                institution.language,
                institution.open_before,
                institution.revision,
            )
            if row is None:
                raise InstitutionChanged((await read_institution(connection)).revision)
            return _institution_from(row)


def _institution_from(row: asyncpg.Record) -> Institution:
    return Institution(
        row["name"],
        row["time_zone"],
        frozenset(row["weekend_days"]),
        row["language"],
        row["open_before"],
        row["revision"],
    )
