"""Remembers when what runs by itself ran last, for administrators to see that it does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class UpkeepRun:
    """The last run of one piece of upkeep in this process."""

    name: str
    time: datetime  # UTC, when it ended
    done: int = 0  # rows erased, or sealed anew
    failed: bool = False
    unreadable: int = 0  # values that no configured key opens


class UpkeepLog:
    """One for the process; holds one run for each name, and names are fixed by the program."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clock = clock
        self._runs: dict[str, UpkeepRun] = {}

    def ran(self, name: str, done: int, unreadable: int = 0) -> None:
        """It ran to its end, just now."""
        self._runs[name] = UpkeepRun(name, self._clock(), done, unreadable=unreadable)

    def failed(self, name: str) -> None:
        """It could not; it is tried again in its own time."""
        self._runs[name] = UpkeepRun(name, self._clock(), failed=True)

    def runs(self) -> list[UpkeepRun]:
        """By name."""
        return [self._runs[name] for name in sorted(self._runs)]
