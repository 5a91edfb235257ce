"""Reports on their way to attendance: at least once, newest span only, remembered until they are answered."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

import structlog

from services.common.errors import DomainError, PeerUnavailable
from services.common.streams import Backoff
from services.recognition.app.reports import Answer, Report, ReportLine, ReportLines
from services.recognition.app.telemetry import Telemetry
from services.recognition.app.watermark import Hold

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("outbox")

_MAX_BATCH = 500
_AT_ONCE = float("-inf")


class Holder(Protocol):
    """What waits for a report's answer, such as a stream's watermark."""

    def hold(self) -> Hold:
        """Taken when a report is put in; released when attendance has stored it, or refused it for good."""
        ...


@dataclass(slots=True)
class _Entry:
    report: Report
    due_at_seconds: float
    hold: Hold | None
    """Of what is to be sent."""
    sent_hold: Hold | None = None
    """Of what was sent and is not answered."""
    sent_at_seconds: float | None = None


class Outbox:
    """One for the pod.

    Holds at most `max_reports` ids, a longer span of the same id replacing a shorter one. When it is full, `room`
    waits: streams look at no further frame, so cameras get no credit, spool, and nothing is lost.
    """

    def __init__(
        self,
        lines: ReportLines,
        telemetry: Telemetry,
        *,
        max_reports: int = 20_000,
        extend_seconds: float = 2.0,
        answer_seconds: float = 10.0,
        backoff: Backoff | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Spans that grew are sent every `extend_seconds`; a line that leaves one unanswered for longer is left."""
        self._lines = lines
        self._telemetry = telemetry
        self._max_reports = max_reports
        self._extend_seconds = extend_seconds
        self._answer_seconds = answer_seconds
        self._backoff = backoff or Backoff(first_seconds=0.1, most_seconds=2.0)
        self._monotonic = monotonic
        self._look_seconds = min(extend_seconds, answer_seconds) / 8
        self._entries: dict[str, _Entry] = {}
        self._work = asyncio.Event()
        self._settled = asyncio.Condition()
        self._hasty = False

    def __len__(self) -> int:
        """How many ids attendance has not confirmed."""
        return len(self._entries)

    def put(self, report: Report, holder: Holder, *, urgent: bool) -> None:
        """Report it: at once when `urgent`, else with the next extension. Never waits; `room` is where to wait."""
        entry = self._entries.get(report.report_id)
        now = self._monotonic()
        if entry is None:
            due = now if urgent or self._hasty else now + self._extend_seconds
            self._entries[report.report_id] = _Entry(report, due, holder.hold())
            self._telemetry.unanswered_reports(len(self._entries))
        else:
            entry.report = report
            entry.hold = entry.hold or holder.hold()  # the earliest evidence is what must not be passed
            entry.due_at_seconds = min(entry.due_at_seconds, now) if urgent else entry.due_at_seconds
        if urgent or self._hasty:
            self._work.set()

    async def room(self) -> None:
        """Returns once another frame's reports may come."""
        async with self._settled:
            await self._settled.wait_for(lambda: len(self._entries) < self._max_reports)

    def hasten(self) -> None:
        """Send now what waits for its next extension."""
        for entry in self._entries.values():
            entry.due_at_seconds = _AT_ONCE
        self._work.set()

    async def empty(self) -> None:
        """Send everything without delay, from now on, and return once attendance has all of it."""
        self._hasty = True
        self.hasten()
        async with self._settled:
            await self._settled.wait_for(lambda: not self._entries)

    async def run(self) -> None:
        """Report until cancelled, through every break."""
        while True:
            try:
                async with self._lines.open() as line:
                    await self._talk(line)
            except DomainError as error:
                _log.warning("sightings cannot be reported just now", reason=str(error), waiting=len(self._entries))
            finally:
                self._take_back()
            await asyncio.sleep(self._backoff.next_seconds())

    async def _talk(self, line: ReportLine) -> None:
        tasks = {asyncio.create_task(self._send(line)), asyncio.create_task(self._hear(line))}
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _send(self, line: ReportLine) -> None:
        while True:
            self._work.clear()
            now = self._monotonic()
            self._check_answers(now)
            due = [e for e in self._entries.values() if e.hold and not e.sent_hold and e.due_at_seconds <= now]
            for start in range(0, len(due), _MAX_BATCH):
                batch = due[start : start + _MAX_BATCH]
                for entry in batch:
                    entry.sent_hold, entry.hold, entry.sent_at_seconds = entry.hold, None, now
                    entry.due_at_seconds = now  # what was urgent is on its way
                await self._in_time(line.send([entry.report for entry in batch]))
            await self._wait_for_work()

    async def _in_time(self, sending: Awaitable[None]) -> None:
        try:
            async with asyncio.timeout(self._answer_seconds):
                await sending
        except TimeoutError:
            raise PeerUnavailable from None

    async def _wait_for_work(self) -> None:
        """Until something is urgent, or the next look: frames only prolong what is known, and need not wake anybody."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._look_seconds):
                await self._work.wait()

    def _check_answers(self, now: float) -> None:
        oldest = min((e.sent_at_seconds for e in self._entries.values() if e.sent_at_seconds), default=now)
        if now - oldest > self._answer_seconds:
            raise PeerUnavailable

    async def _hear(self, line: ReportLine) -> None:
        async for answer in line.answers():
            self._backoff.reset()
            await self._settle(answer)

    async def _settle(self, answer: Answer) -> None:
        if answer.refused:
            _log.error("attendance refused reports for good", count=len(answer.refused), first=answer.refused[0])
            self._telemetry.reports_refused(len(answer.refused))
        for report_id in (*answer.stored_ids, *(refused_id for refused_id, _ in answer.refused)):
            entry = self._entries.get(report_id)
            if entry is not None and entry.sent_hold is not None:
                self._answered(report_id, entry)
        self._telemetry.unanswered_reports(len(self._entries))
        self._work.set()
        async with self._settled:
            self._settled.notify_all()

    def _answered(self, report_id: str, entry: _Entry) -> None:
        hold, entry.sent_hold, entry.sent_at_seconds = entry.sent_hold, None, None
        if entry.hold is None:
            del self._entries[report_id]
        else:
            at_once = self._hasty or entry.due_at_seconds == _AT_ONCE
            entry.due_at_seconds = _AT_ONCE if at_once else self._monotonic() + self._extend_seconds
        if hold is not None:
            hold.release()

    def _take_back(self) -> None:
        """What was sent and not answered is sent again over the next line."""
        for entry in self._entries.values():
            if entry.sent_hold is not None:
                if entry.hold is not None:
                    entry.hold.release()  # the earlier one, of what was sent, holds more
                entry.hold, entry.sent_hold, entry.sent_at_seconds = entry.sent_hold, None, None
                entry.due_at_seconds = _AT_ONCE
