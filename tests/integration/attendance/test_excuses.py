"""Excuses over gRPC and PostgreSQL: asked for, with files, decided, and what follows for marks."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import asyncpg
import grpc
import pytest
from fpdf import FPDF
from presence.attendance.v1 import attendance_service_pb2 as pb
from presence.attendance.v1 import course_service_pb2
from presence.attendance.v1 import excuse_service_pb2 as excuse_pb
from presence.attendance.v1 import ledger_service_pb2 as ledger_pb
from presence.attendance.v1 import policy_service_pb2 as policy_pb
from presence.identity.v1 import identity_service_pb2

from services.common.status import reason_of
from tests.fakes.attendance_server import AttendanceClient
from tests.integration.attendance.college import College, request_id

ILLNESS = excuse_pb.EXCUSE_CATEGORY_ILLNESS
REQUESTED, APPROVED = excuse_pb.EXCUSE_STATE_REQUESTED, excuse_pb.EXCUSE_STATE_APPROVED
DECLINED, REVOKED = excuse_pb.EXCUSE_STATE_DECLINED, excuse_pb.EXCUSE_STATE_REVOKED
TODAY = datetime.now(UTC).date()  # the institution's, which is in UTC until somebody says otherwise


def pdf(text: str = "To whom it may concern") -> bytes:
    paper = FPDF()
    paper.add_page()
    paper.set_font("helvetica", size=12)
    paper.cell(text=text)
    return bytes(paper.output())


def of_dates(college: College, first: date = TODAY, last: date = TODAY, **more: str) -> excuse_pb.ExcuseContent:
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
    yesterday = TODAY - timedelta(days=1)
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
    day = timedelta(days=1)
    wrong = [
        of_dates(college, TODAY, TODAY - day),
        of_dates(college, TODAY, TODAY + 400 * day),
        of_dates(college, TODAY - 31 * day, TODAY),
        of_dates(college, TODAY, TODAY + 181 * day),
        of_dates(college, reason="  "),
        of_dates(college, reason="x" * 2001),
        excuse_pb.ExcuseContent(category=ILLNESS, reason="nothing named"),
        excuse_pb.ExcuseContent(category=ILLNESS, reason="no such session", session_ids=[str(uuid4())]),
        excuse_pb.ExcuseContent(reason="no category", session_ids=[session.session_id]),
        excuse_pb.ExcuseContent(category=ILLNESS, reason="one date", first_date=TODAY.isoformat()),
    ]
    both = of_dates(college, course_id="")
    both.session_ids.append(session.session_id)
    async with student_of(college) as student:
        for content in (*wrong, both):
            assert await refused(ask(student, college, content)) == "INVALID_INPUT"
    old = of_dates(college, TODAY - 60 * day, TODAY - 60 * day)
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


async def test_files_come_back_as_they_were_sent_and_lie_sealed(college: College, server_database: str) -> None:
    content = pdf("fever of 39.5 degrees") + b"\n" * 200_000  # several pieces
    async with student_of(college) as student:
        excuse = await ask(student, college)
        file = await upload(student, excuse, content, name="C:\\papers\\certificate.pdf")
        assert (file.file_name, file.content_type, file.size_bytes) == (
            "certificate.pdf",
            "application/pdf",
            len(content),
        )
        assert await download(student, excuse, file.file_id) == ("certificate.pdf", content)
    connection = await asyncpg.connect(server_database)
    chunks = await connection.fetch("select content from excuse_file_chunk where file_id = $1::uuid", file.file_id)
    row = await connection.fetchrow(
        "select e.reason, f.file_name from excuse e join excuse_file f using (excuse_id) where file_id = $1::uuid",
        file.file_id,
    )
    await connection.close()
    assert row is not None
    stored = b"".join(chunk["content"] for chunk in chunks) + row["reason"] + row["file_name"]
    assert len(chunks) == -(-len(content) // 65536)
    assert not any(word in stored for word in (b"%PDF", b"fever", b"certificate"))


async def test_pieces_that_change_places_in_the_database_open_no_more(college: College, server_database: str) -> None:
    excuse = await ask(college.admin, college)
    file = await upload(college.admin, excuse, pdf() + b"\n" * 200_000)
    connection = await asyncpg.connect(server_database)
    swap = "update excuse_file_chunk set number = $2 where file_id = $1::uuid and number = $3"
    for target, source in ((99, 0), (0, 1), (1, 99)):
        await connection.execute(swap, file.file_id, target, source)
    await connection.close()
    assert await refused(download(college.admin, excuse, file.file_id)) == "EXCUSE_FILE_NOT_FOUND"


async def test_a_file_sent_again_is_kept_once_and_there_are_three_at_most(college: College) -> None:
    excuse, file_id = await ask(college.admin, college), request_id()
    first = await upload(college.admin, excuse, pdf(), file_id)
    assert await upload(college.admin, excuse, pdf(), file_id) == first
    other = await ask(college.admin, college)
    assert await refused(upload(college.admin, other, pdf(), file_id)) == "INVALID_INPUT"
    for _ in range(2):
        await upload(college.admin, excuse, pdf())
    assert await refused(upload(college.admin, excuse, pdf())) == "TOO_MANY_FILES"
    delete = excuse_pb.DeleteExcuseFileRequest(excuse_id=excuse.excuse_id, file_id=file_id)
    for _ in range(2):
        await college.admin.excuses.DeleteExcuseFile(delete)
    assert len((await get(college.admin, excuse)).files) == 2
    await decide(college.teacher, await get(college.admin, excuse))
    assert await refused(upload(college.admin, excuse, pdf())) == "EXCUSE_DECIDED"
    assert await refused(college.admin.excuses.DeleteExcuseFile(delete)) == "EXCUSE_DECIDED"


async def test_files_too_long_empty_or_of_another_type_are_refused_and_not_kept(college: College) -> None:
    excuse = await ask(college.admin, college)
    assert await refused(upload(college.admin, excuse, pdf() + bytes(5 * 2**20))) == "FILE_TOO_LARGE"
    assert await refused(upload(college.admin, excuse, b"")) == "FILE_EMPTY"
    assert await refused(upload(college.admin, excuse, b"MZ" + bytes(500), name="note.pdf")) == "FILE_TYPE_REFUSED"
    assert await refused(upload(college.admin, excuse, pdf() + b"<script>")) == "FILE_UNSAFE"
    assert not (await get(college.admin, excuse)).files

    async def no_set_up() -> AsyncIterator[excuse_pb.UploadExcuseFileRequest]:
        yield excuse_pb.UploadExcuseFileRequest(chunk=b"%PDF-1.7")

    assert await refused(college.admin.excuses.UploadExcuseFile(no_set_up())) == "INVALID_INPUT"


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


async def test_a_teacher_does_not_decide_where_the_policy_names_administrators(college: College) -> None:
    settings = policy_pb.PolicySettings(excuses_decided_by=policy_pb.EXCUSE_DECIDER_ADMIN)
    place = policy_pb.PolicyPlace(course_id=college.course.course_id)
    await college.admin.policies.SetPolicy(
        policy_pb.SetPolicyRequest(place=place, settings=settings, request_id=request_id())
    )
    excuse = await ask(college.admin, college)
    assert await refused(decide(college.teacher, excuse)) == "EXCUSE_NOT_FOUND"
    assert (await decide(college.admin, excuse)).state == APPROVED
