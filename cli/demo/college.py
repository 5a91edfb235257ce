"""Makes a small college through the same public calls that everybody uses."""

from __future__ import annotations

import asyncio
import secrets
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import grpc
from google.protobuf.duration_pb2 import Duration
from presence.attendance.v1 import attendance_service_pb2 as attendance_pb
from presence.attendance.v1 import attendance_service_pb2_grpc as attendance_rpc
from presence.attendance.v1 import course_service_pb2 as course_pb
from presence.attendance.v1 import course_service_pb2_grpc as course_rpc
from presence.attendance.v1 import room_service_pb2 as room_pb
from presence.attendance.v1 import room_service_pb2_grpc as room_rpc
from presence.identity.v1 import device_service_pb2 as device_pb
from presence.identity.v1 import device_service_pb2_grpc as device_rpc
from presence.identity.v1 import identity_service_pb2 as identity_pb
from presence.identity.v1 import identity_service_pb2_grpc as identity_rpc
from presence.identity.v1 import people_service_pb2 as people_pb
from presence.identity.v1 import people_service_pb2_grpc as people_rpc
from presence.recognition.v1 import encoding_service_pb2 as encoding_pb
from presence.recognition.v1 import encoding_service_pb2_grpc as encoding_rpc

from camera.connection import Endpoints
from cli.admin import photos
from cli.admin.server import PersonToken, Server, channels
from cli.admin.train import follow_training
from gateway import consent
from services.common.channels import open_channel

PHOTOS_AT_ONCE = 2

Say = Callable[[str], None]


@dataclass(frozen=True)
class Newcomer:
    """A student to be: a name and the photos to enrol them with."""

    key: str
    display_name: str
    photos: tuple[Path, ...]


@dataclass(frozen=True)
class Login:
    """Somebody of the demo who can log in; the password was drawn for this run."""

    display_name: str
    email: str
    password: str


@dataclass(frozen=True)
class College:
    """What was made, and who can log in to see it."""

    course_id: str
    room_id: str
    camera_id: str
    camera_credential: str
    students: dict[str, str]  # key of the newcomer → person_id
    admin: Login
    teacher: Login
    student: Login


@asynccontextmanager
async def person(endpoints: Endpoints, login: Login) -> AsyncIterator[Server]:
    """The services, called in the name of somebody who logs in with a password."""
    async with open_channel(endpoints.identity) as plain:
        stub = identity_rpc.IdentityServiceStub(plain)

        async def log_in() -> identity_pb.Token:
            credential = identity_pb.PasswordCredential(email=login.email, password=login.password)
            return (await stub.Authenticate(identity_pb.AuthenticateRequest(password=credential))).token

        async with channels(endpoints, PersonToken(log_in)) as server:
            yield server


async def activate(endpoints: Endpoints, link: str, display_name: str, email: str) -> Login:
    """Set a random password through an activation link, as the link's owner would."""
    login = Login(display_name, email, secrets.token_urlsafe(12))
    async with open_channel(endpoints.identity) as plain:
        request = identity_pb.ActivateAccountRequest(activation_token=urlsplit(link).fragment, password=login.password)
        await identity_rpc.IdentityServiceStub(plain).ActivateAccount(request)
    return login


async def build(endpoints: Endpoints, admin: Login, newcomers: Sequence[Newcomer], say: Say) -> College:
    """People with photos and consent, a trained gallery, a course, a room and a camera with its key."""
    async with person(endpoints, admin) as server:
        teacher_id, teacher = await _account(
            endpoints, server, "Maya Teacher", "teacher@demo.test", identity_pb.ROLE_TEACHER
        )
        students: dict[str, str] = {}
        first: Login | None = None
        for number, newcomer in enumerate(newcomers, start=1):
            email = f"student{number}@demo.test"
            if first is None:
                students[newcomer.key], first = await _account(
                    endpoints, server, newcomer.display_name, email, identity_pb.ROLE_STUDENT, f"D{number:03}"
                )
            else:
                created = await _create(server, newcomer.display_name, email, identity_pb.ROLE_STUDENT, f"D{number:03}")
                students[newcomer.key] = created.person.person_id
        assert first is not None, "a college needs a student"
        say(f"{len(students)} students, a teacher and an administrator have accounts")
        await _enrol_faces(server, newcomers, students, say)
        done = await follow_training(server, lambda event: say(event.log.message) if event.HasField("log") else None)
        say(f"the gallery holds {done.encodings} encodings of {done.people} people")
        course_id, room_id, camera_id, credential = await _classroom(server, teacher_id, list(students.values()))
    return College(course_id, room_id, camera_id, credential, students, admin, teacher, first)


async def start_session(server: Server, college: College) -> attendance_pb.Session:
    """Open the session, as its teacher would."""
    request = attendance_pb.StartSessionRequest(
        course_id=college.course_id,
        room_id=college.room_id,
        request_id=str(uuid.uuid4()),
        late_after=Duration(seconds=600),
    )
    return (await attendance_rpc.AttendanceServiceStub(server.attendance).StartSession(request)).session


async def end_session(server: Server, session_id: str) -> attendance_pb.GetSessionResponse:
    """Close the session and read its marks."""
    stub = attendance_rpc.AttendanceServiceStub(server.attendance)
    await stub.EndSession(attendance_pb.EndSessionRequest(session_id=session_id))
    return await stub.GetSession(attendance_pb.GetSessionRequest(session_id=session_id))


async def _create(
    server: Server, name: str, email: str, role: identity_pb.Role.ValueType, number: str = ""
) -> people_pb.CreatePersonResponse:
    new = people_pb.Person(display_name=name, email=email, role=role, student_number=number)
    request = people_pb.CreatePersonRequest(person=new, request_id=str(uuid.uuid4()))
    return await people_rpc.PeopleServiceStub(server.identity).CreatePerson(request)


async def _account(
    endpoints: Endpoints, server: Server, name: str, email: str, role: identity_pb.Role.ValueType, number: str = ""
) -> tuple[str, Login]:
    created = await _create(server, name, email, role, number)
    return created.person.person_id, await activate(endpoints, created.activation_link, name, email)


async def _enrol_faces(server: Server, newcomers: Sequence[Newcomer], students: dict[str, str], say: Say) -> None:
    limit = asyncio.Semaphore(PHOTOS_AT_ONCE)
    stub = encoding_rpc.EncodingServiceStub(server.recognition)
    people = people_rpc.PeopleServiceStub(server.identity)

    async def add(newcomer: Newcomer, path: Path) -> bool:
        async with limit:
            image = await asyncio.to_thread(photos.load, path)
            person_id = students[newcomer.key]
            request = encoding_pb.AddFaceSampleRequest(
                person_id=person_id, image=image, request_id=photos.request_id(person_id, image)
            )
            try:
                await stub.AddFaceSample(request)
            except grpc.aio.AioRpcError as error:
                if error.code() is not grpc.StatusCode.INVALID_ARGUMENT:
                    raise
                say(f"{newcomer.display_name}, {path.name}: {error.details()}")
                return False
            return True

    for newcomer in newcomers:
        if newcomer.photos:  # consent comes before the first photo
            agreed = people_pb.SetConsentRequest(
                person_id=students[newcomer.key], granted=True, text_version=consent.VERSION
            )
            await people.SetConsent(agreed)
    added = await asyncio.gather(*(add(newcomer, path) for newcomer in newcomers for path in newcomer.photos))
    say(f"{sum(added)} of {len(added)} photos accepted")


async def _classroom(server: Server, teacher_id: str, student_ids: list[str]) -> tuple[str, str, str, str]:
    courses = course_rpc.CourseServiceStub(server.attendance)
    rooms = room_rpc.RoomServiceStub(server.attendance)
    new = course_pb.Course(code="DEMO 101", title="Introduction to Presence", teacher_ids=[teacher_id])
    course = (
        await courses.CreateCourse(course_pb.CreateCourseRequest(course=new, request_id=str(uuid.uuid4())))
    ).course
    await courses.EnrolStudents(course_pb.EnrolStudentsRequest(course_id=course.course_id, student_ids=student_ids))
    room = (await rooms.CreateRoom(room_pb.CreateRoomRequest(name="Room 1", request_id=str(uuid.uuid4())))).room
    hung = room_pb.Camera(room_id=room.room_id, name="Front camera", detector=room_pb.DETECTOR_YUNET)
    camera = (await rooms.CreateCamera(room_pb.CreateCameraRequest(camera=hung, request_id=str(uuid.uuid4())))).camera
    issue = device_pb.IssueDeviceKeyRequest(camera_id=camera.camera_id, label="demo")
    key = await device_rpc.DeviceServiceStub(server.identity).IssueDeviceKey(issue)
    return course.course_id, room.room_id, camera.camera_id, key.credential
