"""Two who write the same rows wait for one another, and never in a circle.

Each test stands half-way in one write, has another begin that must wait for it, and then goes on.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest_asyncio
from presence.identity.v1 import people_service_pb2 as pb
from presence.identity.v1 import people_service_pb2_grpc

from services.common.channels import bearer
from services.common.postgres import Database, open_database
from services.identity.adapters.postgres.store import PostgresStore
from services.identity.app.given import digest
from services.identity.app.store import Transaction
from services.identity.app.upkeep import drop_what_is_over
from services.identity.domain.kiosk import plain_code
from tests.fakes.identity_server import RunningIdentity
from tests.integration.identity.import_files import imported

NOW = datetime.now(UTC)
WAITERS = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"


@pytest_asyncio.fixture(loop_scope="session")
async def database(identity: RunningIdentity) -> AsyncIterator[Database]:
    async with open_database(identity.database_url) as database:
        yield database


@asynccontextmanager
async def half_way(
    database: Database, first_half: Callable[[Transaction], Awaitable[object]], other: Callable[[], Awaitable[object]]
) -> AsyncIterator[Transaction]:
    """The block goes on after the first half, once the other waits for it; after it, the other has come to its end."""
    async with PostgresStore(database).transaction() as tx:
        await first_half(tx)
        task = asyncio.ensure_future(other())
        try:
            async with asyncio.timeout(30):
                while not await database.fetchval(WAITERS):
                    assert not task.done(), "it waited for nothing"
                    await database.execute("select pg_sleep(0.02)")
            yield tx
        except BaseException:
            task.cancel()
            await asyncio.wait((task,))
            raise
    await task


async def test_a_person_is_deleted_while_their_password_is_changed(
    identity: RunningIdentity, database: Database
) -> None:
    ada = await identity.add_person("teacher")

    async def kept(tx: Transaction) -> None:
        await tx.people.get(UUID(ada.person_id), keep=True)

    async def deleted() -> None:
        async with identity.channel() as channel:
            request = pb.DeletePersonRequest(person_id=ada.person_id)
            stub = people_service_pb2_grpc.PeopleServiceStub(channel)
            await stub.DeletePerson(request, metadata=bearer(identity.admin.token))

    async with half_way(database, kept, deleted) as tx:
        assert await tx.logins.revoke_all(UUID(ada.person_id), NOW) == 1


async def test_a_file_changes_a_role_while_the_password_is_changed(
    identity: RunningIdentity, database: Database
) -> None:
    ada = await identity.add_person("teacher")

    async def kept(tx: Transaction) -> None:
        await tx.people.get(UUID(ada.person_id), keep=True)

    async def demoted() -> None:
        _, _, summary = await imported(identity, [f"name,email,role\nAda,{ada.email},student\n".encode()])
        assert summary.committed

    async with half_way(database, kept, demoted) as tx:
        assert await tx.logins.revoke_all(UUID(ada.person_id), NOW) == 1


async def test_a_code_is_offered_for_a_camera_while_the_earlier_one_is_used(
    identity: RunningIdentity, database: Database
) -> None:
    camera_id = uuid4()
    code = await identity.kiosk_code(str(camera_id))

    async def taken(tx: Transaction) -> None:
        assert await tx.kiosks.take_pairing(digest(plain_code(code)))

    async with half_way(database, taken, lambda: identity.kiosk_code(str(camera_id))) as tx:
        await tx.device_keys.hold_camera(camera_id)


async def test_upkeep_holds_nobody_up_who_writes_people_and_ends_their_log_ins(
    identity: RunningIdentity, database: Database
) -> None:
    ada = await identity.add_person("student")

    async def held(tx: Transaction) -> None:
        await tx.people.hold_writers()

    async with half_way(database, held, lambda: drop_what_is_over(PostgresStore(database), lambda: NOW)) as tx:
        assert await tx.logins.revoke_all(UUID(ada.person_id), NOW) == 1
