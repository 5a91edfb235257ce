"""What the person at the terminal sees."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Progress:
    """Counts are totals since the start."""

    sent: int = 0
    dropped: int = 0
    rejected: int = 0
    faces: int = 0
    known: int = 0
    paused: bool = True
    stored_through: int = 0
    result_age_seconds: float = 0.0
    problem: str = ""
    cut: bool = False
    kept_frames: int = 0  # on disk
    kept_bytes: int = 0
    not_kept: int = 0  # frames that should have been
    trouble: str = ""  # why frames cannot be kept
    clock_wrong_by_seconds: float = 0.0  # this machine's, as the server sees it
