"""Decisions on excuses, and what follows for marks."""

import asyncio
from datetime import timedelta

import grpc
from presence.attendance.v1 import attendance_service_pb2 as pb
from presence.attendance.v1 import course_service_pb2
from presence.attendance.v1 import excuse_service_pb2 as excuse_pb
from presence.attendance.v1 import ledger_service_pb2 as ledger_pb
from presence.attendance.v1 import policy_service_pb2 as policy_pb

from services.common.status import reason_of
from tests.integration.attendance.college import College, request_id
from tests.integration.attendance.excuse_world import (
    APPROVED,
    ILLNESS,
    REQUESTED,
    REVOKED,
    absent_session,
    ask,
    day_of,
    decide,
    get,
    of_dates,
    refused,
    student_of,
)


async def test_an_approved_excuse_excuses_the_marks_it_covers_and_no_other(college: College) -> None:
    session = await absent_session(college)
    assert (await college.mark_of(session, 0)).status == pb.MARK_STATUS_ABSENT
    async with student_of(college) as student:
        excuse = await ask(student, college)
        assert (excuse.state, excuse.may_edit, excuse.may_decide) == (REQUESTED, True, False)
        assert (await college.mark_of(session, 0)).status == pb.MARK_STATUS_ABSENT
        decided = await decide(college.teacher, excuse)
        assert (decided.state, decided.note, decided.covered_marks) == (APPROVED, "get well", 1)
        seen = await get(student, excuse)
    assert (seen.decided_by, seen.may_edit) == (college.teacher_id, False)
    mark = await college.mark_of(session, 0)
    assert (mark.status, mark.source) == (pb.MARK_STATUS_EXCUSED, pb.MARK_SOURCE_POLICY)
    assert (await college.mark_of(session, 1)).status == pb.MARK_STATUS_ABSENT


async def test_the_ledger_says_who_excused_and_why(college: College) -> None:
    session = await absent_session(college)
    await decide(college.teacher, await ask(college.admin, college))
    request = ledger_pb.ListMarkHistoryRequest(session_id=session.session_id, student_id=college.students[0].person_id)
    entry = (await college.teacher.ledger.ListMarkHistory(request)).entries[-1]
    assert (entry.reason, entry.actor_role) == (ledger_pb.CHANGE_REASON_EXCUSE, ledger_pb.ACTOR_ROLE_TEACHER)
    assert (entry.from_status, entry.to_status) == (pb.MARK_STATUS_ABSENT, pb.MARK_STATUS_EXCUSED)
    assert entry.by_caller


async def test_a_revoked_approval_derives_the_marks_anew_and_may_be_given_again(college: College) -> None:
    session = await absent_session(college)
    excuse = await decide(college.teacher, await ask(college.admin, college))
    excuse = await decide(college.teacher, excuse, approve=False, note="the letter was not yours")
    assert excuse.state == REVOKED
    assert (await college.mark_of(session, 0)).status == pb.MARK_STATUS_ABSENT
    excuse = await decide(college.teacher, excuse)
    assert (await college.mark_of(session, 0)).status == pb.MARK_STATUS_EXCUSED


async def test_an_excuse_covers_sessions_that_are_not_opened_yet(college: College) -> None:
    await decide(college.teacher, await ask(college.admin, college))
    session = await absent_session(college)
    marks = [(await college.mark_of(session, who)).status for who in range(3)]
    assert marks == [pb.MARK_STATUS_EXCUSED, pb.MARK_STATUS_ABSENT, pb.MARK_STATUS_ABSENT]


async def test_an_excuse_never_takes_present_away_nor_a_teachers_word(college: College) -> None:
    session = await college.start()
    await college.reporter.report(college.sighting(0))
    await college.set_mark(session, 1, pb.MARK_STATUS_ABSENT, "slept outside")
    await college.end(session)
    for who in range(2):
        await decide(college.teacher, await ask(college.admin, college, who=who))
    assert (await college.mark_of(session, 0)).status == pb.MARK_STATUS_PRESENT
    assert (await college.mark_of(session, 1)).status == pb.MARK_STATUS_ABSENT


async def test_an_excuse_for_sessions_covers_those_alone(college: College) -> None:
    first, second = await absent_session(college), await absent_session(college)
    content = excuse_pb.ExcuseContent(category=ILLNESS, reason="fever", session_ids=[first.session_id])
    async with student_of(college) as student:
        excuse = await ask(student, college, content)
    assert [one.course_code for one in excuse.sessions] == [college.course.code]
    await decide(college.teacher, excuse)
    assert (await college.mark_of(first, 0)).status == pb.MARK_STATUS_EXCUSED
    assert (await college.mark_of(second, 0)).status == pb.MARK_STATUS_ABSENT


async def test_dates_beyond_those_named_and_other_courses_are_not_covered(college: College) -> None:
    session = await absent_session(college)
    yesterday = day_of(session) - timedelta(days=1)
    excuse = await ask(college.admin, college, of_dates(college, yesterday - timedelta(days=3), yesterday))
    assert (await decide(college.teacher, excuse)).covered_marks == 0
    other = await college.admin.courses.CreateCourse(
        course_service_pb2.CreateCourseRequest(
            course=course_service_pb2.Course(code=f"B{request_id()[:8]}", title="Botany"), request_id=request_id()
        )
    )
    await college.admin.courses.EnrolStudents(
        course_service_pb2.EnrolStudentsRequest(
            course_id=other.course.course_id, student_ids=[college.students[0].person_id]
        )
    )
    excuse = await ask(college.admin, college, of_dates(college, course_id=other.course.course_id))
    assert (await decide(college.admin, excuse)).covered_marks == 0
    assert (await college.mark_of(session, 0)).status == pb.MARK_STATUS_ABSENT


async def test_an_excuse_of_all_courses_is_for_administrators_to_decide(college: College) -> None:
    session = await absent_session(college)
    excuse = await ask(college.admin, college, of_dates(college, course_id=""))
    assert await refused(decide(college.teacher, excuse)) == "EXCUSE_NOT_FOUND"
    await decide(college.admin, excuse)
    assert (await college.mark_of(session, 0)).status == pb.MARK_STATUS_EXCUSED


async def test_what_is_withdrawn_is_not_decided_and_may_be_withdrawn_again(college: College) -> None:
    async with student_of(college) as student:
        excuse = await ask(student, college)
        for _ in range(2):
            withdrawn = (
                await student.excuses.WithdrawExcuse(excuse_pb.WithdrawExcuseRequest(excuse_id=excuse.excuse_id))
            ).excuse
    assert withdrawn.state == excuse_pb.EXCUSE_STATE_WITHDRAWN
    assert await refused(decide(college.teacher, withdrawn)) == "EXCUSE_WITHDRAWN"


async def test_a_retry_of_a_decision_decides_once_and_declining_needs_a_word(college: College) -> None:
    excuse, rid = await ask(college.admin, college), request_id()
    first = await decide(college.teacher, excuse, rid=rid)
    assert await decide(college.teacher, excuse, rid=rid) == first
    assert await refused(decide(college.teacher, first, approve=False, note=" ")) == "INVALID_INPUT"
    another = await ask(college.admin, college)
    assert await refused(decide(college.teacher, another, rid=rid)) == "INVALID_INPUT"


async def test_two_who_decide_at_once_decide_one_after_the_other(college: College) -> None:
    session = await absent_session(college)
    excuse = await ask(college.admin, college)
    decisions = await asyncio.gather(
        decide(college.teacher, excuse), decide(college.admin, excuse, approve=False), return_exceptions=True
    )
    failures = [one for one in decisions if isinstance(one, grpc.aio.AioRpcError)]
    assert [reason_of(failure) for failure in failures] == ["EXCUSE_CHANGED"]
    stands = await get(college.admin, excuse)
    excused = (await college.mark_of(session, 0)).status == pb.MARK_STATUS_EXCUSED
    assert (stands.state == APPROVED) == excused


async def test_a_teacher_does_not_decide_where_the_policy_names_administrators(college: College) -> None:
    settings = policy_pb.PolicySettings(excuses_decided_by=policy_pb.EXCUSE_DECIDER_ADMIN)
    place = policy_pb.PolicyPlace(course_id=college.course.course_id)
    await college.admin.policies.SetPolicy(
        policy_pb.SetPolicyRequest(place=place, settings=settings, request_id=request_id())
    )
    excuse = await ask(college.admin, college)
    assert await refused(decide(college.teacher, excuse)) == "EXCUSE_NOT_FOUND"
    assert (await decide(college.admin, excuse)).state == APPROVED
