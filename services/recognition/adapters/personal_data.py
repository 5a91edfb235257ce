"""What recognition stores about a person, as they are given it, with their photos.

Of encodings it is told that they are there: the numbers open faces to whoever gets hold of the file, and say nothing
to their owner. Faces for review may be somebody else's, so they are told of and not shown.
"""

from collections.abc import AsyncIterator
from uuid import UUID

from services.common.personal_data import DataSet, Kept
from services.common.personal_files import Part
from services.common.postgres import Database
from services.recognition.adapters.sample_store import PostgresSamples

_PERSON = """
select person_id, granted as consent_granted, '-infinity'::timestamptz as sort_time, '' as sort_key
from person where person_id = $1
"""
_PHOTOS = """
select sample_id, create_time, origin, content_type, width_px, height_px, quality, pose, face_left, face_top,
  face_right, face_bottom, state, reject_message, image is not null as has_picture, create_time as sort_time,
  sample_id::text as sort_key
from face_sample where person_id = $1
"""
_ENCODINGS = """
select e.sample_id, e.model_hash, octet_length(e.encoding) as sealed_bytes, s.create_time as sort_time,
  e.sample_id::text || e.model_hash as sort_key
from face_sample s join face_encoding e using (sample_id) where s.person_id = $1
"""
_LOOK_ALIKES = """
select distance, margin, found_at_enrolment, refused_photos, find_time, confirm_time, find_time as sort_time,
  first_person_id::text || second_person_id::text as sort_key
from look_alike where first_person_id = $1 or second_person_id = $1
"""
_REVIEWS = """
select capture_time, first_seen_time, last_seen_time,
  distances[array_position(candidate_ids, $1::uuid)] as distance, reason,
  model, gallery_version, decided, capture_time as sort_time, review_id::text as sort_key
from review where candidate_ids @> array[$1::uuid]
"""
_DECISIONS = """
select verdict, decide_time, learned, capture_time, reason, model, gallery_version, decide_time as sort_time,
  to_char(decision_id, 'fm0000000000000000000') as sort_key
from review_decision where person_id = $1
"""
_REFUSED = """
select create_time, model_hash, octet_length(encoding) as sealed_bytes, create_time as sort_time,
  encoding_id::text as sort_key
from refused_encoding where person_id = $1
"""
_ERASURES = """
select request_time, complete_time, cause, samples, encodings, review_crops, gallery_version,
  complete_time as sort_time, to_char(erasure_id, 'fm0000000000000000000') as sort_key
from erasure where person_id = $1
"""
_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
_NEXT = """
select sample_id, content_type from face_sample where person_id = $1 and sample_id > $2 and image is not null
order by sample_id limit 1
"""
_BEFORE_ALL = UUID(int=0)


def data_sets(*, review_days: int, refused_face_days: int) -> tuple[DataSet, ...]:
    """All there is, with how long it stays."""
    return (
        DataSet("recognition_person", Kept.RECORD, _PERSON),
        DataSet("photos", Kept.CONSENT, _PHOTOS),
        DataSet("encodings", Kept.CONSENT, _ENCODINGS),
        DataSet("look_alikes", Kept.CONSENT, _LOOK_ALIKES),
        DataSet("reviews", Kept.DAYS, _REVIEWS, review_days),
        DataSet("review_decisions", Kept.RECORD, _DECISIONS),
        DataSet("refused_faces", Kept.DAYS, _REFUSED, refused_face_days),
        DataSet("erasures", Kept.RECORD, _ERASURES),
    )


class PhotosOf:
    """A person's photos, one in memory at a time; one that is erased meanwhile is left out."""

    def __init__(self, database: Database, samples: PostgresSamples) -> None:
        self._database = database
        self._samples = samples

    async def __call__(self, person_id: UUID) -> AsyncIterator[Part]:
        after = _BEFORE_ALL
        while (row := await self._database.fetchrow(_NEXT, person_id, after)) is not None:
            after = row["sample_id"]
            found = await self._samples.image(str(after))
            if found is not None:
                yield Part(f"photos/{after}.{_ENDINGS.get(row['content_type'], 'bin')}", found[1])
