"""One decision and all that follows of it, in one transaction."""

from dataclasses import replace
from uuid import UUID, uuid5

from services.common.errors import InvalidInput
from services.common.postgres import Connection
from services.recognition.adapters.cipher import Cipher
from services.recognition.adapters.publishing import lock_gallery, next_version, record_version
from services.recognition.adapters.review_faces import learn_face, refuse_face
from services.recognition.adapters.review_reports import add_report
from services.recognition.adapters.review_rows import (
    DECISION_COLUMNS,
    OF_REVIEW,
    columns_of,
    decision_from,
    unseal_face,
)
from services.recognition.app.errors import ConsentMissing
from services.recognition.app.gallery_versions import VersionCause
from services.recognition.app.review import ReviewDecision
from services.recognition.app.review_store import Consequences

# The lock makes a withdrawal of consent wait, and then erase what is learned here.
_AGREED = "select granted from person where person_id = $1 for no key update"

_LOCK = "select model_hash, encoding, capture_time from review where review_id = $1 for update"

_INSERT = """
insert into review_decision (review_id, request_id, verdict, person_id, decided_by, decide_time, learned, sighting_id,
                             distance, camera_id, track_id, capture_time, candidate_ids, distances, reason,
                             gallery_version, model)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
"""

_STANDING = f"select {DECISION_COLUMNS} from review_decision where review_id = $1"  # noqa: S608  a constant


async def decide(
    connection: Connection, cipher: Cipher, decision: ReviewDecision, consequences: Consequences
) -> ReviewDecision | None:
    """See app.review_store.ReviewStore. Locks people, then the gallery, then the review, as an erasure does."""
    if decision.verdict.names_somebody and not await connection.fetchval(_AGREED, decision.person_id):
        raise ConsentMissing(decision.person_id or "")
    gallery = await lock_gallery(connection)
    review = await connection.fetchrow(_LOCK, decision.review_id)
    standing = await connection.fetchrow(_STANDING, decision.review_id)
    if standing is not None:
        return decision_from(standing)
    if review is None:
        return None
    if await connection.fetchval("select true from review_decision where request_id = $1", decision.request_id):
        raise InvalidInput("request_id", "was used for another review")
    # a face drawn by another network means nothing in this gallery
    decision = replace(decision, learned=decision.learned and review["model_hash"] == gallery.model_hash)
    candidate_ids, distances = columns_of(decision.candidates)
    await connection.execute(
        _INSERT, decision.review_id, decision.request_id, decision.verdict, decision.person_id, decision.decided_by,
        decision.decided_at, decision.learned, decision.sighting_id, consequences.distance, decision.camera_id,
        decision.track_id, decision.captured_at, candidate_ids, distances, decision.reason, decision.gallery_version,
        decision.model,
    )  # fmt: skip
    await connection.execute("update review set decided = true where review_id = $1", decision.review_id)
    if decision.sighting_id is not None and decision.person_id is not None:
        await add_report(
            connection, decision.review_id, decision.sighting_id, decision.person_id, consequences.distance,
            decision.decided_by,
        )  # fmt: skip
    await _take_to_heart(connection, cipher, decision, consequences, review["model_hash"], review["encoding"])
    return decision


async def _take_to_heart(
    connection: Connection,
    cipher: Cipher,
    decision: ReviewDecision,
    consequences: Consequences,
    model_hash: str,
    sealed: bytes,
) -> None:
    """The face counts for whom it was said to be, and against whom it was said not to be."""
    if not decision.learned and not consequences.refused_ids:
        return
    encoding = unseal_face(cipher, sealed, OF_REVIEW, decision.review_id)
    review_id = UUID(decision.review_id)
    version = await next_version(connection)
    if decision.learned and decision.person_id is not None:
        face_id = str(uuid5(review_id, f"learned/{decision.person_id}"))
        await learn_face(connection, cipher, decision, face_id, model_hash, encoding, version, consequences.max_learned)
    for person_id in consequences.refused_ids:
        face_id = str(uuid5(review_id, f"refused/{person_id}"))
        await refuse_face(
            connection, cipher, person_id, face_id, model_hash, encoding, decision.decided_at, version,
            consequences.max_learned,
        )  # fmt: skip
    await record_version(connection, VersionCause.REVIEW)
