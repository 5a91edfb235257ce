"""PolicyService over a real server and a real database: settings, versions, the past tried and decided again."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import grpc
import pytest
from presence.attendance.v1 import attendance_service_pb2 as attendance_pb
from presence.attendance.v1 import ledger_service_pb2, room_service_pb2
from presence.attendance.v1 import policy_service_pb2 as pb

from services.common.postgres import Database
from services.common.status import fields_of, reason_of
from tests.fakes.attendance_identity import SERVICE_KEY, ScriptedIdentity
from tests.fakes.attendance_server import AttendanceServer, attendance_server
from tests.integration.attendance.college import College, request_id

DAY = timedelta(days=1)


@pytest.fixture
async def server(attendance_url: str, identity: ScriptedIdentity) -> AsyncIterator[AttendanceServer]:
    """A service of this test's own: an institution's policy is everybody's."""
    async with attendance_server(
        database_url=attendance_url, identity_target=identity.target, service_key=SERVICE_KEY
    ) as server:
        yield server


@pytest.fixture
async def college(server: AttendanceServer, identity: ScriptedIdentity) -> AsyncIterator[College]:
    async with (
        server.client(identity.admin()) as admin,
        server.client(identity.service("recognition")) as recognition,
        College.founded(server, identity, admin, recognition) as college,
    ):
        yield college


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def settings(**times: timedelta) -> pb.PolicySettings:
    wanted = pb.PolicySettings()
    for name, time in times.items():
        getattr(wanted, name).FromTimedelta(time)
    return wanted


async def put(college: College, place: pb.PolicyPlace, wanted: pb.PolicySettings, version: int = 0) -> pb.PolicyView:
    answer = await college.admin.policies.SetPolicy(
        pb.SetPolicyRequest(place=place, settings=wanted, version=version, note="agreed", request_id=request_id())
    )
    return answer.policy


async def seen_class(college: College, database: Database) -> attendance_pb.Session:
    """An hour of yesterday: one student there all along, one 15 minutes late, one gone 20 minutes before the end."""
    session = await college.start()
    started = datetime.now(UTC) - DAY
    ended = started + minutes(60)
    await database.execute("update session set start_time = $2 where session_id = $1", session.session_id, started)
    await database.execute("update session_camera set join_time = $1", started)
    await college.reporter.report(
        college.coverage(started, ended),
        college.sighting(0, started, ended),
        college.sighting(1, started + minutes(15), ended),
        college.sighting(2, started, started + minutes(40)),
    )
    await college.end(session)
    await database.execute("update session set end_time = $2 where session_id = $1", session.session_id, ended)
    await database.execute("update session_camera set leave_time = $1", ended)
    await college.reporter.report(college.coverage(started, ended))  # the marks follow
    return session


async def codes(college: College, session: attendance_pb.Session) -> list[str]:
    marks = {mark.student_id: mark for mark in (await college.get(session)).marks}
    return [marks[person.person_id].status_code for person in college.students]


def of_yesterday(college: College) -> pb.SessionRange:
    today = datetime.now(UTC).date()
    return pb.SessionRange(
        course_id=college.course.course_id,
        first_date=(today - 3 * DAY).isoformat(),
        last_date=(today + DAY).isoformat(),
    )


async def test_the_most_specific_setting_wins_and_says_where_it_comes_from(college: College) -> None:
    course = pb.PolicyPlace(course_id=college.course.course_id)
    await put(college, pb.PolicyPlace(), settings(late_after=minutes(5), minimum_present=minutes(30)))
    view = await put(college, course, settings(late_after=minutes(15)))
    assert view.effective.late_after.ToTimedelta() == minutes(15)
    assert view.effective.minimum_present.ToTimedelta() == minutes(30)
    assert [status.code for status in view.effective.statuses.statuses] == [
        "PRESENT",
        "LATE",
        "LEFT_EARLY",
        "ABSENT",
        "EXCUSED",
    ]
    origins = {origin.setting: origin.scope for origin in view.origins}
    assert origins["late_after"] == pb.POLICY_SCOPE_COURSE
    assert origins["minimum_present"] == pb.POLICY_SCOPE_INSTITUTION
    assert origins["bridge_gap"] == pb.POLICY_SCOPE_UNSPECIFIED
    session = await college.start()
    assert session.late_after.ToTimedelta() == minutes(15)
    assert session.policy_version_id


async def test_every_version_stays_and_a_stale_one_is_refused(college: College) -> None:
    place = pb.PolicyPlace(course_id=college.course.course_id)
    once = pb.SetPolicyRequest(place=place, settings=settings(late_after=minutes(5)), request_id=request_id())
    first = await college.admin.policies.SetPolicy(once)
    assert await college.admin.policies.SetPolicy(once) == first
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await put(college, place, settings(late_after=minutes(7)))
    assert (refusal.value.code(), reason_of(refusal.value)) == (grpc.StatusCode.ABORTED, "POLICY_CHANGED")
    assert fields_of(refusal.value)["version"] == "1"
    await put(college, place, settings(late_after=minutes(7)), version=1)
    listed = await college.teacher.policies.ListPolicyVersions(pb.ListPolicyVersionsRequest(place=place))
    assert [(one.version, one.settings.late_after.ToTimedelta(), one.note) for one in listed.versions] == [
        (2, minutes(7), "agreed"),
        (1, minutes(5), ""),
    ]
    assert listed.versions[0].author
    page = await college.teacher.policies.ListPolicyVersions(pb.ListPolicyVersionsRequest(place=place, page_size=1))
    rest = pb.ListPolicyVersionsRequest(place=place, page_size=1, page_token=page.next_page_token)
    assert [one.version for one in (await college.teacher.policies.ListPolicyVersions(rest)).versions] == [1]


async def test_a_teacher_may_use_a_status_of_the_colleges_own(college: College) -> None:
    view = await put(college, pb.PolicyPlace(), pb.PolicySettings())
    sets = view.effective.statuses
    sets.statuses.add(
        code="ONLINE",
        kind=attendance_pb.MARK_STATUS_PRESENT,
        points=0.8,
        counts=True,
        teachers_may_set=True,
        label_en="Online",
        label_ne="अनलाइन",
    )
    await put(college, pb.PolicyPlace(), pb.PolicySettings(statuses=sets), version=1)
    session = await college.start()
    before = await college.mark_of(session, 0)
    request = attendance_pb.SetMarkRequest(
        session_id=session.session_id,
        student_id=before.student_id,
        status_code="ONLINE",
        revision=before.revision,
        request_id=request_id(),
    )
    mark = (await college.teacher.attendance.SetMark(request)).mark
    assert (mark.status_code, mark.status) == ("ONLINE", attendance_pb.MARK_STATUS_PRESENT)
    request.status_code, request.revision, request.request_id = "NOWHERE", mark.revision, request_id()
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await college.teacher.attendance.SetMark(request)
    assert fields_of(refusal.value)["field"] == "status_code"


async def test_what_if_tells_who_would_change_and_writes_nothing(college: College, database: Database) -> None:
    session = await seen_class(college, database)
    assert await codes(college, session) == ["PRESENT", "LATE", "PRESENT"]
    before = await college.get(session)
    request = pb.WhatIfRequest(
        range=of_yesterday(college),
        place=pb.PolicyPlace(course_id=college.course.course_id),
        settings=settings(late_after=minutes(20), left_early_before=minutes(10), minimum_present=minutes(50)),
    )
    events = [event async for event in college.admin.policies.WhatIf(request)]
    assert [event.WhichOneof("event") for event in events] == ["progress", "progress", "difference"]
    difference = events[-1].difference
    assert (difference.sessions, difference.marks, difference.changed_total) == (1, 3, 2)
    shifts = {(shift.from_code, shift.to_code): shift.marks for shift in difference.shifts}
    # 40 minutes are too few, 45 too: both would be absent
    assert shifts == {("LATE", "ABSENT"): 1, ("PRESENT", "ABSENT"): 1}
    assert {one.student_id for one in difference.changed} == {person.person_id for person in college.students[1:]}
    assert [(rate.from_rate, rate.to_rate) for rate in difference.rates] == [(1.0, 0.0), (1.0, 0.0)]
    assert await college.get(session) == before


async def test_a_later_version_changes_the_past_only_when_it_is_applied(college: College, database: Database) -> None:
    session = await seen_class(college, database)
    wanted = settings(late_after=minutes(20), left_early_before=minutes(10))
    await put(college, pb.PolicyPlace(course_id=college.course.course_id), wanted)
    await college.reporter.report(college.sighting(0))  # something happens elsewhere: nothing is decided again
    assert await codes(college, session) == ["PRESENT", "LATE", "PRESENT"]
    place = pb.PolicyPlace(session_id=session.session_id)
    view = (await college.teacher.policies.GetPolicy(pb.GetPolicyRequest(place=place))).policy
    assert view.decided_by.late_after.ToTimedelta() == minutes(10)
    assert view.effective.late_after.ToTimedelta() == minutes(20)

    apply = pb.ApplyPolicyRequest(range=of_yesterday(college))
    answers = [answer async for answer in college.admin.policies.ApplyPolicy(apply)]
    assert (answers[-1].changed_marks, answers[-1].resume_token) == (2, "")
    assert await codes(college, session) == ["PRESENT", "PRESENT", "LEFT_EARLY"]
    again = [answer async for answer in college.admin.policies.ApplyPolicy(apply)]
    assert again[-1].changed_marks == 0

    history = await college.teacher.ledger.ListMarkHistory(
        ledger_service_pb2.ListMarkHistoryRequest(
            session_id=session.session_id, student_id=college.students[1].person_id
        )
    )
    assert ledger_service_pb2.CHANGE_REASON_POLICY in [entry.reason for entry in history.entries]


async def test_applying_goes_on_where_it_broke_off(college: College, database: Database) -> None:
    sessions = [await seen_class(college, database) for _ in range(2)]
    await put(college, pb.PolicyPlace(), settings(late_after=minutes(20)))
    call = college.admin.policies.ApplyPolicy(pb.ApplyPolicyRequest(range=of_yesterday(college)))
    first = await call.read()
    call.cancel()
    assert isinstance(first, pb.ApplyPolicyResponse)
    assert first.changed_marks == 1
    rest = pb.ApplyPolicyRequest(range=of_yesterday(college), resume_token=first.resume_token)
    answers = [answer async for answer in college.admin.policies.ApplyPolicy(rest)]
    assert (answers[-1].progress.sessions_done, answers[-1].progress.sessions_total) == (2, 2)
    # The call given up may have reached the second session before it heard of it: what counts is how they end.
    assert [await codes(college, session) for session in sessions] == [["PRESENT", "PRESENT", "PRESENT"]] * 2
    applied = await database.fetch("select distinct late_after from session")
    assert [row["late_after"] for row in applied] == [minutes(20)]


async def test_a_policy_of_one_session_decides_it_at_once_and_no_other(college: College, database: Database) -> None:
    session, other = await seen_class(college, database), await seen_class(college, database)
    view = await put(college, pb.PolicyPlace(session_id=session.session_id), settings(late_after=minutes(20)))
    assert view.decided_by.late_after.ToTimedelta() == minutes(20)
    assert await codes(college, session) == ["PRESENT", "PRESENT", "PRESENT"]
    assert await codes(college, other) == ["PRESENT", "LATE", "PRESENT"]


async def test_a_camera_at_the_door_makes_nobody_leave_early(college: College, database: Database) -> None:
    camera = room_service_pb2.Camera()
    camera.CopyFrom(college.camera)
    camera.role = room_service_pb2.CAMERA_ROLE_DOOR
    updated = await college.admin.rooms.UpdateCamera(room_service_pb2.UpdateCameraRequest(camera=camera))
    assert updated.camera.role == room_service_pb2.CAMERA_ROLE_DOOR
    await put(college, pb.PolicyPlace(), settings(left_early_before=minutes(10), minimum_present=minutes(30)))
    session = await seen_class(college, database)
    assert await codes(college, session) == ["PRESENT", "LATE", "PRESENT"]
    assert (await college.mark_of(session, 2)).minutes_present == 60  # came in at the start, and nobody saw them go


async def test_a_mark_tells_when_somebody_was_there_and_which_rule_made_it(
    college: College, database: Database, identity: ScriptedIdentity
) -> None:
    session = await seen_class(college, database)
    request = pb.GetPresenceRequest(session_id=session.session_id, student_id=college.students[1].person_id)
    told = await college.teacher.policies.GetPresence(request)
    assert (told.reason, told.minutes_present, told.watched_share) == (pb.PRESENCE_REASON_CAME_LATE, 45, 1.0)
    start = told.session.start_time.ToDatetime(tzinfo=UTC)
    assert [(stay.start_time.ToDatetime(tzinfo=UTC), stay.end_time) for stay in told.stays] == [
        (start + minutes(15), told.session.end_time)
    ]
    async with college.server.client(identity.student(college.students[1].person_id)) as student:
        assert await student.policies.GetPresence(request) == told
        request.student_id = college.students[0].person_id
        with pytest.raises(grpc.aio.AioRpcError) as refusal:
            await student.policies.GetPresence(request)
        assert refusal.value.code() is grpc.StatusCode.NOT_FOUND


async def test_versions_of_policies_cannot_be_altered(college: College, database: Database) -> None:
    await put(college, pb.PolicyPlace(), settings(late_after=minutes(5)))
    await college.start()
    for statement in ("update policy_change set note = 'x'", "update policy_version set content = '{}'"):
        with pytest.raises(Exception, match="only ever added"):
            await database.execute(statement)
