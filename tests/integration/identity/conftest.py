"""One running identity for all of its tests that do not need their own."""

from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio

from tests.fakes.identity_server import RunningIdentity, running_identity

pytest.register_assert_rewrite(
    "tests.fakes.identity_people_contract",
    "tests.fakes.identity_accounts_contract",
    "tests.fakes.identity_mail_contract",
    "tests.fakes.identity_passkeys_contract",
    "tests.fakes.identity_push_contract",
)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def identity(create_database: Callable[..., str]) -> AsyncIterator[RunningIdentity]:
    async with running_identity(create_database(), heartbeat_seconds=0.2) as running:
        yield running
