"""A small college made through the public calls: one course, its teacher and students, one room with a camera."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from google.protobuf.timestamp_pb2 import Timestamp
from presence.attendance.v1 import attendance_service_pb2 as pb
from presence.attendance.v1 import course_service_pb2, room_service_pb2
from presence.identity.v1 import identity_service_pb2, people_service_pb2

from tests.fakes.attendance_identity import ScriptedIdentity
from tests.fakes.attendance_server import AttendanceClient, AttendanceServer

REWRITTEN: set[str] = set()  # sessions whose ledger a test moved into the past, which the proof finds


def stamp(moment: datetime) -> Timestamp:
    message = Timestamp()
    message.FromDatetime(moment)
    return message


def request_id() -> str:
    return str(uuid4())


class Reporter:
    """Recognition's side of ReportSightings."""

    def __init__(self, client: AttendanceClient) -> None:
        self._requests: asyncio.Queue[pb.ReportSightingsRequest | None] = asyncio.Queue(100)
        self.call = client.attendance.ReportSightings(self._sent())
        self._answers = self.call.__aiter__()

    async def _sent(self) -> AsyncIterator[pb.ReportSightingsRequest]:
        while (request := await self._requests.get()) is not None:
            yield request

    async def report(
        self, *reports: pb.Sighting | pb.Coverage | pb.CameraCondition | pb.CameraProgress
    ) -> pb.ReportSightingsResponse:
        request = pb.ReportSightingsRequest(
            sightings=[report for report in reports if isinstance(report, pb.Sighting)],
            coverages=[report for report in reports if isinstance(report, pb.Coverage)],
            conditions=[report for report in reports if isinstance(report, pb.CameraCondition)],
            progress=[report for report in reports if isinstance(report, pb.CameraProgress)],
        )
        await self._requests.put(request)
        async with asyncio.timeout(60):
            return await anext(self._answers)

    async def close(self) -> None:
        await self._requests.put(None)
        async with asyncio.timeout(60):
            async for _ in self._answers:
                pass


@dataclass
class College:
    server: AttendanceServer
    identity: ScriptedIdentity
    admin: AttendanceClient
    teacher: AttendanceClient
    reporter: Reporter
    teacher_id: str
    students: list[people_service_pb2.Person]
    course: course_service_pb2.Course
    room: room_service_pb2.Room
    camera: room_service_pb2.Camera

    @classmethod
    @asynccontextmanager
    async def founded(
        cls,
        server: AttendanceServer,
        identity: ScriptedIdentity,
        admin: AttendanceClient,
        recognition: AttendanceClient,
        students: int = 3,
    ) -> AsyncIterator["College"]:
        code = uuid4().hex[:8]
        teacher = identity.new_person(f"Teacher of {code}", identity_service_pb2.ROLE_TEACHER)
        people = [identity.new_person(f"Student {number} of {code}") for number in range(students)]
        course = await admin.courses.CreateCourse(
            course_service_pb2.CreateCourseRequest(
                course=course_service_pb2.Course(code=code, title="Algebra", teacher_ids=[teacher.person_id]),
                request_id=request_id(),
            )
        )
        await admin.courses.EnrolStudents(
            course_service_pb2.EnrolStudentsRequest(
                course_id=course.course.course_id, student_ids=[person.person_id for person in people]
            )
        )
        room = await admin.rooms.CreateRoom(
            room_service_pb2.CreateRoomRequest(name=f"Room {code}", request_id=request_id())
        )
        camera = await admin.rooms.CreateCamera(
            room_service_pb2.CreateCameraRequest(
                camera=room_service_pb2.Camera(room_id=room.room.room_id, name=f"Camera {code}"),
                request_id=request_id(),
            )
        )
        async with server.client(identity.teacher(teacher.person_id)) as client:
            reporter = Reporter(recognition)
            yield cls(
                server,
                identity,
                admin,
                client,
                reporter,
                teacher.person_id,
                people,
                course.course,
                room.room,
                camera.camera,
            )
            await reporter.close()

    async def start(self, late_after: timedelta | None = None, rid: str | None = None) -> pb.Session:
        request = pb.StartSessionRequest(
            course_id=self.course.course_id, room_id=self.room.room_id, request_id=rid or request_id()
        )
        if late_after is not None:
            request.late_after.FromTimedelta(late_after)
        return (await self.teacher.attendance.StartSession(request)).session

    async def end(self, session: pb.Session) -> pb.Session:
        answer = await self.teacher.attendance.EndSession(pb.EndSessionRequest(session_id=session.session_id))
        return answer.session

    async def get(self, session: pb.Session) -> pb.GetSessionResponse:
        return await self.teacher.attendance.GetSession(pb.GetSessionRequest(session_id=session.session_id))

    async def mark_of(self, session: pb.Session, who: int) -> pb.Mark:
        marks = {mark.student_id: mark for mark in (await self.get(session)).marks}
        return marks[self.students[who].person_id]

    def sighting(self, who: int, first: datetime | None = None, last: datetime | None = None) -> pb.Sighting:
        first = first or datetime.now(UTC)
        return pb.Sighting(
            sighting_id=str(uuid4()),
            camera_id=self.camera.camera_id,
            student_id=self.students[who].person_id,
            first_seen_time=stamp(first),
            last_seen_time=stamp(last or first),
            distance=0.3,
            gallery_version=1,
            model="sface",
            track_id="7",
            frames_used=5,
        )

    def coverage(self, start: datetime, end: datetime) -> pb.Coverage:
        return pb.Coverage(
            coverage_id=str(uuid4()),
            camera_id=self.camera.camera_id,
            start_time=stamp(start),
            end_time=stamp(end),
        )

    def condition(self, trouble: "pb.CameraTrouble.ValueType", start: datetime, end: datetime) -> pb.CameraCondition:
        return pb.CameraCondition(
            condition_id=str(uuid4()),
            camera_id=self.camera.camera_id,
            trouble=trouble,
            start_time=stamp(start),
            end_time=stamp(end),
        )

    def progress(self, through: datetime, *, stopped: bool = False) -> pb.CameraProgress:
        return pb.CameraProgress(camera_id=self.camera.camera_id, complete_through_time=stamp(through), stopped=stopped)

    async def set_mark(
        self, session: pb.Session, who: int, status: "pb.MarkStatus.ValueType", note: str = ""
    ) -> pb.Mark:
        mark = await self.mark_of(session, who)
        answer = await self.teacher.attendance.SetMark(
            pb.SetMarkRequest(
                session_id=session.session_id,
                student_id=mark.student_id,
                status=status,
                revision=mark.revision,
                request_id=request_id(),
                note=note,
            )
        )
        return answer.mark
