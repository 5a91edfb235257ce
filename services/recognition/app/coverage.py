"""When a camera saw its room."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

_LONGEST_GAP = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The room was seen from one moment to the other. The same id again means the span grew."""

    coverage_id: str
    start: datetime
    end: datetime


class CoverageSpan:
    """One stream's coverage so far; frames more than 5 s apart leave a gap."""

    def __init__(self, stream_id: UUID) -> None:
        self._stream_id = stream_id
        self._current: Coverage | None = None

    def seen(self, at: datetime) -> tuple[Coverage, bool]:
        """The interval that now ends at this frame, and whether it is a new one."""
        last = self._current
        if last is not None and at < last.start:  # a camera whose clock was set back
            return last, False
        if last is not None and at - last.end <= _LONGEST_GAP:
            self._current = Coverage(last.coverage_id, last.start, max(last.end, at))
            return self._current, False
        self._current = Coverage(str(uuid5(self._stream_id, f"coverage:{at.isoformat()}")), at, at)
        return self._current, True
