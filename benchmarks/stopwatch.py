"""CPU time of this process, stage by stage."""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Stopwatch:
    """Adds up; one for each side of a comparison."""

    def __init__(self) -> None:
        self.cpu_ms: dict[str, float] = defaultdict(float)
        self.pieces = 0
        """Frames or photos that the time was spent on."""

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        begin = time.process_time()
        try:
            yield
        finally:
            self.cpu_ms[name] += (time.process_time() - begin) * 1e3

    @property
    def ms_a_piece(self) -> float:
        return sum(self.cpu_ms.values()) / max(1, self.pieces)

    def stages(self) -> str:
        """Where it went, for each piece."""
        return ", ".join(f"{stage} {ms / max(1, self.pieces):.1f}" for stage, ms in self.cpu_ms.items())
