"""The ledger in a real database: what is written proves itself, and whatever is changed behind its back is named."""

import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID, uuid4

import asyncpg
import grpc
import pytest
from presence.attendance.v1 import attendance_service_pb2 as pb
from presence.attendance.v1 import ledger_service_pb2

from cli.ledger.protect import protect_ledger
from cli.local.databases import prepare
from services.attendance.__main__ import MIGRATIONS
from services.attendance.adapters.ledger_postgres import PostgresLedger
from services.attendance.adapters.register_postgres import PostgresRegisterTransaction
from services.attendance.app.ledger.verify import Proof, Protection, prove
from services.attendance.domain.mark import Cause, ChangeReason, MarkChange, MarkStatus
from services.attendance.domain.session import Session
from services.common.migrations import migrate
from services.common.postgres import Database, open_database
from tests.fakes.attendance_server import AttendanceClient
from tests.integration.attendance.college import College
from tests.integration.attendance.register_worlds import PostgresWorld
from tests.integration.attendance.test_register_contract import Classroom


async def proved(database: Database) -> Proof:
    async with PostgresLedger(database).reader() as reader:
        return [proof async for proof, _ in prove(reader)][-1]


@pytest.fixture
async def classroom(database: Database) -> Classroom:
    return await Classroom(PostgresWorld(database)).prepare()


@pytest.fixture
async def session(classroom: Classroom) -> Session:
    """Closed, with six entries: two seen, one of them spoken for twice, one absent and then seen late."""
    session = await classroom.start()
    classroom.now = classroom.after(20)
    await classroom.sightings.store([classroom.sighting(0, 1, 9), classroom.sighting(1, 12, 19)], [])
    await classroom.say(session, 1, MarkStatus.EXCUSED)
    await classroom.say(session, 1, MarkStatus.PRESENT)
    await classroom.sightings.store([], [classroom.coverage(0, 20)])
    await classroom.sessions.end(session.session_id)
    await classroom.sightings.store([classroom.sighting(2, 3, 19)], [])
    return session


async def test_what_is_written_is_proved(session: Session, database: Database) -> None:
    proof = await proved(database)
    assert (proof.breaks, proof.sessions, proof.entries, proof.marks) == (0, 1, 6, 3)


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


async def tampered(database: Database, statement: str) -> Proof:
    """As somebody who may do everything would."""
    async with database.transaction() as connection:
        await connection.execute("set local session_replication_role = replica")  # no trigger and no foreign key
        assert await connection.execute(statement) not in ("UPDATE 0", "DELETE 0", "INSERT 0 0")
    return await proved(database)


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
        "with cut as (delete from mark_history where entry_number > 5 returning 1) "
        "update session set ledger_entries = 5, ledger_head = h.hash from mark_history h where h.entry_number = 5",
        5,
        "its ledger says",
    ),
    "an inserted entry": (
        "insert into mark_history (session_id, entry_number, student_id, revision, change_time, reason, from_status, "
        "from_source, to_status, to_source, sighting_ids, note, previous_hash, hash) "
        "select session_id, 7, student_id, revision, now(), reason, to_status, to_source, 'absent', 'policy', '{}', "
        "'', hash, sha256('x') from mark_history where entry_number = 6",
        7,
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
        "last seen earlier",
    ),
    "a changed note": ("update mark set note = 'x' where source = 'teacher'", None, "note"),
    "a deleted mark": ("delete from mark where source = 'teacher'", None, "its mark is missing"),
    "a changed head": ("update session set ledger_head = sha256('x')", 6, "does not end as the session says"),
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


async def test_entries_say_what_they_rest_on_and_hold_no_name(session: Session, database: Database) -> None:
    rows = await database.fetch("select evidence, reason from mark_history order by entry_number")
    tracks = [row["evidence"]["tracks"] for row in rows if row["reason"] == "sighting"]
    assert all(len(seen) == 1 for seen in tracks)
    track = tracks[0][0]
    assert (track["score_band"], track["model"], track["track_id"], track["frames_used"]) == (
        "0.3-0.4",
        "sface",
        "t",
        5,
    )
    assert UUID(rows[0]["evidence"]["policy_version_id"])
    assert [row["evidence"]["why"] for row in rows[2:5]] == ["said", "said", "never_seen"]


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


@pytest.fixture
async def own_role(postgres_url: str) -> AsyncIterator[tuple[str, str]]:
    """A server's address for its administrator, and a database's name, with a role of its own."""
    name = f"presence_test_{uuid4().hex}"
    yield postgres_url, name
    server = await asyncpg.connect(postgres_url)
    await server.execute(f'drop database if exists "{name}" with (force)')
    await server.execute(f'drop role if exists "{name}"')
    await server.close()


async def test_the_services_role_may_only_read_the_ledger_and_add_to_it(own_role: tuple[str, str]) -> None:
    server_url, name = own_role
    address = (await prepare(server_url, {name: "secret"}))[name]
    assert await protect_ledger(server_url, name)
    await migrate(address, MIGRATIONS)
    assert await protect_ledger(server_url, name)  # as at every later start
    async with open_database(address) as database:
        classroom = await Classroom(PostgresWorld(database)).prepare()
        session = await classroom.start()
        await classroom.say(session, 0, MarkStatus.PRESENT)
        for statement in (
            "update mark_history set note = 'x'",
            "delete from mark_history",
            "truncate mark_history",
            "alter table mark_history disable trigger all",
            "drop trigger mark_history_is_append_only on mark_history",
            "set role presence_ledger",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await database.execute(statement)
        async with PostgresLedger(database).reader() as reader:
            assert await reader.protection() == Protection(by_role=True, by_trigger=True)
        assert (await proved(database)).entries == 1


async def test_without_an_administrator_the_trigger_remains(own_role: tuple[str, str]) -> None:
    server_url, name = own_role
    address = (await prepare(server_url, {name: "secret"}))[name]
    await migrate(address, MIGRATIONS)
    async with open_database(address) as database:
        with pytest.raises(asyncpg.RaiseError, match="only ever added to"):
            await database.execute("delete from mark_history")
        async with PostgresLedger(database).reader() as reader:
            assert await reader.protection() == Protection(by_role=False, by_trigger=True)
    assert await protect_ledger(server_url, name)  # an administrator comes later
    async with open_database(address) as database, PostgresLedger(database).reader() as reader:
        assert (await reader.protection()).by_role


async def test_an_administrator_who_is_no_superuser_can_hand_the_ledger_over(own_role: tuple[str, str]) -> None:
    server_url, name = own_role
    server = await asyncpg.connect(server_url)
    owner = f"presence_test_owner_{uuid4().hex}"
    await server.execute(f"create role {owner} login createdb createrole password 'owner'")
    place = urlsplit(server_url)
    owner_url = urlunsplit(place._replace(netloc=f"{owner}:owner@{place.netloc.rpartition('@')[2]}"))
    try:
        if await server.fetchval("select 1 from pg_roles where rolname = 'presence_ledger'"):  # another test's
            await server.execute(f"grant presence_ledger to {owner} with admin option")
        address = (await prepare(owner_url, {name: "secret"}))[name]
        assert await protect_ledger(owner_url, name)
        await migrate(address, MIGRATIONS)
        async with open_database(address) as database, PostgresLedger(database).reader() as reader:
            assert await reader.protection() == Protection(by_role=True, by_trigger=True)
    finally:
        await server.execute(f'drop database if exists "{name}" with (force)')
        await server.execute(f'drop role if exists "{name}"')
        await server.execute(f"drop owned by {owner}")
        await server.execute(f"drop role {owner}")
        await server.close()


async def history(
    client: AttendanceClient, session: pb.Session, student_id: str
) -> ledger_service_pb2.ListMarkHistoryResponse:
    return await client.ledger.ListMarkHistory(
        ledger_service_pb2.ListMarkHistoryRequest(session_id=session.session_id, student_id=student_id)
    )


async def test_a_mark_tells_why_it_is_what_it_is(college: College) -> None:
    session = await college.start()
    await college.reporter.report(college.sighting(0))
    await college.set_mark(session, 0, pb.MARK_STATUS_EXCUSED, "a letter from home")
    student = college.students[0].person_id
    seen, said = (await history(college.teacher, session, student)).entries
    assert (seen.reason, seen.actor_role, seen.to_status) == (
        ledger_service_pb2.CHANGE_REASON_SIGHTING,
        ledger_service_pb2.ACTOR_ROLE_UNSPECIFIED,
        pb.MARK_STATUS_PRESENT,
    )
    assert (seen.tracks[0].score_band, seen.tracks[0].camera_id) == ("0.3-0.4", college.camera.camera_id)
    assert (said.by_caller, said.note, said.from_status) == (True, "a letter from home", pb.MARK_STATUS_PRESENT)
    async with college.server.client(college.identity.student(student)) as own:
        entries = (await history(own, session, student)).entries
        assert [entry.by_caller for entry in entries] == [False, False]
        assert college.teacher_id not in str(entries)
        with pytest.raises(grpc.aio.AioRpcError) as refusal:
            await history(own, session, college.students[1].person_id)
        assert refusal.value.code() is grpc.StatusCode.NOT_FOUND
    async with college.server.client(college.identity.teacher(str(uuid4()))) as stranger:
        with pytest.raises(grpc.aio.AioRpcError) as refusal:
            await history(stranger, session, student)
        assert refusal.value.code() is grpc.StatusCode.NOT_FOUND
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await history(college.admin, session, str(uuid4()))
    assert refusal.value.code() is grpc.StatusCode.NOT_FOUND
