"""All that recognition stores sealed, to be sealed anew when its key is replaced."""

from collections.abc import Callable

import asyncpg

from services.common.resealing import SealedColumn
from services.recognition.adapters.cipher import belongs_to
from services.recognition.adapters.review_rows import CROP, FACE, OF_REVIEW
from services.recognition.adapters.sample_store import ENCODING, IMAGE


def _of_person(column: str) -> Callable[[asyncpg.Record], str]:
    return lambda row: belongs_to(str(row["person_id"]), str(row["key"]), column)


def _of_review(column: str) -> Callable[[asyncpg.Record], str]:
    return lambda row: belongs_to(OF_REVIEW, str(row["key"]), column)


SEALED_COLUMNS = (
    SealedColumn("face_sample", "image", "sample_id", _of_person(IMAGE), beside="t.person_id"),
    SealedColumn(
        "face_encoding",
        "encoding",
        "sample_id",
        _of_person(ENCODING),
        part="t.model_hash",
        beside="s.person_id",
        join="join face_sample s using (sample_id)",
    ),
    SealedColumn("review", "crop", "review_id", _of_review(CROP)),
    SealedColumn("review", "encoding", "review_id", _of_review(FACE)),
    SealedColumn("refused_encoding", "encoding", "encoding_id", _of_person(FACE), beside="t.person_id"),
)
