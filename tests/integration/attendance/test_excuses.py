"""Asking to be excused over gRPC and PostgreSQL: who may, for what, and who sees it."""

import asyncio
from datetime import timedelta
from uuid import uuid4

from presence.attendance.v1 import excuse_service_pb2 as excuse_pb
from presence.identity.v1 import identity_service_pb2

from tests.fakes.attendance_server import AttendanceClient
from tests.fakes.papers import pdf
from tests.integration.attendance.college import College, request_id
from tests.integration.attendance.excuse_world import (
    ILLNESS,
    REQUESTED,
    absent_session,
    ask,
    decide,
    download,
    get,
    of_dates,
    refused,
    student_of,
    today,
    upload,
)


async def test_nobody_but_whoever_asked_and_whoever_decides_sees_an_excuse(
    college: College, admin: AttendanceClient
) -> None:
    other = college.identity.new_person("Another Teacher", identity_service_pb2.ROLE_TEACHER)
    async with (
        student_of(college) as student,
        student_of(college, 1) as neighbour,
        college.server.client(college.identity.teacher(other.person_id)) as stranger,
    ):
        excuse = await ask(student, college)
        file = await upload(student, excuse, pdf())
        for client in (neighbour, stranger):
            assert await refused(get(client, excuse)) == "EXCUSE_NOT_FOUND"
            assert await refused(download(client, excuse, file.file_id)) == "EXCUSE_NOT_FOUND"
            assert await refused(decide(client, excuse)) == "EXCUSE_NOT_FOUND"
            assert not (await client.excuses.ListExcuses(excuse_pb.ListExcusesRequest())).excuses
        request = excuse_pb.ListExcusesRequest(student_id=college.students[0].person_id)
        assert await refused(neighbour.excuses.ListExcuses(request)) == "NOT_ALLOWED"
        assert await refused(decide(student, excuse)) == "NOT_ALLOWED"
        for client in (student, college.teacher, admin):
            listed = await client.excuses.ListExcuses(request)
            assert [one.excuse_id for one in listed.excuses] == [excuse.excuse_id]
            assert await download(client, excuse, file.file_id) == ("note.pdf", await _bytes(client, excuse))


async def _bytes(client: AttendanceClient, excuse: excuse_pb.Excuse) -> bytes:
    file = (await get(client, excuse)).files[0]
    return (await download(client, excuse, file.file_id))[1]


async def test_a_student_asks_for_nobody_else_and_a_teacher_for_their_own_students(college: College) -> None:
    async with student_of(college) as student:
        assert await refused(ask(student, college, who=1)) == "NOT_ALLOWED"
    excuse = await ask(college.teacher, college)
    assert (excuse.asked_by, excuse.may_edit) == (college.teacher_id, True)
    stranger = college.identity.new_person("Stranger")
    request = excuse_pb.RequestExcuseRequest(
        student_id=stranger.person_id, content=of_dates(college), request_id=request_id()
    )
    assert await refused(college.teacher.excuses.RequestExcuse(request)) == "NOT_ALLOWED"
    assert await refused(college.admin.excuses.RequestExcuse(request)) == "COURSE_NOT_FOUND"
    request.student_id = college.teacher_id
    assert await refused(college.admin.excuses.RequestExcuse(request)) == "STUDENT_NOT_FOUND"


async def test_what_an_excuse_says_is_checked_and_the_field_is_named(college: College) -> None:
    session = await absent_session(college)
    day, now = timedelta(days=1), today()
    wrong = [
        of_dates(college, now, now - day),
        of_dates(college, now, now + 400 * day),
        of_dates(college, now - 31 * day, now),
        of_dates(college, now, now + 182 * day),  # too far also where midnight has passed by then
        of_dates(college, reason="  "),
        of_dates(college, reason="x" * 2001),
        excuse_pb.ExcuseContent(category=ILLNESS, reason="nothing named"),
        excuse_pb.ExcuseContent(category=ILLNESS, reason="no such session", session_ids=[str(uuid4())]),
        excuse_pb.ExcuseContent(reason="no category", session_ids=[session.session_id]),
        excuse_pb.ExcuseContent(category=ILLNESS, reason="one date", first_date=now.isoformat()),
    ]
    both = of_dates(college, course_id="")
    both.session_ids.append(session.session_id)
    async with student_of(college) as student:
        for content in (*wrong, both):
            assert await refused(ask(student, college, content)) == "INVALID_INPUT"
    old = of_dates(college, now - 60 * day, now - 60 * day)
    assert (await ask(college.admin, college, old)).content.first_date == old.first_date  # staff may, for them


async def test_a_retry_asks_once_and_two_at_the_same_moment_too(college: College) -> None:
    async with student_of(college) as student:
        request = excuse_pb.RequestExcuseRequest(
            student_id=college.students[0].person_id, content=of_dates(college), request_id=request_id()
        )
        answers = await asyncio.gather(*(student.excuses.RequestExcuse(request) for _ in range(4)))
        assert len({answer.excuse.excuse_id for answer in answers}) == 1
        assert len((await student.excuses.ListExcuses(excuse_pb.ListExcusesRequest())).excuses) == 1
    request.student_id = college.students[1].person_id
    assert await refused(college.admin.excuses.RequestExcuse(request)) == "INVALID_INPUT"


async def test_an_excuse_is_changed_until_it_is_decided_and_a_decision_sees_what_it_decides(college: College) -> None:
    async with student_of(college) as student:
        seen = await ask(student, college)
        change = excuse_pb.UpdateExcuseRequest(
            excuse_id=seen.excuse_id,
            content=of_dates(college, reason="It was the flu"),
            revision=seen.revision,
        )
        changed = (await student.excuses.UpdateExcuse(change)).excuse
        assert (changed.content.reason, changed.revision) == ("It was the flu", seen.revision + 1)
        assert (await student.excuses.UpdateExcuse(change)).excuse == changed  # a retry
        assert await refused(decide(college.teacher, seen)) == "EXCUSE_CHANGED"
        await decide(college.teacher, changed)
        assert await refused(student.excuses.UpdateExcuse(change)) == "EXCUSE_DECIDED"
        withdraw = excuse_pb.WithdrawExcuseRequest(excuse_id=seen.excuse_id)
        assert await refused(student.excuses.WithdrawExcuse(withdraw)) == "EXCUSE_DECIDED"


async def test_lists_are_paged_newest_first_and_say_how_many_wait(college: College) -> None:
    asked = [await ask(college.admin, college) for _ in range(5)]
    await decide(college.teacher, asked[0])
    found: list[str] = []
    request = excuse_pb.ListExcusesRequest(student_id=college.students[0].person_id, page_size=2)
    while True:
        page = await college.teacher.excuses.ListExcuses(request)
        assert page.waiting_count == 4
        found += [one.excuse_id for one in page.excuses]
        if not page.next_page_token:
            break
        request.page_token = page.next_page_token
    assert found == [one.excuse_id for one in reversed(asked)]
    waiting = excuse_pb.ListExcusesRequest(student_id=college.students[0].person_id, states=[REQUESTED])
    assert len((await college.teacher.excuses.ListExcuses(waiting)).excuses) == 4
