"""What an administrator wants to know of attendance at one look."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Standing:
    """At one moment."""

    open_sessions: int
    oldest_start_time: datetime | None
    """Of the open sessions; None: none is open."""
    awaiting_cameras: int
    """Closed sessions whose cameras have not sent all that they have."""
    excuse_files: int
    excuse_bytes: int
