"""A camera's stream against a real server: credit, acknowledgements, results, and what bad input does to it."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import grpc
import pytest
from presence.recognition.v1 import recognition_service_pb2 as pb
from presence.recognition.v1 import recognition_service_pb2_grpc as rpc

from services.common.channels import bearer
from services.common.status import reason_of
from services.recognition.domain.faces import Detector
from services.recognition.handlers import recognition
from tests.fakes.recognition_camera import ScriptedCamera, streaming
from tests.fakes.recognition_vision import huge_picture, picture
from tests.integration.recognition.conftest import College, OpenCollege


async def test_a_student_who_stays_in_the_picture_is_reported_to_attendance(college: College) -> None:
    ada, _ = await college.enrol(1, 2)
    async with college.camera(await college.room(ada)) as camera:
        await camera.film(picture(1, 9), 20)
        await camera.finish()
        await camera.until(lambda: camera.ended)
        assert await camera.status() == (grpc.StatusCode.OK, "")
        assert camera.known == {ada}
        assert camera.stored == 20
    assert {sighting.student_id for sighting in college.peers.sightings.values()} == {ada}
    (sighting,) = college.peers.sightings.values()
    assert sighting.last_seen_time.seconds - sighting.first_seen_time.seconds >= 3
    assert sighting.gallery_version == 1
    assert sighting.frames_used >= 3
    assert sighting.model.startswith("sface-")
    (coverage,) = college.peers.coverages.values()
    assert coverage.end_time.seconds - coverage.start_time.seconds >= 3


async def test_nobody_outside_the_roster_is_named(college: College) -> None:
    ada, _ = await college.enrol(1, 2)
    async with college.camera(await college.room(ada)) as camera:
        await camera.film(picture(2), 20)
        await camera.finish()
        await camera.until(lambda: camera.ended)
        assert camera.known == set()
    assert college.peers.sightings == {}


async def test_flow_control_comes_first_and_pauses_a_camera_without_a_session(college: College) -> None:
    camera_id = str(uuid4())
    async with college.camera(camera_id) as camera:
        assert camera.order[0] == "flow_control"
        assert camera.flow[0].max_in_flight in (2, 3)
        assert camera.flow[0].target_fps == 0
        await college.peers.assign(camera_id)
        await camera.until(lambda: camera.target_fps > 0)
        await college.peers.assign(camera_id, active=False)
        await camera.until(lambda: camera.target_fps == 0)


async def test_an_idle_stream_has_a_heartbeat(college: College) -> None:
    async with college.camera(await college.room()) as camera:
        await camera.until(lambda: "heartbeat" in camera.order)


@pytest.mark.parametrize(
    ("jpeg", "problem"),
    [
        (b"", "cannot be read"),
        (b"GIF89a not a jpeg", "cannot be read"),
        (b"drawn:"[:3], "cannot be read"),
        (huge_picture(), "40000 × 40000 pixels"),
        (picture(1, filler_bytes=1024 * 1024), "1048576"),
    ],
    ids=["empty", "another format", "truncated", "bomb", "over 1 MiB"],
)
async def test_a_frame_that_cannot_be_read_is_told_and_counted_and_the_stream_lives_on(
    college: College, jpeg: bytes, problem: str
) -> None:
    async with college.camera(await college.room()) as camera:
        await camera.send(1, jpeg)
        await camera.until(lambda: camera.through >= 1)
        await camera.send(2, picture(1))
        await camera.until(lambda: camera.through >= 2 and len(camera.results) == 2)
        assert problem in camera.results[0].problem
        assert camera.results[1].problem == ""
        assert camera.acks[-1].rejected_frames == 1


async def test_a_ten_megabyte_frame_ends_the_stream_with_a_reason_and_the_camera_can_go_on(college: College) -> None:
    camera_id = await college.room()
    for _ in range(10):
        async with college.camera(camera_id) as camera:
            await camera.film(picture(1), 2)
            with suppress(grpc.aio.AioRpcError, asyncio.InvalidStateError):  # the pod has enough before all is written
                await camera.send(3, b"x" * 10_000_000)
            if await camera.was_told_why():
                break
    code, details = await camera.status()
    assert code is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert "larger than max" in details.lower()
    stream_id, stored = camera.stream_id, camera.stored
    async with college.camera(camera_id, stream_id=stream_id, resume_after=stored) as again:
        await again.send(4, picture(1))
        await again.until(lambda: again.through >= 4)


async def test_frames_that_do_not_rise_are_rejected_and_gaps_are_counted(college: College) -> None:
    async with college.camera(await college.room()) as camera:
        await camera.film(picture(1), 1, first=5)
        assert camera.acks[-1].dropped_frames == 4
        await camera.send(3, picture(1))
        await camera.until(lambda: camera.acks[-1].rejected_frames == 1)
        assert camera.through == 5
        await camera.until(lambda: any("came after" in result.problem for result in camera.results))


async def test_of_frames_beyond_the_credit_only_the_newest_are_looked_at_and_the_rest_is_counted(
    college: College,
) -> None:
    college.vision.held = asyncio.Event()
    async with college.camera(await college.room()) as camera:
        await camera.send(1, picture(1))
        await college.looking(1)
        for sequence in range(2, 22):
            await camera.send(sequence, picture(1))
        await camera.send(1, picture(1))  # refused at once: then all before it have come
        await camera.until(lambda: bool(camera.acks) and len(camera.results) == 1)
        assert (camera.through, camera.acks[-1].dropped_frames) == (0, 18)
        college.vision.held.set()
        await camera.until(lambda: camera.through == 21 and len(camera.results) == 4)
        assert [result.sequence for result in camera.results[1:]] == [1, 20, 21]
        assert camera.acks[-1].dropped_frames == 18


async def test_a_camera_that_goes_on_ignoring_its_credit_is_cut_off_and_told_why(college: College) -> None:
    college.vision.held = asyncio.Event()
    async with college.camera(await college.room()) as camera:
        await camera.send(1, picture(1))
        await college.looking(1)
        for sequence in range(2, 69):  # two may wait, 64 are forgiven
            await camera.send(sequence, picture(1))
        await camera.until(lambda: camera.ended)
        error = await camera.error()
        assert error.code() is grpc.StatusCode.INVALID_ARGUMENT
        assert reason_of(error) == "CREDIT_EXCEEDED"


async def test_a_newer_stream_of_the_same_camera_ends_the_older(college: College) -> None:
    camera_id = await college.room()
    async with college.camera(camera_id) as older, college.camera(camera_id) as newer:
        await older.until(lambda: older.ended)
        assert reason_of(await older.error()) == "CAMERA_SUPERSEDED"
        assert (await older.status())[0] is grpc.StatusCode.ABORTED
        await newer.film(picture(1), 1)


async def test_a_camera_that_is_removed_is_told_not_to_come_back(college: College) -> None:
    camera_id = await college.room()
    async with college.camera(camera_id) as camera:
        await college.peers.remove_camera(camera_id)
        await camera.until(lambda: camera.ended)
        assert (await camera.status())[0] is grpc.StatusCode.PERMISSION_DENIED


async def test_capture_times_of_a_camera_whose_clock_is_wrong_are_corrected(college: College) -> None:
    camera_id = await college.room()
    token = college.peers.token(camera_id, "camera")
    begun = datetime.now(UTC)
    wrong = begun - timedelta(hours=3)
    async with streaming(college.channel, token, camera_id, send_time=wrong) as camera:
        opened = datetime.now(UTC)
        await camera.send(1, picture(1), wrong)
        await camera.until(lambda: bool(camera.results))
        assert begun <= camera.results[0].capture_time.ToDatetime(tzinfo=UTC) <= opened
        assert camera.results[0].age.ToTimedelta() <= datetime.now(UTC) - begun


async def test_a_small_difference_of_clocks_is_left_to_the_network(open_college: OpenCollege) -> None:
    now = datetime.now(UTC)
    a_little_late = now - timedelta(seconds=1)
    async with open_college(pod_clock=lambda: now) as college:
        camera_id = await college.room()
        token = college.peers.token(camera_id, "camera")
        async with streaming(college.channel, token, camera_id, send_time=a_little_late) as camera:
            await camera.send(1, picture(1), a_little_late)
            await camera.until(lambda: bool(camera.results))
            assert camera.results[0].capture_time.ToDatetime(tzinfo=UTC) == a_little_late


async def test_the_detector_is_the_one_chosen_for_the_camera_even_in_mid_stream(college: College) -> None:
    camera_id = await college.room()
    async with college.camera(camera_id) as camera:
        await camera.film(picture(1), 1)
        await college.peers.assign(camera_id, detector=2)
        assignments = college.pod.service.pod.assignments
        assert await assignments.until(lambda: assignments.of(camera_id).detector is Detector.HOG, 30)
        # half a second later: of two frames at once the second is not looked at
        await camera.film(picture(1), 1, first=2, start=datetime.now(UTC) + timedelta(seconds=0.5))
        assert college.vision.detectors == [Detector.YUNET, Detector.HOG]


async def test_workers_that_die_end_the_stream_so_that_the_camera_goes_elsewhere(college: College) -> None:
    college.vision.broken = True
    async with college.camera(await college.room()) as camera:
        await camera.send(1, picture(1))
        await camera.until(lambda: camera.ended)
        assert (await camera.status())[0] is grpc.StatusCode.UNAVAILABLE


@pytest.mark.parametrize(
    "first",
    [
        pb.StreamFramesRequest(frame=pb.Frame(sequence=1)),
        pb.StreamFramesRequest(open=pb.OpenStream(camera_id="no uuid", stream_id=str(uuid4()))),
        pb.StreamFramesRequest(open=pb.OpenStream(camera_id=str(uuid4()), stream_id="no uuid")),
        pb.StreamFramesRequest(
            open=pb.OpenStream(camera_id=str(uuid4()), stream_id=str(uuid4()), resume_after_sequence=-1)
        ),
    ],
    ids=["a frame first", "camera id", "stream id", "resume"],
)
async def test_a_wrong_set_up_is_not_to_be_retried(college: College, first: pb.StreamFramesRequest) -> None:
    token = college.peers.token(first.open.camera_id or str(uuid4()), "camera")
    call = rpc.RecognitionServiceStub(college.channel).StreamFrames(metadata=bearer(token))
    await call.write(first)
    assert await call.code() is grpc.StatusCode.INVALID_ARGUMENT


async def test_a_camera_may_only_stream_as_itself(college: College) -> None:
    camera = ScriptedCamera(college.channel, college.peers.token(str(uuid4()), "camera"), await college.room())
    await camera.open()
    assert (await camera.status())[0] is grpc.StatusCode.PERMISSION_DENIED


async def test_a_teacher_may_stream_as_the_camera_they_operate_as_soon_as_their_session_has_begun(
    college: College, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognition, "_OPERATOR_WAIT_SECONDS", 60.0)
    teacher, camera_id = str(uuid4()), str(uuid4())
    camera = ScriptedCamera(college.channel, college.peers.token(teacher, "teacher"), camera_id)
    await camera.open()
    await college.peers.assign(camera_id, operators=(teacher,))  # the pod hears of it after the stream was opened
    await camera.until(lambda: bool(camera.flow))
    await camera.cancel()
    monkeypatch.setattr(recognition, "_OPERATOR_WAIT_SECONDS", 0.1)
    other = ScriptedCamera(college.channel, college.peers.token(str(uuid4()), "teacher"), camera_id)
    await other.open()
    assert (await other.status())[0] is grpc.StatusCode.PERMISSION_DENIED


@pytest.mark.parametrize(("role", "valid_seconds"), [("camera", -60), ("service", 60)])
async def test_expired_and_other_tokens_are_refused(college: College, role: str, valid_seconds: float) -> None:
    camera_id = await college.room()
    camera = ScriptedCamera(
        college.channel, college.peers.token(camera_id, role, valid_seconds=valid_seconds), camera_id
    )
    await camera.open()
    code = (await camera.status())[0]
    assert code is (grpc.StatusCode.UNAUTHENTICATED if valid_seconds < 0 else grpc.StatusCode.PERMISSION_DENIED)
