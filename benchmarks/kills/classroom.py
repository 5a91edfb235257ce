"""Sessions that follow a script over processes that may die at any moment."""

import asyncio
import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import grpc
from presence.attendance.v1 import attendance_service_pb2 as pb
from presence.attendance.v1 import course_service_pb2, room_service_pb2
from presence.identity.v1 import identity_service_pb2

from benchmarks.kills.script import HORIZON, LATE_AFTER, Script, Word, sighting
from benchmarks.kills.victims import Reporter
from tests.fakes.attendance_identity import ScriptedIdentity
from tests.fakes.attendance_server import AttendanceClient, AttendanceServer

RETRY_SECONDS = 0.05
CALL_SECONDS = 5.0
AWAY = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.INTERNAL)
Request = TypeVar("Request")
Response = TypeVar("Response")


async def insistently(method: "grpc.aio.UnaryUnaryMultiCallable[Request, Response]", request: Request) -> Response:
    """The answer, however often the call must be repeated: every request carries its id."""
    while True:
        try:
            return await method(request, timeout=CALL_SECONDS)
        except grpc.aio.AioRpcError as error:
            if error.code() not in AWAY:
                raise
        await asyncio.sleep(RETRY_SECONDS)


@dataclass
class Held:
    """A session that was held: what was acknowledged, and what its marks came to."""

    session: pb.Session
    students: list[str]
    sightings: set[str] = field(default_factory=set)
    words: dict[str, Word] = field(default_factory=dict)  # by request id, those that were acknowledged
    told: list[tuple[object, ...]] = field(default_factory=list)


class Classroom:
    """A room with its camera, course and students."""

    def __init__(self, admin: AttendanceClient, identity: ScriptedIdentity, target: str, folder: Path) -> None:
        self._admin, self._identity, self._target, self._folder = admin, identity, target, folder
        self.reporter: Reporter | None = None
        self._words = 0

    @property
    def acknowledged(self) -> int:
        """How far the session has got."""
        return self._words + (len(self.reporter.acknowledged) if self.reporter else 0)

    async def furnish(self, students: int) -> None:
        """Everything a session needs."""
        code = uuid4().hex[:8]
        self._teacher = self._identity.new_person(f"Teacher {code}", identity_service_pb2.ROLE_TEACHER).person_id
        self._students = [self._identity.new_person(f"Student {number}").person_id for number in range(students)]
        course = course_service_pb2.Course(code=code, title="Kills", teacher_ids=[self._teacher])
        made = await insistently(
            self._admin.courses.CreateCourse,
            course_service_pb2.CreateCourseRequest(course=course, request_id=str(uuid4())),
        )
        self._course_id = made.course.course_id
        await insistently(
            self._admin.courses.EnrolStudents,
            course_service_pb2.EnrolStudentsRequest(course_id=self._course_id, student_ids=self._students),
        )
        room = await insistently(
            self._admin.rooms.CreateRoom, room_service_pb2.CreateRoomRequest(name=code, request_id=str(uuid4()))
        )
        self._room_id = room.room.room_id
        camera = room_service_pb2.Camera(room_id=self._room_id, name="Door")
        added = await insistently(
            self._admin.rooms.CreateCamera,
            room_service_pb2.CreateCameraRequest(camera=camera, request_id=str(uuid4())),
        )
        self._camera_id = added.camera.camera_id

    async def hold(self, script: Script) -> Held:
        """One session from its start to the last late report after its end."""
        async with AttendanceServer(self._target).client(self._identity.teacher(self._teacher)) as client:
            return await self._hold(script, client)

    async def _hold(self, script: Script, client: AttendanceClient) -> Held:
        request = pb.StartSessionRequest(course_id=self._course_id, room_id=self._room_id, request_id=str(uuid4()))
        request.late_after.FromTimedelta(LATE_AFTER)
        session = (await insistently(client.attendance.StartSession, request)).session
        held = Held(session, self._students)
        start = session.start_time.ToDatetime(UTC)
        await asyncio.gather(self._report(script, held, start), self._speak(client, script, held))
        await asyncio.sleep(max(0.0, (start + HORIZON - datetime.now(UTC)).total_seconds()))
        end = await insistently(client.attendance.EndSession, pb.EndSessionRequest(session_id=session.session_id))
        await self._cover(held, start, end.session.end_time.ToDatetime(UTC))
        whole = await insistently(client.attendance.GetSession, pb.GetSessionRequest(session_id=session.session_id))
        held.told = sorted(self._told(mark, start) for mark in whole.marks)
        return held

    def _told(self, mark: pb.Mark, start: datetime) -> tuple[object, ...]:
        """A mark as every run must tell it."""
        seen = mark.HasField("first_seen_time")
        first = (mark.first_seen_time.ToDatetime(UTC) - start) // timedelta(milliseconds=1) if seen else -1
        last = (mark.last_seen_time.ToDatetime(UTC) - start) // timedelta(milliseconds=1) if seen else -1
        number = self._students.index(mark.student_id)
        return number, mark.status, mark.status_code, mark.source, first, last, mark.note, bool(mark.set_by)

    async def _report(self, script: Script, held: Held, start: datetime) -> None:
        session_id = held.session.session_id
        batches = [
            pb.ReportSightingsRequest(
                sightings=[sighting(one, session_id, start, self._camera_id, self._students[one.student])]
            )
            for one in script.seen
        ]
        await self._reported(held, batches)

    async def _cover(self, held: Held, start: datetime, end: datetime) -> None:
        coverage = pb.Coverage(coverage_id=held.session.session_id, camera_id=self._camera_id)
        coverage.start_time.FromDatetime(start)
        coverage.end_time.FromDatetime(end)
        await self._reported(held, [pb.ReportSightingsRequest(coverages=[coverage])])

    async def _reported(self, held: Held, batches: list[pb.ReportSightingsRequest]) -> None:
        lines = [base64.b64encode(batch.SerializeToString()).decode() for batch in batches]
        token = self._identity.service("recognition")
        self.reporter = Reporter(self._target, token, lines, self._folder / f"{held.session.session_id}.batches")
        await self.reporter.start()
        await self.reporter.done.wait()
        await self.reporter.wait()
        held.sightings |= self.reporter.acknowledged - {held.session.session_id}

    async def _speak(self, client: AttendanceClient, script: Script, held: Held) -> None:
        session_id = held.session.session_id
        for word in script.words:
            student_id = self._students[word.student]
            request_id = str(uuid4())
            while request_id not in held.words:
                whole = await insistently(client.attendance.GetSession, pb.GetSessionRequest(session_id=session_id))
                mark = next(mark for mark in whole.marks if mark.student_id == student_id)
                request = pb.SetMarkRequest(
                    session_id=session_id, student_id=student_id, status=word.status, revision=mark.revision,
                    request_id=request_id, note=word.note,
                )  # fmt: skip
                try:
                    await insistently(client.attendance.SetMark, request)
                except grpc.aio.AioRpcError as error:
                    if error.code() is not grpc.StatusCode.ABORTED:  # the mark has changed: look again
                        raise
                else:
                    held.words[request_id] = word
                    self._words += 1
