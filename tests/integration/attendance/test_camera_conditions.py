"""When a camera was in trouble: kept once however often it is told, shown to whoever runs the session."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import grpc
import pytest
from presence.attendance.v1 import attendance_service_pb2 as pb
from presence.attendance.v1 import evidence_service_pb2, room_service_pb2

from tests.fakes.attendance_identity import ScriptedIdentity
from tests.fakes.attendance_server import AttendanceClient, AttendanceServer
from tests.integration.attendance.college import College


async def evidence_of(
    client: AttendanceClient, session: pb.Session
) -> evidence_service_pb2.ListSessionConditionsResponse:
    request = evidence_service_pb2.ListSessionConditionsRequest(session_id=session.session_id)
    return await client.evidence.ListSessionConditions(request)


async def test_a_condition_told_twice_and_longer_is_kept_once(college: College) -> None:
    session = await college.start()
    began = datetime.now(UTC)
    covered = college.condition(pb.CAMERA_TROUBLE_COVERED, began, began + timedelta(seconds=3))
    answer = await college.reporter.report(covered)
    assert list(answer.stored_ids) == [covered.condition_id]
    covered.end_time.FromDatetime(began + timedelta(seconds=20))
    await college.reporter.report(covered)
    await college.reporter.report(covered)
    (found,) = (await evidence_of(college.teacher, session)).conditions
    assert (found.camera_id, found.camera_name) == (college.camera.camera_id, college.camera.name)
    assert found.trouble == pb.CAMERA_TROUBLE_COVERED
    assert found.end_time.ToDatetime(tzinfo=UTC) - found.start_time.ToDatetime(tzinfo=UTC) == timedelta(seconds=20)


async def test_what_was_wrong_before_the_session_is_cut_to_its_beginning(college: College) -> None:
    began = datetime.now(UTC) - timedelta(minutes=5)
    session = await college.start()
    now = datetime.now(UTC)
    await college.reporter.report(
        college.condition(pb.CAMERA_TROUBLE_DARK, began, now),
        college.condition(pb.CAMERA_TROUBLE_BLACK, began, began + timedelta(minutes=1)),
    )
    (found,) = (await evidence_of(college.teacher, session)).conditions
    assert found.trouble == pb.CAMERA_TROUBLE_DARK
    assert found.start_time == session.start_time


async def test_a_session_says_how_much_of_it_was_watched(college: College) -> None:
    session = await college.start()
    assert (await evidence_of(college.teacher, session)).watched_share == 0.0
    await college.reporter.report(college.coverage(session.start_time.ToDatetime(tzinfo=UTC), datetime.now(UTC)))
    assert 0.0 < (await evidence_of(college.teacher, session)).watched_share <= 1.0


async def test_an_id_of_another_trouble_and_an_unknown_trouble_are_refused_for_good(college: College) -> None:
    await college.start()
    now = datetime.now(UTC)
    black = college.condition(pb.CAMERA_TROUBLE_BLACK, now, now)
    await college.reporter.report(black)
    black.trouble = pb.CAMERA_TROUBLE_DARK
    answer = await college.reporter.report(black, college.condition(pb.CAMERA_TROUBLE_UNSPECIFIED, now, now))
    assert sorted(refused.reason for refused in answer.refused) == [
        "the id is another trouble's",
        "trouble is not known",
    ]
    assert not answer.stored_ids


async def test_a_condition_of_a_camera_that_never_was_is_refused(college: College) -> None:
    now = datetime.now(UTC)
    strange = college.condition(pb.CAMERA_TROUBLE_GONE, now, now)
    strange.camera_id = str(uuid4())
    answer = await college.reporter.report(strange)
    assert [refused.reason for refused in answer.refused] == ["there is no such camera"]


async def test_another_teacher_does_not_see_a_sessions_evidence(
    college: College, server: AttendanceServer, identity: ScriptedIdentity
) -> None:
    session = await college.start()
    async with server.client(identity.teacher(str(uuid4()))) as stranger:
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await evidence_of(stranger, session)
    assert refused.value.code() is grpc.StatusCode.NOT_FOUND


async def test_a_camera_keeps_whether_its_pictures_are_searched_in_tiles(college: College) -> None:
    assert college.camera.tiles == room_service_pb2.TILES_AUTO
    camera = room_service_pb2.Camera()
    camera.CopyFrom(college.camera)
    camera.tiles = room_service_pb2.TILES_OFF
    changed = await college.admin.rooms.UpdateCamera(room_service_pb2.UpdateCameraRequest(camera=camera))
    assert changed.camera.tiles == room_service_pb2.TILES_OFF
