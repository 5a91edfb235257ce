"""Reads a file of people: tells every error, and takes all rows or none."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.common.errors import InvalidInput
from services.identity.app.csv_records import CsvRecords, CsvUnreadable, Record
from services.identity.app.given import Clock, NewId
from services.identity.domain.errors import ImportStalled, TooManyImports
from services.identity.domain.people_csv import ImportRow, RowError, read_header, read_row

ERRORS_TOLD_MAX = 1_000
FILE_BYTES_MAX = 32 * 1024 * 1024
CHUNK_BYTES_MAX = 64 * 1024
AT_ONCE_MAX = 2  # each holds a connection; one more is told to try again (TooManyImports)
SILENT_SECONDS_MAX = 30.0


@dataclass(frozen=True)
class Progress:
    """How far the work is."""

    rows_read: int
    rows_written: int = 0


@dataclass(frozen=True)
class Summary:
    """What became, or in a preview would become, of the rows."""

    created: int
    updated: int
    unchanged: int
    failed: int  # rows
    committed: bool


@dataclass(frozen=True)
class Plan:
    """What taking the staged rows would do. The three numbers count the rows that did not fail."""

    created: int
    updated: int
    unchanged: int
    failed: int
    errors: Sequence[RowError]


@dataclass(frozen=True)
class Staged:
    """A row with the id its person gets if they are new."""

    row: ImportRow
    new_id: UUID


class Staging(Protocol):
    """Rows of one file, seen by nobody else; gone when the transaction ends."""

    async def add(self, rows: Sequence[Staged]) -> None:
        """Lays rows beside those that are there."""

    async def plan(self, errors_max: int, *, commit: bool) -> Plan:
        """Compares the rows with each other and everybody; a plan to commit stays true, for nobody else writes then."""

    async def apply(self, plan: Plan, by: UUID, now: datetime) -> None:
        """Writes what was planned, numbers the changes, has the new ones mailed, and records who did it."""


class ImportStore(Protocol):
    """Where files of people are laid out."""

    def staging(self) -> AbstractAsyncContextManager[Staging]:
        """One transaction: what `apply` wrote is kept when the block ends, nothing when it raises."""


Told = Progress | RowError | Summary


class PeopleImport:
    """The size of a file does not count: rows are in the database's temporary table, a piece at a time here."""

    def __init__(
        self,
        store: ImportStore,
        clock: Clock,
        new_id: NewId,
        *,
        silent_seconds: float = SILENT_SECONDS_MAX,
    ) -> None:
        self._store = store
        self._clock = clock
        self._new_id = new_id
        self._silent_seconds = silent_seconds
        self._under_way = 0

    async def run(self, chunks: AsyncIterator[bytes], *, commit: bool, by: UUID) -> AsyncGenerator[Told, None]:
        """Progress and errors as they come, the summary last. The same file again changes nothing."""
        if self._under_way >= AT_ONCE_MAX:
            raise TooManyImports
        self._under_way += 1
        try:
            async with self._store.staging() as staging:
                reader = _Reader(self._new_id)
                told = 0
                async for chunk in self._limited(chunks):
                    rows, errors = await asyncio.to_thread(reader.read, chunk)
                    await staging.add(rows)
                    for error in errors[: ERRORS_TOLD_MAX - told]:
                        yield error
                    told = min(ERRORS_TOLD_MAX, told + len(errors))
                    yield Progress(reader.rows)
                readable = reader.failed == 0 and not reader.unreadable
                plan = await staging.plan(ERRORS_TOLD_MAX - told, commit=commit and readable)
                failed = reader.failed + plan.failed
                committed = commit and readable and plan.failed == 0
                if committed:
                    await staging.apply(plan, by, self._clock())
        finally:
            self._under_way -= 1
        # after the commit: nobody is told of what may still be undone, or waits for somebody who reads slowly
        for error in plan.errors:
            yield error
        written = plan.created + plan.updated if committed else 0
        yield Progress(reader.rows, written)
        yield Summary(plan.created, plan.updated, plan.unchanged, failed, committed)

    async def _limited(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes | None]:
        """The pieces, then None; a sender who falls silent does not hold the connection for ever."""
        total = 0
        while True:
            try:
                chunk = await asyncio.wait_for(anext(chunks), self._silent_seconds)
            except StopAsyncIteration:
                break
            except TimeoutError:
                raise ImportStalled(self._silent_seconds) from None
            total += len(chunk)
            if len(chunk) > CHUNK_BYTES_MAX:
                raise InvalidInput("chunk", f"must have at most {CHUNK_BYTES_MAX} bytes")
            if total > FILE_BYTES_MAX:
                raise InvalidInput("chunk", f"is too much: a file has at most {FILE_BYTES_MAX} bytes; split it")
            yield chunk
        yield None


class _Reader:
    """Turns pieces into rows. One thread at a time uses it."""

    def __init__(self, new_id: NewId) -> None:
        self.rows = 0  # read, well or not
        self.failed = 0
        self.unreadable = False  # from some line on, or its header
        self._records = CsvRecords()
        self._new_id = new_id
        self._columns: tuple[str, ...] | None = None

    def read(self, chunk: bytes | None) -> tuple[list[Staged], list[RowError]]:
        """None at the end of the file."""
        staged: list[Staged] = []
        errors: list[RowError] = []
        if self.unreadable:
            return staged, errors
        try:
            for record in self._records.feed(chunk or b"", last=chunk is None):
                self._take(record, staged, errors)
                if self.unreadable:
                    return [], errors
        except CsvUnreadable as error:
            self._give_up(errors, RowError(error.line, "", error.reason))
        if chunk is None and self._columns is None and not self.unreadable:
            self._give_up(errors, RowError(1, "", "must be a header that names the columns"))
        return staged, errors

    def _take(self, record: Record, staged: list[Staged], errors: list[RowError]) -> None:
        if self._columns is None:
            self._columns, wrong = read_header(record.fields, record.line)
            if wrong:
                self._give_up(errors, *wrong)
            return
        self.rows += 1
        if record.problem:
            read: ImportRow | list[RowError] = [RowError(record.line, "", record.problem)]
        else:
            read = read_row(self._columns, record.fields, record.line)
        if isinstance(read, ImportRow):
            staged.append(Staged(read, self._new_id()))
        else:
            self.failed += 1
            errors += read

    def _give_up(self, errors: list[RowError], *why: RowError) -> None:
        self.unreadable = True
        self.failed += 1
        errors += why
