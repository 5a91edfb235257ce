"""Reports to attendance: at least once, newest span, never more than there is room for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

import pytest

from services.common.errors import PeerUnavailable
from services.common.streams import Backoff
from services.recognition.app.coverage import Coverage
from services.recognition.app.outbox import Outbox
from services.recognition.app.reports import Answer, CoverageReport, Report
from services.recognition.app.watermark import Watermark
from tests.fakes.recognition_telemetry import QuietTelemetry

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Attendance:
    """Remembers what it was sent; answers when told to."""

    def __init__(self) -> None:
        self.batches: list[list[Report]] = []
        self.changed = asyncio.Condition()
        self.answer_now = True
        self.opened = 0
        self._answers: asyncio.Queue[Answer | Exception] = asyncio.Queue()

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Attendance"]:
        self.opened += 1
        self._answers = asyncio.Queue()
        yield self

    async def send(self, reports: list[Report]) -> None:
        self.batches.append(reports)
        if self.answer_now:
            self.answer(reports)
        async with self.changed:
            self.changed.notify_all()

    def answer(self, reports: list[Report]) -> None:
        self._answers.put_nowait(Answer(tuple(report.report_id for report in reports), ()))

    def refuse(self, reports: list[Report]) -> None:
        self._answers.put_nowait(Answer((), tuple((report.report_id, "unknown") for report in reports)))

    def break_off(self) -> None:
        self._answers.put_nowait(PeerUnavailable())

    async def answers(self) -> AsyncIterator[Answer]:
        while True:
            answer = await self._answers.get()
            if isinstance(answer, Exception):
                raise answer
            yield answer

    async def until_batches(self, count: int) -> None:
        async with asyncio.timeout(30), self.changed:
            await self.changed.wait_for(lambda: len(self.batches) >= count)


def span(name: str, seconds: int) -> CoverageReport:
    return CoverageReport("camera", Coverage(name, START, START + timedelta(seconds=seconds)))


def make_outbox(
    attendance: Attendance, *, extend_seconds: float = 60.0, answer_seconds: float = 60.0, max_reports: int = 100
) -> Outbox:
    return Outbox(
        attendance,
        QuietTelemetry(),
        max_reports=max_reports,
        extend_seconds=extend_seconds,
        answer_seconds=answer_seconds,
        backoff=Backoff(first_seconds=0.001, most_seconds=0.01),
    )


@asynccontextmanager
async def running(outbox: Outbox) -> AsyncIterator[Outbox]:
    task = asyncio.create_task(outbox.run())
    try:
        yield outbox
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_a_new_report_goes_out_at_once_and_its_growth_later() -> None:
    attendance, watermark = Attendance(), Watermark(0, lambda: None)
    async with running(make_outbox(attendance)) as outbox:
        outbox.put(span("a", 1), watermark, urgent=True)
        await attendance.until_batches(1)
        outbox.put(span("a", 2), watermark, urgent=False)
        outbox.put(span("a", 3), watermark, urgent=False)
        assert len(attendance.batches) == 1
        outbox.hasten()
        await attendance.until_batches(2)
        assert attendance.batches[1] == [span("a", 3)]


async def test_growth_is_sent_by_itself_after_its_while() -> None:
    attendance, watermark = Attendance(), Watermark(0, lambda: None)
    async with running(make_outbox(attendance, extend_seconds=0.05)) as outbox:
        outbox.put(span("a", 1), watermark, urgent=False)
        await attendance.until_batches(1)


async def test_what_was_not_answered_is_sent_again_over_the_next_line_in_its_newest_form() -> None:
    attendance, watermark = Attendance(), Watermark(0, lambda: None)
    attendance.answer_now = False
    async with running(make_outbox(attendance)) as outbox:
        outbox.put(span("a", 1), watermark, urgent=True)
        watermark.advance(1, None)
        await attendance.until_batches(1)
        outbox.put(span("a", 2), watermark, urgent=False)
        watermark.advance(2, None)
        attendance.break_off()
        await attendance.until_batches(2)
        assert attendance.batches[1] == [span("a", 2)]
        assert watermark.stored_through == 0
        attendance.answer(attendance.batches[1])
        async with asyncio.timeout(30):
            await outbox.empty()
        assert watermark.stored_through == 2


async def test_an_answer_to_an_earlier_form_does_not_count_for_a_later_one() -> None:
    attendance, watermark = Attendance(), Watermark(0, lambda: None)
    attendance.answer_now = False
    async with running(make_outbox(attendance)) as outbox:
        outbox.put(span("a", 1), watermark, urgent=True)
        watermark.advance(1, None)
        await attendance.until_batches(1)
        outbox.put(span("a", 2), watermark, urgent=False)
        watermark.advance(2, None)
        attendance.answer(attendance.batches[0])
        outbox_emptied = asyncio.create_task(outbox.empty())
        await attendance.until_batches(2)
        assert watermark.stored_through == 1
        attendance.answer(attendance.batches[1])
        await asyncio.wait_for(outbox_emptied, 30)
        assert watermark.stored_through == 2


async def test_a_line_that_leaves_reports_unanswered_is_left_for_another() -> None:
    attendance, watermark = Attendance(), Watermark(0, lambda: None)
    attendance.answer_now = False
    async with running(make_outbox(attendance, answer_seconds=0.05)) as outbox:
        outbox.put(span("a", 1), watermark, urgent=True)
        await attendance.until_batches(2)
        assert attendance.opened >= 2


async def test_what_is_refused_for_good_is_forgotten() -> None:
    attendance, watermark = Attendance(), Watermark(0, lambda: None)
    attendance.answer_now = False
    async with running(make_outbox(attendance)) as outbox:
        outbox.put(span("a", 1), watermark, urgent=True)
        await attendance.until_batches(1)
        attendance.refuse(attendance.batches[0])
        async with asyncio.timeout(30):
            await outbox.empty()
        assert not watermark.held


async def test_a_batch_has_at_most_five_hundred_reports() -> None:
    attendance, watermark = Attendance(), Watermark(0, lambda: None)
    outbox = make_outbox(attendance, max_reports=2000)
    for number in range(1100):
        outbox.put(span(str(number), 1), watermark, urgent=True)
    async with running(outbox):
        async with asyncio.timeout(30):
            await outbox.empty()
    assert [len(batch) for batch in attendance.batches] == [500, 500, 100]


async def test_when_it_is_full_there_is_no_room_until_attendance_answers() -> None:
    attendance, watermark = Attendance(), Watermark(0, lambda: None)
    outbox = make_outbox(attendance, max_reports=1)
    await outbox.room()
    outbox.put(span("a", 1), watermark, urgent=True)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(outbox.room(), 0.02)
    async with running(outbox):
        await asyncio.wait_for(outbox.room(), 30)
