"""What a training run has to do, read from PostgreSQL."""

import asyncio
from collections.abc import Sequence

import asyncpg

from services.common.postgres import Database
from services.recognition.adapters import training_events
from services.recognition.adapters.cipher import Cipher
from services.recognition.adapters.sample_store import unseal_encoding
from services.recognition.app.gallery import EncodingModel
from services.recognition.app.training_events import RejectReason, SampleRejected
from services.recognition.app.training_store import ClaimedRun, StoredEncoding, TrainingWork, WorkSample

# $1 people, none for all; $2 the run's model; $3 whether the gallery is of another one; $4 the run
_WORK = """
with wanted as (
    select * from face_sample where cardinality($1::uuid[]) = 0 or person_id = any($1::uuid[])
), fresh as (
    select * from wanted where state = 'waiting' or ($3 and state = 'in_gallery')
    union all
    -- an outlier beside new photos, or as another model sees it, may turn out to be right
    select * from wanted o where state = 'rejected' and reject_reason = 'outlier'
      and ($3 or exists (select from wanted n where n.person_id = o.person_id and n.state = 'waiting'))
), known as (
    select s.sample_id, s.person_id, s.create_time, e.encoding, s.image is not null as has_picture
    from fresh s left join face_encoding e on e.sample_id = s.sample_id and e.model_hash = $2
    where not exists (
        select from training_event t where t.request_id = $4 and t.kind = 'rejected'
        and t.body ->> 'sample_id' = s.sample_id::text and t.body ->> 'reason' <> 'outlier')
)
select *, true as fresh from known
union all
select s.sample_id, s.person_id, s.create_time, e.encoding, true, false
from face_sample s join face_encoding e on e.sample_id = s.sample_id and e.model_hash = $2
where not $3 and s.state = 'in_gallery' and s.person_id in (select person_id from known)
order by person_id, create_time, sample_id
"""

_REJECTED = "select kind, body from training_event where request_id = $1 and kind = 'rejected' order by number"


async def read_work(database: Database, cipher: Cipher, run: ClaimedRun, model: EncodingModel) -> TrainingWork:
    """See app.training_store.TrainingStore."""
    published = await database.fetchval("select model_hash from gallery")
    changes = published not in ("", model.hash)
    # of a gallery of two models nobody could use both: a change is for everybody
    person_ids = [] if changes else list(run.person_ids)
    rows = await database.fetch(_WORK, person_ids, model.hash, changes, run.request_id)
    told = [training_events.load(row["kind"], row["body"]) for row in await database.fetch(_REJECTED, run.request_id)]
    rejected = tuple(e for e in told if isinstance(e, SampleRejected) and e.reason is not RejectReason.OUTLIER)
    return await asyncio.to_thread(_work, cipher, rows, rejected)


def _work(cipher: Cipher, rows: "Sequence[asyncpg.Record]", rejected: tuple[SampleRejected, ...]) -> TrainingWork:
    new: list[WorkSample] = []
    trusted: list[StoredEncoding] = []
    without_picture = 0
    for row in rows:
        sample_id, person_id = str(row["sample_id"]), str(row["person_id"])
        encoding = unseal_encoding(cipher, row["encoding"], person_id, sample_id) if row["encoding"] else None
        if not row["fresh"]:
            assert encoding is not None, "the statement joins it"
            trusted.append(StoredEncoding(sample_id, person_id, encoding))
        elif encoding is None and not row["has_picture"]:
            without_picture += 1
        else:
            new.append(WorkSample(sample_id, person_id, encoding))
    return TrainingWork(tuple(new), tuple(trusted), rejected, without_picture)
