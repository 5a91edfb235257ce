"""What is read and not decided: lists of sessions, a student's own marks, the file of a session."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from services.attendance.domain.errors import SessionNotFound
from services.attendance.domain.mark import Mark
from services.attendance.domain.paging import Page, PageRequest
from services.attendance.domain.session import Session, SessionView


@dataclass(frozen=True)
class StudentMark:
    """A student's mark and the session it belongs to."""

    session: Session
    mark: Mark


@dataclass(frozen=True)
class Totals:
    """Of closed sessions: present or late, and all that count, neither excused nor unconfirmed."""

    attended: int
    counted: int


@dataclass(frozen=True)
class SessionFilter:
    """Which sessions; None and False filter nothing. `scope` limits to what that teacher runs."""

    scope: UUID | None
    course_id: UUID | None
    room_id: UUID | None
    open_only: bool
    start_from: datetime | None = None
    start_before: datetime | None = None
    day: date | None = None  # of the institution, on which they started


class ReadingStore(Protocol):
    """Where it is read."""

    async def view(self, session_id: UUID) -> SessionView | None:
        """The session and all its marks, by name, as of one moment."""
        ...

    async def sessions(self, wanted: SessionFilter, page: PageRequest) -> Page[Session]:
        """Newest first."""
        ...

    async def marks_of(
        self, student_id: UUID, scope: UUID | None, page: PageRequest
    ) -> tuple[Page[StudentMark], Totals]:
        """Newest first, with totals over all pages; limited to sessions that the teacher `scope` runs."""
        ...


class Reading:
    """Questions whose answers change nothing; the caller has been authorized."""

    def __init__(self, store: ReadingStore) -> None:
        self._store = store

    async def view(self, session_id: UUID) -> SessionView:
        """A session and its marks; SessionNotFound."""
        view = await self._store.view(session_id)
        if view is None:
            raise SessionNotFound(str(session_id))
        return view

    async def sessions(self, wanted: SessionFilter, page: PageRequest) -> Page[Session]:
        """Sessions, newest first."""
        return await self._store.sessions(wanted, page)

    async def marks_of(
        self, student_id: UUID, scope: UUID | None, page: PageRequest
    ) -> tuple[Page[StudentMark], Totals]:
        """A student's marks, newest first, and their totals."""
        return await self._store.marks_of(student_id, scope, page)
