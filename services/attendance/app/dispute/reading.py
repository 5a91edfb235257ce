"""Looking at disputes, and at what a mark rests on: the same for both sides, of nobody else, without pictures."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.attendance.app.access import Access, person_of
from services.attendance.app.dispute.access import seen
from services.attendance.app.dispute.store import Counts, DisputeFilter, DisputeStore, DisputeView
from services.attendance.app.evidence import Evidence, SessionCondition
from services.attendance.app.register import RegisterStore, facts_of
from services.attendance.domain.dispute.dispute import DisputeTimes
from services.attendance.domain.errors import NotAllowed, NotOnRoster, SessionNotFound
from services.attendance.domain.mark import Mark
from services.attendance.domain.paging import Page, page_request
from services.attendance.domain.session import Session
from services.attendance.domain.span import Span
from services.common.principal import Principal, Role

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class MarkEvidence:
    """Of one student's mark in one session."""

    session: Session
    mark: Mark
    seen: tuple[Span, ...]
    watched: tuple[Span, ...]
    measured: Span
    watched_share: float  # of the measured time, 0 to 1
    conditions: tuple[SessionCondition, ...]
    excuse_id: UUID | None
    dispute_until: datetime | None  # None while the session is open
    open_dispute_id: UUID | None


@dataclass(frozen=True)
class DisputePage:
    """A page, and how many of all there are."""

    page: Page[DisputeView]
    counts: Counts


class DisputeReading:
    """Questions whose answers change nothing."""

    def __init__(
        self,
        store: DisputeStore,
        register: RegisterStore,
        evidence: Evidence,
        access: Access,
        clock: Clock,
        times: DisputeTimes,
    ) -> None:
        self._store = store
        self._register = register
        self._evidence = evidence
        self._access = access
        self._clock = clock
        self._times = times

    async def view(self, principal: Principal, dispute_id: UUID) -> DisputeView:
        """One; DisputeNotFound."""
        return await seen(self._store, self._access, principal, dispute_id)

    async def list(self, principal: Principal, wanted: DisputeFilter, page_size: int, page_token: str) -> DisputePage:
        """Limited to what the caller may see."""
        limited = _limited(principal, wanted)
        page = page_request(page_size, page_token, of_list=f"disputes {limited}", default=30, most=100)
        now = self._clock()
        return DisputePage(await self._store.list(limited, now, page), await self._store.counts(limited, now))

    async def evidence(self, principal: Principal, session_id: UUID, student_id: UUID) -> MarkEvidence:
        """SessionNotFound, NotOnRoster."""
        await self._access.see_mark(principal, session_id, student_id)
        around = await self._evidence.of_session(session_id)
        session = await self._register.session(session_id)
        if session is None:
            raise SessionNotFound(str(session_id))
        async with self._store.transaction() as transaction:
            register = transaction.register
            marks = await register.marks(session_id, [student_id])
            if not marks:
                raise NotOnRoster(str(student_id))
            facts = (await facts_of(register, session_id, marks, await register.policy(session)))[0]
            watched = (await register.watched(session_id)).anywhere
            disputable = await transaction.disputable(session_id, student_id)
            open_id = await transaction.open_about(session_id, student_id)
        return MarkEvidence(
            session,
            marks[0],
            facts.intervals,
            watched,
            around.measured,
            around.watched_share,
            around.conditions,
            facts.excuse_id,
            disputable.until(self._times),
            open_id,
        )


def _limited(principal: Principal, wanted: DisputeFilter) -> DisputeFilter:
    own = person_of(principal)
    if principal.role is Role.ADMIN:
        return wanted
    if principal.role is Role.TEACHER:
        return DisputeFilter(own, wanted.student_id, wanted.open_only, wanted.overdue_only)
    if principal.role is Role.STUDENT and wanted.student_id in (None, own):
        return DisputeFilter(None, own, wanted.open_only, wanted.overdue_only)
    raise NotAllowed("see these disputes")
