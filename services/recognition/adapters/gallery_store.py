"""The published gallery in PostgreSQL: a counter row, and the spans of versions that each sample is part of."""

import asyncio

import asyncpg

from services.common.postgres import Connection, Database
from services.recognition.adapters.cipher import Cipher
from services.recognition.adapters.review_rows import unseal_face
from services.recognition.adapters.sample_store import unseal_encoding
from services.recognition.app.gallery import (
    EncodingModel,
    GalleryDelta,
    GalleryEntry,
    PublishedGallery,
    RaisedMargin,
)
from services.recognition.domain.encoder import Encoder
from services.recognition.domain.look_alikes import MAX_PAIRS

_NEWEST = "select version, complete_before, encoder, model_hash from gallery"

_ADDED = """
select g.sample_id, s.person_id, e.encoding
from gallery_span g join face_sample s using (sample_id) join face_encoding e using (sample_id, model_hash)
where g.until is null and g.since > $1
"""

_REMOVED = """
select distinct g.sample_id from gallery_span g
where g.until > $1 and not exists (select from gallery_span o where o.sample_id = g.sample_id and o.until is null)
"""

_MARGINS = """
select first_person_id, second_person_id, margin from look_alike
where model_hash = $1 and margin > 0 order by distance limit $2
"""

_REFUSED = "select encoding_id, person_id, encoding from refused_encoding where model_hash = $1"

_PUBLISHED = """
select version, publish_time,
       (select count(*) from gallery_span where until is null) as encodings,
       (select count(distinct person_id) from face_sample where state = 'in_gallery') as people,
       (select count(*) from face_sample s where state = 'waiting' and (s.image is not null or exists (
           select from face_encoding e where e.sample_id = s.sample_id and e.model_hash = gallery.model_hash)))
           as waiting
from gallery
"""


class PostgresGallery:
    """Implements app.gallery.GalleryStore."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    async def changes_after(self, version: int) -> GalleryDelta | None:
        # one snapshot for all statements: a version between them would be skipped
        async with (
            self._database.connection() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            newest = await connection.fetchrow(_NEWEST)
            assert newest is not None, "the migration inserts the row"
            if newest["version"] == version:
                return None
            # too old for what is left of the history, or a database restored from an earlier day
            complete = version < newest["complete_before"] or version == 0 or version > newest["version"]
            added = await connection.fetch(_ADDED, 0 if complete else version)
            removed = [] if complete else await connection.fetch(_REMOVED, version)
            margins = await _margins(connection, newest["model_hash"])
            refusals = await connection.fetch(_REFUSED, newest["model_hash"])
        entries = await asyncio.to_thread(lambda: tuple(self._entry(row) for row in added))
        removed_ids = tuple(str(row["sample_id"]) for row in removed)
        refused = await asyncio.to_thread(lambda: tuple(self._refused(row) for row in refusals))
        return GalleryDelta(newest["version"], _model(newest), entries, removed_ids, complete, margins, refused)

    async def published(self) -> PublishedGallery:
        row = await self._database.fetchrow(_PUBLISHED)
        assert row is not None, "the migration inserts the row"
        return PublishedGallery(row["version"], row["encodings"], row["people"], row["waiting"], row["publish_time"])

    def _entry(self, row: "asyncpg.Record") -> GalleryEntry:
        sample_id, person_id = str(row["sample_id"]), str(row["person_id"])
        return GalleryEntry(sample_id, person_id, unseal_encoding(self._cipher, row["encoding"], person_id, sample_id))

    def _refused(self, row: "asyncpg.Record") -> GalleryEntry:
        face_id, person_id = str(row["encoding_id"]), str(row["person_id"])
        return GalleryEntry(face_id, person_id, unseal_face(self._cipher, row["encoding"], person_id, face_id))


async def _margins(connection: Connection, model_hash: str) -> tuple[RaisedMargin, ...]:
    return tuple(
        RaisedMargin(str(row["first_person_id"]), str(row["second_person_id"]), row["margin"])
        for row in await connection.fetch(_MARGINS, model_hash, MAX_PAIRS)
    )


def _model(row: "asyncpg.Record") -> EncodingModel | None:
    return EncodingModel(Encoder(row["encoder"]), row["model_hash"]) if row["encoder"] else None
