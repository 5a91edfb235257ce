"""attendance with one list of changes a session, for tests of whoever watches sessions."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

import grpc
from presence.attendance.v1 import attendance_service_pb2 as pb
from presence.attendance.v1 import attendance_service_pb2_grpc as rpc
from presence.attendance.v1 import room_service_pb2 as room
from presence.attendance.v1 import room_service_pb2_grpc as room_rpc

from services.common.errors import DomainError, InvalidInput
from services.common.principal import Role, require
from services.common.status import StatusTable

Context = grpc.aio.ServicerContext


class SessionNotFound(DomainError):
    """As attendance's own."""


class CameraNotFound(DomainError):
    """As attendance's own."""


class ResumeTokenUnknown(DomainError):
    """As attendance's own."""


@dataclass
class SessionAlreadyOpen(DomainError):
    """As attendance's own."""

    session_id: str


STATUS: StatusTable = {
    SessionNotFound: grpc.StatusCode.NOT_FOUND,
    CameraNotFound: grpc.StatusCode.NOT_FOUND,
    ResumeTokenUnknown: grpc.StatusCode.OUT_OF_RANGE,
    SessionAlreadyOpen: grpc.StatusCode.FAILED_PRECONDITION,
}


@dataclass
class HeldSession:
    """A session, its marks, and every change in order; a token is how many changes its holder has."""

    session: pb.Session
    marks: dict[str, pb.Mark]
    changes: list[pb.Mark] = field(default_factory=list)
    compacted: int = 0  # tokens below are refused


class FakeAttendance(rpc.AttendanceServiceServicer, room_rpc.RoomServiceServicer):
    """`watching` is how many WatchSession streams are open, `watched` how many there ever were."""

    def __init__(self) -> None:
        self.sessions: dict[str, HeldSession] = {}
        self.cameras: dict[str, room.Camera] = {}
        self.watching = 0
        self.watched = 0
        self.news = asyncio.Condition()

    def add_session(self, students: int = 3) -> str:
        session_id = str(uuid4())
        session = pb.Session(session_id=session_id, course_code="PHY101", room_name="A 12", roster_size=students)
        session.start_time.FromDatetime(datetime.now(UTC))
        marks = [pb.Mark(student_id=str(uuid4()), display_name=f"Student {number}") for number in range(students)]
        self.sessions[session_id] = HeldSession(session, {mark.student_id: mark for mark in marks})
        return session_id

    def add_camera(self) -> str:
        camera_id = str(uuid4())
        self.cameras[camera_id] = room.Camera(camera_id=camera_id, room_id=str(uuid4()), name="Front")
        return camera_id

    async def mark(self, session_id: str, student_id: str, status: pb.MarkStatus.ValueType) -> None:
        held = self.sessions[session_id]
        mark = pb.Mark()
        mark.CopyFrom(held.marks[student_id])
        mark.status = status
        mark.source = pb.MARK_SOURCE_CAMERA
        mark.revision = len(held.changes) + 1
        held.marks[student_id] = mark
        held.changes.append(mark)
        async with self.news:
            self.news.notify_all()

    async def until_watching(self, count: int) -> None:
        async with asyncio.timeout(30), self.news:
            await self.news.wait_for(lambda: self.watching == count)

    async def GetSession(self, request: pb.GetSessionRequest, context: Context) -> pb.GetSessionResponse:  # noqa: N802
        require(Role.ADMIN, Role.TEACHER, to="see sessions")
        held = self._held(request.session_id)
        token = f"r{len(held.changes)}"
        return pb.GetSessionResponse(session=held.session, marks=held.marks.values(), resume_token=token)

    async def StartSession(self, request: pb.StartSessionRequest, context: Context) -> pb.StartSessionResponse:  # noqa: N802
        require(Role.ADMIN, Role.TEACHER, to="start sessions")
        if request.late_after.seconds > 3600:
            raise InvalidInput("late_after", "must be at most an hour")
        raise SessionAlreadyOpen(next(iter(self.sessions)))

    async def WatchSession(  # noqa: N802
        self, request: pb.WatchSessionRequest, context: Context
    ) -> AsyncIterator[pb.WatchSessionResponse]:
        require(Role.ADMIN, Role.TEACHER, Role.SERVICE, to="watch sessions")
        held = self._held(request.session_id)
        seen = int(request.resume_token.removeprefix("r") or 0)
        if request.resume_token and not held.compacted <= seen <= len(held.changes):
            raise ResumeTokenUnknown
        await self._count(1)
        try:
            if not request.resume_token:
                seen = len(held.changes)
                snapshot = pb.SessionSnapshot(session=held.session, marks=held.marks.values())
                yield pb.WatchSessionResponse(resume_token=f"r{seen}", snapshot=snapshot)
            while True:
                async with self.news:
                    while len(held.changes) <= seen:
                        await self.news.wait()
                while len(held.changes) > seen:
                    seen += 1
                    yield pb.WatchSessionResponse(resume_token=f"r{seen}", mark_changed=held.changes[seen - 1])
        finally:
            await self._count(-1)

    async def ExportSession(  # noqa: N802
        self, request: pb.ExportSessionRequest, context: Context
    ) -> AsyncIterator[pb.ExportSessionResponse]:
        held = self._held(request.session_id)
        yield pb.ExportSessionResponse(file_name="Physik Übung.csv", content_type="text/csv", chunk=b"name,status\n")
        for mark in held.marks.values():
            yield pb.ExportSessionResponse(chunk=f"{mark.display_name},{mark.status}\n".encode())

    async def DeleteCamera(self, request: room.DeleteCameraRequest, context: Context) -> room.DeleteCameraResponse:  # noqa: N802
        self.cameras.pop(request.camera_id, None)
        return room.DeleteCameraResponse()

    async def GetCamera(self, request: room.GetCameraRequest, context: Context) -> room.GetCameraResponse:  # noqa: N802
        require(Role.ADMIN, Role.TEACHER, to="see cameras")
        if request.camera_id not in self.cameras:
            raise CameraNotFound
        return room.GetCameraResponse(camera=self.cameras[request.camera_id])

    async def _count(self, change: int) -> None:
        async with self.news:
            self.watching += change
            self.watched += max(change, 0)
            self.news.notify_all()

    def _held(self, session_id: str) -> HeldSession:
        if session_id not in self.sessions:
            raise SessionNotFound
        return self.sessions[session_id]
