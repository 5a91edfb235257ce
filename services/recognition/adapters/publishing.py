"""The gallery's version counter and its history: who publishes locks it, numbers what changed, and wakes every pod."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.common.postgres import Connection
from services.recognition.app.gallery import EncodingModel
from services.recognition.app.gallery_versions import VersionCause

GALLERY_CHANNEL = "recognition_gallery"

# The row lock is held to the commit: a follower that reads versions in order misses none.
_LOCK = "select version, encoder, model_hash from gallery for update"

_BUMP = """
update gallery set version = version + 1, publish_time = now(),
    encoder = coalesce($1, encoder), model_hash = coalesce($2, model_hash)
returning version
"""

_CLOSE = "update gallery_span set until = $2 where until is null and sample_id = any($1::uuid[])"

_RECORD = """
insert into gallery_version
    (version, publish_time, cause, encoder, model_hash, people, encodings, request_id, restored_version)
select g.version, g.publish_time, $1, g.encoder, g.model_hash, count(distinct s.person_id), count(s.sample_id), $2, $3
from gallery g left join (gallery_span o join face_sample s using (sample_id)) on o.until is null
group by g.version, g.publish_time, g.encoder, g.model_hash
returning version, people, encodings
"""


@dataclass(frozen=True, slots=True)
class Locked:
    """The gallery before the version that this transaction publishes."""

    version: int
    encoder: str
    model_hash: str


@dataclass(frozen=True, slots=True)
class Published:
    """The gallery as it is now."""

    version: int
    people: int
    encodings: int


async def lock_gallery(connection: Connection) -> Locked:
    """First in every transaction that may publish, so that none waits for another in a circle."""
    row = await connection.fetchrow(_LOCK)
    assert row is not None, "the migration inserts the row"
    return Locked(row["version"], row["encoder"], row["model_hash"])


async def next_version(connection: Connection, model: EncodingModel | None = None) -> int:
    """The version this transaction publishes, of another model if one is named; the gallery must be locked.

    Followers hear of it when it commits. Once its spans are written, `record_version` puts it into the history.
    """
    encoder, model_hash = (model.encoder.value, model.hash) if model else (None, None)
    version: int = await connection.fetchval(_BUMP, encoder, model_hash)
    await connection.execute("select pg_notify($1, '')", GALLERY_CHANNEL)
    return version


async def record_version(
    connection: Connection, cause: VersionCause, request_id: UUID | None = None, restored_version: int | None = None
) -> Published:
    """Last of what publishes: the version in the history, with what it holds."""
    row = await connection.fetchrow(_RECORD, cause.value, request_id, restored_version)
    assert row is not None, "there is always the one gallery"
    return Published(row["version"], row["people"], row["encodings"])


async def withdraw(connection: Connection, sample_ids: Sequence[str]) -> int:
    """Take erased samples out of the gallery; the version published without them, or 0 if none was in it.

    The gallery must be locked.
    """
    listed = "select exists(select from gallery_span where sample_id = any($1::uuid[]) and until is null)"
    if not sample_ids or not await connection.fetchval(listed, sample_ids):
        return 0
    version = await next_version(connection)
    await connection.execute(_CLOSE, sample_ids, version)
    await record_version(connection, VersionCause.ERASURE)
    return version
