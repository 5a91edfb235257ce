"""Faces that people said are somebody, or are not: kept with the gallery, sealed, so many of each person."""

from datetime import datetime

from services.common.postgres import Connection
from services.recognition.adapters.cipher import Cipher
from services.recognition.adapters.publishing import lock_gallery, next_version, record_version
from services.recognition.adapters.review_rows import seal_face
from services.recognition.adapters.sample_store import ADD_ENCODING, seal_encoding
from services.recognition.app.gallery_versions import VersionCause
from services.recognition.app.review import ReviewDecision
from services.recognition.domain.faces import Encodings

# A learned face is a sample without a photo: it is erased, and left out by rolling back, as a photo's encoding is.
_LEARN = """
insert into face_sample (sample_id, person_id, request_id, create_time, content_type, width_px, height_px, quality,
                         face_left, face_top, face_right, face_bottom, image, origin, state)
values ($1, $2, $1, $3, '', 0, 0, 0, 0, 0, 1, 1, null, 'review', 'in_gallery')
on conflict (sample_id) do nothing
"""

_OLDEST_LEARNED = """
select sample_id from face_sample where person_id = $1 and origin = 'review'
order by create_time desc, sample_id offset $2
"""

_REFUSE = """
insert into refused_encoding (encoding_id, person_id, model_hash, encoding, create_time, since)
values ($1, $2, $3, $4, $5, $6)
on conflict (encoding_id) do nothing
"""

_DROP_OLDEST_REFUSED = """
delete from refused_encoding where encoding_id in (
    select encoding_id from refused_encoding where person_id = $1 order by create_time desc, encoding_id offset $2
)
"""


async def learn_face(
    connection: Connection,
    cipher: Cipher,
    decision: ReviewDecision,
    face_id: str,
    model_hash: str,
    encoding: Encodings,
    version: int,
    max_learned: int,
) -> None:
    """Part of the gallery from this version on; beyond `max_learned` of one person the oldest goes."""
    assert decision.person_id is not None, "a stranger is not learned"
    sealed = seal_encoding(cipher, encoding, decision.person_id, face_id)
    await connection.execute(_LEARN, face_id, decision.person_id, decision.decided_at)
    await connection.execute(ADD_ENCODING, face_id, model_hash, sealed)
    await connection.execute(
        "insert into gallery_span (sample_id, model_hash, since) values ($1, $2, $3) on conflict do nothing",
        face_id, model_hash, version,
    )  # fmt: skip
    rows = await connection.fetch(_OLDEST_LEARNED, decision.person_id, max_learned)
    oldest = [row["sample_id"] for row in rows]
    if oldest:
        await connection.execute(
            "update gallery_span set until = $2 where sample_id = any($1::uuid[]) and until is null", oldest, version
        )
        await connection.execute("delete from face_sample where sample_id = any($1::uuid[])", oldest)


async def refuse_face(
    connection: Connection,
    cipher: Cipher,
    person_id: str,
    face_id: str,
    model_hash: str,
    encoding: Encodings,
    moment: datetime,
    version: int,
    max_refused: int,
) -> None:
    """Counts against the person from this version on; beyond `max_refused` of one person the oldest goes."""
    sealed = seal_face(cipher, encoding, person_id, face_id)
    await connection.execute(_REFUSE, face_id, person_id, model_hash, sealed, moment, version)
    await connection.execute(_DROP_OLDEST_REFUSED, person_id, max_refused)


async def forget_refused(connection: Connection, before: datetime) -> None:
    """Those stored before no longer count: they show people who were never asked."""
    if not await connection.fetchval("select exists(select from refused_encoding where create_time < $1)", before):
        return
    await lock_gallery(connection)
    await connection.execute("delete from refused_encoding where create_time < $1", before)
    await next_version(connection)
    await record_version(connection, VersionCause.REVIEW)
