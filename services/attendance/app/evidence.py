"""What a session's marks rest on: when its cameras saw the room, and what was wrong when they did not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.attendance.domain.completeness import AwaitedCamera
from services.attendance.domain.coverage import watched_share
from services.attendance.domain.errors import SessionNotFound
from services.attendance.domain.sighting import CameraTrouble
from services.attendance.domain.span import Span

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class SessionCondition:
    """A camera's trouble, cut to the time in which the camera belonged to the session."""

    camera_id: UUID
    camera_name: str  # empty once the camera was removed
    trouble: CameraTrouble
    span: Span


@dataclass(frozen=True)
class SessionEvidence:
    """Of one moment."""

    conditions: tuple[SessionCondition, ...]
    watched_share: float  # of the session so far, 0 to 1
    awaited: tuple[AwaitedCamera, ...]  # of a closed session: nobody is absent before they are through


@dataclass(frozen=True)
class StoredEvidence:
    """What is kept of a session; the spans of coverage lie within it."""

    start_time: datetime
    end_time: datetime | None
    conditions: tuple[SessionCondition, ...]
    watched: tuple[Span, ...]
    awaited: tuple[AwaitedCamera, ...] = ()


class EvidenceStore(Protocol):
    """Where it is read."""

    async def evidence(self, session_id: UUID) -> StoredEvidence | None:
        """As of one moment; at most 1,000 conditions, oldest first. None when there is no such session."""
        ...


class Evidence:
    """Questions whose answers change nothing; the caller has been authorized."""

    def __init__(self, store: EvidenceStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def of_session(self, session_id: UUID) -> SessionEvidence:
        """SessionNotFound."""
        stored = await self._store.evidence(session_id)
        if stored is None:
            raise SessionNotFound(str(session_id))
        so_far = Span(stored.start_time, stored.end_time or max(self._clock(), stored.start_time))
        return SessionEvidence(stored.conditions, min(1.0, watched_share(so_far, stored.watched)), stored.awaited)
