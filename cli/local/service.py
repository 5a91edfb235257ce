"""One of our processes as the supervisor's child: its command, its environment, its log, and when it serves."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cli.errors import CommandError
from cli.local.logs import LogFile, Output
from cli.local.processes import Guard, describe, launch

OUTPUT_SECONDS = 5.0


@dataclass(frozen=True)
class Program:
    """What to run and how to see that it serves."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)  # holds secrets
    serves: Callable[[], Awaitable[None]]  # returns once it answers; may be asked before the process listens
    folder: Path = Path("/")
    start_seconds: float = 60.0
    grace_seconds: float = 15.0


class Service:
    """Runs a Program; `start` returns once it serves."""

    def __init__(
        self, program: Program, log_folder: Path, guard: Guard, *, show: Callable[[str], None] | None = None
    ) -> None:
        self.name = program.name
        self.log = log_folder / f"{program.name}.log"
        self._program = program
        self._guard = guard
        self._show = show
        self._process: asyncio.subprocess.Process | None = None
        self._ended: asyncio.Task[int] | None = None
        self._output: Output | None = None

    @property
    def pid(self) -> int:
        """Process id of the process that runs or ran last."""
        assert self._process is not None, "the service has not been started"
        return self._process.pid

    async def start(self) -> None:
        """Start the process; CommandError with its own last words when it ends before it serves."""
        # Not asyncio's own pipe: its wait() returns only once whatever the process started has closed that too.
        read_end, write_end = os.pipe()
        try:
            self._process = await launch(
                self._program.command,
                death_signal=signal.SIGKILL,
                environment=self._program.environment,
                folder=self._program.folder,
                output=write_end,
            )
        finally:
            os.close(write_end)
        self._guard.watch(self._process.pid)
        self._output = Output(LogFile(self.log), self._show)
        self._ended = asyncio.create_task(self._follow(self._process, read_end, self._output))
        serving = asyncio.create_task(asyncio.wait_for(self._program.serves(), self._program.start_seconds))
        try:
            await asyncio.wait({serving, self._ended}, return_when=asyncio.FIRST_COMPLETED)
            if self._ended.done():
                raise CommandError(
                    f"{self.name} stopped while starting: {self._output.last_line or describe(self._ended.result())} "
                    f"(its log is {self.log})."
                )
            serving.result()
        except TimeoutError:
            raise CommandError(
                f"{self.name} did not answer within {self._program.start_seconds:.0f} s; its log is {self.log}."
            ) from None
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)

    async def wait(self) -> int:
        """The exit status, once it has ended and its output is in the log; negative for a signal."""
        assert self._ended is not None, "the service has not been started"
        return await asyncio.shield(self._ended)

    async def stop(self) -> None:
        """Ask it to finish, and end it and all it has started after the grace it has for that."""
        if self._process is None or self._ended is None or self._ended.done():
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()
        try:
            await asyncio.wait_for(self.wait(), self._program.grace_seconds)
        except TimeoutError:
            _kill_group(self._process.pid)
            await self.wait()

    async def _follow(self, process: asyncio.subprocess.Process, read_end: int, output: Output) -> int:
        following = asyncio.create_task(output.follow(read_end))
        status = await process.wait()
        _kill_group(process.pid)  # what it had started itself must not go on without it
        self._guard.release(process.pid)
        with contextlib.suppress(TimeoutError):  # one that left the group could keep the pipe open for ever
            await asyncio.wait_for(following, OUTPUT_SECONDS)
        output.close()
        return status


def _kill_group(group: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
