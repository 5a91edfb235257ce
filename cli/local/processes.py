"""Programs that cannot outlive us, and what `/proc` knows about those that still run."""

import asyncio
import contextlib
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

LAUNCHER = Path(__file__).with_name("launch.py")
GUARD = Path(__file__).with_name("guard.py")
NOBODY = "user:nobody"


def launch_command(command: Sequence[str | Path], *, death_signal: signal.Signals, identity: str = "self") -> list[str]:
    """The command line that runs `command` and has the kernel send it `death_signal` when this thread dies."""
    launcher = [sys.executable, "-I", "-S", str(LAUNCHER), str(os.getpid()), str(int(death_signal)), identity]
    return [*launcher, *map(str, command)]


async def launch(
    command: Sequence[str | Path],
    *,
    death_signal: signal.Signals,
    identity: str = "self",
    environment: Mapping[str, str] | None = None,
    folder: Path = Path("/"),
    output: int | IO[bytes] = subprocess.DEVNULL,
) -> asyncio.subprocess.Process:
    """Start `command` as the leader of its own session and process group, standard output and error together."""
    return await asyncio.create_subprocess_exec(
        *launch_command(command, death_signal=death_signal, identity=identity),
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,  # the terminal's Ctrl-C reaches the supervisor alone, which stops us in order
    )


def unprivileged_identity() -> str:
    """The identity for programs that refuse to run as root: `self` unless we are root, see launch.py."""
    if os.geteuid() != 0:
        return "self"
    attempt = launch_command(["/bin/true"], death_signal=signal.SIGKILL, identity="userns")
    mapped = subprocess.run(attempt, capture_output=True, check=False)  # noqa: S603 - our own launcher
    return "userns" if mapped.returncode == 0 else NOBODY


def owner_ids(identity: str) -> tuple[int, int]:
    """The user and group id, seen from outside, that a program of this identity has."""
    if identity.startswith("user:"):
        entry = pwd.getpwnam(identity.removeprefix("user:"))
        return entry.pw_uid, entry.pw_gid
    return os.geteuid(), os.getegid()


def processes_in(folder: Path) -> list[int]:
    """Process ids whose current folder is `folder`, as far as we may see; a server's own folder in its case."""
    wanted = folder.resolve()
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            if (entry / "cwd").readlink() == wanted:
                found.append(int(entry.name))
        except OSError:  # gone meanwhile, a zombie, or another user's
            continue
    return found


def describe(status: int) -> str:
    """An exit status in words: how a process ended."""
    return f"was ended by signal {-status}" if status < 0 else f"ended with status {status}"


class Guard:
    """Knows every process group that must not outlive us; see guard.py."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-I", "-S", str(GUARD)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,  # out of reach of the terminal's Ctrl-C
        )

    def watch(self, group: int) -> None:
        """Kill this group when we end without having released it."""
        self._tell(f"+{group}\n")

    def release(self, group: int) -> None:
        """Forget the group: its members have been seen to end."""
        self._tell(f"-{group}\n")

    def close(self) -> None:
        """End the guard; groups still watched are killed."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait()

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # somebody ended the guard; the services must not fall with it
            self._process.stdin.write(line.encode())
            self._process.stdin.flush()
