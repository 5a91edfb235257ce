"""The processes that are killed, and whoever starts them again."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from cli.local.ports import free_port
from cli.local.postgres import EmbeddedPostgres

ROOT = Path(__file__).resolve().parents[2]


def environment(**more: str) -> dict[str, str]:
    """What a process of ours is given."""
    python_path = os.pathsep.join(map(str, (ROOT, ROOT / "protos" / "gen")))
    return {"PATH": os.environ["PATH"], "PYTHONPATH": python_path, **more}


class Attendance:
    """The real service as a process of its own, always on the same address."""

    def __init__(self, settings: Mapping[str, str], log: Path) -> None:
        self.target = f"ipv4:127.0.0.1:{free_port()}"
        self._settings = {**settings, "LISTEN": self.target.removeprefix("ipv4:")}
        self._log = log
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Returns at once: who calls it waits until it answers."""
        given = {f"PRESENCE_ATTENDANCE_{name}": value for name, value in self._settings.items()}
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "services.attendance", cwd=ROOT, env=environment(**given), stdout=log, stderr=log
            )

    async def kill(self) -> None:
        """kill -9, and start it again."""
        await self.stop()
        await self.start()

    async def stop(self) -> None:
        """kill -9."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


async def kill_postgres(server: EmbeddedPostgres) -> None:
    """kill -9, and start it again; it recovers from its write-ahead log."""
    os.kill(server.pid, signal.SIGKILL)
    await server.wait()
    await server.start()


class Reporter:
    """Recognition's side, a process: what it has not said to be stored is sent again by its successor."""

    def __init__(self, target: str, token: str, batches: list[str], file: Path) -> None:
        self._target, self._token, self._file = target, token, file
        self._left = batches  # of base64
        self._process: asyncio.subprocess.Process | None = None
        self.acknowledged: set[str] = set()
        self.done = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin with what is left."""
        self._file.write_text("\n".join(self._left))
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "benchmarks.kills.reporting", self._target, str(self._file),
            cwd=ROOT, env=environment(), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert self._process.stdin is not None
        self._process.stdin.write(self._token.encode())
        self._process.stdin.close()
        self._running = asyncio.create_task(self._listen(self._process))

    async def kill(self) -> None:
        """kill -9, and another one takes over."""
        if self._process is None or self.done.is_set():
            return
        if self._process.returncode is None:
            self._process.kill()
        await self.wait()
        if self._left:
            await self.start()

    async def wait(self) -> None:
        """Until this process has ended and all that it said was heard."""
        if self._running is not None:
            await self._running

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            if not line.endswith(b"\n"):
                break  # cut off in the middle: not said
            self.acknowledged.update(line.decode().split())
            self._left = self._left[1:]
        await process.wait()
        if not self._left:
            self.done.set()
