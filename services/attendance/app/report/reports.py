"""Makes reports: read as of one moment, written while they are sent, with nothing held but the lines in hand."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from services.attendance.app.evidence import Evidence
from services.attendance.app.report.given import ReportMark, ReportReading, ReportStore, Sheet
from services.attendance.app.report.lines import (
    course_line,
    day_line,
    policy_of,
    session_line,
    student_line,
)
from services.attendance.app.report.scope import Asked, Scoping
from services.attendance.app.student.given import Plans, Policies
from services.attendance.domain.report.errors import ReportsBusy, ReportTooLong
from services.attendance.domain.report.report import (
    MOST_PDF_ROWS,
    Head,
    ReportFormat,
    ReportKind,
    ReportOf,
    Row,
)

MAX_CHUNK_BYTES = 64 * 1024
REPORTS_AT_ONCE = 4  # a fifth is told to come again, rather than making the four slower
PREVIEWS_AT_ONCE = 4  # the next ones wait their turn, as calls that are bounded
PREVIEWED_ROWS = 10

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Preview:
    """What a report would hold."""

    head: Head
    rows: Sequence[Row]


@dataclass(frozen=True)
class Part:
    """A piece of the file, perhaps empty, and how many lines are in it so far; the head comes with the first."""

    chunk: bytes
    rows_done: int
    head: Head | None = None


class Reports:
    """The caller has been authorized, but for `scope`, the teacher to whose sessions a day or a student is limited."""

    def __init__(
        self,
        store: ReportStore,
        plans: Plans,
        policies: Policies,
        evidence: Evidence,
        sheets: Mapping[ReportFormat, Callable[[], Sheet]],
        clock: Clock,
    ) -> None:
        self._store = store
        self._scoping = Scoping(plans, policies, evidence, clock)
        self._policies = policies
        self._sheets = sheets
        self._making = 0
        # each holds a connection while it asks for another: more at once would wait for each other
        self._previews = asyncio.Semaphore(PREVIEWS_AT_ONCE)

    async def preview(self, of: ReportOf, scope: UUID | None) -> Preview:
        """Its head and first lines."""
        async with self._previews, self._store.reading() as reading:
            asked = await self._scoping.asked(reading, of, scope)
            rows: list[Row] = []
            async with aclosing(self._lines(reading, asked)) as batches:
                async for batch in batches:
                    rows += islice(batch, PREVIEWED_ROWS - len(rows))
                    if len(rows) >= PREVIEWED_ROWS:
                        break
        return Preview(asked.head, rows)

    async def download(self, of: ReportOf, form: ReportFormat, scope: UUID | None) -> AsyncGenerator[Part, None]:
        """The file in chunks of at most MAX_CHUNK_BYTES. ReportsBusy, ReportTooLong before the first."""
        if self._making >= REPORTS_AT_ONCE:
            raise ReportsBusy(REPORTS_AT_ONCE)
        self._making += 1
        try:
            sheet = await asyncio.to_thread(self._sheets[form])  # a PDF reads its fonts first
        except BaseException:
            self._making -= 1
            raise
        try:
            async with self._store.reading() as reading:
                asked = await self._scoping.asked(reading, of, scope)
                if form is ReportFormat.PDF and asked.head.row_count > MOST_PDF_ROWS:
                    raise ReportTooLong(asked.head.row_count, MOST_PDF_ROWS)
                rest = await asyncio.to_thread(sheet.begin, asked.head)
                yield Part(b"", 0, asked.head)
                done = 0
                async with aclosing(self._lines(reading, asked)) as batches:
                    async for batch in batches:
                        rest += await asyncio.to_thread(sheet.add, batch)
                        done += len(batch)
                        while len(rest) > MAX_CHUNK_BYTES:
                            yield Part(rest[:MAX_CHUNK_BYTES], done)
                            rest = rest[MAX_CHUNK_BYTES:]
                        yield Part(b"", done)
            pieces = sheet.end()
            while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
                rest += piece
                while len(rest) > MAX_CHUNK_BYTES:
                    yield Part(rest[:MAX_CHUNK_BYTES], done)
                    rest = rest[MAX_CHUNK_BYTES:]
            yield Part(rest, done)
        finally:
            self._making -= 1
            sheet.close()

    async def _lines(self, reading: ReportReading, asked: Asked) -> AsyncGenerator[list[Row], None]:
        wording = asked.wording
        match asked.of.kind:
            case ReportKind.DAY:
                yield [day_line(session, wording) for session in asked.sessions]
            case ReportKind.CLASS_LIST:
                yield [(one.student_number, one.display_name, "") for one in asked.students]
            case ReportKind.COURSE:
                async for batch in self._course(reading, asked):
                    yield batch
            case ReportKind.SESSION | ReportKind.STUDENT:
                line = session_line if asked.of.kind is ReportKind.SESSION else student_line
                assert asked.marks is not None  # these two are about marks
                by_student = asked.of.kind is ReportKind.SESSION
                async for marks in reading.marks(asked.marks, by_student=by_student):
                    yield [line(mark, wording) for mark in marks]

    async def _course(self, reading: ReportReading, asked: Asked) -> AsyncGenerator[list[Row], None]:
        """Marks come by student: a line is written when the next student's begin."""
        assert asked.marks is not None
        assert asked.of.about is not None
        policy = policy_of(await self._policies.of_courses([asked.of.about]), asked.of.about)
        of_one: list[ReportMark] = []
        async for marks in reading.marks(asked.marks, by_student=True):
            rows: list[Row] = []
            for mark in marks:
                if of_one and of_one[0].student_id != mark.student_id:
                    rows.append(course_line(of_one, policy, asked.wording))
                    of_one = []
                of_one.append(mark)
            yield rows
        if of_one:
            yield [course_line(of_one, policy, asked.wording)]
