"""The ledger in a real database: what is written proves itself, and whatever is changed behind its back is named."""

from dataclasses import replace

import pytest

from services.attendance.adapters.register_postgres import PostgresRegisterTransaction
from services.attendance.domain.mark import Cause, ChangeReason, MarkChange, MarkStatus
from services.attendance.domain.session import Session
from services.common.postgres import Database
from tests.integration.attendance.ledger_world import closed_session, proved, tampered
from tests.integration.attendance.register_worlds import Classroom, PostgresWorld


@pytest.fixture
async def classroom(database: Database) -> Classroom:
    return await Classroom(PostgresWorld(database)).prepare()


@pytest.fixture
async def session(classroom: Classroom) -> Session:
    return await closed_session(classroom)


async def test_what_is_written_is_proved(session: Session, database: Database) -> None:
    proof = await proved(database)
    assert (proof.breaks, proof.sessions, proof.entries, proof.marks) == (0, 1, 8, 3)


ENTRIES_CHANGED = {
    "student_id": "(select student_id from mark where student_id <> mark_history.student_id limit 1)",
    "revision": "revision + 1",
    "change_time": "change_time + interval '1 microsecond'",
    "reason": "'coverage'",
    "actor": "gen_random_uuid()",
    "request_id": "gen_random_uuid()",
    "from_status": "'late'",
    "from_source": "'policy'",
    "from_code": "'LATE'",
    "to_status": "'late'",
    "to_source": "'policy'",
    "to_code": "'LATE'",
    "first_seen_time": "now()",
    "last_seen_time": "now()",
    "minutes_present": "minutes_present + 1",
    "watched_permille": "1",
    "set_by": "gen_random_uuid()",
    "said_time": "now()",
    "said_via": "'dispute'",
    "confirmed_by": "gen_random_uuid()",
    "seen_elsewhere": "not seen_elsewhere",
    "note": "'changed'",
    "sighting_ids": "array[gen_random_uuid()]",
    "evidence": """'{"distance": 0.1}'""",
    "previous_hash": "sha256('x')",
    "hash": "sha256('x')",
}


async def test_every_column_of_the_ledger_is_tried(database: Database) -> None:
    rows = await database.fetch(
        "select attname from pg_attribute where attrelid = 'mark_history'::regclass and attnum > 0 and not attisdropped"
    )
    assert {row["attname"] for row in rows} == ENTRIES_CHANGED.keys() | {"session_id", "entry_number"}


@pytest.mark.parametrize("column", ENTRIES_CHANGED)
async def test_a_changed_column_of_an_entry_is_found(session: Session, database: Database, column: str) -> None:
    change = f"{column} = {ENTRIES_CHANGED[column]}"
    proof = await tampered(database, f"update mark_history set {change} where entry_number = 2")  # noqa: S608 - the table's
    assert proof.breaks == 1
    (found,) = proof.broken
    assert (found.session_id, found.entry) == (session.session_id, 2)


OTHERWISE = {
    "a deleted entry": ("delete from mark_history where entry_number = 3", 3, "entry 3 is missing"),
    "a cut tail": ("delete from mark_history where entry_number > 4", 5, "the end was cut off"),
    "a cut tail that was covered up": (
        "with cut as (delete from mark_history where entry_number > 7 returning 1) "
        "update session set ledger_entries = 7, ledger_head = h.hash from mark_history h where h.entry_number = 7",
        7,
        "its ledger says",
    ),
    "an inserted entry": (
        "insert into mark_history (session_id, entry_number, student_id, revision, change_time, reason, from_status, "
        "from_source, to_status, to_source, sighting_ids, note, previous_hash, hash) "
        "select session_id, 9, student_id, revision, now(), reason, to_status, to_source, 'absent', 'policy', '{}', "
        "'', hash, sha256('x') from mark_history where entry_number = 8",
        9,
        "",
    ),
    "swapped entries": (
        "update mark_history h set student_id = o.student_id, revision = o.revision, to_status = o.to_status, "
        "to_source = o.to_source, hash = o.hash, previous_hash = o.previous_hash from mark_history o "
        "where h.entry_number in (1, 2) and o.entry_number = 3 - h.entry_number",
        1,
        "it does not continue the entry before it",
    ),
    "swapped numbers": (
        "update mark_history set entry_number = entry_number - 10 where entry_number in (2, 3)",
        -8,
        "beside those that the session has",
    ),
    "a changed status": ("update mark set status = 'absent' where status = 'present'", None, "the mark's status"),
    "a changed word": ("update mark set set_by = gen_random_uuid() where source = 'teacher'", None, "author"),
    "a changed first sighting": (
        "update mark set first_seen_time = first_seen_time - interval '1 minute' where source = 'camera'",
        None,
        "first sighting",
    ),
    "a mark last seen earlier": (
        "update mark set last_seen_time = first_seen_time where source = 'camera'",
        None,
        "the mark's last sighting",
    ),
    "a mark last seen later": (
        "update mark set last_seen_time = last_seen_time + interval '1 microsecond' where source = 'camera'",
        None,
        "the mark's last sighting",
    ),
    "changed minutes": ("update mark set minutes_present = minutes_present + 1", None, "the mark's minutes present"),
    "a longer sighting": (
        "update sighting set last_seen_time = last_seen_time + interval '1 microsecond' where last_seen_time = "
        "(select min(last_seen_time) from sighting)",
        5,
        "the student's sightings in the session are not those that were sealed",
    ),
    "a sighting that nobody confirmed": (
        "update sighting set confirmed_by = gen_random_uuid()",
        None,
        "the student's sightings in the session are not those that were sealed",
    ),
    "a deleted sighting": ("delete from sighting", None, "are not those that were sealed"),
    "a sighting more": (
        "insert into sighting select gen_random_uuid(), camera_id, student_id, first_seen_time, last_seen_time, "
        "distance, gallery_version, model, track_id, frames_used from sighting",
        None,
        "are not those that were sealed",
    ),
    "a camera that was there for longer": (
        "update session_camera set join_time = join_time + interval '2 minutes'",
        None,
        "are not those that were sealed",
    ),
    "a removed seal": ("update mark set seal = null", None, "the mark's seal is nothing, its ledger says"),
    "another seal": ("update mark set seal = sha256('x')", None, "the mark's seal is"),
    "a changed note": ("update mark set note = 'x' where source = 'teacher'", None, "note"),
    "a deleted mark": ("delete from mark where source = 'teacher'", None, "its mark is missing"),
    "a changed head": ("update session set ledger_head = sha256('x')", 8, "does not end as the session says"),
    "a changed count": ("update session set present_count = present_count - 1", None, "the session counts"),
    "a deleted session": ("delete from session", None, "the session is missing"),
}


@pytest.mark.parametrize("what", OTHERWISE)
async def test_whatever_else_is_done_is_found_and_named(session: Session, database: Database, what: str) -> None:
    statement, entry, sentence = OTHERWISE[what]
    proof = await tampered(database, statement)
    assert proof.breaks == 1
    (found,) = proof.broken
    assert found.session_id == session.session_id
    assert entry is None or found.entry == entry
    assert sentence in found.what


async def test_a_whole_room_is_written_in_two_round_trips(classroom: Classroom, database: Database) -> None:
    session = await classroom.start()
    asked: list[str] = []
    async with classroom.world.store.transaction() as transaction:
        assert isinstance(transaction, PostgresRegisterTransaction)
        for status in (MarkStatus.PRESENT, MarkStatus.LATE):  # the first time the driver asks about types, too
            marks = await transaction.marks(session.session_id)
            changes = [
                MarkChange(mark, replace(mark, status=status, status_code=status.upper()), Cause(ChangeReason.SIGHTING))
                for mark in marks
            ]
            with transaction._connection.query_logger(lambda record: asked.append(record.query)):
                asked.clear()
                await transaction.write(session.session_id, changes, classroom.now)
    assert len(asked) == 2
    assert (await proved(database)).breaks == 0


async def test_what_the_close_cuts_off_is_written_too(classroom: Classroom, database: Database) -> None:
    session = await classroom.start()
    classroom.now = classroom.after(10)
    await classroom.sightings.store([classroom.sighting(0, 1, 11)], [])  # by a clock that is a minute ahead
    await classroom.sessions.end(session.session_id)
    assert (await proved(database)).broken == []
