"""What is read and not decided: lists of sessions, a student's own marks, the file of a session."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol
from uuid import UUID

from services.attendance.domain.errors import SessionNotFound
from services.attendance.domain.mark import Mark
from services.attendance.domain.paging import Page, PageRequest
from services.attendance.domain.session import Session, SessionView

MAX_CHUNK_BYTES = 64 * 1024
HEADER = ("Student number", "Name", "Status", "Source", "First seen", "Last seen", "Note")
# A spreadsheet takes a cell that begins so for a formula, and runs it on the reader's machine.
_FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


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


def file_name(session: Session) -> str:
    """A name that every file system takes: course code, date and time of start in UTC."""
    ascii_code = unicodedata.normalize("NFKD", session.course_code).encode("ascii", "ignore").decode()
    code = re.sub(r"[^A-Za-z0-9._-]+", "-", ascii_code).strip("-.") or "session"
    return f"{code}-{session.start_time.astimezone(UTC):%Y%m%d-%H%M}.csv"


def csv_chunks(view: SessionView) -> Iterator[bytes]:
    """The register as UTF-8 CSV (RFC 4180) without byte order mark, in pieces of at most MAX_CHUNK_BYTES."""
    buffer = bytearray(_line(HEADER))
    for mark in view.marks:
        buffer += _line(_cells(mark))
        while len(buffer) > MAX_CHUNK_BYTES:
            yield bytes(buffer[:MAX_CHUNK_BYTES])
            del buffer[:MAX_CHUNK_BYTES]
    yield bytes(buffer)


def _cells(mark: Mark) -> tuple[str, ...]:
    first, last = (mark.seen.start, mark.seen.end) if mark.seen else (None, None)
    status, source = mark.status.value.replace("_", " "), mark.source.value if mark.source.value != "none" else ""
    return (mark.student_number, mark.display_name, status, source, _time(first), _time(last), mark.note)


def _line(cells: tuple[str, ...]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow([_harmless(cell) for cell in cells])
    return text.getvalue().encode()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA_START) else cell


def _time(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if moment else ""
