"""What a training run found, made the next version of the gallery."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.common.postgres import Connection
from services.recognition.adapters.cipher import Cipher
from services.recognition.adapters.publishing import lock_gallery, next_version, withdraw
from services.recognition.adapters.sample_store import seal_encoding
from services.recognition.app.training_events import SampleRejected
from services.recognition.app.training_store import StoredEncoding

# Rows erased since they were read match nothing, and so are never published.
_ACCEPT = """
with accepted as (
    update face_sample s
    set state = 'in_gallery', encoding = n.encoding, model_hash = n.model_hash,
        reject_reason = null, reject_message = null
    from unnest($1::uuid[], $2::bytea[], $3::text[]) as n (sample_id, encoding, model_hash)
    where s.sample_id = n.sample_id
    returning s.sample_id
)
insert into gallery_entry (sample_id, version) select sample_id, $4 from accepted
on conflict (sample_id) do update set version = excluded.version, removed = false
"""

_REJECT = """
update face_sample s set state = 'rejected', reject_reason = n.reason, reject_message = n.message
from unnest($1::uuid[], $2::text[], $3::text[]) as n (sample_id, reason, message)
where s.sample_id = n.sample_id
"""

_TOTALS = """
select (select version from gallery) as version,
       (select count(*) from face_sample where state = 'in_gallery') as encodings,
       (select count(distinct person_id) from face_sample where state = 'in_gallery') as people
"""


@dataclass(frozen=True, slots=True)
class Published:
    """The gallery as it is now."""

    version: int
    people: int
    encodings: int


async def publish(
    connection: Connection,
    cipher: Cipher,
    encoded: Sequence[StoredEncoding],
    rejected: Sequence[SampleRejected],
) -> Published:
    """In the caller's transaction. Without any change the version stays."""
    await lock_gallery(connection)
    if rejected:
        columns = ([r.sample_id for r in rejected], [r.reason.value for r in rejected], [r.message for r in rejected])
        await connection.execute(_REJECT, *columns)
        await withdraw(connection, columns[0])
    if encoded:
        sealed = [seal_encoding(cipher, e.encoding, e.person_id, e.sample_id) for e in encoded]
        ids, models = [e.sample_id for e in encoded], [e.model_hash for e in encoded]
        await connection.execute(_ACCEPT, ids, sealed, models, await next_version(connection))
    totals = await connection.fetchrow(_TOTALS)
    assert totals is not None, "an aggregate always has a row"
    return Published(totals["version"], totals["people"], totals["encodings"])
