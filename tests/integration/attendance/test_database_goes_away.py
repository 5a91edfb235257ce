"""The database stops in mid-session and comes back: calls say so, watchers stay, nothing is lost."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import grpc
import pytest
from presence.attendance.v1 import attendance_service_pb2 as pb

from cli.local.postgres import EmbeddedPostgres
from services.common.status import reason_of
from tests.fakes.attendance_identity import SERVICE_KEY, scripted_identity
from tests.fakes.attendance_server import AttendanceClient, attendance_server
from tests.integration.attendance.college import College, Reporter


@pytest.fixture
async def postgres() -> AsyncIterator[EmbeddedPostgres]:
    folder = Path(tempfile.mkdtemp(prefix="presence-away-"))
    folder.chmod(0o711)  # PostgreSQL may have to run as somebody else, who must get through
    server = EmbeddedPostgres(folder / "postgres")
    await server.start()
    try:
        yield server
    finally:
        await server.stop()
        shutil.rmtree(folder, ignore_errors=True)


async def until_stored(recognition: AttendanceClient, sighting: pb.Sighting) -> Reporter:
    """What recognition does: open again and send whatever was not answered."""
    async with asyncio.timeout(60):
        while True:
            reporter = Reporter(recognition)
            try:
                answer = await reporter.report(sighting)
            except grpc.aio.AioRpcError as error:
                if error.code() is not grpc.StatusCode.UNAVAILABLE:
                    raise
                continue
            assert list(answer.stored_ids) == [sighting.sighting_id]
            return reporter


async def test_a_database_that_goes_away_in_mid_session_costs_no_mark(postgres: EmbeddedPostgres) -> None:
    connection = await asyncpg.connect(postgres.dsn)
    await connection.execute("create database away")
    await connection.close()
    url = postgres.dsn.replace("/postgres?", "/away?")
    async with (
        scripted_identity() as identity,
        attendance_server(
            database_url=url,
            identity_target=identity.target,
            service_key=SERVICE_KEY,
            heartbeat_seconds=0.2,
            poll_seconds=0.5,
        ) as server,
        server.client(identity.admin()) as admin,
        server.client(identity.service("recognition")) as recognition,
        College.founded(server, identity, admin, recognition) as college,
    ):
        session = await college.start()
        await college.reporter.report(college.sighting(0))
        watch = college.teacher.attendance.WatchSession(pb.WatchSessionRequest(session_id=session.session_id))
        messages = watch.__aiter__()
        assert (await anext(messages)).HasField("snapshot")

        await postgres.stop()
        unsent = college.sighting(1)
        with pytest.raises(grpc.aio.AioRpcError) as refusal:
            await college.reporter.report(unsent)
        assert refusal.value.code() is grpc.StatusCode.UNAVAILABLE
        assert reason_of(refusal.value) == "DATABASE_UNAVAILABLE"
        with pytest.raises(grpc.aio.AioRpcError) as unary:
            await college.teacher.attendance.GetSession(pb.GetSessionRequest(session_id=session.session_id), timeout=60)
        assert unary.value.code() is grpc.StatusCode.UNAVAILABLE
        async with asyncio.timeout(60):
            assert (await anext(messages)).HasField("heartbeat")

        await postgres.start()
        college.reporter = await until_stored(recognition, unsent)
        async with asyncio.timeout(60):
            while not (message := await anext(messages)).HasField("mark_changed"):
                assert message.HasField("heartbeat")
        assert message.mark_changed.student_id == college.students[1].person_id
        watch.cancel()
        statuses = [(await college.mark_of(session, who)).status for who in range(3)]
        assert statuses == [pb.MARK_STATUS_PRESENT, pb.MARK_STATUS_PRESENT, pb.MARK_STATUS_UNSPECIFIED]
