"""Checking in by the code on the screen: what students are answered, and what is kept of it."""

import asyncio
from uuid import uuid4

import pytest

from services.attendance.domain.check_in.errors import (
    CodeOver,
    CodesNotAllowed,
    CodeWrong,
    DeviceUsed,
    NoCodeShown,
    OutsideNetwork,
    SessionClosed,
    TooManyClaims,
    TooManyWrongCodes,
)
from services.attendance.domain.errors import InvalidInput, NotOnRoster, RoomNotFound, SessionNotFound
from services.attendance.domain.mark import MarkSource, MarkStatus
from services.common.postgres import Database
from tests.integration.attendance.check_in_classroom import CheckInClassroom, wrong


async def test_a_student_who_types_the_code_is_present_by_code(room: CheckInClassroom) -> None:
    session, code = await room.started()
    done = await room.check_in(0, code, session)
    assert (done.mark.status, done.mark.source) == (MarkStatus.PRESENT, MarkSource.CODE)
    assert done.check_in_time == room.now
    assert (await room.mark(session, 1)).status is MarkStatus.NOT_SEEN


async def test_without_a_link_the_code_finds_the_session(room: CheckInClassroom) -> None:
    session, code = await room.started()
    assert (await room.check_in(0, code)).session.session_id == session.session_id


async def test_repeating_a_check_in_answers_the_same_and_keeps_one(room: CheckInClassroom) -> None:
    session, code = await room.started()
    first = await room.check_in(0, code, session)
    room.later(120)
    again = await room.check_in(0, code, session)  # the code is over by now: the answer to the first was lost
    assert again.check_in_time == first.check_in_time
    assert again.mark == first.mark
    assert await room.kept(session) == 1


async def test_the_previous_code_is_taken_and_the_one_before_is_over(room: CheckInClassroom) -> None:
    session, code = await room.started()
    room.later(10)
    assert (await room.check_in(0, code, session)).mark.status is MarkStatus.PRESENT
    room.later(10)
    with pytest.raises(CodeOver):
        await room.check_in(1, code, session)
    assert await room.kept(session) == 1


async def test_a_code_that_is_over_does_not_count_as_wrong(room: CheckInClassroom) -> None:
    session, code = await room.started()
    room.later(60)
    for _ in range(20):
        with pytest.raises(CodeOver):
            await room.check_in(0, code, session)
    assert (await room.check_in(0, await room.code(session), session)).mark.status is MarkStatus.PRESENT


async def test_no_code_is_taken_before_it_is_shown_after_it_is_taken_away_or_when_the_session_is_over(
    room: CheckInClassroom,
) -> None:
    session = await room.start()
    with pytest.raises(NoCodeShown):
        await room.check_in(0, "000000")
    with pytest.raises(NoCodeShown):
        await room.check_in(0, "000000", session)
    code = (await room.windows.open(session.session_id, room.teacher)).code
    await room.windows.close(session.session_id)
    with pytest.raises(NoCodeShown):
        await room.check_in(0, code, session)
    await room.windows.open(session.session_id, room.teacher)
    await room.sessions.end(session.session_id)
    with pytest.raises(SessionClosed):
        await room.check_in(0, code, session)
    with pytest.raises(SessionClosed):
        await room.windows.open(session.session_id, room.teacher)
    assert (await room.windows.current(session.session_id)).code is None


async def test_a_code_from_before_it_was_taken_away_is_not_good_again(room: CheckInClassroom) -> None:
    session, code = await room.started()
    await room.windows.close(session.session_id)
    room.later(20)
    await room.windows.open(session.session_id, room.teacher)
    with pytest.raises(CodeWrong):
        await room.check_in(0, code, session)


async def test_one_device_checks_in_one_student(room: CheckInClassroom) -> None:
    session, code = await room.started()
    await room.check_in(0, code, session, on=1)
    with pytest.raises(DeviceUsed) as refused:
        await room.check_in(1, code, session, on=1)
    assert "somebody else" in str(refused.value)
    await room.check_in(1, code, session, on=2)
    await room.check_in(0, code, session, on=3)  # who is in is in, on whatever device they ask again
    assert await room.kept(session) == 2


async def test_a_device_is_another_one_in_another_session(room: CheckInClassroom) -> None:
    session, code = await room.started()
    await room.check_in(0, code, session, on=1)
    await room.sessions.end(session.session_id)
    second, code = await room.started()
    await room.check_in(1, code, second, on=1)
    digests = await room.database.fetch("select device_digest from check_in")
    assert len({row["device_digest"] for row in digests}) == 2


async def test_two_students_on_one_device_at_the_same_moment_are_one(room: CheckInClassroom) -> None:
    session, code = await room.started()
    other = room.replica()
    answers = await asyncio.gather(
        room.check_in(0, code, session, on=1),
        room.check_in(1, code, session, on=1, by=other),
        room.check_in(2, code, session, on=1),
        return_exceptions=True,
    )
    assert sum(isinstance(answer, DeviceUsed) for answer in answers) == 2
    assert await room.kept(session) == 1


async def test_whoever_is_not_on_the_roster_is_told_so(room: CheckInClassroom) -> None:
    session, code = await room.started()
    with pytest.raises(NotOnRoster):
        await room.check_in(uuid4(), code, session)
    with pytest.raises(NoCodeShown):
        await room.check_in(uuid4(), code)
    with pytest.raises(SessionNotFound):
        await room.check_ins.check_in(room.students[0], uuid4(), code, "d" * 16, "", uuid4())


async def test_wrong_codes_slow_their_student_down_on_every_replica_and_nobody_else(room: CheckInClassroom) -> None:
    session, code = await room.started()
    replicas = [room.check_ins, room.replica()]
    for number in range(5):
        with pytest.raises(CodeWrong):
            await room.check_in(0, wrong(code), session, by=replicas[number % 2])
    for replica in replicas:
        with pytest.raises(TooManyWrongCodes) as refused:
            await room.check_in(0, code, session, by=replica)
        assert refused.value.retry_after_seconds == 1.0
    await room.check_in(1, code, session)
    room.later(1)
    assert (await room.check_in(0, await room.code(session), session)).mark.status is MarkStatus.PRESENT


async def test_guesses_made_at_once_are_counted_one_after_another(room: CheckInClassroom) -> None:
    session, code = await room.started()
    answers = await asyncio.gather(
        *(room.check_in(0, wrong(code), session) for _ in range(40)),
        room.check_in(0, code, session),
        return_exceptions=True,
    )
    assert sum(isinstance(answer, CodeWrong) for answer in answers) == 5
    assert isinstance(answers[-1], TooManyWrongCodes)
    assert await room.kept(session) == 0


async def test_an_address_full_of_wrong_codes_never_keeps_a_right_first_code_out(database: Database) -> None:
    room = await CheckInClassroom(database, students=70).prepare()
    session, code = await room.started()
    for student in range(60):
        await asyncio.gather(*(room.check_in(student, wrong(code), session) for _ in range(6)), return_exceptions=True)
    for student in range(60, 70):
        await room.check_in(student, code, session)
    with pytest.raises(TooManyWrongCodes):
        await room.check_in(0, code, session)
    assert await room.kept(session) == 10


async def test_codes_are_taken_from_the_rooms_networks_only(room: CheckInClassroom) -> None:
    session, code = await room.started()
    await room.rules.set(None, ["10.0.0.0/8"], codes_off=False)
    await room.rules.set(room.room, ["10.7.0.0/16"], codes_off=False)
    for address in ("203.0.113.9", "10.8.0.1", ""):
        with pytest.raises(OutsideNetwork):
            await room.check_in(0, code, session, address=address)
    await room.check_in(0, code, session, address="10.7.3.4")
    await room.rules.set(room.room, [], codes_off=False)  # then the institution's hold
    await room.check_in(1, code, session, address="10.8.0.1")
    with pytest.raises(RoomNotFound):
        await room.rules.set(uuid4(), ["10.7.0.0/16"], codes_off=False)


async def test_codes_can_be_switched_off(room: CheckInClassroom) -> None:
    session, code = await room.started()
    await room.rules.set(None, [], codes_off=True)
    with pytest.raises(CodesNotAllowed):
        await room.check_in(0, code, session)
    with pytest.raises(CodesNotAllowed):
        await room.windows.open(session.session_id, room.teacher)
    shown = await room.windows.current(session.session_id)
    assert shown.code is None
    assert not shown.overview.codes_allowed


async def test_whoever_could_not_have_been_in_time_by_code_is_not_late(room: CheckInClassroom) -> None:
    session = await room.start()
    room.later(15 * 60)
    code = (await room.windows.open(session.session_id, room.teacher)).code
    assert (await room.check_in(0, code, session)).mark.status is MarkStatus.PRESENT
    room.later(15 * 60)
    assert (await room.check_in(1, await room.code(session), session)).mark.status is MarkStatus.LATE


async def test_a_check_in_survives_the_close_of_a_session_that_no_camera_saw(room: CheckInClassroom) -> None:
    session, code = await room.started()
    await room.check_in(0, code, session)
    room.later(3600)
    await room.sessions.end(session.session_id)
    assert (await room.mark(session, 0)).status is MarkStatus.PRESENT
    assert (await room.mark(session, 1)).status is MarkStatus.UNCONFIRMED


async def test_a_teachers_word_goes_before_a_check_in(room: CheckInClassroom) -> None:
    session, code = await room.started()
    before = await room.mark(session, 0)
    await room.sessions.set_mark(
        session.session_id, room.students[0], MarkStatus.ABSENT, teacher_id=room.teacher, revision=before.revision,
        request_id=uuid4(), note="",
    )  # fmt: skip
    done = await room.check_in(0, code, session)
    assert (done.mark.status, done.mark.source) == (MarkStatus.ABSENT, MarkSource.TEACHER)
    assert await room.kept(session) == 1


@pytest.mark.parametrize("device_id", ["", "short", "x" * 129, "with spaces in it"])
async def test_what_cannot_be_a_device_or_a_code_is_refused(room: CheckInClassroom, device_id: str) -> None:
    session, code = await room.started()
    for wrong_code, given in ((code, device_id), ("", "d" * 16), ("1" * 21, "d" * 16)):
        with pytest.raises(InvalidInput):
            await room.check_ins.check_in(room.students[0], session.session_id, wrong_code, given, "", uuid4())


async def test_the_teacher_sees_who_checked_in_and_how_many(room: CheckInClassroom) -> None:
    session, code = await room.started()
    await room.check_in(0, code, session)
    room.later(1)
    await room.check_in(2, code, session)
    seen = (await room.windows.current(session.session_id)).overview
    assert [entry.student_id for entry in seen.newest] == [room.students[2], room.students[0]]
    assert (seen.checked_in_count, seen.roster_size) == (2, 3)


async def test_a_number_typed_at_a_kiosk_asks_the_teacher_and_marks_nobody(room: CheckInClassroom) -> None:
    session = await room.start()
    await room.database.execute("update mark set student_number = 'RU-7' where student_id = $1", room.students[0])
    for number in ("ru-7", "nobody's"):  # the same answer, whether there is such a number
        await room.claims.claim(room.camera, number)
    claims = (await room.windows.current(session.session_id)).overview.claims
    assert [claim.student_id for claim in claims] == [room.students[0]]
    assert (await room.mark(session, 0)).status is MarkStatus.NOT_SEEN
    await room.claims.dismiss(session.session_id, room.students[0])
    assert (await room.windows.current(session.session_id)).overview.claims == ()


async def test_numbers_typed_one_after_another_at_a_kiosk_are_slowed_down(room: CheckInClassroom) -> None:
    await room.start()
    for number in range(20):
        await room.claims.claim(room.camera, str(number))
    with pytest.raises(TooManyClaims):
        await room.claims.claim(room.camera, "20")
