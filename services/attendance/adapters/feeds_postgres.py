"""Digests of calendars' tokens in PostgreSQL."""

from datetime import UTC, datetime
from uuid import UUID

from services.common.postgres import Database

_KEEP = """
    insert into calendar_feed (person_id, token_hash, create_time)
    select person_id, $2, $3 from person where person_id = $1
    on conflict (person_id) do update set token_hash = excluded.token_hash, create_time = excluded.create_time
    returning true
"""
_PERSON = """
    select f.person_id from calendar_feed f join person p using (person_id)
    where f.token_hash = $1 and p.active and not p.deleted
"""


class PostgresFeeds:
    """A FeedStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, person_id: UUID, token_hash: bytes, now: datetime) -> bool:
        """The person's only one from now on; whether the person is known here already."""
        return bool(await self._database.fetchval(_KEEP, person_id, token_hash, now))

    async def made(self, person_id: UUID) -> datetime | None:
        """When the person's was made."""
        found = await self._database.fetchval("select create_time from calendar_feed where person_id = $1", person_id)
        return found.astimezone(UTC) if found else None

    async def revoke(self, person_id: UUID) -> None:
        """It is no more."""
        await self._database.execute("delete from calendar_feed where person_id = $1", person_id)

    async def person(self, token_hash: bytes) -> UUID | None:
        """Whose it is, if they are active."""
        found: UUID | None = await self._database.fetchval(_PERSON, token_hash)
        return found
