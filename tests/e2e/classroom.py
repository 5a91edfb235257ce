"""A session that is open for a block, and the camera that streams a film into it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from presence.attendance.v1 import attendance_service_pb2 as pb
from presence.attendance.v1 import attendance_service_pb2_grpc as rpc

from camera.client import CameraClient, CameraOptions
from camera.sources import open_source
from cli.admin.server import Server
from cli.demo import college
from tests.e2e.conftest import Campus, logged_in

ATTENDED = (pb.MARK_STATUS_PRESENT, pb.MARK_STATUS_LATE, pb.MARK_STATUS_LEFT_EARLY)


@asynccontextmanager
async def open_session(campus: Campus) -> AsyncIterator[tuple[Server, pb.Session]]:
    """The teacher's services and the open session; it is closed afterwards whatever happened."""
    async with college.person(campus.endpoints, campus.college.teacher) as teacher:
        session = await college.start_session(teacher, campus.college)
        try:
            yield teacher, session
        finally:
            await college.end_session(teacher, session.session_id)


@asynccontextmanager
async def room_left_free(campus: Campus) -> AsyncIterator[None]:
    """For a block whose page opens a session and ends it: where it failed between, the next test would find it open."""
    try:
        yield
    finally:
        wanted = {"room_id": campus.college.room_id, "open_only": "true"}
        async with logged_in(campus, campus.college.teacher) as teacher:
            for session in (await teacher.call("GET", "/sessions", params=wanted))[1]["items"]:
                assert (await teacher.call("POST", f"/sessions/{session['session_id']}/end"))[0] == 200


def camera_of(campus: Campus, film: Path, said: list[str], *, loop: bool = False) -> CameraClient:
    options = CameraOptions(server=campus.running.url, key=campus.college.camera_credential)
    return CameraClient(options, open_source(str(film), loop=loop), said.append)


async def attended(campus: Campus, teacher: Server, session_id: str) -> set[str]:
    """Keys of those marked present or late."""
    answer = await rpc.AttendanceServiceStub(teacher.attendance).GetSession(pb.GetSessionRequest(session_id=session_id))
    keys = {person_id: key for key, person_id in campus.college.students.items()}
    return {keys[mark.student_id] for mark in answer.marks if mark.status in ATTENDED}
