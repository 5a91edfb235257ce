"""What a mark rests on, and who may read it."""

from uuid import UUID, uuid4

import grpc
import pytest
from presence.attendance.v1 import attendance_service_pb2 as pb
from presence.attendance.v1 import ledger_service_pb2

from services.attendance.domain.session import Session
from services.common.postgres import Database
from tests.fakes.attendance_server import AttendanceClient
from tests.integration.attendance.college import College
from tests.integration.attendance.ledger_world import closed_session
from tests.integration.attendance.register_worlds import Classroom, PostgresWorld


@pytest.fixture
async def session(database: Database) -> Session:
    return await closed_session(await Classroom(PostgresWorld(database)).prepare())


async def test_entries_say_what_they_rest_on_and_hold_no_name(session: Session, database: Database) -> None:
    rows = await database.fetch("select evidence, reason from mark_history order by entry_number")
    tracks = [row["evidence"]["tracks"] for row in rows if row["reason"] == "sighting"]
    assert all(len(seen) == 1 for seen in tracks)
    track = tracks[0][0]
    assert (track["score_band"], track["model"], track["track_id"], track["frames_used"]) == (
        "0.3-0.4",
        "sface",
        "t",
        5,
    )
    assert UUID(rows[0]["evidence"]["policy_version_id"])
    assert [row["evidence"]["why"] for row in rows[2:7]] == ["said", "said", "in_time", "said", "never_seen"]


async def history(
    client: AttendanceClient, session: pb.Session, student_id: str
) -> ledger_service_pb2.ListMarkHistoryResponse:
    return await client.ledger.ListMarkHistory(
        ledger_service_pb2.ListMarkHistoryRequest(session_id=session.session_id, student_id=student_id)
    )


async def test_a_mark_tells_why_it_is_what_it_is(college: College) -> None:
    session = await college.start()
    await college.reporter.report(college.sighting(0))
    await college.set_mark(session, 0, pb.MARK_STATUS_EXCUSED, "a letter from home")
    student = college.students[0].person_id
    seen, said = (await history(college.teacher, session, student)).entries
    assert (seen.reason, seen.actor_role, seen.to_status) == (
        ledger_service_pb2.CHANGE_REASON_SIGHTING,
        ledger_service_pb2.ACTOR_ROLE_UNSPECIFIED,
        pb.MARK_STATUS_PRESENT,
    )
    assert (seen.tracks[0].score_band, seen.tracks[0].camera_id) == ("0.3-0.4", college.camera.camera_id)
    assert (said.by_caller, said.note, said.from_status) == (True, "a letter from home", pb.MARK_STATUS_PRESENT)
    async with college.server.client(college.identity.student(student)) as own:
        entries = (await history(own, session, student)).entries
        assert [entry.by_caller for entry in entries] == [False, False]
        assert college.teacher_id not in str(entries)
        with pytest.raises(grpc.aio.AioRpcError) as refusal:
            await history(own, session, college.students[1].person_id)
        assert refusal.value.code() is grpc.StatusCode.NOT_FOUND
    async with college.server.client(college.identity.teacher(str(uuid4()))) as stranger:
        with pytest.raises(grpc.aio.AioRpcError) as refusal:
            await history(stranger, session, student)
        assert refusal.value.code() is grpc.StatusCode.NOT_FOUND
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await history(college.admin, session, str(uuid4()))
    assert refusal.value.code() is grpc.StatusCode.NOT_FOUND
