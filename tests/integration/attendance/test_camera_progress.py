"""Nobody is absent while a camera may still have seen them; who is, once all of it has arrived."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import grpc
import pytest
from presence.attendance.v1 import attendance_service_pb2 as pb
from presence.attendance.v1 import evidence_service_pb2, room_service_pb2

from services.common.status import reason_of
from tests.fakes.attendance_identity import ScriptedIdentity
from tests.fakes.attendance_server import AttendanceServer
from tests.integration.attendance.college import College, request_id, stamp

ABSENT, UNCONFIRMED, PRESENT = pb.MARK_STATUS_ABSENT, pb.MARK_STATUS_UNCONFIRMED, pb.MARK_STATUS_PRESENT


async def closed_while_the_camera_was_cut_off(college: College) -> pb.Session:
    """A session that other data says was watched all the while, but of whose camera the rest is still to come."""
    session = await college.start()
    begun = session.start_time.ToDatetime(UTC)
    await college.reporter.report(college.progress(begun))
    closed = await college.end(session)
    await college.reporter.report(college.coverage(begun, closed.end_time.ToDatetime(UTC)))
    return closed


async def give_up(college: College, session: pb.Session, camera_id: str = "") -> None:
    await college.teacher.evidence.GiveUpOnCamera(
        evidence_service_pb2.GiveUpOnCameraRequest(
            session_id=session.session_id, camera_id=camera_id or college.camera.camera_id
        )
    )


async def test_nobody_is_absent_before_a_cameras_data_has_arrived_and_everybody_unseen_is_once_it_has(
    college: College,
) -> None:
    session = await closed_while_the_camera_was_cut_off(college)
    assert (await college.mark_of(session, 0)).status == UNCONFIRMED
    late = college.sighting(1, session.start_time.ToDatetime(UTC))
    await college.reporter.report(late)
    assert (await college.mark_of(session, 1)).status == PRESENT
    await college.reporter.report(college.progress(datetime.now(UTC)))
    assert (await college.mark_of(session, 0)).status == ABSENT
    assert (await college.mark_of(session, 1)).status == PRESENT


async def test_the_change_from_unconfirmed_to_absent_is_told_to_who_watches(college: College) -> None:
    session = await closed_while_the_camera_was_cut_off(college)
    token = (await college.get(session)).resume_token
    watch = college.teacher.attendance.WatchSession(
        pb.WatchSessionRequest(session_id=session.session_id, resume_token=token)
    )
    await college.reporter.report(college.progress(datetime.now(UTC)))
    told = set()
    async for event in watch:
        if event.HasField("mark_changed"):
            told.add(event.mark_changed.status)
            if event.mark_changed.student_id == college.students[2].person_id:
                break
    watch.cancel()
    assert told == {ABSENT}


async def test_a_camera_that_stopped_in_order_is_not_waited_for(college: College) -> None:
    await college.reporter.report(college.progress(datetime.now(UTC), stopped=True))
    session = await college.start()
    closed = await college.end(session)
    await college.reporter.report(college.coverage(session.start_time.ToDatetime(UTC), closed.end_time.ToDatetime(UTC)))
    assert (await college.mark_of(session, 0)).status == ABSENT


async def test_a_camera_that_never_said_that_it_keeps_anything_is_not_waited_for(college: College) -> None:
    session = await college.start()
    closed = await college.end(session)
    await college.reporter.report(college.coverage(session.start_time.ToDatetime(UTC), closed.end_time.ToDatetime(UTC)))
    assert (await college.mark_of(session, 0)).status == ABSENT


async def test_progress_in_any_order_and_any_number_of_times_comes_to_the_same(college: College) -> None:
    session = await closed_while_the_camera_was_cut_off(college)
    through = college.progress(datetime.now(UTC))
    earlier = college.progress(session.start_time.ToDatetime(UTC))
    for report in (through, earlier, through, earlier):
        answer = await college.reporter.report(report)
        assert list(answer.stored_ids) == [college.camera.camera_id]
    assert (await college.mark_of(session, 0)).status == ABSENT


async def test_progress_of_the_future_does_not_complete_what_is_still_to_come(college: College) -> None:
    session = await college.start()
    await college.reporter.report(college.progress(datetime.now(UTC) + timedelta(minutes=1)))
    closed = await college.end(session)
    await college.reporter.report(college.coverage(session.start_time.ToDatetime(UTC), closed.end_time.ToDatetime(UTC)))
    assert (await college.mark_of(session, 0)).status == UNCONFIRMED


@pytest.mark.parametrize(
    ("through", "words"),
    [
        (datetime(1970, 1, 2, tzinfo=UTC), "too far in the past"),
        (datetime.now(UTC) + timedelta(hours=3), "in the future"),
    ],
)
async def test_progress_of_an_absurd_time_is_refused(college: College, through: datetime, words: str) -> None:
    (refused,) = (await college.reporter.report(college.progress(through))).refused
    assert refused.id == college.camera.camera_id
    assert words in refused.reason


async def test_progress_of_a_camera_that_never_was_is_refused(college: College) -> None:
    strange = college.progress(datetime.now(UTC))
    strange.camera_id = str(uuid4())
    (refused,) = (await college.reporter.report(strange)).refused
    assert refused.reason == "there is no such camera"


async def test_whoever_runs_the_session_sees_which_camera_is_waited_for_and_may_stop_waiting(college: College) -> None:
    session = await closed_while_the_camera_was_cut_off(college)
    request = evidence_service_pb2.ListSessionConditionsRequest(session_id=session.session_id)
    (awaited,) = (await college.teacher.evidence.ListSessionConditions(request)).awaited
    assert (awaited.camera_id, awaited.camera_name) == (college.camera.camera_id, college.camera.name)
    assert awaited.complete_through_time == session.start_time
    await give_up(college, session)
    await give_up(college, session)
    assert (await college.mark_of(session, 0)).status == ABSENT
    assert not (await college.teacher.evidence.ListSessionConditions(request)).awaited
    await college.reporter.report(college.sighting(0, session.start_time.ToDatetime(UTC)))
    assert (await college.mark_of(session, 0)).status == PRESENT  # it came back after all


async def test_removing_the_camera_ends_the_waiting(college: College) -> None:
    session = await closed_while_the_camera_was_cut_off(college)
    await college.admin.rooms.DeleteCamera(room_service_pb2.DeleteCameraRequest(camera_id=college.camera.camera_id))
    assert (await college.mark_of(session, 0)).status == ABSENT


async def test_nobody_gives_up_on_a_camera_of_an_open_session_or_of_another_session(college: College) -> None:
    session = await college.start()
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await give_up(college, session)
    assert reason_of(refused.value) == "SESSION_GOES_ON"
    await college.end(session)
    with pytest.raises(grpc.aio.AioRpcError) as unknown:
        await give_up(college, session, str(uuid4()))
    assert reason_of(unknown.value) == "CAMERA_NOT_FOUND"


async def test_services_learn_whom_a_camera_looked_for_and_nobody_else_does(
    college: College, server: AttendanceServer, identity: ScriptedIdentity
) -> None:
    session = await college.start()
    begun = session.start_time.ToDatetime(UTC)
    closed = await college.end(session)
    now = await college.start(rid=request_id())
    request = pb.ListCameraSessionsRequest(
        camera_id=college.camera.camera_id,
        start_time=stamp(begun - timedelta(hours=1)),
        end_time=stamp(datetime.now(UTC)),
    )
    async with server.client(identity.service("recognition")) as recognition:
        past, present = (await recognition.attendance.ListCameraSessions(request)).sessions
    assert (past.session_id, past.end_time) == (session.session_id, closed.end_time)
    assert (present.session_id, present.HasField("end_time")) == (now.session_id, False)
    assert set(past.student_ids) == {student.person_id for student in college.students}
    assert list(past.operator_ids) == [college.teacher_id]
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await college.teacher.attendance.ListCameraSessions(request)
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
