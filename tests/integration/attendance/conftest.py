"""A migrated database, copied for each test that writes."""

from collections.abc import AsyncIterator, Callable

import pytest

from services.attendance.__main__ import MIGRATIONS
from services.attendance.adapters.ledger_postgres import PostgresLedger
from services.attendance.app.ledger.verify import prove
from services.common.migrations import migrate
from services.common.postgres import Database, open_database
from tests.fakes.attendance_identity import SERVICE_KEY, ScriptedIdentity, scripted_identity
from tests.fakes.attendance_server import AttendanceClient, AttendanceServer, attendance_server
from tests.integration.attendance.check_in_classroom import CheckInClassroom
from tests.integration.attendance.college import REWRITTEN, College
from tests.integration.attendance.register_worlds import Classroom, MemoryWorld, PostgresWorld, World
from tests.integration.conftest import LoopThread

# Longer than the service waits for a connection and an answer: other tests have the processor.
PATIENT = {"connect_seconds": 60.0, "command_seconds": 60.0}


@pytest.fixture(scope="session")
def migrated_url(create_database: Callable[..., str], postgres_loop: LoopThread) -> str:
    """Address of a database with the newest schema and nothing in it: a template, never connected to."""
    url = create_database()
    postgres_loop.run(migrate(url, MIGRATIONS))
    return url


@pytest.fixture
def attendance_url(create_database: Callable[..., str], migrated_url: str) -> str:
    """Address of an empty, migrated database of this test's own."""
    return create_database(migrated_url)


@pytest.fixture
async def database(attendance_url: str) -> AsyncIterator[Database]:
    async with open_database(attendance_url, **PATIENT) as database:
        yield database


@pytest.fixture(scope="session")
async def identity() -> AsyncIterator[ScriptedIdentity]:
    async with scripted_identity() as identity:
        yield identity


@pytest.fixture(scope="session")
def server_database(create_database: Callable[..., str], migrated_url: str) -> str:
    """Address of the database behind `server`."""
    return create_database(migrated_url)


@pytest.fixture(scope="session")
async def server(server_database: str, identity: ScriptedIdentity) -> AsyncIterator[AttendanceServer]:
    """One service for all tests that only add things to it."""
    async with attendance_server(
        database_url=server_database,
        identity_target=identity.target,
        service_key=SERVICE_KEY,
        heartbeat_seconds=0.2,
    ) as server:
        yield server
    await every_chain_holds(server_database)


async def every_chain_holds(url: str) -> None:
    """Whatever part of the service changed marks, and however, the ledger is proved; what tests wrote into the tables
    themselves has no entries and is left out."""
    async with open_database(url, **PATIENT) as database:
        rows = await database.fetch("select session_id from session where ledger_entries = 0")
        by_hand = {row["session_id"] for row in rows}
        async with PostgresLedger(database).reader() as reader:
            broken = [proof.broken async for proof, _ in prove(reader)][-1]
    assert [one for one in broken if one.session_id not in by_hand and str(one.session_id) not in REWRITTEN] == []


@pytest.fixture(scope="session")
async def admin(server: AttendanceServer, identity: ScriptedIdentity) -> AsyncIterator[AttendanceClient]:
    async with server.client(identity.admin()) as client:
        yield client


@pytest.fixture(scope="session")
async def recognition(server: AttendanceServer, identity: ScriptedIdentity) -> AsyncIterator[AttendanceClient]:
    async with server.client(identity.service("recognition")) as client:
        yield client


@pytest.fixture
async def college(
    server: AttendanceServer, identity: ScriptedIdentity, admin: AttendanceClient, recognition: AttendanceClient
) -> AsyncIterator[College]:
    async with College.founded(server, identity, admin, recognition) as college:
        yield college


@pytest.fixture(params=["memory", "postgres"])
async def world(request: pytest.FixtureRequest) -> AsyncIterator[World]:
    """Each store of the register in its turn."""
    if request.param == "memory":
        yield MemoryWorld()
    else:
        async with open_database(request.getfixturevalue("attendance_url"), **PATIENT) as database:
            yield PostgresWorld(database)


@pytest.fixture
async def classroom(world: World) -> Classroom:
    return await Classroom(world).prepare()


@pytest.fixture
async def room(database: Database) -> CheckInClassroom:
    return await CheckInClassroom(database).prepare()
