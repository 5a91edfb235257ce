"""The history of the gallery in PostgreSQL: spans of versions that each sample was part of."""

import asyncio
from uuid import UUID

import asyncpg

from services.common.postgres import Database
from services.recognition.adapters.cipher import Cipher
from services.recognition.adapters.look_alike_store import replace_look_alikes
from services.recognition.adapters.publishing import lock_gallery, next_version, record_version
from services.recognition.adapters.sample_store import unseal_encoding
from services.recognition.adapters.training_lock import lock_training, need_no_run
from services.recognition.app.errors import GalleryVersionNotFound
from services.recognition.app.gallery import EncodingModel, GalleryEntry
from services.recognition.app.gallery_versions import GalleryVersion, VersionCause, VersionContents
from services.recognition.domain.look_alikes import LookAlikePair

# A version is complete as long as nothing that it held was forgotten.
_KNOWN = "select v.* from gallery_version v, gallery g where v.version >= g.complete_before"

_LISTED = f"{_KNOWN} and ($1::bigint is null or v.version < $1) order by v.version desc limit $2"

# What was erased since has no encoding any more: nothing brings it back.
_HELD = """
from gallery_span h join face_encoding e using (sample_id, model_hash) join face_sample s using (sample_id)
join person p using (person_id)
where p.granted and h.since <= $1 and (h.until is null or h.until > $1)
"""  # a sample is in a version once, for its spans do not overlap

_CONTENTS = f"select s.sample_id, s.person_id, e.encoding {_HELD}"

_CLOSE = f"""
update gallery_span o set until = $2
where o.until is null and not exists (select {_HELD} and h.sample_id = o.sample_id and h.model_hash = o.model_hash)
"""  # noqa: S608  its only variable part is a constant

_OPEN = f"""
insert into gallery_span (sample_id, model_hash, since) select s.sample_id, h.model_hash, $2 {_HELD}
and not exists (select from gallery_span o where o.until is null and o.sample_id = s.sample_id)
"""  # noqa: S608  its only variable part is a constant

# Who came later waits for the next run; who comes back is no longer set aside.
_WAIT = """
update face_sample s set state = 'waiting' where s.state = 'in_gallery'
and not exists (select from gallery_span o where o.until is null and o.sample_id = s.sample_id)
"""
_RETURN = """
update face_sample s set state = 'in_gallery', reject_reason = null, reject_message = null
from gallery_span o where o.until is null and o.sample_id = s.sample_id and s.state <> 'in_gallery'
"""

_FORGET_BEFORE = """
update gallery set complete_before = $1 where complete_before < $1
"""
_FORGET_SPANS = "delete from gallery_span where until <= $1"
_FORGET_VERSIONS = "delete from gallery_version where version < $1"
# Imported ones have no picture to draw them again from, and a run under way has not published its own yet.
_FORGET_ENCODINGS = """
delete from face_encoding e using face_sample s, gallery g
where s.sample_id = e.sample_id and s.origin = 'photo' and e.model_hash <> g.model_hash
  and not exists (select from gallery_span h where h.sample_id = e.sample_id and h.model_hash = e.model_hash)
  and not exists (select from training_run where state = 'running')
"""
_AT_ONCE = 16  # versions: the history is shortened once so many are too many


class PostgresVersions:
    """Implements app.gallery_versions.VersionStore."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    async def versions(self, before: int | None, limit: int) -> list[GalleryVersion]:
        return [_version(row) for row in await self._database.fetch(_LISTED, before, limit)]

    async def by_request(self, request_id: UUID) -> GalleryVersion | None:
        row = await self._database.fetchrow("select * from gallery_version where request_id = $1", request_id)
        return _version(row) if row else None

    async def contents(self, version: int) -> VersionContents | None:
        # one snapshot for both: what is read must be what the version held
        async with (
            self._database.connection() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            head = await connection.fetchrow(f"{_KNOWN} and v.version = $1", version)
            rows = await connection.fetch(_CONTENTS, version) if head else []
        if head is None:
            return None
        entries = await asyncio.to_thread(lambda: tuple(self._entry(row) for row in rows))
        return VersionContents(head["encoder"], head["model_hash"], entries)

    async def roll_back(
        self, request_id: UUID, version: int, model: EncodingModel, look_alikes: tuple[LookAlikePair, ...]
    ) -> GalleryVersion:
        async with self._database.transaction() as connection:
            await lock_training(connection)
            await need_no_run(connection)
            await lock_gallery(connection)
            earlier = await connection.fetchrow("select * from gallery_version where request_id = $1", request_id)
            if earlier is not None:
                return _version(earlier)
            if await connection.fetchrow(f"{_KNOWN} and v.version = $1", version) is None:
                raise GalleryVersionNotFound(version)
            new = await next_version(connection, model)
            await connection.execute(_CLOSE, version, new)
            await connection.execute(_OPEN, version, new)
            await connection.execute(_WAIT)
            await connection.execute(_RETURN)
            await replace_look_alikes(connection, model, look_alikes)
            await record_version(connection, VersionCause.ROLL_BACK, request_id, version)
            row = await connection.fetchrow("select * from gallery_version where version = $1", new)
        assert row is not None, "it was recorded a moment ago"
        return _version(row)

    async def imported(self) -> dict[str, int]:
        rows = await self._database.fetch(
            "select e.model_hash, count(*) from face_encoding e join face_sample s using (sample_id) "
            "where s.origin = 'import' group by e.model_hash"
        )
        return {row["model_hash"]: row["count"] for row in rows}

    async def shorten(self, versions: int) -> None:
        too_many = await self._database.fetchval(
            "select version - $1 - complete_before >= $2 from gallery", versions, _AT_ONCE
        )
        if not too_many:
            return
        async with self._database.transaction() as connection:
            locked = await lock_gallery(connection)
            oldest = locked.version - versions
            await connection.execute(_FORGET_BEFORE, oldest)
            await connection.execute(_FORGET_SPANS, oldest)
            await connection.execute(_FORGET_VERSIONS, oldest)
            await connection.execute(_FORGET_ENCODINGS)

    def _entry(self, row: "asyncpg.Record") -> GalleryEntry:
        sample_id, person_id = str(row["sample_id"]), str(row["person_id"])
        return GalleryEntry(sample_id, person_id, unseal_encoding(self._cipher, row["encoding"], person_id, sample_id))


def _version(row: "asyncpg.Record") -> GalleryVersion:
    return GalleryVersion(
        version=row["version"],
        published_at=row["publish_time"],
        cause=VersionCause(row["cause"]),
        encoder=row["encoder"],
        model_hash=row["model_hash"],
        people=row["people"],
        encodings=row["encodings"],
        request_id=str(row["request_id"] or ""),
        restored_version=row["restored_version"] or 0,
    )
