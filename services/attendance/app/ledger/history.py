"""Why a mark is what it is: its entries in the ledger, told without names."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from services.attendance.domain.errors import NotOnRoster
from services.attendance.domain.ledger.entry import Link
from services.attendance.domain.paging import Page, PageRequest


class ActorRole(StrEnum):
    """The part of whoever stood behind a change."""

    NOBODY = "nobody"  # a camera, or the rules
    STUDENT = "student"  # the student whose mark it is
    TEACHER = "teacher"
    ADMIN = "admin"
    FORMER = "former"  # somebody who has been deleted since


@dataclass(frozen=True)
class HistoryEntry:
    """One change, and who stood behind it."""

    link: Link
    actor_role: ActorRole


class HistoryStore(Protocol):
    """Where it is read."""

    async def history(self, session_id: UUID, student_id: UUID, page: PageRequest) -> Page[HistoryEntry] | None:
        """Oldest first; None when the student is not on the session's roster."""
        ...


class History:
    """Questions whose answers change nothing; the caller has been authorized."""

    def __init__(self, store: HistoryStore) -> None:
        self._store = store

    async def of_mark(self, session_id: UUID, student_id: UUID, page: PageRequest) -> Page[HistoryEntry]:
        """A page of one mark's changes, oldest first; NotOnRoster."""
        found = await self._store.history(session_id, student_id, page)
        if found is None:
            raise NotOnRoster(str(student_id))
        return found
