"""A session whose camera, a process of its own, is cut off; and the same without a cut."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from google.protobuf.timestamp_pb2 import Timestamp
from presence.attendance.v1 import attendance_service_pb2 as pb
from presence.attendance.v1 import attendance_service_pb2_grpc as rpc
from presence.attendance.v1 import evidence_service_pb2, evidence_service_pb2_grpc

from camera.spool import segment
from cli.admin.server import Server
from cli.demo import video
from cli.demo.college import person, start_session
from cli.demo.faces import PEOPLE
from tests.e2e.conftest import Campus
from tests.e2e.cuttable import CuttableNetwork

SEATS = {
    "barack": (160, 500),
    "eileen": (350, 500),
    "group_3": (540, 500),
    "group_4": (730, 500),
    "group_6": (920, 500),
}
LOOK_SECONDS = 0.2


@dataclass(frozen=True)
class Seen:
    """What the register says of one student, in seconds after the first was seen."""

    status: int
    first: float | None
    last: float | None


def draw(path: Path, campus: Campus, stays: dict[str, tuple[float, float]], seconds: float, fps: int) -> Path:
    """A film in which the students sit from one second to the other."""
    people = {one.key: one for one in PEOPLE}
    visits = [video.Visit(people[key], *stay, SEATS[key]) for key, stay in stays.items()]
    video.write(path, video.draw(visits, campus.photos, seconds, fps), fps)
    return path


async def camera_process(
    network: CuttableNetwork, campus: Campus, film: Path, spool: Path
) -> asyncio.subprocess.Process:
    """`presence camera`, as an administrator starts it."""
    environment = {**os.environ, "PRESENCE_CAMERA_KEY": campus.college.camera_credential, "NO_COLOR": "1"}
    command = "from cli.main import app; app()"
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", command, "camera", "--server", network.url, "--source", str(film), "--spool", str(spool),
        env=environment, stdout=asyncio.subprocess.DEVNULL, stderr=None,
    )  # fmt: skip


def kept_frames(spool: Path) -> int:
    """How many lie on the camera's disk."""
    found = 0
    for path in spool.glob("*.frames"):
        with suppress(FileNotFoundError):  # the server had stored it all, and it went while we looked
            found += len(list(segment.records(path.read_bytes())))
    return found


async def marks_of(server: Server, session_id: str) -> dict[str, pb.Mark]:
    """By person id."""
    answer = await rpc.AttendanceServiceStub(server.attendance).GetSession(pb.GetSessionRequest(session_id=session_id))
    return {mark.student_id: mark for mark in answer.marks}


async def until_marks(
    server: Server, session_id: str, wanted: Sequence[str], statuses: Sequence[int], seconds: float
) -> dict[str, pb.Mark]:
    """The marks once those people's have one of the statuses."""
    marks: dict[str, pb.Mark] = {}
    try:
        async with asyncio.timeout(seconds):
            while True:
                marks = await marks_of(server, session_id)
                if all(marks[one].status in statuses for one in wanted):
                    return marks
                await asyncio.sleep(LOOK_SECONDS)
    except TimeoutError:
        raise AssertionError(f"after {seconds} s marks are {[mark.status for mark in marks.values()]}") from None


async def nothing_awaited(
    server: Server, session_id: str, seconds: float
) -> evidence_service_pb2.ListSessionConditionsResponse:
    """The closed session's evidence once all that its cameras recorded has arrived."""
    request = evidence_service_pb2.ListSessionConditionsRequest(session_id=session_id)
    stub = evidence_service_pb2_grpc.EvidenceServiceStub(server.attendance)
    async with asyncio.timeout(seconds):
        while (evidence := await stub.ListSessionConditions(request)).awaited:  # noqa: ASYNC110 - another process
            await asyncio.sleep(LOOK_SECONDS)
    return evidence


def told(campus: Campus, marks: dict[str, pb.Mark]) -> dict[str, Seen]:
    """By the students' keys, so that two sessions can be compared."""
    zero = min(time_of(mark.first_seen_time) for mark in marks.values() if mark.HasField("first_seen_time"))

    def since(mark: pb.Mark, field: str) -> float | None:
        return (time_of(getattr(mark, field)) - zero).total_seconds() if mark.HasField(field) else None  # type: ignore[arg-type]  # one of its fields

    return {
        key: Seen(marks[one].status, since(marks[one], "first_seen_time"), since(marks[one], "last_seen_time"))
        for key, one in campus.college.students.items()
        if one in marks
    }


def time_of(stamp: Timestamp) -> datetime:
    """UTC."""
    return stamp.ToDatetime(UTC)


async def film_session(
    campus: Campus, network: CuttableNetwork, film: Path, spool: Path, *, first: str, cut: tuple[float, float] | None
) -> tuple[dict[str, Seen], float]:
    """A session in which the whole film is seen, and the share of it that was watched: on a slow machine the camera
    starts late. The network is cut between those seconds after `first` is marked."""
    async with person(campus.endpoints, campus.college.teacher) as server:
        stub = rpc.AttendanceServiceStub(server.attendance)
        session = await start_session(server, campus.college)
        camera = await camera_process(network, campus, film, spool)
        ended = asyncio.ensure_future(camera.wait())
        try:
            await until_marks(
                server, session.session_id, [campus.college.students[first]], [pb.MARK_STATUS_PRESENT], 90
            )
            if cut is not None:
                await asyncio.wait({ended}, timeout=cut[0])
                network.cut()
                await asyncio.wait({ended}, timeout=cut[1] - cut[0])
                network.mend()
            assert await ended == 0
        finally:
            if not ended.done():
                camera.kill()
            await ended
            await stub.EndSession(pb.EndSessionRequest(session_id=session.session_id))
        evidence = await nothing_awaited(server, session.session_id, 100)
        return told(campus, await marks_of(server, session.session_id)), evidence.watched_share
