"""How much memory processes took at most, as the kernel counts it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

FORGET_PEAK = "5"  # proc_pid_clear_refs(5)


def family(pid: int) -> list[int]:
    """The process and all it has started."""
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").iterdir():
            with suppress(FileNotFoundError, ProcessLookupError):  # the thread ended while we looked
                found += map(int, (task / "children").read_text().split())
    return found


class PeakMemory:
    """Watches processes from now on; memory they take while starting something is theirs too."""

    def __init__(self, pids: list[int]) -> None:
        self._before_kib = {}
        for pid in pids:
            Path(f"/proc/{pid}/clear_refs").write_text(FORGET_PEAK)
            self._before_kib[pid] = _kib(pid, "VmRSS")

    def growth_mib(self) -> dict[int, float]:
        """By process id: the most it has had since, less what it had then. FileNotFoundError if one has ended."""
        return {pid: (_kib(pid, "VmHWM") - before) / 1024 for pid, before in self._before_kib.items()}


def _kib(pid: int, field: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1])
    raise LookupError(field)
