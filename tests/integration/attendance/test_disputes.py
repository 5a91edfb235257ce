"""Disputes over gRPC and PostgreSQL: opened, talked about, decided; and the evidence both sides see."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import grpc
import pytest
from presence.attendance.v1 import attendance_service_pb2 as pb
from presence.attendance.v1 import dispute_service_pb2 as dispute_pb
from presence.attendance.v1 import ledger_service_pb2 as ledger_pb
from presence.identity.v1 import identity_service_pb2

from services.attendance.adapters.dispute_transaction import DisputeSeals
from services.attendance.adapters.disputes_postgres import PostgresDisputes
from services.attendance.adapters.excuse_rows import PURPOSE
from services.attendance.app.dispute.store import DisputeFilter
from services.common.encryption_keys import parse_keys
from services.common.postgres import open_database
from services.common.sealer import AesGcmSealer
from tests.fakes.attendance_server import ENCRYPTION_KEYS, AttendanceClient
from tests.integration.attendance.college import REWRITTEN, College, request_id
from tests.integration.attendance.excuse_world import absent_session, ask, decide, refused, student_of

OPEN, CHANGED, KEPT = dispute_pb.DISPUTE_STATE_OPEN, dispute_pb.DISPUTE_STATE_CHANGED, dispute_pb.DISPUTE_STATE_KEPT
WITHDRAWN = dispute_pb.DISPUTE_STATE_WITHDRAWN


async def dispute(client: AttendanceClient, session: pb.Session, rid: str = "") -> dispute_pb.Dispute:
    request = dispute_pb.OpenDisputeRequest(
        session_id=session.session_id,
        wanted_status=pb.MARK_STATUS_PRESENT,
        reason="I sat in the second row",
        request_id=rid or request_id(),
    )
    return (await client.disputes.OpenDispute(request)).dispute


async def settle(
    client: AttendanceClient, about: dispute_pb.Dispute, status_code: str = "", rid: str = "", note: str = "I looked"
) -> dispute_pb.Dispute:
    request = dispute_pb.DecideDisputeRequest(
        dispute_id=about.dispute_id,
        status_code=status_code,
        note=note,
        revision=about.mark.revision,
        request_id=rid or request_id(),
    )
    return (await client.disputes.DecideDispute(request)).dispute


async def comment(
    client: AttendanceClient, about: dispute_pb.Dispute, text: str, comment_id: str = ""
) -> dispute_pb.Dispute:
    request = dispute_pb.AddDisputeCommentRequest(
        dispute_id=about.dispute_id, comment_id=comment_id or request_id(), text=text
    )
    return (await client.disputes.AddDisputeComment(request)).dispute


async def get(client: AttendanceClient, about: dispute_pb.Dispute) -> dispute_pb.Dispute:
    return (await client.disputes.GetDispute(dispute_pb.GetDisputeRequest(dispute_id=about.dispute_id))).dispute


async def test_a_dispute_is_decided_by_a_word_that_the_mark_and_the_ledger_keep(college: College) -> None:
    session = await absent_session(college)
    async with student_of(college) as student:
        opened = await dispute(student, session)
        assert (opened.state, opened.disputed_status) == (OPEN, pb.MARK_STATUS_ABSENT)
        assert (opened.may_withdraw, opened.may_decide, opened.overdue) == (True, False, False)
        assert opened.due_time.ToDatetime(UTC) - opened.open_time.ToDatetime(UTC) == timedelta(days=7)
        await comment(college.teacher, opened, "Whom did you sit beside?")
        talked = await comment(student, opened, "Nobody")
        assert [(one.by_student, one.by_caller) for one in talked.comments] == [(False, False), (True, True)]
        decided = await settle(college.teacher, await get(college.teacher, opened), "PRESENT")
        assert (decided.state, decided.note, decided.mark.status) == (CHANGED, "I looked", pb.MARK_STATUS_PRESENT)
        assert await refused(comment(student, opened, "thanks")) == "DISPUTE_DECIDED"
    mark = await college.mark_of(session, 0)
    assert (mark.source, mark.set_by, mark.note) == (pb.MARK_SOURCE_TEACHER, college.teacher_id, "I looked")
    history = await college.teacher.ledger.ListMarkHistory(
        ledger_pb.ListMarkHistoryRequest(session_id=session.session_id, student_id=mark.student_id)
    )
    assert history.entries[-1].reason == ledger_pb.CHANGE_REASON_DISPUTE
    await college.reporter.report(college.coverage(*(2 * (session.start_time.ToDatetime(UTC),))))
    assert (await college.mark_of(session, 0)).status == pb.MARK_STATUS_PRESENT  # nothing later undoes it


async def test_a_mark_that_was_kept_is_not_disputed_again_until_it_changes(college: College) -> None:
    session = await absent_session(college)
    async with student_of(college) as student:
        kept = await settle(college.teacher, await dispute(student, session))
        assert (kept.state, kept.mark.status) == (KEPT, pb.MARK_STATUS_ABSENT)
        assert await refused(dispute(student, session)) == "DISPUTE_DECIDED"
        await college.set_mark(session, 0, pb.MARK_STATUS_LATE)
        assert (await dispute(student, session)).disputed_status == pb.MARK_STATUS_LATE


async def test_one_dispute_at_a_time_is_open_about_a_mark_and_a_retry_opens_none(college: College) -> None:
    session = await absent_session(college)
    async with student_of(college) as student:
        rid = request_id()
        opened = await asyncio.gather(*(dispute(student, session, rid) for _ in range(4)))
        assert len({one.dispute_id for one in opened}) == 1
        assert await refused(dispute(student, session)) == "DISPUTE_OPEN"
        for _ in range(2):
            request = dispute_pb.WithdrawDisputeRequest(dispute_id=opened[0].dispute_id)
            assert (await student.disputes.WithdrawDispute(request)).dispute.state == WITHDRAWN
        assert await refused(settle(college.teacher, opened[0])) == "DISPUTE_DECIDED"
        assert (await dispute(student, session)).state == OPEN


async def test_marks_of_open_sessions_of_others_and_of_long_ago_are_not_disputed(
    college: College, server_database: str
) -> None:
    running = await college.start()
    async with student_of(college) as student:
        assert await refused(dispute(student, running)) == "SESSION_STILL_OPEN"
        await college.end(running)
        await age(server_database, running, days=15)
        assert await refused(dispute(student, running)) == "DISPUTE_TOO_LATE"
        stranger = college.identity.new_person("Stranger")
        async with college.server.client(college.identity.token(stranger.person_id, "student")) as other:
            assert await refused(dispute(other, running)) == "NOT_ON_ROSTER"
        request = dispute_pb.OpenDisputeRequest(
            session_id=(await absent_session(college)).session_id,
            wanted_status=pb.MARK_STATUS_ABSENT,
            reason="it says so",
            request_id=request_id(),
        )
        assert await refused(student.disputes.OpenDispute(request)) == "INVALID_INPUT"


async def age(database_url: str, session: pb.Session, days: int) -> None:
    """As if the session had been so long ago; the ledger alone cannot be made older, and is put out of the way."""
    connection = await asyncpg.connect(database_url)
    past = timedelta(days=days)
    session_id = UUID(session.session_id)
    async with connection.transaction():
        await connection.execute(
            "update session set start_time = start_time - $2::interval, end_time = end_time - $2 where session_id = $1",
            session_id,
            past,
        )
        await connection.execute("alter table mark_history disable trigger user")
        await connection.execute(
            "update mark_history set change_time = change_time - $2::interval where session_id = $1", session_id, past
        )
        await connection.execute("alter table mark_history enable trigger user")
    REWRITTEN.add(str(session_id))
    await connection.close()


async def test_a_decision_sees_the_mark_it_decides_and_a_retry_decides_once(college: College) -> None:
    session = await absent_session(college)
    async with student_of(college) as student:
        opened = await dispute(student, session)
    await college.set_mark(session, 0, pb.MARK_STATUS_LATE)
    assert await refused(settle(college.teacher, opened, "PRESENT")) == "MARK_CHANGED"
    fresh, rid = await get(college.teacher, opened), request_id()
    assert await refused(settle(college.teacher, fresh, "NO_SUCH_CODE")) == "INVALID_INPUT"
    assert await refused(settle(college.teacher, fresh, "PRESENT", note=" ")) == "INVALID_INPUT"
    first = await settle(college.teacher, fresh, "PRESENT", rid)
    assert await settle(college.teacher, fresh, "PRESENT", rid) == first


async def test_both_sides_see_the_same_evidence_and_nobody_else_any(college: College) -> None:
    session = await college.start()
    opened = session.start_time.ToDatetime(UTC)
    await college.reporter.report(college.sighting(0, opened, opened + timedelta(seconds=1)), college.sighting(1))
    ended = await college.end(session)
    end = ended.end_time.ToDatetime(UTC)
    await college.reporter.report(college.coverage(opened, end), college.condition(pb.CAMERA_TROUBLE_DARK, opened, end))
    excuse = await decide(college.teacher, await ask(college.admin, college))
    request = dispute_pb.GetMarkEvidenceRequest(session_id=session.session_id, student_id=college.students[0].person_id)
    other = college.identity.new_person("Another Teacher", identity_service_pb2.ROLE_TEACHER)
    async with (
        student_of(college) as student,
        student_of(college, 1) as neighbour,
        college.server.client(college.identity.teacher(other.person_id)) as stranger,
    ):
        seen = await student.disputes.GetMarkEvidence(request)
        assert seen == await college.teacher.disputes.GetMarkEvidence(request)
        for client in (neighbour, stranger):
            assert await refused(client.disputes.GetMarkEvidence(request)) == "SESSION_NOT_FOUND"
    assert len(seen.seen) == 1
    assert seen.watched_share == pytest.approx(1.0)
    assert (seen.measured.start_time, seen.measured.end_time) == (ended.start_time, ended.end_time)
    assert [one.trouble for one in seen.conditions] == [pb.CAMERA_TROUBLE_DARK]
    assert seen.excuse_id == excuse.excuse_id
    assert seen.dispute_until_time.ToDatetime(UTC) >= end + timedelta(days=14)
    assert college.students[1].person_id not in str(seen)


async def test_a_dispute_is_the_students_the_teachers_and_the_administrators_alone(college: College) -> None:
    session = await absent_session(college)
    other = college.identity.new_person("Another Teacher", identity_service_pb2.ROLE_TEACHER)
    async with (
        student_of(college) as student,
        student_of(college, 1) as neighbour,
        college.server.client(college.identity.teacher(other.person_id)) as stranger,
    ):
        opened = await dispute(student, session)
        for client in (neighbour, stranger):
            assert await refused(get(client, opened)) == "DISPUTE_NOT_FOUND"
            assert await refused(comment(client, opened, "let me see")) == "DISPUTE_NOT_FOUND"
            assert not (await client.disputes.ListDisputes(dispute_pb.ListDisputesRequest())).disputes
        assert await refused(settle(stranger, opened)) == "DISPUTE_NOT_FOUND"
        assert await refused(settle(student, opened)) == "NOT_ALLOWED"
        for client in (student, college.teacher, college.admin):
            request = dispute_pb.ListDisputesRequest(student_id=college.students[0].person_id)
            listed = await client.disputes.ListDisputes(request)
            assert [one.dispute_id for one in listed.disputes] == [opened.dispute_id]
            assert (listed.open_count, listed.overdue_count) == (1, 0)


async def test_open_ones_come_first_and_overdue_ones_are_told_to_administrators(
    college: College, server_database: str
) -> None:
    async with student_of(college) as student:
        opened = [await dispute(student, await absent_session(college)) for _ in range(4)]
    await settle(college.teacher, opened[1])
    connection = await asyncpg.connect(server_database)
    await connection.execute(
        "update dispute set open_time = now() - interval '9 days', due_time = now() - interval '1 day' "
        "where dispute_id = $1::uuid",
        opened[3].dispute_id,
    )
    await connection.close()
    request = dispute_pb.ListDisputesRequest(student_id=college.students[0].person_id, page_size=1)
    found = []
    while True:
        page = await college.admin.disputes.ListDisputes(request)
        assert (page.open_count, page.overdue_count) == (3, 1)
        found += [one.dispute_id for one in page.disputes]
        if not page.next_page_token:
            break
        request.page_token = page.next_page_token
    assert found == [opened[number].dispute_id for number in (3, 0, 2, 1)]
    overdue = dispute_pb.ListDisputesRequest(student_id=college.students[0].person_id, overdue_only=True)
    listed = (await college.admin.disputes.ListDisputes(overdue)).disputes
    assert [(one.dispute_id, one.overdue) for one in listed] == [(opened[3].dispute_id, True)]


async def test_comments_are_repeatable_bounded_and_sealed(college: College, server_database: str) -> None:
    async with student_of(college) as student:
        opened, comment_id = await dispute(student, await absent_session(college)), request_id()
        for _ in range(2):
            said = await comment(student, opened, "my neighbour saw me", comment_id)
        assert len(said.comments) == 1
        assert await refused(comment(college.teacher, opened, "mine", comment_id)) == "INVALID_INPUT"
        for number in range(49):
            await comment(student, opened, f"number {number}")
        assert await refused(comment(student, opened, "one more")) == "TOO_MANY_COMMENTS"
    connection = await asyncpg.connect(server_database)
    stored = await connection.fetchval("select content from dispute_comment where comment_id = $1::uuid", comment_id)
    await connection.close()
    assert b"neighbour" not in stored


async def test_what_was_written_is_erased_when_its_time_is_over_and_the_decision_stays(
    college: College, server_database: str
) -> None:
    async with student_of(college) as student:
        decided = await settle(college.teacher, await dispute(student, await absent_session(college)), "PRESENT")
        open_still = await dispute(student, await absent_session(college))
    seals = DisputeSeals(AesGcmSealer(parse_keys(ENCRYPTION_KEYS), purpose=PURPOSE, named=True))
    async with open_database(server_database) as database:
        store = PostgresDisputes(database, seals)
        assert await store.erase(datetime.now(UTC) - timedelta(days=1)) == 0
        assert await store.erase(datetime.now(UTC)) >= 1
        assert (await store.counts(DisputeFilter(), datetime.now(UTC))).open >= 1
    erased = await get(college.admin, decided)
    assert (erased.reason, erased.note, erased.state) == ("", "", CHANGED)
    assert (await get(college.admin, open_still)).reason == "I sat in the second row"


async def test_a_dispute_nobody_has_is_not_found(college: College) -> None:
    request = dispute_pb.GetDisputeRequest(dispute_id=str(uuid4()))
    with pytest.raises(grpc.aio.AioRpcError, match="there is no dispute"):
        await college.admin.disputes.GetDispute(request)
