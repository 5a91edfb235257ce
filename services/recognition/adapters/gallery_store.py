"""The published gallery in PostgreSQL: a counter row, and entries by the version that changed them last."""

import asyncio

import asyncpg

from services.common.postgres import Database
from services.recognition.adapters.cipher import Cipher
from services.recognition.adapters.sample_store import unseal_encoding
from services.recognition.app.gallery import GalleryDelta, GalleryEntry, PublishedGallery

_CHANGED = """
select e.sample_id, e.removed, s.person_id, s.model_hash, s.encoding
from gallery_entry e left join face_sample s using (sample_id)
where e.version > $1
"""

_PUBLISHED = """
select version, publish_time,
       (select count(*) from gallery_entry where not removed) as encodings,
       (select count(distinct person_id) from face_sample where state = 'in_gallery') as people,
       (select count(*) from face_sample where state = 'waiting') as waiting
from gallery
"""


class PostgresGallery:
    """Implements app.gallery.GalleryStore."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    async def changes_after(self, version: int) -> GalleryDelta | None:
        # one snapshot for both statements: a version between them would be skipped
        async with (
            self._database.connection() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            newest = await connection.fetchrow("select version, complete_before from gallery")
            assert newest is not None, "the migration inserts the row"
            if newest["version"] == version:
                return None
            # too old for the tombstones that are left, or a database restored from an earlier day
            complete = version < newest["complete_before"] or version == 0 or version > newest["version"]
            rows = await connection.fetch(_CHANGED, 0 if complete else version)
        return await asyncio.to_thread(self._delta, newest["version"], rows, complete)

    async def published(self) -> PublishedGallery:
        row = await self._database.fetchrow(_PUBLISHED)
        assert row is not None, "the migration inserts the row"
        return PublishedGallery(row["version"], row["encodings"], row["people"], row["waiting"], row["publish_time"])

    def _delta(self, version: int, rows: "list[asyncpg.Record]", complete: bool) -> GalleryDelta:
        entries = tuple(self._entry(row) for row in rows if not row["removed"])
        removed = tuple(str(row["sample_id"]) for row in rows if row["removed"])
        return GalleryDelta(version, entries, removed, complete)

    def _entry(self, row: "asyncpg.Record") -> GalleryEntry:
        sample_id, person_id = str(row["sample_id"]), str(row["person_id"])
        encoding = unseal_encoding(self._cipher, row["encoding"], person_id, sample_id)
        return GalleryEntry(sample_id, person_id, row["model_hash"], encoding)
