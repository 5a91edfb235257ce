"""Everybody as CSV, in the columns that an import reads."""

import csv
import io
from collections.abc import AsyncGenerator, Sequence
from uuid import UUID

from services.common.principal import Role
from services.identity.app.given import Clock
from services.identity.app.store import ListPlace, PeopleFilter, Store
from services.identity.domain.audit import Action, AuditEntry
from services.identity.domain.people_csv import COLUMNS, cells_of

PAGE_SIZE = 200  # people in memory at once
PIECE_BYTES_MAX = 64 * 1024
BYTE_ORDER_MARK = "\ufeff"  # without it spreadsheets take UTF-8 for something else


class PeopleExport:
    """Each page is a moment of its own; a slow reader holds no transaction open."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def pieces(self, role: Role | None, by: UUID) -> AsyncGenerator[bytes, None]:
        """At most 64 KiB each; the header comes even when there is nobody."""
        async with self._store.transaction() as tx:
            note = str(role or "everybody")
            await tx.audit.add(AuditEntry(self._clock(), str(by), Action.PEOPLE_EXPORTED, "", note))
        wanted, after, more, text = PeopleFilter(role=role), None, True, BYTE_ORDER_MARK + csv_lines([COLUMNS])
        while more:
            async with self._store.transaction() as tx:
                people = await tx.people.page(wanted, after, PAGE_SIZE)
            text += csv_lines([cells_of(person.details) for person in people])
            for piece in pieces_of(text):
                yield piece
            text, more = "", len(people) == PAGE_SIZE
            if people:
                after = ListPlace(people[-1].details.sort_name, people[-1].person_id)


def csv_lines(rows: Sequence[Sequence[str]]) -> str:
    """Rows as RFC 4180 has them."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def pieces_of(text: str) -> list[bytes]:
    """Bytes of the text, at most 64 KiB each."""
    data = text.encode()
    return [data[start : start + PIECE_BYTES_MAX] for start in range(0, len(data), PIECE_BYTES_MAX)]
