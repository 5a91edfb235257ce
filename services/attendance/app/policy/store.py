"""Where policies and the sessions decided by them are kept."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.attendance.app.register import RegisterTransaction
from services.attendance.domain.paging import Page, PageRequest
from services.attendance.domain.policy.inherit import Lineage, Place, PolicyChange
from services.attendance.domain.session import Session
from services.attendance.domain.timetable.days import Days


@dataclass(frozen=True)
class SessionRange:
    """Closed sessions of some days, of one course or of all."""

    days: Days
    course_id: UUID | None


@dataclass(frozen=True)
class RangeSize:
    """How much there is to decide."""

    sessions: int
    marks: int


@dataclass(frozen=True)
class PastSession:
    """One of a range."""

    session_id: UUID
    course_id: UUID
    start_time: datetime


class PolicyTransaction(RegisterTransaction, Protocol):
    """A transaction of the register that knows how policies came to be."""

    async def session(self, session_id: UUID) -> Session | None:
        """As it is, without a lock."""
        ...

    async def lineage_of(self, session: Session) -> Lineage:
        """The changes that the policy is made of by which the session is decided."""
        ...

    async def policy_change_of_request(self, request_id: UUID) -> PolicyChange | None:
        """The change that this request made."""
        ...


class PolicyStore(Protocol):
    """Where they are kept."""

    def transaction(self) -> AbstractAsyncContextManager[PolicyTransaction]:
        """All or nothing; readers see it whole."""
        ...

    def snapshot(self) -> AbstractAsyncContextManager[PolicyTransaction]:
        """One moment, in which nothing can be written."""
        ...

    async def versions(self, place: Place, page: PageRequest) -> Page[PolicyChange]:
        """Newest first."""
        ...

    async def size(self, wanted: SessionRange) -> RangeSize:
        """Of the range."""
        ...

    async def sessions(self, wanted: SessionRange, page: PageRequest) -> Page[PastSession]:
        """Oldest first."""
        ...

    async def courses(self, course_ids: Sequence[UUID]) -> dict[UUID, str]:
        """Their codes."""
        ...
