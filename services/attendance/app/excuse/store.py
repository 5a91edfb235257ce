"""What excuses need of their store."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from services.attendance.app.register import RegisterTransaction
from services.attendance.domain.excuse.excuse import Excuse, File, State
from services.attendance.domain.paging import Page, PageRequest


@dataclass(frozen=True)
class SessionName:
    """A session as an excuse tells of it."""

    session_id: UUID
    course_code: str
    course_title: str
    start_time: datetime


@dataclass(frozen=True)
class ExcuseView:
    """An excuse with the names beside its ids; names of deleted people are empty."""

    excuse: Excuse
    student_name: str
    student_number: str
    asked_by_name: str
    decided_by_name: str
    course_code: str = ""
    course_title: str = ""
    sessions: tuple[SessionName, ...] = ()
    covered_marks: int = 0  # only in answers about one excuse


@dataclass(frozen=True)
class Whose:
    """Which excuses a list is limited to: those of a student, or those of a teacher's courses and their own asking."""

    student_id: UUID | None = None
    teacher_id: UUID | None = None  # with course_ids; None, and no student: all
    course_ids: frozenset[UUID] = frozenset()
    states: frozenset[State] = frozenset()  # empty: all


class ExcuseTransaction(Protocol):
    """One transaction; an excuse is locked before sessions are."""

    @property
    def register(self) -> RegisterTransaction:
        """The register, in the same transaction."""
        ...

    async def of_request(self, request_id: UUID) -> Excuse | None:
        """The excuse that this request asked for."""
        ...

    async def add(self, excuse: Excuse, request_id: UUID) -> bool:
        """Keep a new one; False, and nothing happens, when the request has asked for one at this moment."""
        ...

    async def lock(self, excuse_id: UUID) -> Excuse | None:
        """The excuse, which nobody else changes until the transaction ends."""
        ...

    async def save(self, excuse: Excuse) -> None:
        """What the locked one says, its state and who decided; its revision becomes the given one."""
        ...

    async def excuse_of_decision(self, decision_id: UUID) -> UUID | None:
        """The excuse that this request decided."""
        ...

    async def add_decision(self, decision_id: UUID, excuse: Excuse) -> None:
        """Remember the decision, beside earlier ones."""
        ...

    async def covered_sessions(self, excuse_id: UUID) -> Sequence[UUID]:
        """Sessions with a mark of the student that it covers, in the order in which sessions are locked."""
        ...

    async def session_days(self, student_id: UUID, session_ids: Collection[UUID]) -> Sequence[date]:
        """The days of those of the sessions on whose roster the student is."""
        ...

    async def studies(self, student_id: UUID, course_id: UUID) -> bool:
        """Whether the student is or was enrolled."""
        ...

    async def file(self, file_id: UUID) -> tuple[UUID, File] | None:
        """A file and the excuse it belongs to."""
        ...

    async def add_file(self, excuse_id: UUID, file: File, content: bytes, uploaded_by: UUID) -> None:
        """Keep it, sealed."""
        ...

    async def delete_file(self, excuse_id: UUID, file_id: UUID) -> None:
        """Erase it; nothing happens when it is gone."""
        ...


class ExcuseStore(Protocol):
    """Where excuses and their files are kept, sealed."""

    def transaction(self) -> AbstractAsyncContextManager[ExcuseTransaction]:
        """All or nothing."""
        ...

    async def view(self, excuse_id: UUID) -> ExcuseView | None:
        """The excuse with its names and with how many marks it covers."""
        ...

    async def list(self, whose: Whose, page: PageRequest) -> Page[ExcuseView]:
        """Newest first."""
        ...

    async def waiting(self, whose: Whose) -> int:
        """How many of them are requested and not decided, whatever `states` says."""
        ...

    def content(self, file_id: UUID) -> AsyncIterator[bytes]:
        """A file's bytes, in pieces of at most 64 KiB; ExcuseFileNotFound when they are gone."""
        ...

    async def teaches_student(self, teacher_id: UUID, student_id: UUID) -> bool:
        """Whether the student is enrolled on a course of the teacher's."""
        ...

    async def taught(self, teacher_id: UUID) -> frozenset[UUID]:
        """The teacher's courses."""
        ...

    async def erase(self, before: datetime) -> int:
        """Erase what excuses say and hold whose last day and decision lie before; how many it were."""
        ...
