"""What a camera remembers from one run to the next: clocks of boots, what was lost, and where the server was."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from pydantic import BaseModel, Field, ValidationError

MOST_LOST = 50
MOST_BOOTS = 16
GOES_ON_SECONDS = 60.0


@dataclass(frozen=True)
class Lost:
    """Frames that will never be sent, by ticks of their boot; without a boot nobody knows of when they were."""

    boot_id: UUID | None
    start_ticks: float
    end_ticks: float
    frames: int
    reason: str


class _Lost(BaseModel):
    boot_id: UUID | None
    start_ticks: float
    end_ticks: float
    frames: int
    reason: str


class Place(BaseModel):
    """Where the server was when it was found last, and what it asked for."""

    server: str = ""
    identity: str = ""
    attendance: str = ""
    recognition: str = ""
    frames_per_second: float = 0.0
    max_width_px: int = 0


class _Kept(BaseModel):
    number: int = 0
    offsets: dict[UUID, float] = Field(default_factory=dict)
    lost: list[_Lost] = Field(default_factory=list)
    place: Place = Field(default_factory=Place)


class SpoolMemory:
    """A small file, replaced whole. One that cannot be read begins anew; one that cannot be written is tried again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._kept = _Kept.model_validate_json(path.read_bytes())
        except (OSError, ValidationError):
            numbers = [int(one.stem) for one in path.parent.glob("*.frames") if one.stem.isdecimal()]
            self._kept = _Kept(number=max(numbers, default=0))

    def next_number(self) -> int:
        """Rises for ever, so that names of files sort by age."""
        self._kept.number += 1
        self._write()
        return self._kept.number

    def offset_of(self, boot_id: UUID) -> float | None:
        """What ticks of that boot lack to the server's time, in seconds."""
        return self._kept.offsets.get(boot_id)

    def know_clock(self, boot_id: UUID, offset_seconds: float) -> None:
        """The server's time as ticks of that boot have it; a better one replaces it."""
        known = self._kept.offsets.pop(boot_id, None)
        self._kept.offsets[boot_id] = offset_seconds
        while len(self._kept.offsets) > MOST_BOOTS:
            del self._kept.offsets[next(iter(self._kept.offsets))]
        if known is None or abs(known - offset_seconds) > 0.05:
            self._write()

    @property
    def lost(self) -> tuple[Lost, ...]:
        """What was lost lately, at most the newest 50."""
        return tuple(Lost(**one.model_dump()) for one in self._kept.lost)

    def lose(self, lost: Lost) -> None:
        """Remember it; what goes on from the one before is one with it."""
        last = self._kept.lost[-1] if self._kept.lost else None
        same = last is not None and (last.boot_id, last.reason) == (lost.boot_id, lost.reason)
        if last is not None and same and 0 <= lost.start_ticks - last.end_ticks <= GOES_ON_SECONDS:
            last.end_ticks, last.frames = max(last.end_ticks, lost.end_ticks), last.frames + lost.frames
        else:
            self._kept.lost.append(_Lost(**vars(lost)))
            del self._kept.lost[:-MOST_LOST]
        self._write()

    @property
    def place(self) -> Place:
        """The server as it was found last."""
        return self._kept.place.model_copy()

    def remember(self, place: Place) -> None:
        """For a start at which the server cannot be asked."""
        if place != self._kept.place:
            self._kept.place = place
            self._write()

    def _write(self) -> None:
        fresh = self._path.with_suffix(".new")
        try:
            handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(self._kept.model_dump_json())
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._path)
        except OSError:
            return  # a full disk must not stop frames from being sent; the next change writes it
