"""Past sessions decided again: to see what other settings would change, or because an administrator wants it so."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.attendance.app.policy.difference import Difference
from services.attendance.app.policy.store import PastSession, PolicyStore, PolicyTransaction, SessionRange
from services.attendance.app.register import decided, resettle, standing_of
from services.attendance.app.sessions import decide_by_newest
from services.attendance.domain.errors import InvalidInput
from services.attendance.domain.mark import Cause, ChangeReason
from services.attendance.domain.paging import PageRequest, page_request
from services.attendance.domain.policy.check import check_settings
from services.attendance.domain.policy.errors import TooManyReplays
from services.attendance.domain.policy.inherit import Place, PolicyChange, PolicySettings, Scope

MOST_SESSIONS = 2_000
MOST_MARKS = 100_000
SESSIONS_A_PAGE = 50
# Each holds a connection and much of a core: two administrators may be curious at once, a third is told to wait.
MOST_AT_ONCE = 2
_NOBODY = UUID(int=0)

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Progress:
    """Of this call."""

    done: int
    total: int
    changed_marks: int = 0
    resume_token: str = ""


class Replays:
    """The caller has been authorized."""

    def __init__(self, store: PolicyStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._running = 0

    async def what_if(
        self, wanted: SessionRange, place: Place, settings: PolicySettings
    ) -> AsyncGenerator[Progress | Difference, None]:
        """Progress, then the difference. InvalidInput when there is too much to decide, TooManyReplays."""
        if place.scope is Scope.SESSION:
            raise InvalidInput("place", "must be the institution or a course: one session's marks are better looked at")
        check_settings(settings)
        async with self._a_turn():
            size = await self._store.size(wanted)
            if size.sessions > MOST_SESSIONS or size.marks > MOST_MARKS:
                raise InvalidInput(
                    "range", f"holds {size.sessions} sessions and {size.marks} marks: choose fewer days or one course"
                )
            difference = Difference()
            yield Progress(0, size.sessions)
            async for session, _ in self._sessions(wanted, ""):
                async with self._store.snapshot() as transaction:
                    await self._compare(transaction, session, place, settings, difference)
                difference.sessions += 1
                yield Progress(difference.sessions, max(size.sessions, difference.sessions))
            yield difference

    async def apply(self, wanted: SessionRange, author: UUID, resume_token: str) -> AsyncGenerator[Progress, None]:
        """Each session in its own transaction, oldest first; the last message has no token.

        A token is the place where a page of sessions begins: what was done of that page is found done.
        """
        async with self._a_turn():
            done, changed = 0, 0
            total = (await self._store.size(wanted)).sessions
            async for session, token in self._sessions(wanted, resume_token):
                async with self._store.transaction() as transaction:
                    changed += await self._apply(transaction, session, author)
                done += 1
                yield Progress(done, max(total, done), changed, token)
            yield Progress(done, done, changed)

    async def _sessions(self, wanted: SessionRange, token: str) -> AsyncIterator[tuple[PastSession, str]]:
        """Each with the token of its page."""
        while True:
            page = await self._store.sessions(wanted, _page(wanted, token))
            for session in page.items:
                yield session, token
            if not page.next_page_token:
                return
            token = page.next_page_token

    async def _compare(
        self,
        transaction: PolicyTransaction,
        past: PastSession,
        place: Place,
        settings: PolicySettings,
        difference: Difference,
    ) -> None:
        session = await transaction.session(past.session_id)
        if session is None or session.end_time is None:  # opened again since the page was read
            return
        old = await transaction.policy(session)
        lineage = await transaction.policy_changes(past.course_id, past.session_id)
        if place.course_id in (None, past.course_id):
            tried = PolicyChange(_NOBODY, place, 1, settings, _NOBODY, self._clock(), "", _NOBODY)
            lineage = lineage.with_settings(place.scope, tried)
        new = lineage.policy()
        marks = await transaction.marks(past.session_id)
        standing = await standing_of(transaction, session)
        for before, after in zip(marks, await decided(transaction, past.session_id, marks, standing, new), strict=True):
            difference.add(before, after, (past.session_id, past.course_id, past.start_time), old, new)

    async def _apply(self, transaction: PolicyTransaction, past: PastSession, author: UUID) -> int:
        session = await transaction.lock_session(past.session_id)
        if session is None or session.end_time is None:
            return 0
        now = self._clock()
        session = await decide_by_newest(transaction, session, now)
        written = await resettle(transaction, session, Cause(ChangeReason.POLICY, author), now)
        return len(written)

    @asynccontextmanager
    async def _a_turn(self) -> AsyncIterator[None]:
        if self._running >= MOST_AT_ONCE:
            raise TooManyReplays(MOST_AT_ONCE)
        self._running += 1
        try:
            yield
        finally:
            self._running -= 1


def _page(wanted: SessionRange, token: str) -> PageRequest:
    return page_request(SESSIONS_A_PAGE, token, of_list=f"past sessions {wanted}")
