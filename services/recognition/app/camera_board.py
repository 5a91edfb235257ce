"""How all cameras are, whichever pod they stream to; and who is missing."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias
from uuid import UUID, uuid5

import structlog

from services.common.errors import DatabaseUnavailable
from services.common.signs import at_every_sign
from services.common.streams import Broadcast
from services.recognition.app.assignments import Assignments
from services.recognition.app.outbox import Outbox
from services.recognition.app.reports import CameraCondition
from services.recognition.app.watermark import Watermark
from services.recognition.domain.camera_health import Trouble

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("cameras")

_TICK_SECONDS = 1.5
_CLEAN_EVERY_SECONDS = 3600.0
# A change of every camera of a large college; a reader that has so many unread is let go and asks again.
_QUEUED_CHANGES = 1024


@dataclass(frozen=True, slots=True)
class CameraState:
    """One camera as it is now; `trouble` None: well."""

    camera_id: str
    trouble: Trouble | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """No frame of an awaited camera has come since then, to any pod."""

    camera_id: str
    since: datetime
    until: datetime


AllCameras: TypeAlias = tuple[CameraState, ...]
ConditionKey: TypeAlias = tuple[datetime, str]


class CameraStore(Protocol):
    """What pods tell each other about cameras."""

    async def exchange(
        self,
        owner: str,
        frame_ages_seconds: Mapping[str, float],
        conditions: Sequence[CameraCondition],
        awaited: Collection[str],
        idle: Collection[str],
    ) -> list[Absence]:
        """Keep what this pod saw; the awaited cameras that are missing and that this pod is the one to watch.

        Conditions of cameras that are back, and of pods that are silent, are over. Pods are woken when one begins or
        ends. The same again changes nothing.
        """
        ...

    async def troubles(self) -> list[CameraState]:
        """Cameras with a condition that goes on: of several the one that began last."""
        ...

    async def history(self, camera_id: str, before: ConditionKey | None, limit: int) -> list[CameraCondition]:
        """Newest first."""
        ...

    async def clean(self) -> None:
        """Forget what is older than 30 days."""


class CameraBoard:
    """One for the pod; implements app.camera_watch.ConditionBoard. `run` and `follow` keep it going."""

    def __init__(
        self,
        store: CameraStore,
        assignments: Assignments,
        outbox: Outbox,
        owner: str,
        monotonic: Callable[[], float],
    ) -> None:
        self.store = store
        self._assignments = assignments
        self._outbox = outbox
        self._owner = owner
        self._monotonic = monotonic
        self._came: dict[str, float] = {}
        self._told: dict[str, CameraCondition] = {}
        self._begun: set[str] = set()
        self._absent: set[str] = set()
        self._urgent = asyncio.Event()
        self._states: dict[str, CameraState] = {}
        self._broadcast: Broadcast[CameraState] = Broadcast(_QUEUED_CHANGES)

    def frame_came(self, camera_id: str) -> None:
        """A frame of the camera has just come."""
        self._came[camera_id] = self._monotonic()

    def tell(self, condition: CameraCondition) -> None:
        """It began, goes on, or is over; the newest word of each waits for the next exchange."""
        self._told[condition.condition_id] = condition
        if condition.over or condition.condition_id not in self._begun:
            self._begun.add(condition.condition_id)
            self._urgent.set()
        if condition.over:
            self._begun.discard(condition.condition_id)

    async def run(self) -> None:
        """Exchange until cancelled. While the database is away what is told waits, the newest word of each."""
        cleaned_at = self._monotonic()
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(_TICK_SECONDS):
                    await self._urgent.wait()
            self._urgent.clear()
            try:
                await self.exchange()
                if self._monotonic() - cleaned_at > _CLEAN_EVERY_SECONDS:
                    cleaned_at = self._monotonic()
                    await self.store.clean()
            except DatabaseUnavailable:
                _log.warning("cameras' health cannot be kept just now", waiting=len(self._told))
            except Exception:
                _log.exception("keeping cameras' health failed")  # go on: nobody would be missed any more

    async def exchange(self) -> None:
        """Once: tell the others what was seen here, and attendance who is missing."""
        now = self._monotonic()
        told, self._told = self._told, {}
        known = self._assignments.known()
        try:
            absences = await self.store.exchange(
                self._owner,
                {camera_id: now - at for camera_id, at in self._came.items()},
                list(told.values()),
                sorted(one.camera_id for one in known if one.active),
                sorted(one.camera_id for one in known if not one.active),
            )
        except BaseException:
            self._told = {**told, **self._told}
            raise
        self._came = {camera_id: at for camera_id, at in self._came.items() if at > now}
        missing = [gone(absence) for absence in absences]
        if missing:
            await self.store.exchange(self._owner, {}, missing, (), ())
        for condition in missing:
            begun = condition.condition_id not in self._absent
            self._outbox.put(condition, Watermark(0, lambda: None), urgent=begun)
        self._absent = {condition.condition_id for condition in missing}

    async def follow(self, wakeups: AsyncIterator[None]) -> None:
        """Learn how all cameras are, until cancelled; while the database is away, what was known last stands."""
        await at_every_sign(wakeups, self._learn)

    async def _learn(self) -> None:
        found = {state.camera_id: state for state in await self.store.troubles()}
        well = [CameraState(camera_id) for camera_id in self._states.keys() - found.keys()]
        changed = [state for state in found.values() if self._states.get(state.camera_id) != state]
        self._states = found
        for state in (*well, *changed):
            self._broadcast.publish(state)

    async def watch(self, camera_ids: frozenset[str]) -> AsyncGenerator[AllCameras | CameraState, None]:
        """All that are in trouble now, then every change; of those cameras, or of all. FellBehind for a slow reader."""
        with self._broadcast.subscribe() as subscription:
            yield tuple(state for state in self._states.values() if not camera_ids or state.camera_id in camera_ids)
            async for state in subscription:
                if not camera_ids or state.camera_id in camera_ids:
                    yield state


def gone(absence: Absence) -> CameraCondition:
    """As it is told; the same on every pod, whoever notices."""
    name = uuid5(UUID(absence.camera_id), f"gone:{absence.since.isoformat()}")
    return CameraCondition(str(name), absence.camera_id, Trouble.GONE, absence.since, absence.until)
