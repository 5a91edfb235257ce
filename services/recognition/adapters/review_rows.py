"""Reviews and decisions as rows."""

from collections.abc import Sequence

import asyncpg
import numpy as np

from services.recognition.adapters.cipher import Cipher
from services.recognition.app.review import Review, ReviewDecision, Verdict
from services.recognition.domain.faces import Encodings
from services.recognition.domain.gallery import Candidate

# what a face under review is sealed to: nobody has a name yet
OF_REVIEW = "review"
CROP = "crop"
FACE = "face"

REVIEW_COLUMNS = """
r.review_id, r.camera_id, r.track_id, r.capture_time, r.first_seen_time, r.last_seen_time, r.candidate_ids, r.distances,
r.reason, r.gallery_version, r.model, r.operator_ids, r.roster_ids
"""
DECISION_COLUMNS = """
decision_id, review_id, request_id, verdict, person_id, decided_by, decide_time, learned, sighting_id, camera_id,
track_id, capture_time, candidate_ids, distances, reason, gallery_version, model
"""


def review_from(row: asyncpg.Record, decision: ReviewDecision | None) -> Review:
    """From REVIEW_COLUMNS."""
    return Review(
        review_id=str(row["review_id"]),
        camera_id=str(row["camera_id"]),
        track_id=str(row["track_id"]),
        captured_at=row["capture_time"],
        first_seen=row["first_seen_time"],
        last_seen=row["last_seen_time"],
        candidates=_candidates(row),
        reason=row["reason"],
        gallery_version=row["gallery_version"],
        model=row["model"],
        operator_ids=frozenset(str(one) for one in row["operator_ids"]),
        roster=frozenset(str(one) for one in row["roster_ids"]),
        decision=decision,
    )


def decision_from(row: asyncpg.Record) -> ReviewDecision:
    """From DECISION_COLUMNS."""
    return ReviewDecision(
        review_id=str(row["review_id"]),
        request_id=str(row["request_id"]),
        verdict=Verdict(row["verdict"]),
        person_id=str(row["person_id"]) if row["person_id"] else None,
        decided_by=str(row["decided_by"]),
        decided_at=row["decide_time"],
        learned=row["learned"],
        sighting_id=str(row["sighting_id"]) if row["sighting_id"] else None,
        camera_id=str(row["camera_id"]),
        track_id=str(row["track_id"]),
        captured_at=row["capture_time"],
        candidates=_candidates(row),
        reason=row["reason"],
        gallery_version=row["gallery_version"],
        model=row["model"],
    )


def columns_of(candidates: Sequence[Candidate]) -> tuple[list[str], list[float]]:
    """candidate_ids and distances."""
    return [c.person_id for c in candidates], [c.distance for c in candidates]


def seal_face(cipher: Cipher, encoding: Encodings, owner_id: str, face_id: str) -> bytes:
    """(size,) float32 as it is stored: little-endian, sealed."""
    return cipher.seal(np.asarray(encoding, "<f4").tobytes(), owner_id, face_id, FACE)


def unseal_face(cipher: Cipher, sealed: bytes, owner_id: str, face_id: str) -> Encodings:
    """(size,) float32, unit length."""
    return np.frombuffer(cipher.unseal(sealed, owner_id, face_id, FACE), "<f4").astype(np.float32)


def _candidates(row: asyncpg.Record) -> tuple[Candidate, ...]:
    pairs = zip(row["candidate_ids"], row["distances"], strict=True)
    return tuple(Candidate(str(person_id), distance) for person_id, distance in pairs)
