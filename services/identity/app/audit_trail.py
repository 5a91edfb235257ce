"""Who did what to whom, for administrators to search and to take away."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.identity.app.given import Clock
from services.identity.app.people_export import BYTE_ORDER_MARK, csv_lines, pieces_of
from services.identity.app.store import Store
from services.identity.domain.audit import Action, AuditEntry
from services.identity.domain.people_csv import shown

PAGE_SIZE = 200  # entries in memory at once, of an export
COLUMNS = ("entry", "time", "actor", "actor_name", "action", "subject", "subject_name", "note")


@dataclass(frozen=True)
class AuditFilter:
    """Which entries; what is empty filters nothing."""

    actor: str = ""
    subject: str = ""
    action: str = ""  # a whole one, or a beginning that ends with a dot
    from_time: datetime | None = None
    to_time: datetime | None = None  # not included


@dataclass(frozen=True)
class RecordedEntry:
    """An entry as stored, with the names that people have now; empty for those who are gone."""

    entry_id: int
    record_time: datetime
    actor: str
    actor_name: str
    action: str
    subject: str
    subject_name: str
    note: str


class AuditReader(Protocol):
    """Reads the log."""

    async def page(self, wanted: AuditFilter, before: int | None, size: int) -> Sequence[RecordedEntry]:
        """Newest first, from the entry before `before`."""


class AuditTrail:
    """Reading all of it away is itself recorded."""

    def __init__(self, reader: AuditReader, store: Store, clock: Clock) -> None:
        self._reader = reader
        self._store = store
        self._clock = clock

    async def list(
        self, wanted: AuditFilter, before: int | None, size: int
    ) -> tuple[Sequence[RecordedEntry], int | None]:
        """At most `size` entries, and the entry id to go on before, None at the end."""
        found = await self._reader.page(wanted, before, size + 1)
        entries = found[:size]
        return entries, entries[-1].entry_id if len(found) > size else None

    async def pieces(self, wanted: AuditFilter, by: UUID) -> AsyncGenerator[bytes, None]:
        """CSV, at most 64 KiB each; the header comes even when there is nothing."""
        async with self._store.transaction() as tx:
            await tx.audit.add(AuditEntry(self._clock(), str(by), Action.AUDIT_EXPORTED, "", wanted.action))
        text, before = BYTE_ORDER_MARK + csv_lines([COLUMNS]), None
        while True:
            entries, before = await self.list(wanted, before, PAGE_SIZE)
            text += csv_lines([_cells(entry) for entry in entries])
            for piece in pieces_of(text):
                yield piece
            text = ""
            if before is None:
                return


def _cells(entry: RecordedEntry) -> list[str]:
    texts = (entry.actor, entry.actor_name, entry.action, entry.subject, entry.subject_name, entry.note)
    return [str(entry.entry_id), entry.record_time.isoformat(), *(shown(text) for text in texts)]
