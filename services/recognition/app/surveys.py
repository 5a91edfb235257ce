"""Cameras that are measured: asked for frames without a session, and what was found kept, the newest run of each."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

import structlog

from services.common.errors import DatabaseUnavailable, InvalidInput
from services.common.signs import at_every_sign
from services.recognition.app.errors import NeverCommissioned
from services.recognition.domain.commissioning import Tally
from services.recognition.domain.faces import FrameFaces

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("commissioning")

DEFAULT_MINUTES = 5.0
MOST_MINUTES = 30.0
_KEEP_SECONDS = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """One run of a camera, newest of it."""

    run_id: str
    camera_id: str
    started_at: datetime
    until: datetime
    tally: Tally


class SurveyStore(Protocol):
    """Where runs are kept; all pods are woken when one starts or stops."""

    async def start(self, survey: Survey) -> None:
        """In place of the camera's earlier one."""

    async def stop(self, camera_id: str, now: datetime) -> None:
        """The run ends now, if it goes on."""

    async def keep(self, survey: Survey) -> None:
        """What was found so far, if the run is still the camera's newest."""

    async def get(self, camera_id: str) -> Survey | None:
        """The camera's newest."""
        ...

    async def running(self, now: datetime) -> list[Survey]:
        """Those that go on."""
        ...


class Surveys:
    """One for the pod; `follow` and `run` keep it going. Only the pod to which a camera streams adds to its run."""

    def __init__(self, store: SurveyStore, clock: Callable[[], datetime], new_id: Callable[[], UUID]) -> None:
        self._store = store
        self._clock = clock
        self._new_id = new_id
        self._running: dict[str, Survey] = {}
        self._added: set[str] = set()
        self._listeners: list[Callable[[], None]] = []

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call it when a run started or ended: other frames are wanted."""
        self._listeners.append(listener)

    def running(self, camera_id: str) -> bool:
        """Whether the camera is measured now."""
        survey = self._running.get(camera_id)
        return survey is not None and self._clock() < survey.until

    def measure(self, camera_id: str, frame: FrameFaces) -> None:
        """Add one frame that was searched; one in which nothing moved tells nothing new."""
        survey = self._running.get(camera_id)
        if survey is not None and not frame.still:
            survey.tally.add(frame)
            self._added.add(camera_id)

    async def start(self, camera_id: str, minutes: float | None) -> Survey:
        """Measure it from now on, anew."""
        minutes = DEFAULT_MINUTES if minutes is None else minutes
        if not 1 <= minutes <= MOST_MINUTES:
            raise InvalidInput("duration", f"must be from 1 to {MOST_MINUTES:.0f} minutes")
        now = self._clock()
        survey = Survey(str(self._new_id()), camera_id, now, now + timedelta(minutes=minutes), Tally())
        await self._store.start(survey)
        return survey

    async def stop(self, camera_id: str) -> None:
        """End it; what was found stays."""
        await self._keep(camera_id)
        await self._store.stop(camera_id, self._clock())

    async def get(self, camera_id: str) -> Survey:
        """The newest run; NeverCommissioned."""
        survey = await self._store.get(camera_id)
        if survey is None:
            raise NeverCommissioned(camera_id)
        return survey

    async def follow(self, wakeups: AsyncIterator[None]) -> None:
        """Learn what is measured, until cancelled; while the database is away, what was known last stands."""
        await at_every_sign(wakeups, self._learn)

    async def _learn(self) -> None:
        found = {survey.camera_id: survey for survey in await self._store.running(self._clock())}
        for camera_id, survey in found.items():
            known = self._running.get(camera_id)
            if known is None or known.run_id != survey.run_id:
                continue
            if camera_id in self._added or known.tally.frames > survey.tally.frames:
                # what was counted here is not in the database yet, or was not when it was asked
                found[camera_id] = replace(survey, tally=known.tally)
        self._running = found
        self._tell()

    async def run(self) -> None:
        """Keep what was found, until cancelled; let cameras rest when their time is over."""
        while True:
            await asyncio.sleep(_KEEP_SECONDS)
            for camera_id in tuple(self._added):
                await self._keep(camera_id)
            over = [camera_id for camera_id in self._running if not self.running(camera_id)]
            for camera_id in over:
                del self._running[camera_id]
            if over:
                self._tell()

    async def _keep(self, camera_id: str) -> None:
        survey = self._running.get(camera_id)
        if survey is None or camera_id not in self._added:
            return
        frames = survey.tally.frames
        try:
            await self._store.keep(survey)
            if survey.tally.frames == frames:  # else some came while it was written
                self._added.discard(camera_id)
        except DatabaseUnavailable:
            _log.warning("what a camera shows cannot be kept just now")

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()
