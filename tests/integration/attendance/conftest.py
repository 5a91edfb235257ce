"""A migrated database, copied for each test that writes."""

from collections.abc import AsyncIterator, Callable

import pytest

from services.attendance.__main__ import MIGRATIONS
from services.common.migrations import migrate
from services.common.postgres import Database, open_database
from tests.integration.conftest import LoopThread


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
    async with open_database(attendance_url) as database:
        yield database
