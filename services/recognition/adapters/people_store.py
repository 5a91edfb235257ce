"""Who consents, in PostgreSQL; withdrawing erases in the same transaction."""

from services.common.postgres import Connection, Database
from services.recognition.adapters.review_erasure import in_reviews
from services.recognition.adapters.sample_store import erase_person
from services.recognition.app.erasures import Cause
from services.recognition.app.people import PersonConsent

_FEED = "identity.people"

# Whoever was deleted stays deleted, and an older revision never replaces a newer.
_REMEMBER = """
insert into person (person_id, granted, revision) values ($1, $2, $3)
on conflict (person_id) do update set granted = excluded.granted, revision = excluded.revision
where not person.deleted and excluded.revision > person.revision
"""

_FORGET = """
insert into person (person_id, granted, revision, deleted) values ($1, false, 0, true)
on conflict (person_id) do update set granted = false, deleted = true
"""

_FOLLOWED = """
insert into followed (feed, resume_token) values ($1, $2)
on conflict (feed) do update set resume_token = excluded.resume_token
"""


class PostgresPeople:
    """Implements app.people.PeopleStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def resume_token(self) -> str:
        token = await self._database.fetchval("select resume_token from followed where feed = $1", _FEED)
        return str(token or "")

    async def remember(self, consent: PersonConsent, resume_token: str | None) -> int:
        async with self._database.transaction() as connection:
            await connection.execute(_REMEMBER, consent.person_id, consent.granted, consent.revision)
            granted = await connection.fetchval("select granted from person where person_id = $1", consent.person_id)
            erased = 0 if granted else await _erase(connection, consent.person_id, Cause.CONSENT_WITHDRAWN)
            await _store_token(connection, resume_token)
        return erased

    async def forget(self, person_id: str, resume_token: str | None) -> int:
        async with self._database.transaction() as connection:
            await connection.execute(_FORGET, person_id)
            erased = await _erase(connection, person_id, Cause.PERSON_DELETED)
            await _store_token(connection, resume_token)
        return erased

    async def store_token(self, resume_token: str) -> None:
        await self._database.execute(_FOLLOWED, _FEED, resume_token)

    async def known_ids(self) -> frozenset[str]:
        rows = await self._database.fetch("select person_id from person where not deleted")
        return frozenset(str(row["person_id"]) for row in rows)

    async def granted(self, person_id: str) -> bool:
        return bool(await self._database.fetchval("select granted from person where person_id = $1", person_id))


async def _erase(connection: Connection, person_id: str, cause: Cause) -> int:
    # most people have no photos: their changes need not wait for whoever publishes
    has_photos = await connection.fetchval("select exists(select from face_sample where person_id = $1)", person_id)
    if not has_photos and not await in_reviews(connection, person_id):
        return 0
    return await erase_person(connection, person_id, cause)


async def _store_token(connection: Connection, resume_token: str | None) -> None:
    if resume_token is not None:
        await connection.execute(_FOLLOWED, _FEED, resume_token)
