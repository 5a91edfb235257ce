"""What tests of excuses do as a student, a teacher or an administrator would."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta

import grpc
import pytest
from presence.attendance.v1 import attendance_service_pb2 as pb
from presence.attendance.v1 import excuse_service_pb2 as excuse_pb

from services.common.status import reason_of
from tests.fakes.attendance_server import AttendanceClient
from tests.integration.attendance.college import College, request_id

ILLNESS = excuse_pb.EXCUSE_CATEGORY_ILLNESS
REQUESTED, APPROVED = excuse_pb.EXCUSE_STATE_REQUESTED, excuse_pb.EXCUSE_STATE_APPROVED
REVOKED = excuse_pb.EXCUSE_STATE_REVOKED
DAY = timedelta(days=1)


def today() -> date:
    """The institution's, which is in UTC until somebody says otherwise; a moment later it may be over."""
    return datetime.now(UTC).date()


def day_of(session: pb.Session) -> date:
    """On which it began."""
    return session.start_time.ToDatetime(UTC).date()


def of_dates(
    college: College, first: date | None = None, last: date | None = None, **more: str
) -> excuse_pb.ExcuseContent:
    """From yesterday to tomorrow unless told otherwise: a session is of those days though midnight lies between."""
    first, last = first or today() - DAY, last or today() + DAY
    more = {"course_id": college.course.course_id, "reason": "I had a fever", **more}
    return excuse_pb.ExcuseContent(category=ILLNESS, first_date=first.isoformat(), last_date=last.isoformat(), **more)


@asynccontextmanager
async def student_of(college: College, who: int = 0) -> AsyncIterator[AttendanceClient]:
    token = college.identity.token(college.students[who].person_id, "student")
    async with college.server.client(token) as client:
        yield client


async def ask(
    client: AttendanceClient, college: College, content: excuse_pb.ExcuseContent | None = None, who: int = 0
) -> excuse_pb.Excuse:
    request = excuse_pb.RequestExcuseRequest(
        student_id=college.students[who].person_id, content=content or of_dates(college), request_id=request_id()
    )
    return (await client.excuses.RequestExcuse(request)).excuse


async def decide(
    client: AttendanceClient, excuse: excuse_pb.Excuse, *, approve: bool = True, note: str = "get well", rid: str = ""
) -> excuse_pb.Excuse:
    request = excuse_pb.DecideExcuseRequest(
        excuse_id=excuse.excuse_id,
        approve=approve,
        note=note,
        revision=excuse.revision,
        request_id=rid or request_id(),
    )
    return (await client.excuses.DecideExcuse(request)).excuse


async def get(client: AttendanceClient, excuse: excuse_pb.Excuse) -> excuse_pb.Excuse:
    return (await client.excuses.GetExcuse(excuse_pb.GetExcuseRequest(excuse_id=excuse.excuse_id))).excuse


async def upload(
    client: AttendanceClient, excuse: excuse_pb.Excuse, content: bytes, file_id: str = "", name: str = "note.pdf"
) -> excuse_pb.ExcuseFile:
    async def parts() -> AsyncIterator[excuse_pb.UploadExcuseFileRequest]:
        set_up = excuse_pb.UploadExcuseFileRequest.SetUp(
            excuse_id=excuse.excuse_id, file_id=file_id or request_id(), file_name=name
        )
        yield excuse_pb.UploadExcuseFileRequest(set_up=set_up)
        for start in range(0, len(content), 60_000):
            yield excuse_pb.UploadExcuseFileRequest(chunk=content[start : start + 60_000])

    return (await client.excuses.UploadExcuseFile(parts())).file


async def download(client: AttendanceClient, excuse: excuse_pb.Excuse, file_id: str) -> tuple[str, bytes]:
    request = excuse_pb.DownloadExcuseFileRequest(excuse_id=excuse.excuse_id, file_id=file_id)
    parts = [part async for part in client.excuses.DownloadExcuseFile(request)]
    assert all(len(part.chunk) <= 64 * 1024 for part in parts)
    return parts[0].file.file_name, b"".join(part.chunk for part in parts)


async def refused(call: object) -> str:
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await call  # type: ignore[misc]  # whatever is awaited here is a call
    return reason_of(refusal.value) or refusal.value.code().name


async def absent_session(college: College) -> pb.Session:
    """A session that is over, watched from its start to its end, in which nobody was seen."""
    session = await college.start()
    opened = session.start_time.ToDatetime(UTC)
    ended = await college.end(session)
    await college.reporter.report(college.coverage(opened, ended.end_time.ToDatetime(UTC)))
    return ended
