"""`presence verify-ledger` as an administrator runs it."""

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from benchmarks.decade import Decade, fill
from cli.ledger.protect import protect_ledger
from cli.local.databases import prepare
from cli.local.folder import DataFolder
from cli.local.keys import load_secrets
from cli.local.postgres import EmbeddedPostgres
from services.attendance.__main__ import MIGRATIONS
from services.common.migrations import migrate

ROOT = Path(__file__).resolve().parents[3]
FEW = Decade(students=80, days=3)  # 6 sessions of 40


async def presence(*arguments: str | Path, **environment: str) -> tuple[int, str, str]:
    """Exit status, output and errors of the command."""
    python_path = os.pathsep.join(map(str, (ROOT, ROOT / "protos" / "gen")))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cli.main", *map(str, arguments), cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": str(ROOT), "PYTHONPATH": python_path, "COLUMNS": "200", **environment},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    output, errors = await process.communicate()
    assert process.returncode is not None
    return process.returncode, output.decode(), errors.decode()


@pytest.fixture
async def few_url(create_database: Callable[..., str]) -> str:
    url = await asyncio.to_thread(create_database)
    await migrate(url, MIGRATIONS)
    connection = await asyncpg.connect(url)
    async for _ in fill(connection, FEW):
        pass
    await connection.close()
    return url


async def change(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute("set session_replication_role = replica")
    await connection.execute(statement)
    await connection.close()


async def test_a_whole_ledger_is_proved_and_a_changed_one_named(few_url: str, tmp_path: Path) -> None:
    database, heads = {"PRESENCE_ATTENDANCE_DATABASE_URL": few_url}, tmp_path / "heads"
    status, output, _ = await presence("verify-ledger", "--heads", heads, **database)
    assert (status, "6 sessions, 240 entries, 240 marks" in output) == (0, True), output
    assert len(heads.read_text().splitlines()) == 6
    await change(few_url, "update mark_history set note = 'x' where entry_number = 7 and to_status = 'present'")
    status, output, _ = await presence("verify-ledger", "--json", **database)
    told = json.loads(output)
    assert (status, told["proved"]) == (3, False)
    assert {one["entry"] for one in told["breaks"]} == {7}
    assert told["breaks"][0]["what"] == "its content is not what was written"
    assert told["protected_by_trigger"]


async def test_a_session_that_is_gone_is_missed_by_whoever_noted_its_head(few_url: str, tmp_path: Path) -> None:
    database, heads = {"PRESENCE_ATTENDANCE_DATABASE_URL": few_url}, tmp_path / "heads"
    await presence("verify-ledger", "--heads", heads, **database)
    gone = heads.read_text().splitlines()[-1].split()[0]
    for table in ("mark_history", "mark", "session_camera", "session"):
        await change(few_url, f"delete from {table} where session_id = '{gone}'")  # noqa: S608 - the names above
    assert (await presence("verify-ledger", **database))[0] == 0  # nothing that is left speaks of it
    noted = heads.read_text()
    status, output, _ = await presence("verify-ledger", "--against", heads, "--heads", heads, **database)
    assert (status, f"session {gone}: the session is missing" in output) == (3, True), output
    assert heads.read_text() == noted  # what was noted is never written over by what did not match it
    assert list(tmp_path.iterdir()) == [heads]


async def test_a_database_that_is_not_there_is_told() -> None:
    nowhere = {"PRESENCE_ATTENDANCE_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}
    status, _, errors = await presence("verify-ledger", **nowhere)
    assert (status, "cannot be reached" in errors) == (1, True), errors


@pytest.fixture
async def data_folder() -> AsyncIterator[Path]:
    """As `presence up` leaves it behind."""
    with tempfile.TemporaryDirectory(prefix="presence-ledger-") as path:
        folder = DataFolder(Path(path))
        folder.prepare()
        server = EmbeddedPostgres(folder.postgres)
        await server.start()
        password = load_secrets(folder.secrets).attendance_database_password
        address = (await prepare(server.dsn, {"presence_attendance": password}))["presence_attendance"]
        assert await protect_ledger(server.dsn)
        await migrate(address, MIGRATIONS)
        try:
            yield folder.path
        finally:
            await server.stop()


async def test_the_data_folder_of_presence_up_is_enough(data_folder: Path) -> None:
    status, output, errors = await presence("verify-ledger", "--json", "--data-dir", data_folder)
    assert status == 0, errors
    assert json.loads(output)["protected_by_role"]
    status, _, errors = await presence("verify-ledger", "--data-dir", data_folder / str(uuid4()))
    assert (status, "There is no installation" in errors) == (1, True), errors
