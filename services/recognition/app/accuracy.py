"""Keeps the reports of what recognition is worth, for administrators to look at."""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.recognition.app.errors import AccuracyReportNotFound
from services.recognition.domain.accuracy import Figures, read_figures

KEPT_REPORTS = 20  # of the newest measurements; with one more, the oldest goes


@dataclass(frozen=True, slots=True)
class KeptReport:
    """One report."""

    report_id: UUID
    sha256: str
    """Of the file that was given."""
    add_time: datetime
    figures: Figures


class AccuracyStore(Protocol):
    """Where reports are kept."""

    async def add(self, report: KeptReport, keep: int) -> None:
        """Keep it beside the newest `keep - 1` others; nothing if it is there."""
        ...

    async def all(self) -> list[KeptReport]:
        """The newest measurement first."""
        ...

    async def get(self, report_id: UUID) -> KeptReport | None:
        """One of them."""
        ...

    async def delete(self, report_id: UUID) -> None:
        """Nothing if it is not there."""
        ...


class AccuracyReports:
    """The caller has been authorized."""

    def __init__(self, store: AccuracyStore, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    async def add(self, report_json: bytes) -> KeptReport:
        """Keep its figures; the same file again is the same report. NoAccuracyReport."""
        figures = await asyncio.to_thread(read_figures, report_json)  # two MiB of JSON take a while
        digest = hashlib.sha256(report_json)
        report = KeptReport(UUID(bytes=digest.digest()[:16]), digest.hexdigest(), self._clock(), figures)
        await self._store.add(report, KEPT_REPORTS)
        return await self._store.get(report.report_id) or report

    async def all(self) -> list[KeptReport]:
        """The newest measurement first, at most `KEPT_REPORTS`."""
        return await self._store.all()

    async def get(self, report_id: UUID) -> KeptReport:
        """AccuracyReportNotFound."""
        found = await self._store.get(report_id)
        if found is None:
            raise AccuracyReportNotFound(str(report_id))
        return found

    async def delete(self, report_id: UUID) -> None:
        """Again: nothing."""
        await self._store.delete(report_id)
