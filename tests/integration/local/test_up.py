"""The whole installation with its real processes: what its owner's kill -9, second start and Ctrl-C do to it."""

import asyncio
import contextlib
import json
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from presence.identity.v1 import identity_service_pb2 as pb
from presence.identity.v1 import identity_service_pb2_grpc as rpc

from cli.local.processes import processes_in
from services.common.channels import open_channel

SCRIPT = str(Path(__file__).with_name("running_up.py"))
PASSWORD = "a long enough sentence for an administrator"
START_SECONDS = 120
MARK = "PRESENCE_TEST_MARK"


@dataclass(frozen=True)
class Up:
    """A running installation and the process that owns it."""

    owner: asyncio.subprocess.Process
    folder: Path
    url: str
    identity: str
    link: str | None

    def started(self) -> list[int]:
        """Every process that the owner or one of its children has started: they inherit its mark."""
        return [pid for pid in processes_marked(str(self.folder)) if pid != self.owner.pid]


def processes_marked(mark: str) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdecimal() and f"{MARK}={mark}\0".encode() in (entry / "environ").read_bytes():
                found.append(int(entry.name))
    return found


@pytest.fixture
def folder() -> Iterator[Path]:
    # Not tmp_path: PostgreSQL may have to be another user, whom its parents do not let through.
    with tempfile.TemporaryDirectory(prefix="presence-", ignore_cleanup_errors=True) as made:
        Path(made).chmod(0o711)
        (Path(made) / "web").mkdir()
        (Path(made) / "web" / "index.html").write_text("<!doctype html><title>Presence</title>")
        yield Path(made)


@contextlib.asynccontextmanager
async def up(folder: Path) -> AsyncIterator[Up]:
    owner = await asyncio.create_subprocess_exec(
        sys.executable,
        SCRIPT,
        str(folder / "data"),
        str(folder / "web"),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, MARK: str(folder / "data")},
    )
    assert owner.stdout is not None
    try:
        line = await asyncio.wait_for(owner.stdout.readline(), START_SECONDS)
        assert line, "it did not come up; standard error says why"
        said = json.loads(line)
        yield Up(owner, folder / "data", said["url"], said["identity"], said["link"])
    finally:
        if owner.returncode is None:
            owner.kill()
            await owner.wait()


async def activate(running: Up) -> None:
    assert running.link is not None
    token = running.link.partition("#")[2].rpartition("=")[2]
    async with open_channel(running.identity) as channel:
        request = pb.ActivateAccountRequest(activation_token=token, password=PASSWORD)
        await rpc.IdentityServiceStub(channel).ActivateAccount(request)


async def gone(pids: list[int], seconds: float) -> None:
    """Return once every process has ended."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(seconds):
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                descriptor = os.pidfd_open(pid)
                ended = asyncio.Event()
                loop.add_reader(descriptor, ended.set)
                await ended.wait()
                loop.remove_reader(descriptor)
                os.close(descriptor)


@pytest.mark.timeout(300)
async def test_kill_9_leaves_nothing_running_and_the_next_start_finds_all_data(folder: Path) -> None:
    async with up(folder) as first:
        await activate(first)
        started = first.started()
        assert len(started) >= 6  # database, three services, gateway, guard; and what they start themselves
        first.owner.kill()
        await first.owner.wait()
        await gone(started, 20)
    async with up(folder) as second:
        assert second.link is None  # the administrator of the first start is there, and active
        async with open_channel(second.identity) as channel:
            credential = pb.PasswordCredential(email="admin@presence.example", password=PASSWORD)
            answer = await rpc.IdentityServiceStub(channel).Authenticate(pb.AuthenticateRequest(password=credential))
        assert answer.token.access_token

        third = await asyncio.create_subprocess_exec(
            sys.executable, SCRIPT, str(folder / "data"), str(folder / "web"), stderr=asyncio.subprocess.PIPE
        )
        _, words = await asyncio.wait_for(third.communicate(), 90)
        assert third.returncode == 1
        assert f"already running on {second.folder} (process {second.owner.pid})" in words.decode()

        started = second.started()
        second.owner.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(second.owner.wait(), 60) == 0
        await gone(started, 20)
        assert processes_in(second.folder / "postgres" / "cluster") == []
        assert "shut down" in (second.folder / "postgres" / "server.log").read_text().splitlines()[-1]
