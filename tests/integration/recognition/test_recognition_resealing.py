"""Recognition's encryption key is replaced: all that is stored is sealed anew, and the old key can go."""

import asyncio
import base64
import secrets
from uuid import uuid4

import asyncpg

from services.common.encryption_keys import parse_keys
from services.common.hourly import Done
from services.common.postgres import open_database
from services.common.resealing import seal_anew
from services.recognition.adapters.cipher import Cipher
from services.recognition.adapters.sealed_columns import SEALED_COLUMNS
from tests.fakes.recognition_peers import SERVICE_KEY
from tests.fakes.recognition_server import ENCRYPTION_KEY, running_recognition
from tests.fakes.recognition_vision import SyntheticVision
from tests.integration.recognition.conftest import College

OLD = parse_keys(ENCRYPTION_KEY)[0]
NEW_KEY = base64.b64encode(secrets.token_bytes(32)).decode()
NEW = parse_keys(NEW_KEY)[0]
COLUMNS = (
    ("face_sample", "image"),
    ("face_encoding", "encoding"),
    ("review", "crop"),
    ("review", "encoding"),
    ("refused_encoding", "encoding"),
)


async def fill(college: College) -> tuple[str, str, str]:
    """Two photos of a student, a face under review and one that is not theirs: all sealed with the old key."""
    await college.add_photo(1, 0)
    await college.add_photo(1, 1)
    await college.train()
    ada, review_id, refused_id, cipher = await college.student(1), str(uuid4()), str(uuid4()), Cipher([OLD])
    connection = await asyncpg.connect(college.database_url)
    await connection.execute(
        """insert into review (review_id, camera_id, track_id, capture_time, first_seen_time, last_seen_time, reason,
               gallery_version, model, model_hash, frames_used, crop, encoding, candidate_ids, distances, operator_ids,
               roster_ids)
           values ($1, $1, $1, now(), now(), now(), 'unsure', 1, 'm', 'h', 3, $2, $3, array[$4::uuid], '{0.4}', '{}',
               '{}')""",
        review_id,
        cipher.seal(b"a crop", "review", review_id, "crop"),
        cipher.seal(b"a face", "review", review_id, "face"),
        ada,
    )
    await connection.execute(
        """insert into refused_encoding (encoding_id, person_id, model_hash, encoding, create_time, since)
           values ($1, $2, 'h', $3, now(), 1)""",
        refused_id,
        ada,
        cipher.seal(b"not ada", ada, refused_id, "face"),
    )
    await connection.close()
    return ada, review_id, refused_id


async def heads(url: str) -> set[bytes]:
    connection = await asyncpg.connect(url)
    found = {
        bytes(row["head"])
        for table, column in COLUMNS
        for row in await connection.fetch(
            f"select substring({column} from 1 for 9) as head from {table}"  # noqa: S608  constants
        )
    }
    await connection.close()
    return found


async def test_everything_is_sealed_with_the_newest_key_once_and_stays_what_it_was(college: College) -> None:
    ada, review_id, refused_id = await fill(college)
    assert await heads(college.database_url) == {Cipher([OLD]).sealer.newest_head}
    both = Cipher([NEW, OLD])
    async with open_database(college.database_url) as database:
        twice = (seal_anew(database, both.sealer, SEALED_COLUMNS) for _ in range(2))
        assert [done.unreadable for done in await asyncio.gather(*twice)] == [0, 0]
        assert await seal_anew(database, both.sealer, SEALED_COLUMNS) == Done(0, 0)
        assert await heads(college.database_url) == {both.sealer.newest_head}
        alone = Cipher([NEW])
        for row in await database.fetch("select sample_id, image from face_sample"):
            assert alone.unseal(row["image"], ada, str(row["sample_id"]), "image")
        review = await database.fetchrow("select crop, encoding from review")
        refused = await database.fetchval("select encoding from refused_encoding")
        assert review is not None
        assert alone.unseal(review["crop"], "review", review_id, "crop") == b"a crop"
        assert alone.unseal(review["encoding"], "review", review_id, "face") == b"a face"
        assert alone.unseal(refused, ada, refused_id, "face") == b"not ada"


async def test_what_no_key_opens_is_counted_and_stays_as_it_is(college: College) -> None:
    await fill(college)
    async with open_database(college.database_url) as database:
        # two photos, their two encodings, crop, face and the refused one
        assert await seal_anew(database, Cipher([NEW]).sealer, SEALED_COLUMNS) == Done(0, 7)
    assert await heads(college.database_url) == {Cipher([OLD]).sealer.newest_head}


async def test_a_pod_that_is_given_a_new_key_seals_anew_by_itself(college: College) -> None:
    await fill(college)
    target = college.running.target
    async with (
        running_recognition(
            college.database_url,
            target,
            target,
            SyntheticVision(),
            service_key=SERVICE_KEY,
            encryption_key=f"{NEW_KEY},{ENCRYPTION_KEY}",
        ),
        asyncio.timeout(60),
    ):
        while await heads(college.database_url) != {Cipher([NEW]).sealer.newest_head}:
            pass  # asked again at once: each answer takes the database some milliseconds
    async with running_recognition(
        college.database_url, target, target, SyntheticVision(), service_key=SERVICE_KEY, encryption_key=NEW_KEY
    ) as pod:
        await pod.gallery_at_least(1)
