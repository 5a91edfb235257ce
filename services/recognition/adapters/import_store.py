"""Samples without a picture in PostgreSQL."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from services.common.postgres import Database
from services.recognition.adapters.cipher import Cipher
from services.recognition.adapters.sample_store import ADD_ENCODING, CONSENT, COUNT, seal_encoding
from services.recognition.app.errors import ConsentMissing, TooManySamples
from services.recognition.app.gallery import EncodingModel
from services.recognition.domain.faces import Encodings

# Nothing is known of how the face looked: not where it was, nor how good.
_INSERT = """
insert into face_sample (sample_id, person_id, request_id, create_time, content_type, width_px, height_px, quality,
                         face_left, face_top, face_right, face_bottom, origin)
values ($1, $2, $1, $3, '', 0, 0, 0, 0, 0, 0, 0, 'import')
on conflict do nothing
"""


class PostgresImports:
    """Implements app.encodings_import.ImportStore."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    async def add_imported(
        self,
        person_id: str,
        model: EncodingModel,
        encodings: Sequence[tuple[str, Encodings]],
        max_samples: int,
        now: datetime,
    ) -> int:
        sealed = await asyncio.to_thread(
            lambda: [(i, seal_encoding(self._cipher, encoding, person_id, i)) for i, encoding in encodings]
        )
        new = 0
        async with self._database.transaction() as connection:
            if not await connection.fetchval(CONSENT, person_id):
                raise ConsentMissing(person_id)
            for sample_id, encoding in sealed:
                if await connection.execute(_INSERT, sample_id, person_id, now) == "INSERT 0 1":
                    new += 1
                    await connection.execute(ADD_ENCODING, sample_id, model.hash, encoding)
            if new and await connection.fetchval(COUNT, person_id) > max_samples:
                raise TooManySamples(person_id, max_samples)
        return new
