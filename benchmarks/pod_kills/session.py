"""One session: a camera client streams its film to a real pod, the teacher speaks, and processes die."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import grpc
from google.protobuf.duration_pb2 import Duration
from presence.attendance.v1 import attendance_service_pb2 as pb
from presence.attendance.v1 import attendance_service_pb2_grpc as rpc
from presence.attendance.v1 import evidence_service_pb2, evidence_service_pb2_grpc

from benchmarks.kills.classroom import insistently
from benchmarks.pod_kills.script import FILM_SECONDS, Script, Word
from camera.client import CameraClient, CameraOptions, SpoolOptions
from camera.sources import open_source
from cli.admin.server import Server
from tests.e2e.conftest import Campus
from tests.e2e.cut_off import Seen, told

FIRST_FRAME_SECONDS = 60.0  # the session before may have killed the pod at its end
DELIVERED_SECONDS = 120.0
LOOK_SECONDS = 0.1


@dataclass
class Held:
    """A session that was held."""

    session_id: str
    register: dict[str, Seen] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)  # request ids that were acknowledged
    watched_share: float = 0.0


@dataclass(frozen=True)
class Room:
    """Where sessions are held, one after the other."""

    campus: Campus
    server: Server
    films: list[Path]
    spool: Path
    kill: Callable[[str], Awaitable[None]]

    async def hold(self, script: Script, *, killing: bool) -> Held:
        """The session and what its register came to once everything had arrived."""
        stub = rpc.AttendanceServiceStub(self.server.attendance)
        college = self.campus.college
        start = pb.StartSessionRequest(
            course_id=college.course_id, room_id=college.room_id, request_id=str(uuid.uuid4()),
            late_after=Duration(seconds=600),
        )  # fmt: skip
        session = (await insistently(stub.StartSession, start)).session
        held = Held(session.session_id)
        camera = CameraClient(
            CameraOptions(self.campus.running.url, college.camera_credential, spool=SpoolOptions(self.spool)),
            open_source(str(self.films[script.film]), loop=False),
            lambda _: None,
        )
        streaming = asyncio.create_task(camera.run())
        try:
            await _first_frame(camera, streaming)
            works = [self._speak(stub, held, word) for word in script.words]
            works += [self._kill_at(kill.at_seconds, kill.victim) for kill in script.kills if killing]
            await asyncio.gather(self._end(stub, held), *works)
            await asyncio.wait_for(streaming, DELIVERED_SECONDS)
        finally:
            streaming.cancel()
            await asyncio.wait((streaming,))
        await self._delivered(held)
        held.register = await self.register(held.session_id)
        return held

    async def register(self, session_id: str) -> dict[str, Seen]:
        """The session's marks as they are now."""
        stub = rpc.AttendanceServiceStub(self.server.attendance)
        answer = await insistently(stub.GetSession, pb.GetSessionRequest(session_id=session_id))
        return told(self.campus, {mark.student_id: mark for mark in answer.marks})

    async def _kill_at(self, seconds: float, victim: str) -> None:
        await asyncio.sleep(seconds)
        await self.kill(victim)

    async def _end(self, stub: rpc.AttendanceServiceAsyncStub, held: Held) -> None:
        """At the film's end, whoever has died: what has not arrived by then comes late."""
        await asyncio.sleep(FILM_SECONDS + 0.5)
        await insistently(stub.EndSession, pb.EndSessionRequest(session_id=held.session_id))

    async def _speak(self, stub: rpc.AttendanceServiceAsyncStub, held: Held, word: Word) -> None:
        await asyncio.sleep(word.at_seconds)
        student_id, request_id = self.campus.college.students[word.student], str(uuid.uuid4())
        while request_id not in held.words:
            whole = await insistently(stub.GetSession, pb.GetSessionRequest(session_id=held.session_id))
            mark = next(mark for mark in whole.marks if mark.student_id == student_id)
            request = pb.SetMarkRequest(
                session_id=held.session_id, student_id=student_id, status=word.status, revision=mark.revision,
                request_id=request_id, note="said",
            )  # fmt: skip
            try:
                await insistently(stub.SetMark, request)
            except grpc.aio.AioRpcError as error:
                if error.code() is not grpc.StatusCode.ABORTED:  # the mark has changed: look again
                    raise
            else:
                held.words.add(request_id)

    async def _delivered(self, held: Held) -> None:
        stub = evidence_service_pb2_grpc.EvidenceServiceStub(self.server.attendance)
        request = evidence_service_pb2.ListSessionConditionsRequest(session_id=held.session_id)
        async with asyncio.timeout(DELIVERED_SECONDS):
            while (evidence := await insistently(stub.ListSessionConditions, request)).awaited:  # noqa: ASYNC110 - another process
                await asyncio.sleep(LOOK_SECONDS)
        held.watched_share = evidence.watched_share


async def _first_frame(camera: CameraClient, streaming: asyncio.Task[None]) -> None:
    async with asyncio.timeout(FIRST_FRAME_SECONDS):
        while not camera.progress.sent:
            if streaming.done():
                streaming.result()
                raise AssertionError("the camera ended before it sent a frame")
            await asyncio.sleep(LOOK_SECONDS)
