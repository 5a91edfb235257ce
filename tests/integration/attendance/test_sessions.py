"""AttendanceService's calls about sessions and marks, over a real server."""

import csv
import io
from collections.abc import Awaitable
from datetime import UTC, time, timedelta
from uuid import uuid4

import grpc
import pytest
from presence.attendance.v1 import attendance_service_pb2 as pb
from presence.attendance.v1 import course_service_pb2

from services.common.status import fields_of, reason_of
from tests.fakes.attendance_identity import ScriptedIdentity
from tests.fakes.attendance_server import AttendanceClient
from tests.integration.attendance.college import College, Reporter, request_id


async def test_the_register_of_a_class_from_start_to_end(college: College) -> None:
    session = await college.start()
    assert (session.course_code, session.room_name) == (college.course.code, college.room.name)
    assert (session.roster_size, session.present_count, list(session.camera_ids)) == (3, 0, [college.camera.camera_id])
    assert session.late_after.ToTimedelta() == timedelta(minutes=10)
    started = session.start_time.ToDatetime(tzinfo=UTC)
    seen, covered = college.sighting(0), college.coverage(started, started + timedelta(minutes=1))
    answer = await college.reporter.report(seen, covered)
    assert set(answer.stored_ids) == {seen.sighting_id, covered.coverage_id}
    await college.set_mark(session, 1, pb.MARK_STATUS_EXCUSED, note="  at the doctor's ")
    closed = await college.end(session)
    assert (closed.present_count, closed.HasField("end_time")) == (1, True)
    view = await college.get(session)
    by_student = {mark.student_id: mark for mark in view.marks}
    marks = [by_student[person.person_id] for person in college.students]
    assert [mark.status for mark in marks] == [pb.MARK_STATUS_PRESENT, pb.MARK_STATUS_EXCUSED, pb.MARK_STATUS_ABSENT]
    assert [mark.source for mark in marks] == [
        pb.MARK_SOURCE_CAMERA,
        pb.MARK_SOURCE_TEACHER,
        pb.MARK_SOURCE_POLICY,
    ]
    assert marks[0].first_seen_time == seen.first_seen_time
    assert (marks[1].note, marks[1].set_by) == ("at the doctor's", college.teacher_id)


async def test_a_session_that_is_over_still_tells_when_each_mark_came_to_be(college: College) -> None:
    session = await college.start()
    await college.reporter.report(college.sighting(0))
    await college.set_mark(session, 1, pb.MARK_STATUS_EXCUSED)
    said = (await college.mark_of(session, 1)).change_time
    await college.set_mark(session, 1, pb.MARK_STATUS_EXCUSED, note="the same again, with a note")
    assert not (await college.mark_of(session, 2)).HasField("change_time")  # not yet seen, as from the start
    closed = await college.end(session)
    seen, excused, absent = [await college.mark_of(session, who) for who in range(3)]
    assert excused.change_time == said
    assert absent.change_time.ToDatetime() >= closed.end_time.ToDatetime()
    assert closed.start_time.ToDatetime() <= seen.change_time.ToDatetime() <= said.ToDatetime()


async def test_a_room_with_an_open_session_refuses_another_and_names_it(college: College) -> None:
    rid = request_id()
    session = await college.start(rid=rid)
    assert await college.start(rid=rid) == session
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await college.start()
    assert refusal.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    assert reason_of(refusal.value) == "SESSION_ALREADY_OPEN"
    assert fields_of(refusal.value)["session_id"] == session.session_id


async def test_late_begins_when_the_teacher_says(college: College) -> None:
    session = await college.start(late_after=timedelta())
    started = session.start_time.ToDatetime(tzinfo=UTC)
    came = started + timedelta(seconds=90)
    await college.reporter.report(college.coverage(started, came), college.sighting(0, came, came))
    assert (await college.mark_of(session, 0)).status == pb.MARK_STATUS_LATE


@pytest.mark.parametrize("late_after", [timedelta(seconds=-1), timedelta(hours=25)])
async def test_a_late_that_makes_no_sense_is_refused(college: College, late_after: timedelta) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await college.start(late_after=late_after)
    assert fields_of(refusal.value)["field"] == "late_after"


async def test_a_stale_revision_is_aborted(college: College) -> None:
    session = await college.start()
    mark = await college.mark_of(session, 0)
    await college.reporter.report(college.sighting(0))
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await college.teacher.attendance.SetMark(
            pb.SetMarkRequest(
                session_id=session.session_id,
                student_id=mark.student_id,
                status=pb.MARK_STATUS_ABSENT,
                revision=mark.revision,
                request_id=request_id(),
            )
        )
    assert refusal.value.code() is grpc.StatusCode.ABORTED
    assert reason_of(refusal.value) == "MARK_CHANGED"
    assert int(fields_of(refusal.value)["revision"]) == (await college.mark_of(session, 0)).revision


async def test_a_note_of_more_than_500_characters_is_refused(college: College) -> None:
    session = await college.start()
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await college.set_mark(session, 0, pb.MARK_STATUS_LATE, note="n" * 501)
    assert fields_of(refusal.value)["field"] == "note"


async def test_reports_that_cannot_be_used_are_refused_by_name(college: College) -> None:
    await college.start()
    good, nameless, timeless = college.sighting(0), college.sighting(1), college.sighting(2)
    nameless.sighting_id = "not an id"
    timeless.ClearField("last_seen_time")
    endless = college.sighting(1)
    endless.last_seen_time.seconds = 10**15
    answer = await college.reporter.report(good, nameless, timeless, endless)
    assert list(answer.stored_ids) == [good.sighting_id]
    assert {refusal.id for refusal in answer.refused} == {
        "not an id",
        timeless.sighting_id,
        endless.sighting_id,
    }
    assert all(refusal.reason for refusal in answer.refused)


async def test_more_than_500_sightings_in_a_message_end_the_stream(
    college: College, recognition: AttendanceClient
) -> None:
    reporter = Reporter(recognition)
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await reporter.report(*[college.sighting(0) for _ in range(501)])
    assert refusal.value.code() is grpc.StatusCode.INVALID_ARGUMENT


async def test_sessions_are_listed_newest_first_page_by_page(college: College) -> None:
    sessions = []
    for _ in range(3):
        sessions.append(await college.start())
        await college.end(sessions[-1])
    sessions.append(await college.start())
    listed: list[str] = []
    token = ""
    for _ in range(2):
        page = await college.teacher.attendance.ListSessions(
            pb.ListSessionsRequest(course_id=college.course.course_id, page_size=2, page_token=token)
        )
        listed += [session.session_id for session in page.sessions]
        token = page.next_page_token
    assert listed == [session.session_id for session in reversed(sessions)]
    assert token == ""
    only_open = await college.teacher.attendance.ListSessions(
        pb.ListSessionsRequest(room_id=college.room.room_id, open_only=True)
    )
    assert [session.session_id for session in only_open.sessions] == [sessions[-1].session_id]


async def test_a_student_sees_their_own_marks_with_totals(college: College, identity: ScriptedIdentity) -> None:
    student = college.students[0].person_id
    words = [pb.MARK_STATUS_PRESENT, pb.MARK_STATUS_ABSENT, pb.MARK_STATUS_EXCUSED, pb.MARK_STATUS_LATE]
    for word in words:
        session = await college.start()
        await college.set_mark(session, 0, word)
        await college.end(session)
    await college.end(await college.start())  # unconfirmed
    await college.start()  # open
    async with college.server.client(identity.student(student)) as client:
        first = await client.attendance.ListStudentMarks(pb.ListStudentMarksRequest(student_id=student, page_size=4))
        rest = await client.attendance.ListStudentMarks(
            pb.ListStudentMarksRequest(student_id=student, page_size=4, page_token=first.next_page_token)
        )
    marks = [*first.marks, *rest.marks]
    assert [item.mark.status for item in marks] == [
        pb.MARK_STATUS_UNSPECIFIED,
        pb.MARK_STATUS_UNCONFIRMED,
        *reversed(words),
    ]
    assert (first.attended, first.counted) == (rest.attended, rest.counted) == (2, 3)
    assert marks[0].session.course_code == college.course.code


async def test_the_file_of_a_session_holds_every_mark_and_no_formula(college: College) -> None:
    dangerous = college.identity.new_person('=HYPERLINK("http://evil")')
    await college.admin.courses.EnrolStudents(
        course_service_pb2.EnrolStudentsRequest(course_id=college.course.course_id, student_ids=[dangerous.person_id])
    )
    session = await college.start()
    await college.reporter.report(college.sighting(0))
    await college.set_mark(session, 1, pb.MARK_STATUS_EXCUSED, note="@ill, she said")
    chunks = [
        chunk
        async for chunk in college.teacher.attendance.ExportSession(
            pb.ExportSessionRequest(session_id=session.session_id)
        )
    ]
    assert chunks[0].file_name.startswith(college.course.code)
    assert chunks[0].file_name.endswith(".csv")
    assert chunks[0].content_type == "text/csv; charset=utf-8"
    assert not any(chunk.file_name for chunk in chunks[1:])
    header, *rows = csv.reader(io.StringIO(b"".join(chunk.chunk for chunk in chunks).decode("utf-8")))
    assert header[:6] == ["Student number", "Name", "Status", "Source", "First seen", "Last seen"]
    by_name = {row[1]: row for row in rows}
    assert len(rows) == 4
    assert by_name["'" + dangerous.display_name][2:4] == ["Not seen", ""]
    assert by_name[college.students[1].display_name][2:] == ["Excused", "Teacher", "", "", "0", "'@ill, she said"]
    present = by_name[college.students[0].display_name]
    assert present[2:4] == ["Present", "Camera"]
    assert time.fromisoformat(present[4]).tzinfo is None  # the institution's clock


async def test_strangers_and_students_are_kept_out(college: College, identity: ScriptedIdentity) -> None:
    session = await college.start()
    mark = await college.mark_of(session, 0)
    session_id = session.session_id
    tokens = {
        "another teacher": (identity.teacher(uuid4()), grpc.StatusCode.NOT_FOUND),
        "a student of the course": (
            identity.student(college.students[0].person_id),
            grpc.StatusCode.PERMISSION_DENIED,
        ),
        "a service": (identity.service("recognition"), grpc.StatusCode.PERMISSION_DENIED),
        "a camera": (identity.token(college.camera.camera_id, "camera"), grpc.StatusCode.PERMISSION_DENIED),
    }
    for who, (token, expected) in tokens.items():
        async with college.server.client(token) as client:
            stub = client.attendance
            calls: list[Awaitable[object]] = [
                stub.GetSession(pb.GetSessionRequest(session_id=session_id)),
                stub.EndSession(pb.EndSessionRequest(session_id=session_id)),
                stub.StartSession(
                    pb.StartSessionRequest(
                        course_id=college.course.course_id, room_id=college.room.room_id, request_id=request_id()
                    )
                ),
                stub.SetMark(
                    pb.SetMarkRequest(
                        session_id=session_id,
                        student_id=mark.student_id,
                        status=pb.MARK_STATUS_PRESENT,
                        revision=mark.revision,
                        request_id=request_id(),
                    )
                ),
                anext(stub.WatchSession(pb.WatchSessionRequest(session_id=session_id)).__aiter__()),
                anext(stub.ExportSession(pb.ExportSessionRequest(session_id=session_id)).__aiter__()),
            ]
            for call in calls:
                with pytest.raises(grpc.aio.AioRpcError) as refusal:
                    await call
                assert refusal.value.code() is expected, who
    assert (await college.mark_of(session, 0)) == mark


async def test_marks_are_shown_to_the_student_their_teachers_and_nobody_else(
    college: College, identity: ScriptedIdentity
) -> None:
    student, fellow = college.students[0].person_id, college.students[1].person_id
    await college.end(await college.start())
    request = pb.ListStudentMarksRequest(student_id=student)
    for token, shown in (
        (identity.student(student), 1),
        (identity.teacher(college.teacher_id), 1),
        (identity.admin(), 1),
        (identity.teacher(uuid4()), 0),
    ):
        async with college.server.client(token) as client:
            assert len((await client.attendance.ListStudentMarks(request)).marks) == shown
    for token in (identity.student(fellow), identity.service("gateway")):
        async with college.server.client(token) as client:
            with pytest.raises(grpc.aio.AioRpcError) as refusal:
                await client.attendance.ListStudentMarks(request)
            assert refusal.value.code() is grpc.StatusCode.PERMISSION_DENIED


async def test_only_recognition_reports_sightings(college: College, identity: ScriptedIdentity) -> None:
    for token in (identity.service("gateway"), identity.admin(), identity.teacher(college.teacher_id)):
        async with college.server.client(token) as client:
            call = client.attendance.ReportSightings()  # and sends nothing: gRPC may tell who sends then INTERNAL
            with pytest.raises(grpc.aio.AioRpcError) as refusal:
                await anext(call.__aiter__())
            assert refusal.value.code() is grpc.StatusCode.PERMISSION_DENIED


async def test_ids_that_are_none_are_named(college: College) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await college.teacher.attendance.GetSession(pb.GetSessionRequest(session_id="7"))
    assert refusal.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert fields_of(refusal.value)["field"] == "session_id"
    with pytest.raises(grpc.aio.AioRpcError) as unknown:
        await college.teacher.attendance.GetSession(pb.GetSessionRequest(session_id=str(uuid4())))
    assert reason_of(unknown.value) == "SESSION_NOT_FOUND"
