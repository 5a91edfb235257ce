"""What a pod says of itself to administrators."""

import asyncio
from datetime import UTC

import grpc
import pytest
from presence.recognition.v1 import system_service_pb2 as pb
from presence.recognition.v1.system_service_pb2_grpc import SystemServiceStub

from services.common.auth import utc_now
from tests.fakes.recognition_vision import picture
from tests.integration.recognition.conftest import College


async def told(college: College) -> pb.GetSystemHealthResponse:
    stub = SystemServiceStub(college.channel)
    return await stub.GetSystemHealth(pb.GetSystemHealthRequest(), metadata=college.admin)


async def test_a_pod_says_what_it_serves_and_what_is_kept(college: College) -> None:
    await college.enrol(1, 2)
    async with asyncio.timeout(30):
        while not (answer := await told(college)).process.upkeep:
            pass  # asked again at once: it runs first when the pod starts
    assert answer.process.database.reachable
    assert answer.process.database.newest_migration == answer.process.database.wanted_migration
    assert abs((answer.process.answer_time.ToDatetime(tzinfo=UTC) - utc_now()).total_seconds()) < 60
    assert answer.gallery.served_version == answer.gallery.published_version == 1
    assert (answer.gallery.people, answer.storage.samples) == (2, 4)
    assert answer.storage.HasField("trained_time")
    assert not answer.storage.HasField("oldest_review_time")
    assert [run.name for run in answer.process.upkeep] == ["retention_of_reviews"]
    assert not answer.process.upkeep[0].failed


async def test_a_camera_is_told_of_while_it_streams(college: College) -> None:
    student = (await college.enrol(1))[0]
    camera_id = await college.room(student)
    async with college.camera(camera_id) as camera:
        await camera.until(lambda: camera.target_fps > 0)
        answer = await told(college)
        (stream,) = answer.streams
        assert (stream.camera_id, stream.wanted, stream.replaying) == (camera_id, True, False)
        await camera.send(1, picture(1))
        await camera.until(lambda: camera.through == 1)
        answer = await told(college)
        assert (answer.vision.frames, answer.vision.recent_frames, answer.vision.dropped_frames) == (1, 1, 0)
        assert answer.vision.frame_seconds > 0
        assert answer.vision.face_seconds > 0


async def test_only_administrators_are_told(college: College) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await SystemServiceStub(college.channel).GetSystemHealth(pb.GetSystemHealthRequest())
    assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED
