"""What disputes need of their store."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.attendance.app.register import RegisterTransaction
from services.attendance.domain.dispute.dispute import Comment, Disputable, Dispute
from services.attendance.domain.mark import Mark
from services.attendance.domain.paging import Page, PageRequest
from services.attendance.domain.session import Session


@dataclass(frozen=True)
class NamedComment:
    """A comment and who wrote it; deleted people have no name."""

    comment: Comment
    author_name: str


@dataclass(frozen=True)
class DisputeView:
    """A dispute with the mark it is about, as that is now."""

    dispute: Dispute
    session: Session
    mark: Mark
    decided_by_name: str
    comments: tuple[NamedComment, ...] = field(default=())  # oldest first; only in answers about one dispute


@dataclass(frozen=True)
class DisputeFilter:
    """Which disputes; None and False filter nothing. `scope` limits to sessions that teacher runs."""

    scope: UUID | None = None
    student_id: UUID | None = None
    open_only: bool = False
    overdue_only: bool = False


@dataclass(frozen=True)
class Counts:
    """Of all that a caller may see."""

    open: int
    overdue: int


class DisputeTransaction(Protocol):
    """One transaction; a dispute that exists is locked before its session is."""

    @property
    def register(self) -> RegisterTransaction:
        """The register, in the same transaction."""
        ...

    async def of_request(self, request_id: UUID) -> Dispute | None:
        """The dispute that this request opened."""
        ...

    async def open_about(self, session_id: UUID, student_id: UUID) -> UUID | None:
        """The open dispute about the mark."""
        ...

    async def disputable(self, session_id: UUID, student_id: UUID) -> Disputable:
        """What decides whether the mark may be disputed; the session exists."""
        ...

    async def add(self, dispute: Dispute, request_id: UUID) -> None:
        """Keep a new one."""
        ...

    async def lock(self, dispute_id: UUID) -> Dispute | None:
        """The dispute, which nobody else changes until the transaction ends."""
        ...

    async def close(self, dispute: Dispute, decision_id: UUID | None) -> None:
        """Its end, by this request."""
        ...

    async def dispute_of_decision(self, decision_id: UUID) -> UUID | None:
        """The dispute that this request decided."""
        ...

    async def comment(self, comment_id: UUID) -> tuple[UUID, UUID] | None:
        """Of which dispute and by whom a comment is."""
        ...

    async def count_comments(self, dispute_id: UUID) -> int:
        """How many there are."""
        ...

    async def add_comment(self, dispute_id: UUID, comment: Comment) -> None:
        """Keep it, sealed."""
        ...


class DisputeStore(Protocol):
    """Where disputes are kept, what people wrote sealed."""

    def transaction(self) -> AbstractAsyncContextManager[DisputeTransaction]:
        """All or nothing."""
        ...

    async def view(self, dispute_id: UUID) -> DisputeView | None:
        """The dispute with everything beside it."""
        ...

    async def list(self, wanted: DisputeFilter, now: datetime, page: PageRequest) -> Page[DisputeView]:
        """Open ones first, by when they are due; then the others, newest first."""
        ...

    async def counts(self, wanted: DisputeFilter, now: datetime) -> Counts:
        """Whatever `open_only` and `overdue_only` say."""
        ...

    async def erase(self, before: datetime) -> int:
        """Erase what people wrote in disputes decided before; how many it were."""
        ...
