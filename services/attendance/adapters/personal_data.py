"""What attendance stores about a person, as they are given it, with the files they sent."""

import re
from collections.abc import AsyncIterator, Callable, Mapping
from uuid import UUID

import asyncpg

from services.attendance.adapters import dispute_transaction as dispute
from services.attendance.adapters import excuse_rows as excuse
from services.attendance.adapters import personal_data_sql as sql
from services.attendance.adapters.excuse_transaction import CHUNK_BYTES
from services.common.personal_data import DataSet, Kept
from services.common.personal_files import Part
from services.common.postgres import Database
from services.common.sealer import AesGcmSealer

_BEFORE_ALL = UUID(int=0)
_NAME_MAX = 100


class PersonalSeals:
    """Opens what is the person's own."""

    def __init__(self, sealer: AesGcmSealer) -> None:
        self._sealer = sealer

    def opening(self, key: str, **bound_to: Callable[[UUID], str]) -> Callable[[asyncpg.Record], Mapping[str, object]]:
        """Makes texts of the columns, each bound to what stands in the column `key`."""

        def opened(row: asyncpg.Record) -> Mapping[str, object]:
            texts = {name: self.text(row[name], bound(row[key])) for name, bound in bound_to.items()}
            return {**dict(row), **texts}

        return opened

    def text(self, sealed: bytes | None, bound_to: str) -> str:
        """Nothing where it was erased, or no configured key opens it."""
        return (self._sealer.open_text(sealed, bound_to) or "") if sealed is not None else ""

    def piece(self, sealed: bytes | None, bound_to: str) -> bytes:
        """As `text`, of a file."""
        return (self._sealer.open(sealed, bound_to) or b"") if sealed is not None else b""


def data_sets(seals: PersonalSeals, *, notice_days: int, excuse_days: int, dispute_days: int) -> tuple[DataSet, ...]:
    """All there is, with how long it stays."""
    words = seals.opening("excuse_id", reason=excuse.reason_of, note=excuse.note_of)
    names = seals.opening("file_id", file_name=excuse.name_of)
    disputed = seals.opening("dispute_id", reason=dispute.reason_of, note=dispute.note_of)
    said = seals.opening("comment_id", content=dispute.comment_of)
    return (
        DataSet("attendance_person", Kept.PERSON, sql.PERSON),
        DataSet("courses", Kept.PERSON, sql.COURSES),
        DataSet("groups", Kept.PERSON, sql.GROUPS),
        DataSet("marks", Kept.RECORD, sql.MARKS),
        DataSet("mark_changes", Kept.RECORD, sql.MARK_CHANGES),
        DataSet("sightings", Kept.RECORD, sql.SIGHTINGS),
        DataSet("check_ins", Kept.RECORD, sql.CHECK_INS),
        DataSet("excuses", Kept.DAYS, sql.EXCUSES, excuse_days, words),
        DataSet("excuse_decisions", Kept.RECORD, sql.EXCUSE_DECISIONS),
        DataSet("excuse_files", Kept.DAYS, sql.EXCUSE_FILES, excuse_days, names),
        DataSet("disputes", Kept.DAYS, sql.DISPUTES, dispute_days, disputed),
        DataSet("dispute_comments", Kept.DAYS, sql.DISPUTE_COMMENTS, dispute_days, said),
        DataSet("warnings", Kept.DAYS, sql.WARNINGS, notice_days),
        DataSet("warning_states", Kept.PERSON, sql.STANDING),
        DataSet("calendar_feed", Kept.USE, sql.CALENDAR),
        DataSet("teaching", Kept.PERSON, sql.TEACHING),
        DataSet("sessions_held", Kept.RECORD, sql.SESSIONS_HELD),
    )


class ExcuseFilesOf:
    """The files that were sent with a person's excuses, one after the other."""

    def __init__(self, database: Database, seals: PersonalSeals) -> None:
        self._database = database
        self._seals = seals

    async def __call__(self, person_id: UUID) -> AsyncIterator[Part]:
        """One piece in memory at a time; a file that is erased meanwhile is left out."""
        after = _BEFORE_ALL
        while (row := await self._database.fetchrow(sql.FILES, person_id, after)) is not None:
            after = row["file_id"]
            name = f"excuse_files/{after}-{_plain(self._seals.text(row['file_name'], excuse.name_of(after)))}"
            count = -(-row["size_bytes"] // CHUNK_BYTES)
            for number in range(count):
                sealed = await self._database.fetchval(sql.CHUNK, after, number)
                yield Part("" if number else name, self._seals.piece(sealed, excuse.chunk_of(after, number, count)))


def _plain(file_name: str) -> str:
    """A name that is one, on any system, and no path."""
    return re.sub(r"[^\w.-]+", "_", file_name).strip("._")[-_NAME_MAX:] or "file"
