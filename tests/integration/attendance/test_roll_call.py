"""A teacher's word about many students at once: each answered by itself, and repeatable."""

from uuid import uuid4

import pytest

from services.attendance.app.check_in.roll_call import Answered, Wanted
from services.attendance.domain.errors import InvalidInput, MarkChanged, NotOnRoster, SessionNotFound
from services.attendance.domain.mark import Mark, MarkSource, MarkStatus
from services.attendance.domain.session import Session
from services.common.postgres import Database
from tests.integration.attendance.check_in_classroom import CheckInClassroom
from tests.integration.attendance.ledger_world import proved


@pytest.fixture
async def room(database: Database) -> CheckInClassroom:
    """Of five, where others have three."""
    return await CheckInClassroom(database, students=5).prepare()


def wanted(mark: Mark, status: MarkStatus = MarkStatus.PRESENT, revision: int | None = None) -> Wanted:
    return Wanted(mark.student_id, status, "", mark.revision if revision is None else revision, uuid4())


async def said(room: CheckInClassroom, session: Session, wishes: list[Wanted], note: str = "") -> list[Answered]:
    return await room.roll_call.set_marks(session.session_id, wishes, room.teacher, note)


async def test_each_mark_is_set_and_answered_in_order(room: CheckInClassroom) -> None:
    session = await room.start()
    marks = [await room.mark(session, who) for who in range(5)]
    statuses = [MarkStatus.PRESENT, MarkStatus.LATE, MarkStatus.ABSENT, MarkStatus.EXCUSED, MarkStatus.PRESENT]
    answers = await said(room, session, [wanted(*one) for one in zip(marks, statuses, strict=True)], "called by name")
    assert [answer.mark.status for answer in answers if answer.mark] == statuses
    mark = await room.mark(session, 1)
    assert (mark.source, mark.set_by, mark.said_via, mark.note) == (
        MarkSource.TEACHER, room.teacher, "roll_call", "called by name",
    )  # fmt: skip


async def test_one_that_changed_stays_as_it_is_and_the_others_are_set(room: CheckInClassroom) -> None:
    session = await room.start()
    marks = [await room.mark(session, who) for who in range(3)]
    stale = wanted(marks[1], revision=marks[1].revision - 1)
    answers = await said(room, session, [wanted(marks[0]), stale, wanted(marks[2])])
    assert isinstance(answers[1].refused, MarkChanged)
    assert answers[1].mark == marks[1]
    assert [answer.refused for answer in (answers[0], answers[2])] == [None, None]
    assert (await room.mark(session, 1)).status is MarkStatus.NOT_SEEN
    assert (await room.mark(session, 2)).status is MarkStatus.PRESENT


async def test_a_roll_call_that_is_sent_again_answers_the_same_and_writes_nothing(room: CheckInClassroom) -> None:
    session = await room.start()
    wishes = [wanted(await room.mark(session, who)) for who in range(5)]
    first = await said(room, session, wishes)
    again = await said(room, session, wishes)
    assert again == first
    assert await room.database.fetchval("select count(*) from mark_history") == 5


async def test_half_of_it_may_have_been_said_before(room: CheckInClassroom) -> None:
    session = await room.start()
    wishes = [wanted(await room.mark(session, who)) for who in range(4)]
    await said(room, session, wishes[:2])
    answers = await said(room, session, wishes)
    assert [answer.refused for answer in answers] == [None] * 4
    assert await room.database.fetchval("select count(*) from mark_history") == 4


async def test_a_mark_is_given_back_to_what_the_student_did(room: CheckInClassroom) -> None:
    session, code = await room.started()
    await room.check_in(0, code, session)
    absent = (await said(room, session, [wanted(await room.mark(session, 0), MarkStatus.ABSENT)]))[0].mark
    assert absent is not None
    assert absent.status is MarkStatus.ABSENT
    back = (await said(room, session, [wanted(absent, MarkStatus.NOT_SEEN)]))[0].mark
    assert back is not None
    assert (back.status, back.source) == (MarkStatus.PRESENT, MarkSource.CODE)


async def test_the_history_says_why_and_a_closed_session_is_sealed_again(room: CheckInClassroom) -> None:
    session = await room.start()
    await said(room, session, [wanted(await room.mark(session, 0))])
    await room.sessions.end(session.session_id)
    given_back = wanted(await room.mark(session, 0), MarkStatus.NOT_SEEN)
    await said(room, session, [given_back, wanted(await room.mark(session, 1))])
    rows = await room.database.fetch(
        "select evidence ->> 'why' as why from mark_history where request_id is not null order by entry_number"
    )
    assert [row["why"] for row in rows] == ["said", "not_watched", "said"]
    proof = await proved(room.database)
    assert (proof.broken, proof.unsealed) == ([], 0)


async def test_what_cannot_be_is_refused_by_itself(room: CheckInClassroom) -> None:
    session = await room.start()
    mark = await room.mark(session, 0)
    stranger = Wanted(uuid4(), MarkStatus.PRESENT, "", 1, uuid4())
    not_a_teachers = wanted(mark, MarkStatus.UNCONFIRMED)
    answers = await said(room, session, [stranger, not_a_teachers])
    assert isinstance(answers[0].refused, NotOnRoster)
    assert answers[0].mark is None
    assert isinstance(answers[1].refused, InvalidInput)
    assert await room.mark(session, 0) == mark


async def test_a_request_id_of_another_mark_is_refused(room: CheckInClassroom) -> None:
    session = await room.start()
    first, second = await room.mark(session, 0), await room.mark(session, 1)
    wish = wanted(first)
    await said(room, session, [wish])
    stolen = Wanted(second.student_id, MarkStatus.PRESENT, "", second.revision, wish.request_id)
    assert isinstance((await said(room, session, [stolen]))[0].refused, InvalidInput)
    assert (await room.mark(session, 1)).status is MarkStatus.NOT_SEEN


async def test_nobody_is_named_twice_and_not_more_than_500_at_a_time(room: CheckInClassroom) -> None:
    session = await room.start()
    mark = await room.mark(session, 0)
    many = [Wanted(uuid4(), MarkStatus.PRESENT, "", 1, uuid4()) for _ in range(501)]
    for wishes in ([wanted(mark), wanted(mark)], [], many):
        with pytest.raises(InvalidInput):
            await said(room, session, wishes)
    with pytest.raises(SessionNotFound):
        await room.roll_call.set_marks(uuid4(), [wanted(mark)], room.teacher, "")
