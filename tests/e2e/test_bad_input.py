"""Pictures no camera or student should send: each has an answer, nothing is lost, and no memory is taken for them."""

from __future__ import annotations

import asyncio
import contextlib
import time
import uuid
from collections.abc import AsyncIterator

import aiohttp
import grpc
import pytest
from presence.recognition.v1 import encoding_service_pb2 as encoding_pb
from presence.recognition.v1 import encoding_service_pb2_grpc as encoding_rpc

from cli.demo import cast, college
from gateway.live.frame_message import HEAD
from services.common.channels import open_channel
from services.common.status import reason_of
from tests.e2e import bad_pictures
from tests.e2e.classroom import attended, open_session
from tests.e2e.conftest import Campus
from tests.e2e.memory import PeakMemory
from tests.e2e.reel import Reel, camera_on, gateway_pid, pods_of, recognition_pids
from tests.e2e.web_user import WebUser

MIB = 1024 * 1024
MOST_GROWTH_MIB = 150  # decoding any of the bombs would take 200 and more
SITTING = frozenset({"barack", "group_3"})
WRITER = "joe"  # a student whom no film shows


@pytest.fixture(scope="module")
async def frames(campus: Campus) -> list[bytes]:
    """Good frames in which two students sit."""
    images = await asyncio.to_thread(bad_pictures.classroom, campus.photos, SITTING)
    return [bad_pictures.jpeg(image) for image in images]


@pytest.fixture(scope="module")
def photo(campus: Campus) -> bytes:
    """A photo of the writer that was accepted when the college was made, as another JPEG."""
    (person,) = (person for person in cast.ENROLLED if person.key == WRITER)
    return bad_pictures.jpeg(bad_pictures.read(campus.photos[person.enrol[0]]))


@pytest.fixture(scope="module")
def two_people(campus: Campus) -> bytes:
    one, other = (person for person in cast.ENROLLED if person.key in ("joe", "barack"))
    return bad_pictures.jpeg(bad_pictures.two_people(campus.photos[one.enrol[0]], campus.photos[other.enrol[0]]))


@pytest.fixture(scope="module")
def png_bomb() -> bytes:
    return bad_pictures.png_bomb()


async def test_frames_that_cannot_be_read_are_told_and_the_stream_goes_on_recognising(
    campus: Campus, frames: list[bytes], png_bomb: bytes
) -> None:
    good = frames[0]
    bad = {
        b"": "it is empty",
        bad_pictures.truncated(good): "cut off",
        bad_pictures.TEXT: "not a JPEG",
        bad_pictures.png(bad_pictures.empty_room()[:180, :320]): "not a JPEG",
        png_bomb: "not a JPEG",
        bad_pictures.jpeg_bomb(good): "40000 × 40000 pixels",
        good[:2] + good[200:]: "cannot be read",
        bad_pictures.padded(good, MIB + 1): "at most 1048576",
        bad_pictures.padded(good, 3_500_000): "at most 1048576",
    }
    barack, other = (campus.college.students[key] for key in ("barack", "group_3"))
    async with open_session(campus) as (teacher, session), open_channel(campus.endpoints.recognition) as channel:
        async with camera_on(campus, channel) as camera:
            reel = Reel(camera, frames)
            await reel.show_until(lambda: {barack, other} <= camera.known)
            pids = recognition_pids(campus)
            peak = PeakMemory(pids)
            for picture, words in bad.items():
                refused = await reel.show(picture)
                assert words in refused.problem
                assert not refused.detections
                assert not (await reel.show()).problem
            await camera.until(lambda: camera.acks[-1].rejected_frames == len(bad))  # results may overtake their acks
            empty = bad_pictures.jpeg(bad_pictures.empty_room())
            async with asyncio.timeout(30):  # soon after another one a frame is not looked at
                while (nobody := await reel.show(empty)).detections:
                    pass
            assert not nobody.problem
            camera.results.clear()
            await reel.show_until(lambda: {barack, other} <= camera.known)
            await camera.finish()
            await camera.until(lambda: camera.ended)
            assert (await camera.status())[0] is grpc.StatusCode.OK
            assert camera.stored == reel.sequence
        assert await attended(campus, teacher, session.session_id) == SITTING
    growth = peak.growth_mib()
    print(f"\nmost memory taken for {len(bad)} bad frames: {max(growth.values()):.0f} MiB in one process")
    assert max(growth.values()) < MOST_GROWTH_MIB
    assert recognition_pids(campus) == pids


async def test_a_frame_of_10_mb_ends_its_stream_with_a_clear_status_and_the_camera_goes_on(
    campus: Campus, frames: list[bytes]
) -> None:
    barack = campus.college.students["barack"]
    pids = recognition_pids(campus)
    peak = PeakMemory(pids)
    async with open_session(campus) as (teacher, session), grpc.aio.insecure_channel(pods_of(campus)[0]) as channel:
        for _ in range(10):
            async with camera_on(campus, channel) as first:
                reel = Reel(first, frames)
                await reel.show()
                # the pod has enough before all is written
                with contextlib.suppress(grpc.aio.AioRpcError, asyncio.InvalidStateError):
                    await first.send(reel.sequence + 1, bad_pictures.padded(frames[0], 10_000_000))
                await first.until(lambda: first.ended)
                if await first.was_told_why():
                    break
        code, words = await first.status()
        assert code is grpc.StatusCode.RESOURCE_EXHAUSTED
        assert "larger than max" in words
        async with camera_on(campus, channel, stream_id=first.stream_id, resume_after=first.stored) as second:
            reel = Reel(second, frames, reel.sequence + 1)
            await reel.show_until(lambda: barack in second.known)
            assert second.acks[-1].dropped_frames == reel.sequence - len(second.results) - first.stored
            await second.finish()
            await second.until(lambda: second.ended)
        assert "barack" in await attended(campus, teacher, session.session_id)
    assert recognition_pids(campus) == pids
    assert max(peak.growth_mib().values()) < MOST_GROWTH_MIB


async def test_a_webcam_that_sends_too_much_is_closed_as_such_and_may_come_again(
    campus: Campus, frames: list[bytes], teacher: WebUser
) -> None:
    opening = {"stream_id": str(uuid.uuid4()), "resume_after_sequence": 0}

    def message(sequence: int, jpeg: bytes) -> bytes:
        return HEAD.pack(sequence, time.time_ns() // 1_000_000) + jpeg

    async def results(socket: aiohttp.ClientWebSocketResponse) -> AsyncIterator[dict[str, object]]:
        async for received in socket:
            event = received.json()
            if event["type"] == "result":
                yield event

    async with open_session(campus) as (_, session):
        webcam = f"/cameras/{session.camera_ids[0]}/webcam"
        for size in (MIB + 1, 3 * MIB, 10_000_000):
            async with teacher.socket(webcam) as socket, asyncio.timeout(60):
                await socket.send_json(opening)
                assert (await socket.receive_json())["type"] == "flow_control"
                # nothing of 10 MB is read, so the end may come while they are still being sent
                with contextlib.suppress(ConnectionError) if size > 4 * MIB else contextlib.nullcontext():
                    await socket.send_bytes(message(1, bad_pictures.padded(frames[0], size)))
                said = [received.json() async for received in socket]
                assert not [event for event in said if event["type"] == "result"]
                if size <= 4 * MIB:
                    assert socket.close_code == aiohttp.WSCloseCode.MESSAGE_TOO_BIG
        async with teacher.socket(webcam) as socket, asyncio.timeout(60):
            await socket.send_json(opening)
            answers = results(socket)
            await socket.send_bytes(message(1, bad_pictures.TEXT))
            assert "not a JPEG" in str((await anext(answers))["problem"])
            await socket.send_bytes(message(2, frames[0]))
            seen = await anext(answers)
            assert seen["problem"] == ""
            assert seen["detections"]


async def test_photos_over_grpc_are_refused_in_the_students_words(
    campus: Campus, photo: bytes, two_people: bytes, png_bomb: bytes
) -> None:
    bad = [
        (b"", "PHOTO_UNREADABLE", "empty"),
        (bad_pictures.TEXT, "PHOTO_UNREADABLE", "neither a JPEG nor a PNG"),
        (bad_pictures.truncated(photo), "PHOTO_UNREADABLE", "cut off"),
        (bad_pictures.truncated(bad_pictures.png(bad_pictures.empty_room())), "PHOTO_UNREADABLE", "cut off"),
        (bad_pictures.jpeg_bomb(photo), "PHOTO_UNREADABLE", "40000 × 40000 pixels"),
        (png_bomb, "PHOTO_UNREADABLE", "40000 × 40000 pixels"),
        (bad_pictures.jpeg(bad_pictures.empty_room()), "FACE_NOT_FOUND", "No face was found"),
        (two_people, "SEVERAL_FACES", "single person"),
        (bad_pictures.padded(photo, 3_500_000), "PHOTO_TOO_LARGE", "3.5 MB"),
    ]
    peak = PeakMemory(recognition_pids(campus))
    async with college.person(campus.endpoints, campus.college.admin) as admin:
        stub = encoding_rpc.EncodingServiceStub(admin.recognition)
        for image, reason, words in bad:
            request = encoding_pb.AddFaceSampleRequest(
                person_id=campus.college.students[WRITER], image=image, request_id=str(uuid.uuid4())
            )
            with pytest.raises(grpc.aio.AioRpcError) as refusal:
                await stub.AddFaceSample(request)
            assert refusal.value.code() is grpc.StatusCode.INVALID_ARGUMENT
            assert reason_of(refusal.value) == reason
            assert words in (refusal.value.details() or "")
        request.image = photo
        added = (await stub.AddFaceSample(request)).sample
        await stub.DeleteFaceSample(encoding_pb.DeleteFaceSampleRequest(sample_id=added.sample_id))
    growth = peak.growth_mib()
    print(f"\nmost memory taken for {len(bad)} bad photos: {max(growth.values()):.0f} MiB in one process")
    assert max(growth.values()) < MOST_GROWTH_MIB


async def test_photos_through_the_page_are_refused_in_the_students_words(
    campus: Campus, admin: WebUser, photo: bytes, two_people: bytes, png_bomb: bytes
) -> None:
    faces = f"/people/{campus.college.students[WRITER]}/faces"

    async def submit(image: object, kind: str = "image/jpeg", key: str = "") -> tuple[int, dict[str, object]]:
        headers = {"Content-Type": kind, "Idempotency-Key": key or str(uuid.uuid4())}
        status, answer = await admin.call("POST", faces, data=image, headers=headers)
        return status, answer

    async def in_pieces(image: bytes) -> AsyncIterator[bytes]:  # sent without a Content-Length
        for start in range(0, len(image), MIB):
            yield image[start : start + MIB]

    too_large = bad_pictures.padded(photo, 20 * MIB + 1)
    bad = [
        (b"", "image/jpeg", 422, "UNREADABLE_PHOTO"),
        (bad_pictures.TEXT, "image/jpeg", 422, "UNREADABLE_PHOTO"),
        (bad_pictures.TEXT, "text/plain", 415, "UNSUPPORTED_TYPE"),
        (bad_pictures.truncated(photo), "image/jpeg", 422, "UNREADABLE_PHOTO"),
        (bad_pictures.jpeg_bomb(photo), "image/jpeg", 422, "TOO_MANY_PIXELS"),
        (png_bomb, "image/png", 422, "TOO_MANY_PIXELS"),
        (png_bomb, "image/jpeg", 422, "TOO_MANY_PIXELS"),
        (bad_pictures.jpeg(bad_pictures.empty_room()), "image/jpeg", 422, "FACE_NOT_FOUND"),
        (two_people, "image/jpeg", 422, "SEVERAL_FACES"),
        (too_large, "image/jpeg", 413, "TOO_LARGE"),
        (in_pieces(too_large), "image/jpeg", 413, "TOO_LARGE"),
    ]
    peak = PeakMemory([gateway_pid(campus), *recognition_pids(campus)])
    for image, kind, status, reason in bad:
        answered, problem = await submit(image, kind)
        assert (answered, problem["reason"]) == (status, reason)
        assert problem["type"] == f"urn:presence:problem:{reason.lower().replace('_', '-')}"
        assert problem["detail"]
    status, problem = await submit(photo, key="not a UUID")
    assert (status, problem["reason"]) == (400, "IDEMPOTENCY_KEY_MISSING")

    status, sample = await submit(photo)
    assert status == 201
    status, _ = await admin.call("DELETE", f"{faces}/{sample['sample_id']}")
    assert status == 204
    growth = peak.growth_mib()
    print(f"\nmost memory taken for {len(bad)} bad uploads: {max(growth.values()):.0f} MiB in one process")
    assert max(growth.values()) < MOST_GROWTH_MIB


async def test_no_photo_is_kept_of_whoever_has_not_agreed(campus: Campus, admin: WebUser, photo: bytes) -> None:
    status, problem = await admin.call(
        "POST",
        f"/people/{campus.college.students['eileen']}/faces",
        data=photo,
        headers={"Content-Type": "image/jpeg", "Idempotency-Key": str(uuid.uuid4())},
    )
    assert (status, problem["reason"]) == (409, "CONSENT_MISSING")
