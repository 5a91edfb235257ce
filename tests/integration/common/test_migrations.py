"""Migrations apply once each, in order, also when several processes start together."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from services.common.migrations import MigrationFailed, migrate


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "0001_rooms.sql").write_text(
        "-- migrate:up\ncreate table rooms (id int primary key);\n-- migrate:down\n"
    )
    (tmp_path / "0002_first_room.sql").write_text(
        "-- migrate:up\nselect pg_sleep(0.3);\ninsert into rooms values (1);\n-- migrate:down\n"
    )
    return tmp_path


async def rows(dsn: str, sql: str) -> list[tuple[object, ...]]:
    connection = await asyncpg.connect(dsn)
    try:
        return [tuple(row) for row in await connection.fetch(sql)]
    finally:
        await connection.close()


async def test_files_are_applied_in_order_and_only_once(database_url: str, directory: Path) -> None:
    await migrate(database_url, directory)
    await migrate(database_url, directory)
    assert await rows(database_url, "select id from rooms") == [(1,)]
    (directory / "0003_second_room.sql").write_text("-- migrate:up\ninsert into rooms values (2);\n-- migrate:down\n")
    await migrate(database_url, directory)
    assert await rows(database_url, "select id from rooms order by id") == [(1,), (2,)]
    versions = await rows(database_url, "select version from presence_migrations order by version")
    assert versions == [("0001",), ("0002",), ("0003",)]


async def test_a_database_that_is_newest_needs_no_dbmate(
    database_url: str, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await migrate(database_url, directory)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("sysconfig.get_path", lambda name: "/nowhere")
    await migrate(database_url, directory)
    (directory / "0003_second_room.sql").write_text("-- migrate:up\ninsert into rooms values (2);\n-- migrate:down\n")
    with pytest.raises(MigrationFailed, match="dbmate program is missing"):
        await migrate(database_url, directory)


async def test_processes_that_start_together_all_succeed(database_url: str, directory: Path) -> None:
    await asyncio.gather(*(migrate(database_url, directory) for _ in range(3)))
    assert await rows(database_url, "select id from rooms") == [(1,)]


async def test_a_migration_that_fails_leaves_nothing_and_says_why(database_url: str, directory: Path) -> None:
    (directory / "0003_broken.sql").write_text(
        "-- migrate:up\ninsert into rooms values (3);\ninsert into nowhere values (1);\n-- migrate:down\n"
    )
    with pytest.raises(MigrationFailed, match="nowhere") as raised:
        await migrate(database_url, directory)
    assert database_url not in str(raised.value)
    assert await rows(database_url, "select id from rooms") == [(1,)]
    (directory / "0003_broken.sql").write_text("-- migrate:up\ninsert into rooms values (3);\n-- migrate:down\n")
    await migrate(database_url, directory)
    assert await rows(database_url, "select id from rooms order by id") == [(1,), (3,)]


async def test_nothing_is_written_beside_the_migrations(database_url: str, directory: Path) -> None:
    await migrate(database_url, directory)
    assert sorted(path.name for path in directory.iterdir()) == ["0001_rooms.sql", "0002_first_room.sql"]


async def test_an_address_without_sslmode_works_against_a_server_without_tls(
    database_url: str, directory: Path
) -> None:
    await migrate(database_url.partition("?")[0], directory)
    assert await rows(database_url, "select id from rooms") == [(1,)]
