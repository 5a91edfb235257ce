"""Sightings that people confirmed on their way to attendance: from the database through the outbox, none lost."""

import asyncio
from collections.abc import AsyncIterator

import structlog

from services.common.errors import DatabaseUnavailable
from services.common.signs import at_every_sign
from services.common.streams import Backoff
from services.recognition.app.outbox import Outbox
from services.recognition.app.reports import SightingReport
from services.recognition.app.review_store import ReviewStore
from services.recognition.app.watermark import Hold

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("reviews")


class ConfirmedSightings:
    """One for the pod. What another pod has claimed and not reported within half a minute is claimed here; a sighting
    reported by both is stored once, for it has one id."""

    def __init__(self, store: ReviewStore, outbox: Outbox, backoff: Backoff | None = None) -> None:
        self._store = store
        self._outbox = outbox
        self._backoff = backoff or Backoff(first_seconds=0.1, most_seconds=5.0)
        self._answered: asyncio.Queue[SightingReport] = asyncio.Queue()  # at most as many as the outbox holds

    async def follow(self, changes: AsyncIterator[None]) -> None:
        """Report at every sign of a decision, until cancelled."""
        await at_every_sign(
            changes,
            self._report,
            lambda: _log.warning("the database does not answer; confirmed sightings wait in it"),
        )

    async def _report(self) -> None:
        for report in await self._store.claim_reports():
            await self._outbox.room()
            self._outbox.put(report, _Row(self._answered, report), urgent=True)

    async def forget_answered(self) -> None:
        """Forget what attendance has stored, until cancelled."""
        while True:
            report = await self._answered.get()
            while True:
                try:
                    await self._store.reported([report])
                    break
                except DatabaseUnavailable:  # then it is reported once more, which changes nothing
                    await asyncio.sleep(self._backoff.next_seconds())
            self._backoff.reset()


class _Row:
    """The row of one report; its hold is released when attendance has answered."""

    def __init__(self, answered: "asyncio.Queue[SightingReport]", report: SightingReport) -> None:
        self._answered = answered
        self._report = report

    def hold(self) -> Hold:
        return Hold(0, lambda _: self._answered.put_nowait(self._report))
