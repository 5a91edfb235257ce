"""What reports are made of, and into what they are written."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from services.attendance.domain.mark import MarkSource, MarkStatus
from services.attendance.domain.report.report import Head, Row


@dataclass(frozen=True)
class ReportCourse:
    """A course's names."""

    code: str
    title: str


@dataclass(frozen=True)
class ReportSession:
    """A session with its tally by kind."""

    session_id: UUID
    course: ReportCourse
    room_name: str
    start_time: datetime
    end_time: datetime | None
    roster_size: int
    tally: dict[MarkStatus, int]


@dataclass(frozen=True)
class ReportMark:
    """A mark, with its session where a report has several."""

    student_id: UUID
    display_name: str
    student_number: str
    kind: MarkStatus
    code: str
    source: MarkSource
    first_seen_time: datetime | None
    last_seen_time: datetime | None
    minutes_present: int
    note: str
    session_id: UUID
    course_id: UUID
    course: ReportCourse
    room_name: str
    start_time: datetime
    end_time: datetime | None
    policy_version_id: UUID | None


@dataclass(frozen=True)
class ReportStudent:
    """Somebody who is enrolled."""

    student_number: str
    display_name: str


@dataclass(frozen=True)
class Extent:
    """How much a report of marks will hold, and what is to be said of it."""

    lines: int  # marks, or students where `by_student`
    marks: int
    unconfirmed: int
    policy_version_ids: tuple[UUID, ...]
    without_version: int  # marks from before there were policies


@dataclass(frozen=True)
class MarksOf:
    """Which marks: of one of the three, in sessions that began from `start` to before `end`, run by `scope`."""

    start: datetime
    end: datetime
    session_id: UUID | None = None
    course_id: UUID | None = None
    student_id: UUID | None = None
    scope: UUID | None = None


class ReportReading(Protocol):
    """The register as of one moment; nothing is held but the lines in hand."""

    async def session(self, session_id: UUID) -> ReportSession | None:
        """One session."""
        ...

    async def sessions(self, start: datetime, end: datetime, scope: UUID | None) -> Sequence[ReportSession]:
        """By time; at most 2,000."""
        ...

    async def course(self, course_id: UUID) -> ReportCourse | None:
        """One course."""
        ...

    async def student_name(self, student_id: UUID) -> str | None:
        """One student's."""
        ...

    async def extent(self, of: MarksOf, *, by_student: bool) -> Extent:
        """Counted, not read."""
        ...

    def marks(self, of: MarksOf, *, by_student: bool) -> AsyncIterator[Sequence[ReportMark]]:
        """Some hundred at a time; by student and time, or by time."""
        ...

    async def enrolled(self, course_id: UUID, day: date) -> Sequence[ReportStudent]:
        """By name; at most 5,000."""
        ...


class ReportStore(Protocol):
    """Where reports are read from."""

    def reading(self) -> AbstractAsyncContextManager[ReportReading]:
        """One moment for the whole report."""
        ...


class Sheet(Protocol):
    """One file being written; its methods block and are called from a thread, one at a time."""

    def begin(self, head: Head) -> bytes:
        """What may be sent already."""
        ...

    def add(self, rows: Sequence[Row]) -> bytes:
        """What may be sent already."""
        ...

    def end(self) -> Iterator[bytes]:
        """The rest."""
        ...

    def close(self) -> None:
        """Lets go of what it holds, finished or not."""
        ...
