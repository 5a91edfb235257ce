"""Excuses as rows: what people wrote is sealed, each piece bound to its row."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from services.attendance.app.excuse.store import ExcuseView, SessionName
from services.attendance.domain.excuse.excuse import Category, Content, Excuse, File, State
from services.attendance.domain.timetable.days import Days
from services.common.sealer import AesGcmSealer

PURPOSE = b"presence attendance excuses and disputes"

# An excuse with its sessions, and their courses, as arrays.
COLUMNS = """
    e.*,
    array(select x.session_id from excuse_session x where x.excuse_id = e.excuse_id order by 1) as session_ids,
    array(select distinct s.course_id from excuse_session x join session s using (session_id)
          where x.excuse_id = e.excuse_id) as session_course_ids
"""
NAMES = """
    coalesce(student.display_name, '') as student_name, coalesce(student.student_number, '') as student_number,
    coalesce(asker.display_name, '') as asked_by_name, coalesce(decider.display_name, '') as decided_by_name,
    coalesce(c.code, '') as course_code, coalesce(c.title, '') as course_title
"""
NAMES_FROM = """
    left join person student on student.person_id = e.student_id
    left join person asker on asker.person_id = e.asked_by
    left join person decider on decider.person_id = e.decided_by
    left join course c on c.course_id = e.course_id
"""


class ExcuseSeals:
    """What is sealed of excuses, and to what."""

    def __init__(self, sealer: AesGcmSealer) -> None:
        self._sealer = sealer

    def reason(self, excuse_id: UUID, text: str) -> bytes:
        """As it is stored."""
        return self._sealer.seal_text(text, reason_of(excuse_id))

    def note(self, excuse_id: UUID, text: str) -> bytes | None:
        """As it is stored; no note is nothing."""
        return self._sealer.seal_text(text, note_of(excuse_id)) if text else None

    def file_name(self, file_id: UUID, name: str) -> bytes:
        """As it is stored."""
        return self._sealer.seal_text(name, name_of(file_id))

    def chunks(self, file_id: UUID, pieces: Sequence[bytes]) -> list[bytes]:
        """As they are stored: none can be left out, nor change places."""
        count = len(pieces)
        return [self._sealer.seal(piece, chunk_of(file_id, number, count)) for number, piece in enumerate(pieces)]

    def chunk(self, file_id: UUID, number: int, count: int, sealed: bytes) -> bytes | None:
        """None when it is not what was sealed."""
        return self._sealer.open(sealed, chunk_of(file_id, number, count))

    def excuse(self, row: asyncpg.Record, files: Sequence[File]) -> Excuse:
        """From COLUMNS."""
        excuse_id = row["excuse_id"]
        dates = Days(row["first_date"], row["last_date"]) if row["first_date"] is not None else None
        category = Category(row["category"]) if row["category"] else None
        reason = self._text(row["reason"], reason_of(excuse_id))
        concerns = frozenset(row["session_course_ids"]) if row["session_ids"] else frozenset[UUID]()
        return Excuse(
            excuse_id,
            row["student_id"],
            row["asked_by"],
            row["ask_time"],
            Content(category, reason, dates, row["course_id"], tuple(row["session_ids"])),
            State(row["state"]),
            row["revision"],
            row["decided_by"],
            row["decide_time"],
            self._text(row["note"], note_of(excuse_id)),
            row["erase_time"] is not None,
            tuple(files),
            concerns | ({row["course_id"]} if row["course_id"] else frozenset()),
        )

    def view(
        self, row: asyncpg.Record, files: Sequence[File], sessions: Sequence[SessionName], covered_marks: int = 0
    ) -> ExcuseView:
        """From COLUMNS and NAMES."""
        return ExcuseView(
            self.excuse(row, files),
            row["student_name"],
            row["student_number"],
            row["asked_by_name"],
            row["decided_by_name"],
            row["course_code"],
            row["course_title"],
            tuple(sessions),
            covered_marks,
        )

    def file(self, row: asyncpg.Record) -> File:
        """From all columns of excuse_file."""
        name = self._text(row["file_name"], name_of(row["file_id"])) or "file"
        return File(row["file_id"], name, row["content_type"], row["size_bytes"], row["upload_time"])

    def _text(self, sealed: bytes | None, bound_to: str) -> str:
        # a key that was taken off too early must not keep the rest of the page from being read
        return (self._sealer.open_text(sealed, bound_to) or "") if sealed is not None else ""


def reason_of(excuse_id: UUID) -> str:
    """What a reason is bound to."""
    return f"excuse/{excuse_id}/reason"


def note_of(excuse_id: UUID) -> str:
    """What a decision's note is bound to."""
    return f"excuse/{excuse_id}/note"


def name_of(file_id: UUID) -> str:
    """What a file's name is bound to."""
    return f"excuse_file/{file_id}/name"


def chunk_of(file_id: UUID, number: int, count: int) -> str:
    """What a piece of a file is bound to."""
    return f"excuse_file/{file_id}/{number}/{count}"
