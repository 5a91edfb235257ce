"""A real PostgreSQL for every integration test: one server a run, one fresh database wherever a test asks for it.

`TEST_DATABASE_URL` names another server to run against; its role must be allowed to create databases.
"""

import asyncio
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
import pytest

from cli.local.postgres import EmbeddedPostgres
from tests.fakes.memory_folder import in_memory

Result = TypeVar("Result")

# Tests forget their data: nothing has to reach the disk.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


class LoopThread:
    """An event loop of its own, so that plain fixtures can use asyncpg while a test's loop is running."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="postgres-fixture", daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[None, None, Result], seconds: float = 90.0) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@pytest.fixture(scope="session")
def postgres_loop() -> Iterator[LoopThread]:
    loop = LoopThread()
    yield loop
    loop.close()


@pytest.fixture(scope="session")
def postgres_url(postgres_loop: LoopThread) -> Iterator[str]:
    """Address of a role that may create databases, on the embedded server or on TEST_DATABASE_URL's."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="presence-tests-", dir=in_memory()))
    folder.chmod(0o711)  # PostgreSQL may have to run as somebody else, who must get through
    server = EmbeddedPostgres(folder / "postgres", settings=FORGETFUL)
    try:
        postgres_loop.run(server.start())
        yield server.dsn
    finally:
        postgres_loop.run(server.stop())
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def create_database(postgres_url: str, postgres_loop: LoopThread) -> Iterator[Callable[..., str]]:
    """`create_database()` makes an empty database and returns its address. At the end all go with the embedded server,
    where dropping some hundred could cost minutes; another server's are dropped.

    `create_database(template)` copies an earlier one of these instead, by its address: migrate once, copy often.
    Nobody may be connected to a template while it is copied.
    """
    server = postgres_loop.run(asyncpg.connect(postgres_url))
    made: list[str] = []

    def create(template: str | None = None) -> str:
        source = urlsplit(template).path.lstrip("/") if template else "template1"
        name = f"presence_test_{uuid4().hex}"
        postgres_loop.run(server.execute(f'create database "{name}" template "{source}" strategy file_copy'))
        made.append(name)
        return urlunsplit(urlsplit(postgres_url)._replace(path=f"/{name}"))

    yield create
    for name in made if "TEST_DATABASE_URL" in os.environ else ():
        postgres_loop.run(server.execute(f'drop database if exists "{name}" with (force)'))
    postgres_loop.run(server.close())


@pytest.fixture
def database_url(create_database: Callable[..., str]) -> str:
    """Address of an empty database of this test's own."""
    return create_database()
