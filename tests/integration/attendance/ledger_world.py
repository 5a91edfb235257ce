"""A closed session with its ledger, the proof of it, and hands to change what is stored behind its back."""

from services.attendance.adapters.ledger_postgres import PostgresLedger
from services.attendance.app.ledger.verify import Proof, prove
from services.attendance.domain.mark import MarkStatus
from services.attendance.domain.session import Session
from services.common.postgres import Database
from tests.integration.attendance.register_worlds import Classroom


async def proved(database: Database) -> Proof:
    async with PostgresLedger(database).reader() as reader:
        return [proof async for proof, _ in prove(reader)][-1]


async def tampered(database: Database, statement: str) -> Proof:
    """As somebody who may do everything would."""
    async with database.transaction() as connection:
        await connection.execute("set local session_replication_role = replica")  # no trigger and no foreign key
        assert await connection.execute(statement) not in ("UPDATE 0", "DELETE 0", "INSERT 0 0")
    return await proved(database)


async def closed_session(classroom: Classroom) -> Session:
    """With eight entries: one seen, another seen and spoken for twice, all three sealed by the close, which made the
    third absent, and the third seen late."""
    session = await classroom.start()
    classroom.now = classroom.after(20)
    await classroom.sightings.store([classroom.sighting(0, 1, 9), classroom.sighting(1, 12, 19)], [])
    await classroom.say(session, 1, MarkStatus.EXCUSED)
    await classroom.say(session, 1, MarkStatus.PRESENT)
    await classroom.sightings.store([], [classroom.coverage(0, 20)])
    await classroom.sessions.end(session.session_id)
    await classroom.sightings.store([classroom.sighting(2, 3, 19)], [])
    return session
