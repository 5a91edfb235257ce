"""Whoever stands in for a class has its session and what is said of its marks, and no other part of the course."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
from presence.attendance.v1 import attendance_service_pb2 as attendance_pb
from presence.attendance.v1 import course_service_pb2 as course_pb
from presence.attendance.v1 import dispute_service_pb2 as dispute_pb
from presence.attendance.v1 import ledger_service_pb2 as ledger_pb
from presence.attendance.v1 import policy_service_pb2 as policy_pb
from presence.attendance.v1 import student_service_pb2 as student_pb
from presence.identity.v1 import identity_service_pb2

from services.attendance.domain.timetable.slot import Change
from services.common.postgres import Database
from tests.integration.attendance.college import College, stamp
from tests.integration.attendance.excuse_world import absent_session, refused, student_of
from tests.integration.attendance.test_disputes import dispute, get, settle
from tests.integration.attendance.timetable_world import MONDAY, TEN, TimetableWorld


async def hand_over(server_database: str, session_id: str, substitute: str) -> None:
    connection = await asyncpg.connect(server_database)
    sql = "insert into session_occurrence (occurrence_id, session_id, rule_date, teacher_id) values ($1, $2, now(), $3)"
    await connection.execute(sql, uuid4(), UUID(session_id), UUID(substitute))
    await connection.close()


async def test_a_substitute_sees_that_sessions_disputes_and_evidence_and_nothing_more(
    college: College, server_database: str
) -> None:
    held, other = await absent_session(college), await absent_session(college)
    substitute = college.identity.new_person("Stand In", identity_service_pb2.ROLE_TEACHER).person_id
    await hand_over(server_database, held.session_id, substitute)
    student_id = college.students[0].person_id
    async with student_of(college) as student, college.server.client(college.identity.teacher(substitute)) as client:
        about, foreign = await dispute(student, held), await dispute(student, other)
        listed = await client.disputes.ListDisputes(dispute_pb.ListDisputesRequest())
        assert ([one.dispute_id for one in listed.disputes], listed.open_count) == ([about.dispute_id], 1)
        assert (await get(client, about)).may_decide
        assert await refused(get(client, foreign)) == "DISPUTE_NOT_FOUND"
        assert await refused(settle(client, foreign)) == "DISPUTE_NOT_FOUND"

        async def looked_at(session_id: str) -> None:
            evidence = dispute_pb.GetMarkEvidenceRequest(session_id=session_id, student_id=student_id)
            await client.disputes.GetMarkEvidence(evidence)
            presence = policy_pb.GetPresenceRequest(session_id=session_id, student_id=student_id)
            await client.policies.GetPresence(presence)
            history = ledger_pb.ListMarkHistoryRequest(session_id=session_id, student_id=student_id)
            await client.ledger.ListMarkHistory(history)

        await looked_at(held.session_id)
        assert await refused(looked_at(other.session_id)) == "SESSION_NOT_FOUND"
        course = course_pb.GetCourseRequest(course_id=college.course.course_id)
        assert await refused(client.courses.GetCourse(course)) == "COURSE_NOT_FOUND"
        overview = student_pb.GetStudentOverviewRequest(student_id=student_id)
        assert list((await client.students.GetStudentOverview(overview)).courses) == []


async def test_a_substitute_may_send_late_what_their_browser_saw_of_the_class(
    college: College, server_database: str
) -> None:
    session, substitute = await college.start(), str(uuid4())
    await hand_over(server_database, session.session_id, substitute)
    request = attendance_pb.ListCameraSessionsRequest(
        camera_id=college.camera.camera_id, start_time=session.start_time, end_time=stamp(datetime.now(UTC))
    )
    async with college.server.client(college.identity.service("recognition")) as recognition:
        (found,) = (await recognition.attendance.ListCameraSessions(request)).sessions
    assert set(found.operator_ids) == {college.teacher_id, substitute}


async def test_a_substitute_starts_the_class_that_is_theirs_and_no_other(database: Database) -> None:
    world = await TimetableWorld(database).found()
    substitute = uuid4()
    await world.add_person(substitute, "teacher")
    await world.change(Change(world.slot.slot_id, MONDAY, teacher_id=substitute, sequence=1))
    starting = world.sessions()

    async def stands_in(minutes: int, person: UUID = substitute) -> bool:
        world.now = TEN + timedelta(minutes=minutes)
        return await starting.stands_in(person, world.course, world.room)

    assert [await stands_in(minutes) for minutes in (-31, -30, 0, 59, 60)] == [False, True, True, True, False]
    assert not await stands_in(0, uuid4())
    world.now = TEN
    session = await starting.start(world.course, world.room, substitute, request_id := uuid4(), None)
    assert await stands_in(1)  # asked again because the answer was lost, they may still
    again = await starting.start(world.course, world.room, substitute, request_id, None)
    assert again.session_id == session.session_id
    await world.change(replace(Change(world.slot.slot_id, MONDAY), sequence=2))
    assert not await stands_in(2)
