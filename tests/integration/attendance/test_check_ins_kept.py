"""What is kept of check-ins by code, and what is not."""

from datetime import timedelta

import pytest

from services.attendance.adapters.people_postgres import PostgresPeople
from services.attendance.app.check_in.self_check_in import student_key
from services.attendance.app.follow_people import PersonDeleted
from services.attendance.domain.check_in.errors import CodeWrong
from tests.integration.attendance.check_in_classroom import CheckInClassroom, wrong


async def test_old_secrets_and_what_was_made_of_devices_are_forgotten(room: CheckInClassroom) -> None:
    session, code = await room.started()
    await room.check_in(0, code, session)
    with pytest.raises(CodeWrong):
        await room.check_in(1, wrong(code), session)
    await room.sessions.end(session.session_id)
    await room.store.forget(room.now + timedelta(days=8), room.now + timedelta(days=8))
    assert await room.database.fetchval("select count(*) from check_in_window") == 0
    assert await room.database.fetchval("select count(*) from check_in where device_digest is not null") == 0
    assert await room.database.fetchval("select count(*) from check_in_attempt") == 0
    assert await room.kept(session) == 1


async def test_secrets_are_sealed_at_rest(room: CheckInClassroom) -> None:
    session, _ = await room.started()
    sealed = await room.database.fetchval("select sealed_secret from check_in_window")
    async with room.store.transaction() as transaction:
        window = await transaction.window(session.session_id)
    assert window is not None
    assert window.secret not in sealed


async def test_what_is_kept_of_a_person_who_is_deleted_is_their_check_in_by_id_alone(room: CheckInClassroom) -> None:
    session, code = await room.started()
    await room.database.execute("update mark set student_number = 'RU-7' where student_id = $1", room.students[1])
    await room.claims.claim(room.camera, "RU-7")
    for student in (0, 1):
        with pytest.raises(CodeWrong):
            await room.check_in(student, wrong(code), session)
        await room.check_in(student, code, session)
    people = PostgresPeople(room.database)
    await people.apply([PersonDeleted(room.students[1])], None, None)
    rows = await room.database.fetch("select student_id, device_digest from check_in")
    assert {row["student_id"] for row in rows if row["device_digest"] is None} == {room.students[1]}
    assert await room.database.fetchval("select count(*) from check_in_claim") == 0
    kept = await room.database.fetch("select key from check_in_attempt")
    assert student_key(room.students[0]) in {row["key"] for row in kept}
    assert student_key(room.students[1]) not in {row["key"] for row in kept}
