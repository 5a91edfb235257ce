"""The embedded server, on real folders: starts, keeps what it was told, and explains what it cannot do."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from cli.errors import CommandError
from cli.local import postgres, processes
from cli.local.postgres import EmbeddedPostgres


@pytest.fixture
def folder() -> Iterator[Path]:
    # Not pytest's own tmp_path: its parents let nobody but us through, and PostgreSQL may have to be somebody else.
    with tempfile.TemporaryDirectory(prefix="presence-", ignore_cleanup_errors=True) as made:
        Path(made).chmod(0o711)
        yield Path(made) / "postgres"


@pytest.fixture(scope="module")
async def made_once() -> AsyncIterator[Path]:
    """The folder of a server that was started once and stopped: a copy of it saves a test its initdb."""
    with tempfile.TemporaryDirectory(prefix="presence-") as made:
        Path(made).chmod(0o711)
        server = EmbeddedPostgres(Path(made) / "postgres")
        await server.start()
        await server.stop()
        yield server.folder


@pytest.fixture
async def server(folder: Path, made_once: Path) -> AsyncIterator[EmbeddedPostgres]:
    shutil.copytree(made_once, folder)
    server = EmbeddedPostgres(folder)
    await server.start()
    yield server
    await server.stop()


async def remember(server: EmbeddedPostgres, text: str) -> None:
    connection = await asyncpg.connect(server.dsn)
    await connection.execute("create table if not exists note (text text)")
    await connection.execute("insert into note values ($1)", text)
    await connection.close()


async def remembered(server: EmbeddedPostgres) -> list[str]:
    connection = await asyncpg.connect(server.dsn)
    rows = await connection.fetch("select text from note")
    await connection.close()
    return [row["text"] for row in rows]


async def test_a_stopped_server_starts_again_with_its_data(server: EmbeddedPostgres) -> None:
    await remember(server, "before")
    await server.stop()
    assert processes.processes_in(server.cluster) == []
    await server.start()
    assert await remembered(server) == ["before"]


async def test_a_killed_server_recovers_what_it_had_confirmed(server: EmbeddedPostgres) -> None:
    await remember(server, "confirmed")
    os.kill(server.pid, signal.SIGKILL)
    await server.wait()
    assert (server.cluster / "postmaster.pid").exists()
    await server.start()
    assert await remembered(server) == ["confirmed"]


async def test_a_stale_pid_file_with_a_reused_process_id_does_not_stop_the_next_start(server: EmbeddedPostgres) -> None:
    await remember(server, "kept")
    await server.stop()
    (server.cluster / "postmaster.pid").write_text(f"{os.getpid()}\n{server.cluster}\n0\n{server.port}\n\n\n\n\n")
    await server.start()
    assert await remembered(server) == ["kept"]


async def test_a_second_server_on_a_running_ones_folder_is_refused_and_leaves_it_alone(
    server: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "STOP_SECONDS", 0.1)
    with pytest.raises(CommandError, match=rf"Another server \(process \d+\) is running on {server.cluster}"):
        await EmbeddedPostgres(server.folder).start()
    await remember(server, "still here")
    assert await remembered(server) == ["still here"]


OWNER_THAT_NEVER_STOPS_IT = """
import asyncio, sys
from pathlib import Path
from cli.local.postgres import EmbeddedPostgres

async def main():
    server = EmbeddedPostgres(Path(sys.argv[1]))
    await server.start()
    print(server.pid, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_a_server_stops_when_its_owner_is_killed_and_the_next_start_has_the_data(folder: Path) -> None:
    owner = await asyncio.create_subprocess_exec(
        sys.executable, "-c", OWNER_THAT_NEVER_STOPS_IT, str(folder), stdout=subprocess.PIPE
    )
    assert owner.stdout is not None
    pid = int(await asyncio.wait_for(owner.stdout.readline(), 90))
    gone = os.pidfd_open(pid)
    owner.kill()
    await owner.wait()
    closed = asyncio.Event()
    asyncio.get_running_loop().add_reader(gone, closed.set)
    await asyncio.wait_for(closed.wait(), 30)
    asyncio.get_running_loop().remove_reader(gone)
    os.close(gone)
    assert "shut down" in (folder / "server.log").read_text().splitlines()[-1]

    server = EmbeddedPostgres(folder)
    await server.start()
    await server.stop()


async def test_the_password_is_random_and_only_its_owner_can_read_it(server: EmbeddedPostgres) -> None:
    file = server.folder / "password"
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(server.password) >= 40
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(server.dsn.replace(server.password, "guess"))


async def test_a_short_enough_folder_also_has_a_unix_socket(server: EmbeddedPostgres) -> None:
    connection = await asyncpg.connect(
        host=str(server.cluster), port=server.port, user="presence", password=server.password, database="postgres"
    )
    await connection.close()


async def test_a_folder_too_long_for_a_unix_socket_still_has_its_port(folder: Path) -> None:
    server = EmbeddedPostgres(folder / ("deep" * 30))
    await server.start()
    try:
        await remember(server, "over loopback")
    finally:
        await server.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
async def test_root_without_user_namespaces_runs_it_as_nobody_and_can_change_over(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = EmbeddedPostgres(folder)
    await first.start()
    await remember(first, "mine")
    await first.stop()

    monkeypatch.setattr(postgres, "unprivileged_identity", lambda: processes.NOBODY)
    second = EmbeddedPostgres(folder)
    await second.start()
    try:
        assert Path(f"/proc/{second.pid}").stat().st_uid == processes.owner_ids(processes.NOBODY)[0]
        assert await remembered(second) == ["mine"]
    finally:
        await second.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
async def test_a_folder_that_nobody_cannot_reach_is_explained(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "unprivileged_identity", lambda: processes.NOBODY)
    folder.mkdir()
    folder.chmod(0o700)
    with pytest.raises(CommandError, match="its user nobody cannot reach"):
        await EmbeddedPostgres(folder / "postgres").start()


async def test_an_unwritable_folder_is_named(folder: Path) -> None:
    folder.write_text("a file where a folder should be")
    with pytest.raises(CommandError, match=f"Cannot keep a database in {folder}/inside: Not a directory"):
        await EmbeddedPostgres(folder / "inside").start()


async def test_a_cluster_of_another_version_is_named(folder: Path) -> None:
    (folder / "cluster").mkdir(parents=True)
    (folder / "cluster" / "PG_VERSION").write_text("15\n")
    (folder / "password").write_text("secret")
    with pytest.raises(CommandError, match=r"was made by PostgreSQL 15, this is 18"):
        await EmbeddedPostgres(folder).start()


async def test_an_initdb_cut_short_is_begun_again(folder: Path) -> None:
    (folder / "cluster.new").mkdir(parents=True)
    (folder / "cluster.new" / "PG_VERSION").write_text("18\n")
    server = EmbeddedPostgres(folder)
    await server.start()
    await server.stop()


async def test_a_taken_port_is_told_in_the_servers_own_words(server: EmbeddedPostgres, folder: Path) -> None:
    with pytest.raises(CommandError, match=r"stopped while starting: .*could not create any TCP/IP sockets"):
        await EmbeddedPostgres(folder.with_name("second"), port=server.port).start()


async def test_each_test_database_is_its_own_and_can_be_copied(create_database: Callable[..., str]) -> None:
    first, second = create_database(), create_database()
    connection = await asyncpg.connect(first)
    await connection.execute("create table only_here (id int)")
    await connection.close()
    for url, expected in ((second, None), (create_database(first), "only_here")):
        connection = await asyncpg.connect(url)
        assert await connection.fetchval("select to_regclass('only_here')::text") == expected
        await connection.close()
