"""What was written before there was a chain, or a seal, is chained and sealed."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from services.attendance.__main__ import MIGRATIONS
from services.attendance.adapters.sealing_postgres import PostgresSealing
from services.attendance.app.ledger.sealing import Sealing
from services.common.migrations import migrate
from services.common.postgres import Database, open_database
from tests.integration.attendance.ledger_world import closed_session, proved, tampered
from tests.integration.attendance.register_worlds import Classroom, PostgresWorld


@pytest.fixture
async def classroom(database: Database) -> Classroom:
    return await Classroom(PostgresWorld(database)).prepare()


async def test_rows_written_before_there_was_a_chain_are_chained(
    create_database: Callable[..., str], tmp_path: Path
) -> None:
    url = create_database()
    for file in MIGRATIONS.glob("*.sql"):
        if file.name < "0004":
            shutil.copy(file, tmp_path)
    await migrate(url, tmp_path)
    session_id, students, teacher = uuid4(), sorted(uuid4() for _ in range(2)), uuid4()
    connection = await asyncpg.connect(url)
    await connection.execute(BEFORE_THE_CHAIN.format(session=session_id, one=students[0], two=students[1], by=teacher))
    await connection.close()
    await migrate(url, MIGRATIONS)
    async with open_database(url) as database:
        proof = await proved(database)
        assert (proof.breaks, proof.broken, proof.entries, proof.marks) == (0, [], 4, 2)
        found = await tampered(database, "update mark_history set note = 'x' where entry_number = 3")
        assert found.broken[0].entry == 3


BEFORE_THE_CHAIN = """
    insert into course values ('{session}', 'C', 'T', '{session}');
    insert into room values ('{session}', 'R', '{session}');
    insert into session
    values ('{session}', '{session}', '{session}', '{by}', now(), now(), '10 min', 5, 1, '{session}');
    insert into mark (session_id, student_id, display_name, student_number, status, source, first_seen_time,
                      last_seen_time, revision, set_by, note)
    values
        ('{session}', '{one}', 'É', '1', 'excused', 'teacher', '2026-03-02 09:00:00.5Z', '2026-03-02 09:30Z', 5,
         '{by}', 'नमस्ते'),
        ('{session}', '{two}', 'B', '2', 'absent', 'policy', null, null, 3, null, '');
    insert into mark_history (session_id, student_id, revision, change_time, reason, actor, request_id, from_status,
                              from_source, to_status, to_source, first_seen_time, last_seen_time, sighting_ids,
                              watched_share, note)
    values
        ('{session}', '{one}', 2, '2026-03-02 09:01Z', 'sighting', null, null, 'not_seen', 'none', 'present',
         'camera', '2026-03-02 09:00:00.5Z', '2026-03-02 09:00:00.5Z', array['{session}', '{one}']::uuid[], null, ''),
        ('{session}', '{two}', 3, '2026-03-02 09:50Z', 'session_closed', null, null, 'not_seen', 'none', 'absent',
         'policy', null, null, '{{}}', 0.8125, ''),
        ('{session}', '{one}', 4, '2026-03-02 10:00Z', 'teacher', '{by}', '{one}', 'present', 'camera', 'excused',
         'teacher', '2026-03-02 09:00:00.5Z', '2026-03-02 09:30Z', '{{}}', null, 'नमस्ते'),
        ('{session}', '{one}', 5, '2026-03-02 10:01Z', 'sighting', null, null, 'excused', 'teacher', 'excused',
         'teacher', '2026-03-02 09:00:00.5Z', '2026-03-02 09:30Z', '{{}}', null, 'नमस्ते');
"""


async def test_sessions_that_were_closed_before_there_were_seals_are_sealed_as_they_stand(
    classroom: Classroom, database: Database
) -> None:
    session = await closed_session(classroom)
    await tampered(database, "delete from mark_history where entry_number > 4")  # as migration 0011 finds it
    await tampered(database, NEVER_SEEN)
    await database.execute("update mark set seal = null")
    await database.execute(FOUR_ENTRIES)
    await database.execute("insert into session_to_seal values ($1)", session.session_id)
    proof = await proved(database)
    assert (proof.broken, proof.unsealed) == ([], 3)
    before = await classroom.marks(session)

    sealing = Sealing(PostgresSealing(database), lambda: classroom.now)
    assert await sealing.seal_all() == 3
    proof = await proved(database)
    assert (proof.broken, proof.unsealed, proof.entries) == ([], 0, 7)
    assert [replace(mark, seal=None) for mark in await classroom.marks(session)] == before
    assert await sealing.seal_all() == 0
    found = await tampered(database, "update mark set minutes_present = 59 where minutes_present > 0")
    assert "minutes present" in found.broken[0].what


async def test_a_session_that_is_open_is_sealed_by_its_close(classroom: Classroom, database: Database) -> None:
    session = await classroom.start()
    await database.execute("insert into session_to_seal values ($1)", session.session_id)
    sealing = Sealing(PostgresSealing(database), lambda: classroom.now)
    assert await sealing.seal_all() == 0
    assert not await sealing.seal(uuid4())
    await classroom.sessions.end(session.session_id)
    assert await sealing.seal_all() == 0
    assert (await proved(database)).unsealed == 0
    assert not await database.fetchval("select count(*) from session_to_seal")


NEVER_SEEN = """
    update mark set status = 'not_seen', source = 'none', status_code = '', first_seen_time = null,
        last_seen_time = null
    where student_id = (select student_id from mark order by student_id desc limit 1)
"""
FOUR_ENTRIES = """
    update session set present_count = 2, ledger_entries = 4,
        ledger_head = (select hash from mark_history where entry_number = 4)
"""
