"""What a training run found, made the next version of the gallery."""

from collections.abc import Sequence
from uuid import UUID

from services.common.postgres import Connection
from services.recognition.adapters.look_alike_store import replace_look_alikes
from services.recognition.adapters.publishing import Published, lock_gallery, next_version, record_version
from services.recognition.app.gallery import EncodingModel
from services.recognition.app.gallery_versions import VersionCause
from services.recognition.app.training_events import SampleRejected
from services.recognition.domain.look_alikes import LookAlikePair

_REJECT = """
update face_sample s set state = 'rejected', reject_reason = n.reason, reject_message = n.message
from unnest($1::uuid[], $2::text[], $3::text[]) as n (sample_id, reason, message)
where s.sample_id = n.sample_id
"""

# What was erased since it was read has no encoding any more, and so is never published.
_ACCEPT = """
update face_sample s set state = 'in_gallery', reject_reason = null, reject_message = null
from face_encoding e
where s.sample_id = any($1::uuid[]) and e.sample_id = s.sample_id and e.model_hash = $2
returning s.sample_id
"""

_ANY_LISTED = "select exists(select from gallery_span where until is null and sample_id = any($1::uuid[]))"

# Of another model there is nothing in a gallery; what cannot be drawn with it waits for its own to come back.
_WAIT = """
update face_sample set state = 'waiting' where state = 'in_gallery' and sample_id <> all($1::uuid[])
"""

_CLOSE = "update gallery_span set until = $1 where until is null and ($2 or sample_id = any($3::uuid[]))"

_OPEN = """
insert into gallery_span (sample_id, model_hash, since)
select sample_id, $2, $3 from unnest($1::uuid[]) as n (sample_id)
"""

_TOTALS = """
select (select version from gallery) as version,
       (select count(*) from face_sample where state = 'in_gallery') as encodings,
       (select count(distinct person_id) from face_sample where state = 'in_gallery') as people
"""


async def publish(
    connection: Connection,
    request_id: UUID,
    model: EncodingModel,
    encoded_ids: Sequence[str],
    rejected: Sequence[SampleRejected],
    look_alikes: Sequence[LookAlikePair],
) -> Published:
    """In the caller's transaction. Without any change the version stays."""
    locked = await lock_gallery(connection)
    changes_model = locked.model_hash not in ("", model.hash)
    rejected_ids = [r.sample_id for r in rejected]
    if rejected:
        columns = (rejected_ids, [r.reason.value for r in rejected], [r.message for r in rejected])
        await connection.execute(_REJECT, *columns)
    accepted = [str(row["sample_id"]) for row in await connection.fetch(_ACCEPT, encoded_ids, model.hash)]
    changes_encoder = model.encoder != (locked.encoder or model.encoder)
    if not (changes_model or accepted or await connection.fetchval(_ANY_LISTED, rejected_ids)):
        totals = await connection.fetchrow(_TOTALS)
        assert totals is not None, "an aggregate always has a row"
        return Published(totals["version"], totals["people"], totals["encodings"])
    version = await next_version(connection, model)
    if changes_model:
        await connection.execute(_WAIT, accepted)
    await connection.execute(_CLOSE, version, changes_model, [*accepted, *rejected_ids])
    await connection.execute(_OPEN, accepted, model.hash, version)
    await replace_look_alikes(connection, model, look_alikes)
    cause = VersionCause.ENCODER if changes_encoder else VersionCause.TRAINING
    return await record_version(connection, cause, request_id)
