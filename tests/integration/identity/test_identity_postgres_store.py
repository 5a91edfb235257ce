"""PostgreSQL keeps the contract of identity's store."""

from collections.abc import AsyncIterator, Callable

import pytest_asyncio

from services.common.migrations import migrate
from services.common.postgres import open_database
from services.identity.__main__ import MIGRATIONS
from services.identity.adapters.postgres.store import PostgresStore
from tests.fakes.identity_store_contract import StoreContract


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def migrated(create_database: Callable[..., str]) -> str:
    database_url = create_database()
    await migrate(database_url, MIGRATIONS)
    return database_url


class TestPostgresStore(StoreContract):
    @pytest_asyncio.fixture(loop_scope="session")
    async def store(self, create_database: Callable[..., str], migrated: str) -> AsyncIterator[PostgresStore]:
        async with open_database(create_database(migrated)) as database:
            yield PostgresStore(database)
