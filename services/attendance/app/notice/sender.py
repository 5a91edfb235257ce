"""Hands notices that wait to identity: at least once; while identity is away they wait, and none is lost."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

import structlog

from services.attendance.app.notice.warnings import LOOKED_AT_FOR
from services.attendance.domain.notice.notice import Notice
from services.common.stepping import keep_stepping

NOTICES_AT_ONCE = 20
FIRST_WAIT = timedelta(seconds=5)
WAIT_MAX = timedelta(minutes=5)
KEPT_FOR = timedelta(days=365)
# One a student and class: kept for longer than a session is looked at, so that none is told twice, and no longer.
ABSENCES_KEPT_FOR = LOOKED_AT_FOR + timedelta(days=1)

Clock = Callable[[], datetime]
_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("notices")


class Outcome(StrEnum):
    """What identity made of a notice; stored by its value."""

    QUEUED = "queued"
    SWITCHED_OFF = "switched_off"
    NO_READER = "no_reader"


@dataclass(frozen=True)
class WaitingNotice:
    """With what its text needs."""

    notice: Notice
    course_code: str
    course_title: str
    class_time: datetime | None = None  # when the class of a mark began, by the institution's clock and without a zone


class NoticeStore(Protocol):
    """Where they wait."""

    async def claim(self, now: datetime, size: int) -> Sequence[WaitingNotice]:
        """Those due longest; others leave them alone for a wait that doubles with each claim, up to WAIT_MAX."""
        ...

    async def settle(self, notice_id: UUID, outcome: Outcome, now: datetime) -> None:
        """Need not be sent again."""
        ...

    async def drop_settled(self, before: datetime, absences_before: datetime) -> None:
        """Forget those settled before then, and before the other time those of one class."""
        ...


class NoticePost(Protocol):
    """identity."""

    async def send(self, waiting: WaitingNotice) -> Outcome:
        """May be repeated. PeerUnavailable: later, then."""
        ...


class NoticeSender:
    """One task a replica. At most NOTICES_AT_ONCE are in hand; the others wait in the table, which no process holds."""

    def __init__(self, store: NoticeStore, post: NoticePost, clock: Clock, *, poll_seconds: float) -> None:
        self._store = store
        self._post = post
        self._clock = clock
        self._poll_seconds = poll_seconds

    async def run(self) -> None:
        """Without end."""
        await keep_stepping("sending notices", self.step, lambda: self._poll_seconds, _log)

    async def step(self) -> bool:
        """Sends what is due; False when nothing was, or identity did not answer."""
        claimed = await self._store.claim(self._clock(), NOTICES_AT_ONCE)
        for waiting in claimed:
            outcome = await self._post.send(waiting)
            await self._store.settle(waiting.notice.notice_id, outcome, self._clock())
        if not claimed:
            now = self._clock()
            await self._store.drop_settled(now - KEPT_FOR, now - ABSENCES_KEPT_FOR)
        return bool(claimed)
