"""What a session's marks rest on: when its cameras saw the room, and what was wrong when they did not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.attendance.domain.completeness import AwaitedCamera
from services.attendance.domain.coverage import watched_share
from services.attendance.domain.errors import SessionNotFound
from services.attendance.domain.policy.facts import Watched
from services.attendance.domain.session import Session
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
    measured: Span  # by which marks are decided; of an open session all of it so far
    watched_share: float  # of the measured time, 0 to 1
    awaited: tuple[AwaitedCamera, ...]  # of a closed session: nobody is absent before they are through


@dataclass(frozen=True)
class StoredEvidence:
    """What is kept of a session, as the register keeps it for its marks."""

    session: Session
    conditions: tuple[SessionCondition, ...]
    watched: Watched
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
        session, watched = stored.session, stored.watched
        measured = session.judged
        if measured is not None:
            share = session.standing(watched).watched_share
        else:
            measured = Span(session.start_time, max(self._clock(), session.start_time))
            share = min(1.0, watched_share(measured, watched.anywhere))
        return SessionEvidence(stored.conditions, measured, share, stored.awaited)
