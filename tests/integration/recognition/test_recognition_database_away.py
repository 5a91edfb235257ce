"""Recognition while its database is away: cameras go on, everything else says so and works again afterwards."""

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
import grpc
import pytest
from presence.recognition.v1 import encoding_service_pb2 as pb

from cli.local.ports import free_port
from cli.local.postgres import EmbeddedPostgres
from tests.fakes.recognition_peers import SERVICE_KEY, RunningPeers
from tests.fakes.recognition_server import running_recognition
from tests.fakes.recognition_vision import SyntheticVision, photo, picture
from tests.integration.recognition.conftest import LIMITS, College


@pytest.fixture
async def own_server() -> AsyncIterator[EmbeddedPostgres]:
    with tempfile.TemporaryDirectory(prefix="presence-", ignore_cleanup_errors=True) as made:
        Path(made).chmod(0o711)  # PostgreSQL may have to run as somebody else, who must get through
        server = EmbeddedPostgres(Path(made) / "postgres", port=free_port())
        await server.start()
        try:
            yield server
        finally:
            await server.stop()


async def test_cameras_go_on_without_the_database_and_enrolment_comes_back_with_it(
    own_server: EmbeddedPostgres, peers: RunningPeers
) -> None:
    connection = await asyncpg.connect(own_server.dsn)
    await connection.execute("create database presence_recognition")
    await connection.close()
    url = urlunsplit(urlsplit(own_server.dsn)._replace(path="/presence_recognition"))
    vision = SyntheticVision()
    async with (
        running_recognition(url, peers.target, peers.target, vision, service_key=SERVICE_KEY, limits=LIMITS) as pod,
        pod.channel() as channel,
    ):
        college = College(url, peers, pod, vision, channel)
        (ada,) = await college.enrol(1)
        async with college.camera(await college.room(ada)) as camera:
            await camera.film(picture(1), 5)
            await own_server.stop()
            await camera.film(picture(1), 15, first=6)
            await camera.until(lambda: camera.known == {ada})
            await peers.peers.until(lambda: bool(peers.peers.sightings))
            with pytest.raises(grpc.aio.AioRpcError) as refused:
                await college.encodings.AddFaceSample(
                    pb.AddFaceSampleRequest(person_id=ada, image=photo(1, 5), request_id=str(uuid4())),
                    metadata=college.admin,
                    timeout=60,
                )
            assert refused.value.code() is grpc.StatusCode.UNAVAILABLE
            await own_server.start()
            await college.add_photo(1, 5)
            events = await college.train()
            assert events[-1].done.gallery_version == 2
            await college.pod.gallery_at_least(2, seconds=60)
            await camera.film(picture(1), 5, first=21)
            await camera.finish()
            await camera.until(lambda: camera.ended)
            assert camera.stored == 25
