"""Cameras' health over real streams and a real database: reported, shown, left out of coverage, and shared by pods."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import grpc
import pytest
from google.protobuf.duration_pb2 import Duration
from presence.attendance.v1 import attendance_service_pb2 as attendance
from presence.recognition.v1 import camera_health_service_pb2 as pb
from presence.recognition.v1 import camera_health_service_pb2_grpc as rpc
from presence.recognition.v1 import recognition_service_pb2 as recognition

from services.common.postgres import open_database
from services.recognition.adapters.camera_store import PostgresCameras
from services.recognition.app.camera_board import Absence, gone
from services.recognition.domain.camera_health import Trouble
from tests.fakes.recognition_camera import ScriptedCamera
from tests.fakes.recognition_vision import measured_picture
from tests.integration.recognition.conftest import College, OpenCollege


class Watch:
    """What a service is told of cameras."""

    def __init__(self, college: College) -> None:
        self._stub = rpc.CameraHealthServiceStub(college.channel)
        self._call = self._stub.WatchCameraHealth(pb.WatchCameraHealthRequest(), metadata=college.admin)
        self._messages = self._call.__aiter__()

    async def until(self, camera_id: str, trouble: "pb.CameraTrouble.ValueType") -> pb.CameraHealth:
        async with asyncio.timeout(30):
            while True:
                message = await anext(self._messages)
                told = [*message.snapshot.cameras, message.changed]
                for one in told:
                    if (one.camera_id, one.trouble) == (camera_id, trouble):
                        return one


async def film(
    camera: ScriptedCamera, first: int, seconds: float, start: datetime, *, brightness: int = 120, same: bool = False
) -> tuple[int, datetime]:
    """Frames at four a second; where to go on."""
    frames = round(seconds * 4)
    for index in range(frames):
        jpeg = measured_picture(7, brightness=brightness, number=1 if same else first + index)
        await camera.send(first + index, jpeg, start + timedelta(seconds=index / 4))
        await camera.until(lambda number=first + index: camera.through >= number)  # type: ignore[misc]  # bound now
    return first + frames, start + timedelta(seconds=frames / 4)


def covered_seconds(college: College, camera_id: str) -> float:
    spans = [one for one in college.peers.coverages.values() if one.camera_id == camera_id]
    return sum((one.end_time.ToDatetime() - one.start_time.ToDatetime()).total_seconds() for one in spans)


async def test_a_black_camera_is_told_shown_reported_and_not_counted_as_having_seen_the_room(
    open_college: OpenCollege,
) -> None:
    async with open_college() as college:
        camera_id = await college.room()
        watch = Watch(college)
        async with college.camera(camera_id) as camera:
            place = await film(camera, 1, 10, datetime.now(UTC) - timedelta(seconds=60))
            began = place[1]
            place = await film(camera, *(place[0], 12, place[1]), brightness=0)
            told = await watch.until(camera_id, pb.CAMERA_TROUBLE_BLACK)
            assert told.start_time.ToDatetime(tzinfo=UTC) == began
            place = await film(camera, place[0], 10, place[1])
            await watch.until(camera_id, pb.CAMERA_TROUBLE_UNSPECIFIED)
            await camera.finish()
            await camera.until(lambda: camera.stored == place[0] - 1)
        await college.peers.until(lambda: bool(college.peers.conditions))
        (condition,) = college.peers.conditions.values()
        assert condition.trouble == attendance.CAMERA_TROUBLE_BLACK
        assert condition.start_time.ToDatetime(tzinfo=UTC) == began
        # 10 s before and 10 s after, but for the last quarter of a second of each
        assert covered_seconds(college, camera_id) == pytest.approx(19.5, abs=0.3)
        stub = rpc.CameraHealthServiceStub(college.channel)
        kept = await stub.ListCameraConditions(
            pb.ListCameraConditionsRequest(camera_id=camera_id), metadata=college.admin
        )
        assert [(one.trouble, one.over) for one in kept.conditions] == [(pb.CAMERA_TROUBLE_BLACK, True)]


async def test_a_frozen_picture_watches_nothing_and_a_short_standstill_loses_nothing(
    open_college: OpenCollege,
) -> None:
    async with open_college() as college:
        camera_id = await college.room()
        async with college.camera(camera_id) as camera:
            place = await film(camera, 1, 4, datetime.now(UTC) - timedelta(seconds=60))
            place = await film(camera, place[0], 5, place[1], same=True)
            place = await film(camera, place[0], 4, place[1])
            place = await film(camera, place[0], 20, place[1], same=True)
            await camera.finish()
            await camera.until(lambda: camera.stored == place[0] - 1)
        await college.peers.until(lambda: bool(college.peers.conditions))
        (condition,) = college.peers.conditions.values()
        assert condition.trouble == attendance.CAMERA_TROUBLE_FROZEN
        assert covered_seconds(college, camera_id) == pytest.approx(13, abs=0.3)


async def test_a_camera_is_measured_without_a_session_and_nothing_is_reported(open_college: OpenCollege) -> None:
    async with open_college() as college:
        await college.enrol(7)
        camera_id = str(uuid4())
        stub = rpc.CameraHealthServiceStub(college.channel)
        with pytest.raises(grpc.aio.AioRpcError) as never:
            await stub.GetCommissioning(pb.GetCommissioningRequest(camera_id=camera_id), metadata=college.admin)
        assert never.value.code() is grpc.StatusCode.NOT_FOUND
        async with college.camera(camera_id) as camera:
            await camera.until(lambda: camera.flow is not None)
            assert camera.target_fps == 0
            started = await stub.StartCommissioning(
                pb.StartCommissioningRequest(camera_id=camera_id, duration=Duration(seconds=120)),
                metadata=college.admin,
            )
            assert started.commissioning.running
            await camera.until(lambda: camera.target_fps > 0)
            await film(camera, 1, 3, datetime.now(UTC))
            await stub.StopCommissioning(pb.StopCommissioningRequest(camera_id=camera_id), metadata=college.admin)
            await camera.until(lambda: camera.target_fps == 0)
        answer = await stub.GetCommissioning(pb.GetCommissioningRequest(camera_id=camera_id), metadata=college.admin)
        found = answer.commissioning
        assert (found.running, found.frames, found.most_faces, found.width_px) == (False, 12, 1, 1280)
        (region,) = found.regions
        assert (region.row, region.column, region.faces) == (2, 4, 12)
        assert region.width_px == 90
        assert region.predicted_recall > 0.5
        assert [one.zone for one in found.advice] == [pb.COMMISSIONING_ZONE_MIDDLE]
        assert len(found.curve.data_sha256) == 64
        assert not college.peers.coverages
        assert not college.peers.sightings
        outcomes = {one.outcome for result in camera.results for one in result.detections}
        assert outcomes == {recognition.OUTCOME_UNSPECIFIED}


def missed_after(seconds: float, *colleges: College) -> None:
    for college in colleges:
        store = college.pod.service.cameras.board.store
        assert isinstance(store, PostgresCameras)
        store.gone_after_seconds = seconds


async def test_a_camera_that_sends_nothing_while_a_session_is_open_is_missed_until_it_does(
    open_college: OpenCollege,
) -> None:
    async with open_college() as college, open_college() as elsewhere:
        missed_after(0.3, college, elsewhere)
        watch = Watch(elsewhere)
        camera_id = await college.room()
        await watch.until(camera_id, pb.CAMERA_TROUBLE_GONE)
        await college.peers.until(lambda: bool(college.peers.conditions))
        assert {one.trouble for one in college.peers.conditions.values()} == {attendance.CAMERA_TROUBLE_GONE}
        missed_after(300, college, elsewhere)  # however slow the machine, one frame is enough to bring it back
        async with college.camera(camera_id) as camera:
            await camera.send(1, measured_picture(7, number=1))
            await watch.until(camera_id, pb.CAMERA_TROUBLE_UNSPECIFIED)
        assert not college.peers.coverages or covered_seconds(college, camera_id) == 0


@pytest.fixture
async def cameras(recognition_database: str) -> AsyncIterator[PostgresCameras]:
    async with open_database(recognition_database) as database:
        yield PostgresCameras(database, gone_after_seconds=0.0)


async def exchange(
    cameras: PostgresCameras, owner: str, *, seen: float | None = None, awaited: bool = True, camera_id: str
) -> list[Absence]:
    ages = {} if seen is None else {camera_id: seen}
    return await cameras.exchange(owner, ages, [], [camera_id] if awaited else [], [] if awaited else [camera_id])


async def test_one_pod_alone_misses_a_camera_and_says_so_in_the_same_words_each_time(
    cameras: PostgresCameras,
) -> None:
    camera_id = str(uuid4())
    await exchange(cameras, "pod a", camera_id=camera_id)
    (first,) = await exchange(cameras, "pod a", camera_id=camera_id)
    assert await exchange(cameras, "pod b", camera_id=camera_id) == []
    (second,) = await exchange(cameras, "pod a", camera_id=camera_id)
    assert first.since == second.since
    assert first.until < second.until


async def test_a_frame_to_any_pod_brings_a_camera_back(cameras: PostgresCameras) -> None:
    camera_id = str(uuid4())
    await exchange(cameras, "pod a", camera_id=camera_id)
    (missing,) = await exchange(cameras, "pod a", camera_id=camera_id)
    await cameras.exchange("pod a", {}, [gone(missing)], [], [])
    assert [(one.camera_id, one.trouble) for one in await cameras.troubles()] == [(camera_id, Trouble.GONE)]
    await exchange(cameras, "pod b", seen=0.0, camera_id=camera_id)
    assert await cameras.troubles() == []


async def test_nobody_is_missed_once_the_session_is_over(cameras: PostgresCameras) -> None:
    camera_id = str(uuid4())
    await exchange(cameras, "pod a", camera_id=camera_id)
    assert await exchange(cameras, "pod a", awaited=False, camera_id=camera_id) == []
    assert await exchange(cameras, "pod a", camera_id=camera_id) == []


@pytest.mark.parametrize("role", ["student", "teacher", "camera"])
async def test_cameras_health_is_for_services_and_administrators(open_college: OpenCollege, role: str) -> None:
    async with open_college() as college:
        stub = rpc.CameraHealthServiceStub(college.channel)
        token = (("authorization", f"Bearer {college.peers.token(str(uuid4()), role)}"),)
        call = stub.WatchCameraHealth(pb.WatchCameraHealthRequest(), metadata=token)
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await anext(call.__aiter__())
        assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
