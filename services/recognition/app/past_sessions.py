"""Whom a camera looked for at a time that is past."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from services.common.errors import DomainError
from services.common.streams import Backoff
from services.recognition.domain.gallery import Roster

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("spooled")


@dataclass(frozen=True, slots=True)
class PastSession:
    """The time in which a camera belonged to a session; `end` None while it goes on."""

    session_id: str
    room_id: str
    start: datetime
    end: datetime | None
    roster: Roster
    operator_ids: frozenset[str]

    def holds(self, moment: datetime) -> bool:
        """Whether that is within it."""
        return self.start <= moment and (self.end is None or moment <= self.end)


class SessionHistory(Protocol):
    """attendance, asked what was."""

    async def sessions(self, camera_id: str, start: datetime, end: datetime) -> list[PastSession]:
        """Those that touch the time, oldest first; a DomainError when it cannot be asked."""
        ...


class PastSessions:
    """Of one camera; owned by one stream."""

    def __init__(
        self, history: SessionHistory, camera_id: str, clock: Callable[[], datetime], backoff: Backoff | None = None
    ) -> None:
        self._history = history
        self._camera_id = camera_id
        self._clock = clock
        self._backoff = backoff or Backoff(0.2, 5.0)
        self._sessions: list[PastSession] = []
        self._known: tuple[datetime, datetime] | None = None

    async def at(self, moment: datetime) -> PastSession | None:
        """The session at that time; None when there was none. While attendance is away this waits: the frames are safe
        where they are."""
        while self._known is None or not self._known[0] <= moment <= self._known[1]:
            asked = self._clock()  # what begins while the question travels may be missing in the answer
            start = moment if self._known is None else min(moment, self._known[0])
            try:
                self._sessions = await self._history.sessions(self._camera_id, start, max(asked, moment))
            except DomainError as error:
                _log.warning("attendance cannot be asked for past sessions just now", reason=str(error))
                await asyncio.sleep(self._backoff.next_seconds())
            else:
                self._backoff.reset()
                self._known = (start, max(asked, moment))
        return next((session for session in reversed(self._sessions) if session.holds(moment)), None)
