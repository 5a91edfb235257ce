"""An installation of the first release is brought to the newest schema with its photos and its gallery."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import asyncpg
import numpy as np
import pytest
from presence.recognition.v1 import encoding_service_pb2 as encoding_pb
from presence.recognition.v1 import gallery_service_pb2 as pb

from services.common.encryption_keys import parse_keys
from services.common.migrations import migrate
from services.recognition.adapters.cipher import Cipher
from services.recognition.wiring import MIGRATIONS
from tests.fakes.recognition_peers import RunningPeers
from tests.fakes.recognition_server import ENCRYPTION_KEY
from tests.fakes.recognition_vision import encoding_of, photo
from tests.integration.recognition.conftest import OpenCollege

HASH = "5" * 64  # what the synthetic vision calls its model


@pytest.fixture
async def recognition_database(create_database: Callable[..., str], tmp_path: Path) -> str:
    """A database of the first release, at version 3: two photos are in the gallery, one waits, one was removed."""
    for name in ("0001_recognition.sql", "0002_erasures.sql"):
        shutil.copy(MIGRATIONS / name, tmp_path)
    url = create_database()
    await migrate(url, tmp_path)
    return url


async def fill(url: str, person_id: str) -> None:
    cipher = Cipher(parse_keys(ENCRYPTION_KEY))
    connection = await asyncpg.connect(url)
    await connection.execute("insert into person (person_id, granted, revision) values ($1, true, 1)", person_id)
    for take, state in enumerate(["in_gallery", "in_gallery", "waiting"]):
        sample_id = str(uuid4())
        encoding = np.asarray(encoding_of(1, take + 1), "<f4").tobytes()
        image = cipher.seal(photo(1, take), person_id, sample_id, "image")
        await connection.execute(
            """insert into face_sample (sample_id, person_id, request_id, create_time, content_type, width_px,
                   height_px, quality, face_left, face_top, face_right, face_bottom, image, encoding, model_hash, state)
               values ($1, $2, $3, $4, 'image/jpeg', 640, 480, 0.9, 0, 0, 1, 1, $5, $6, $7, $8)""",
            sample_id, person_id, uuid4(), datetime.now(UTC), image,
            cipher.seal(encoding, person_id, sample_id, "encoding"), HASH, state,
        )  # fmt: skip
        if state == "in_gallery":
            await connection.execute("insert into gallery_entry (sample_id, version) values ($1, 1)", sample_id)
    await connection.execute("insert into gallery_entry (sample_id, version, removed) values ($1, 3, true)", uuid4())
    await connection.execute("update gallery set version = 3, publish_time = now()")
    await connection.close()


async def test_a_gallery_of_the_first_release_is_served_and_trained_on(
    recognition_database: str, peers: RunningPeers, open_college: OpenCollege
) -> None:
    person_id = str(uuid4())
    await peers.peers.grant(person_id)
    await fill(recognition_database, person_id)
    async with open_college() as college:
        gallery = college.pod.service.pod.galleries.current
        assert (gallery.version, gallery.person_ids, len(gallery.samples)) == (3, (person_id,), 2)
        (match,) = gallery.match(encoding_of(1, 9)[None])
        assert match.best is not None
        assert match.best.distance < 0.6
        listed = await college.gallery.ListGalleryVersions(pb.ListGalleryVersionsRequest(), metadata=college.admin)
        assert [(v.version, v.people, v.encodings, v.encoder) for v in listed.versions] == [(3, 1, 2, "sface")]
        done = (await college.train())[-1].done
        assert (done.gallery_version, done.encodings, done.encoded_now) == (4, 3, 1)
        assert college.vision.judged == 0, "what was encoded before is kept"
        samples = await college.encodings.ListFaceSamples(
            encoding_pb.ListFaceSamplesRequest(person_id=person_id), metadata=college.admin
        )
        picture = encoding_pb.GetFaceSampleImageRequest(sample_id=samples.samples[0].sample_id)
        shown = await college.encodings.GetFaceSampleImage(picture, metadata=college.admin)
        assert shown.image == photo(1, 0)
