"""Keeps children running: starts them in order, starts again what crashed, stops them in reverse order."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from cli.errors import CommandError
from cli.local.processes import describe


class Child(Protocol):
    """Something that runs beside us, may crash, and can be started again."""

    @property
    def name(self) -> str:
        """How its owner knows it."""

    async def start(self) -> None:
        """Start it and return once it serves; CommandError when it does not."""

    async def wait(self) -> int:
        """Its exit status, once it has ended for whatever reason."""

    async def stop(self) -> None:
        """Let it finish and end it, at the latest after its own grace. Nothing happens when it does not run."""


@dataclass(frozen=True)
class Backoff:
    """How long to wait before a crashed child's next start, and when to give up."""

    first_seconds: float = 0.5
    most_seconds: float = 30.0
    steady_seconds: float = 60.0  # who ran this long has recovered: its next crash counts as the first
    attempts: int = 10

    def delay_seconds(self, crashes: int) -> float:
        """The wait after so many crashes in a row (1 = the first)."""
        return min(self.most_seconds, self.first_seconds * 2.0 ** (crashes - 1))


class Supervisor:
    """Children in the order they were started. `report` gets a sentence about each crash and recovery."""

    def __init__(
        self,
        report: Callable[[str], None],
        *,
        backoff: Backoff | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._report = report
        self._backoff = backoff or Backoff()
        self._monotonic = monotonic
        self._children: list[Child] = []
        self._watchers: list[asyncio.Task[None]] = []

    async def start(self, child: Child) -> None:
        """Start a child and return once it serves. A first start that fails is not tried again: CommandError."""
        self._children.append(child)
        await child.start()
        self._watchers.append(asyncio.create_task(self._watch(child)))

    async def run(self) -> None:
        """Runs until cancelled; CommandError when a child crashed too often."""
        done, _ = await asyncio.wait(self._watchers, return_when=asyncio.FIRST_COMPLETED)
        for watcher in done:
            watcher.result()

    async def stop(self) -> None:
        """Stop every child, the last started first; each gets its own grace."""
        for watcher in self._watchers:
            watcher.cancel()  # or it would start again what we stop
        await asyncio.gather(*self._watchers, return_exceptions=True)
        self._watchers.clear()
        while self._children:
            await self._children.pop().stop()

    async def _watch(self, child: Child) -> None:
        crashes = 0
        while True:
            started = self._monotonic()
            status = await child.wait()
            crashes = 1 if self._monotonic() - started >= self._backoff.steady_seconds else crashes + 1
            trouble = f"{child.name} {describe(status)}"
            while True:
                if crashes > self._backoff.attempts:
                    raise CommandError(f"{trouble}, {crashes} times in a row: giving up.")
                delay = self._backoff.delay_seconds(crashes)
                self._report(f"{trouble}; starting it again in {delay:g} s")
                await asyncio.sleep(delay)
                try:
                    await child.start()
                except CommandError as failure:
                    await child.stop()
                    crashes += 1
                    trouble = str(failure).rstrip(".")
                else:
                    self._report(f"{child.name} serves again")
                    break
