"""Enrolment photos in PostgreSQL, sealed."""

import asyncio
from uuid import UUID

import asyncpg
import numpy as np

from services.common.postgres import Connection, Database
from services.recognition.adapters.cipher import Cipher
from services.recognition.adapters.erasures import add_receipt
from services.recognition.adapters.look_alike_store import forget_look_alikes
from services.recognition.adapters.publishing import lock_gallery, withdraw
from services.recognition.adapters.review_erasure import erase_reviews
from services.recognition.app.erasures import Cause
from services.recognition.app.errors import ConsentMissing, TooManySamples
from services.recognition.app.samples import FaceSample, NewSample, SampleKey
from services.recognition.app.training_events import RejectReason
from services.recognition.domain.faces import Box, Encodings
from services.recognition.domain.pose import Pose

IMAGE = "image"
ENCODING = "encoding"

_COLUMNS = """
sample_id, person_id, create_time, quality, face_left, face_top, face_right, face_bottom, width_px, height_px, state,
reject_reason, reject_message, image is not null as has_picture, pose
"""

# The lock makes a withdrawal of consent wait for this sample and then erase it, and counts one sample at a time.
CONSENT = "select granted from person where person_id = $1 for no key update"

# Faces learned from reviews are counted by themselves.
COUNT = "select count(*) from face_sample where person_id = $1 and origin <> 'review'"

_INSERT = f"""
insert into face_sample (sample_id, person_id, request_id, create_time, content_type, width_px, height_px, quality,
                         face_left, face_top, face_right, face_bottom, image, pose)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
on conflict (request_id) do nothing
returning {_COLUMNS}
"""  # noqa: S608  its only variable part is the constant above

ADD_ENCODING = "insert into face_encoding (sample_id, model_hash, encoding) values ($1, $2, $3) on conflict do nothing"

_OF_PERSON = f"""
select {_COLUMNS} from face_sample
where person_id = $1 and ($2::timestamptz is null or (create_time, sample_id) > ($2, $3::uuid))
order by create_time, sample_id limit $4
"""  # noqa: S608  its only variable part is the constant above

_ENCODINGS_OF = """
select e.sample_id, e.encoding from face_sample s join face_encoding e using (sample_id)
where s.person_id = $1 and e.model_hash = $2 and s.state <> 'rejected' order by s.create_time, s.sample_id
"""

_ERASE_PERSON = "delete from face_sample where person_id = $1 returning sample_id"

# an outlier beside the photo that goes may have been the right one
_RECONSIDER = """
update face_sample set state = 'waiting', reject_reason = null, reject_message = null
where person_id = $1 and state = 'rejected' and reject_reason = 'outlier'
"""


class PostgresSamples:
    """Implements app.samples.SampleStore."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    async def by_request(self, request_id: UUID) -> FaceSample | None:
        row = await self._database.fetchrow(
            f"select {_COLUMNS} from face_sample where request_id = $1",  # noqa: S608  a constant
            request_id,
        )
        return _sample(row) if row else None

    async def add(self, new: NewSample, max_samples: int) -> FaceSample:
        sample, face = new.sample, new.sample.face
        image, encoding = await asyncio.to_thread(self._sealed, new)
        async with self._database.transaction() as connection:
            if not await connection.fetchval(CONSENT, sample.person_id):
                raise ConsentMissing(sample.person_id)
            count = await connection.fetchval(f"{COUNT} and request_id <> $2", sample.person_id, new.request_id)
            if count >= max_samples:
                raise TooManySamples(sample.person_id, max_samples)
            row = await connection.fetchrow(
                _INSERT, sample.sample_id, sample.person_id, new.request_id, sample.created_at, new.content_type,
                sample.width_px, sample.height_px, sample.quality, face.left, face.top, face.right, face.bottom,
                image, sample.pose,
            )  # fmt: skip
            if row is not None:
                await connection.execute(ADD_ENCODING, sample.sample_id, new.model_hash, encoding)
        if row is not None:
            return _sample(row)
        earlier = await self.by_request(new.request_id)
        assert earlier is not None, "a conflicting row was erased in the same moment"
        return earlier

    async def get(self, sample_id: str) -> FaceSample | None:
        row = await self._database.fetchrow(
            f"select {_COLUMNS} from face_sample where sample_id = $1",  # noqa: S608  a constant
            sample_id,
        )
        return _sample(row) if row else None

    async def of_person(self, person_id: str, after: SampleKey | None, limit: int) -> list[FaceSample]:
        created_at, sample_id = after or (None, None)
        rows = await self._database.fetch(_OF_PERSON, person_id, created_at, sample_id, limit)
        return [_sample(row) for row in rows]

    async def image(self, sample_id: str) -> tuple[str, bytes] | None:
        row = await self._database.fetchrow(
            "select person_id, content_type, image from face_sample where sample_id = $1", sample_id
        )
        if row is None or row["image"] is None:
            return None
        plain = await asyncio.to_thread(
            self._cipher.unseal, row["image"], str(row["person_id"]), str(UUID(sample_id)), IMAGE
        )
        return row["content_type"], plain

    async def encodings_of(self, person_id: str, model_hash: str) -> Encodings:
        rows = await self._database.fetch(_ENCODINGS_OF, person_id, model_hash)
        return await asyncio.to_thread(self._unsealed, rows, person_id)

    async def delete(self, sample_id: str) -> None:
        async with self._database.transaction() as connection:
            await lock_gallery(connection)
            person_id = await connection.fetchval(
                "delete from face_sample where sample_id = $1 returning person_id", sample_id
            )
            version = await withdraw(connection, [sample_id])
            if person_id is not None:
                await add_receipt(connection, str(person_id), Cause.BY_HAND, 1, version)
                await connection.execute(_RECONSIDER, person_id)

    async def delete_person(self, person_id: str) -> int:
        async with self._database.transaction() as connection:
            return await erase_person(connection, person_id, Cause.BY_HAND)

    def _unsealed(self, rows: "list[asyncpg.Record]", person_id: str) -> Encodings:
        found = [unseal_encoding(self._cipher, row["encoding"], person_id, str(row["sample_id"])) for row in rows]
        return np.stack(found) if found else np.zeros((0, 0), np.float32)

    def _sealed(self, new: NewSample) -> tuple[bytes, bytes]:
        sample = new.sample
        image = self._cipher.seal(new.image, sample.person_id, sample.sample_id, IMAGE)
        return image, seal_encoding(self._cipher, new.encoding, sample.person_id, sample.sample_id)


async def erase_person(connection: Connection, person_id: str, cause: Cause) -> int:
    """Everything that shows the person, with a receipt, in the caller's transaction; how many samples there were."""
    await lock_gallery(connection)
    erased = [str(row["sample_id"]) for row in await connection.fetch(_ERASE_PERSON, person_id)]
    await forget_look_alikes(connection, person_id)
    crops = await erase_reviews(connection, person_id)
    version = await withdraw(connection, erased)
    await add_receipt(connection, person_id, cause, len(erased), version, crops)
    return len(erased)


def seal_encoding(cipher: Cipher, encoding: Encodings, person_id: str, sample_id: str) -> bytes:
    """(encoder.size,) float32 as it is stored: little-endian, sealed."""
    return cipher.seal(np.asarray(encoding, "<f4").tobytes(), person_id, sample_id, ENCODING)


def unseal_encoding(cipher: Cipher, sealed: bytes, person_id: str, sample_id: str) -> Encodings:
    """(encoder.size,) float32, unit length."""
    return np.frombuffer(cipher.unseal(sealed, person_id, sample_id, ENCODING), "<f4").astype(np.float32)


def _sample(row: "asyncpg.Record") -> FaceSample:
    return FaceSample(
        sample_id=str(row["sample_id"]),
        person_id=str(row["person_id"]),
        created_at=row["create_time"],
        quality=row["quality"],
        face=Box(row["face_left"], row["face_top"], row["face_right"], row["face_bottom"]),
        width_px=row["width_px"],
        height_px=row["height_px"],
        in_gallery=row["state"] == "in_gallery",
        reject_message=row["reject_message"] or "",
        reject_reason=RejectReason(row["reject_reason"]) if row["reject_reason"] else None,
        has_picture=row["has_picture"],
        pose=Pose(row["pose"]) if row["pose"] else None,
    )
