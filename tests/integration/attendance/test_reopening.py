"""A closed session is opened again: by every store of the register, and as its callers see it."""

from uuid import uuid4

import grpc
import pytest
from presence.attendance.v1 import attendance_service_pb2 as pb

from services.attendance.adapters.evidence_postgres import PostgresEvidence
from services.attendance.app.evidence import Evidence
from services.attendance.app.ledger.reopen import Reopenings
from services.attendance.domain.errors import InvalidInput, SessionAlreadyOpen, SessionNotFound
from services.attendance.domain.mark import MarkStatus
from services.attendance.domain.session import Session
from services.common.postgres import Database
from services.common.status import reason_of
from tests.integration.attendance.college import College, request_id
from tests.integration.attendance.register_worlds import Classroom, PostgresWorld


async def reopened(classroom: Classroom, session: Session, minute: float, reason: str = "closed by mistake") -> Session:
    classroom.now = classroom.after(minute)
    reopenings = Reopenings(classroom.world.store, lambda: classroom.now)
    return await reopenings.reopen(session.session_id, reason, reopened_by=classroom.teacher, request_id=uuid4())


async def closed(classroom: Classroom, session: Session, minute: float) -> None:
    classroom.now = classroom.after(minute)
    await classroom.sessions.end(session.session_id)


async def test_a_reopened_session_waits_for_the_absent_again_and_closes_again(classroom: Classroom) -> None:
    session = await classroom.start()
    classroom.now = classroom.after(20)
    await classroom.sightings.store([classroom.sighting(0, 1, 19)], [classroom.coverage(0, 20)])
    await closed(classroom, session, 20)
    assert await classroom.statuses(session) == [MarkStatus.PRESENT, MarkStatus.ABSENT, MarkStatus.ABSENT]

    again = await reopened(classroom, session, 30)
    assert again.end_time is None
    assert await classroom.statuses(session) == [MarkStatus.PRESENT, MarkStatus.NOT_SEEN, MarkStatus.NOT_SEEN]
    classroom.now = classroom.after(60)
    await classroom.sightings.store([classroom.sighting(1, 31, 59)], [classroom.coverage(30, 60)])
    await closed(classroom, session, 60)
    # the ten minutes between are nobody's fault: the third student is absent, not unconfirmed
    assert await classroom.statuses(session) == [MarkStatus.PRESENT, MarkStatus.LATE, MarkStatus.ABSENT]
    reasons = [reason for _, _, reason, _, _, _ in await classroom.world.history()]
    assert reasons.count("reopened") == 3  # two wait again, and no seal is left


async def test_a_reopened_session_was_watched_as_much_as_its_marks_are_decided_by(database: Database) -> None:
    classroom = await Classroom(PostgresWorld(database)).prepare()
    session = await classroom.start()
    await closed(classroom, session, 20)
    await reopened(classroom, session, 30)
    await closed(classroom, session, 60)
    await classroom.sightings.store([], [classroom.coverage(0, 20), classroom.coverage(30, 60)])
    assert await classroom.statuses(session) == [MarkStatus.ABSENT] * 3
    evidence = await Evidence(PostgresEvidence(database), lambda: classroom.now).of_session(session.session_id)
    assert evidence.watched_share == 1.0


async def test_what_was_seen_between_close_and_reopening_does_not_count(classroom: Classroom) -> None:
    session = await classroom.start()
    await closed(classroom, session, 20)
    classroom.now = classroom.after(29)
    await classroom.sightings.store([classroom.sighting(2, 24, 26)], [])
    await reopened(classroom, session, 30)
    assert await classroom.statuses(session) == [MarkStatus.NOT_SEEN] * 3


async def test_a_teachers_mark_survives_a_reopening(classroom: Classroom) -> None:
    session = await classroom.start()
    await classroom.say(session, 1, MarkStatus.EXCUSED)
    await closed(classroom, session, 20)
    await reopened(classroom, session, 30)
    assert (await classroom.statuses(session))[1] is MarkStatus.EXCUSED


async def test_a_session_is_not_reopened_into_another_ones_room(classroom: Classroom) -> None:
    session = await classroom.start()
    await closed(classroom, session, 20)
    other = await classroom.start()
    with pytest.raises(SessionAlreadyOpen) as refusal:
        await reopened(classroom, session, 30)
    assert refusal.value.session_id == str(other.session_id)
    await closed(classroom, other, 40)
    assert (await reopened(classroom, session, 50)).end_time is None


async def test_reopening_twice_by_one_request_reopens_once(classroom: Classroom) -> None:
    session = await classroom.start()
    await closed(classroom, session, 20)
    request, reopenings = uuid4(), Reopenings(classroom.world.store, lambda: classroom.now)
    by = {"reopened_by": classroom.teacher, "request_id": request}
    assert (await reopenings.reopen(session.session_id, "a", **by)).end_time is None
    await closed(classroom, session, 25)
    assert (await reopenings.reopen(session.session_id, "a", **by)).end_time is not None
    other = await classroom.start()
    with pytest.raises(InvalidInput, match="another session"):
        await reopenings.reopen(other.session_id, "a", **by)


async def test_a_reason_is_needed_and_so_is_a_session(classroom: Classroom) -> None:
    session = await classroom.start()
    with pytest.raises(InvalidInput, match="reason"):
        await reopened(classroom, session, 30, reason=" ")
    reopenings = Reopenings(classroom.world.store, lambda: classroom.now)
    with pytest.raises(SessionNotFound):
        await reopenings.reopen(uuid4(), "a", reopened_by=classroom.teacher, request_id=uuid4())


async def test_who_ends_a_session_may_reopen_it(college: College) -> None:
    session = await college.start()
    assert (await college.end(session)).HasField("end_time")
    request = pb.ReopenSessionRequest(
        session_id=session.session_id, reason="the bell was early", request_id=request_id()
    )
    opened = await college.teacher.attendance.ReopenSession(request)
    assert not opened.session.HasField("end_time")
    assert (await college.end(session)).HasField("end_time")
    request.session_id = request_id()
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await college.teacher.attendance.ReopenSession(request)
    assert (refusal.value.code(), reason_of(refusal.value)) == (grpc.StatusCode.NOT_FOUND, "SESSION_NOT_FOUND")
