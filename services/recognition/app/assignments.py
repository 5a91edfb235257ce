"""Which cameras have a session now, and whom they look for; attendance decides, this follows."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias

import structlog

from services.common.errors import DomainError
from services.common.streams import Backoff
from services.recognition.domain.faces import Detector
from services.recognition.domain.gallery import Roster

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("assignments")


@dataclass(frozen=True, slots=True)
class Assignment:
    """One camera's part in the college."""

    camera_id: str
    active: bool = False
    """A session is open in its room."""
    roster: Roster = frozenset()
    """Whom to look for; while no session is open, whom the last one looked for, so that late frames still count."""
    detector: Detector = Detector.YUNET
    operator_ids: frozenset[str] = frozenset()
    """People who may stream as this camera from a browser."""
    tiles: bool = True
    """Whether parts of large pictures are searched at full size."""
    room_id: str = ""
    """Where the camera hangs; empty when that is not known."""


@dataclass(frozen=True, slots=True)
class AllAssignments:
    """Replaces whatever was known."""

    assignments: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class CameraDeleted:
    camera_id: str


AssignmentEvent: TypeAlias = AllAssignments | Assignment | CameraDeleted


class AssignmentFeed(Protocol):
    """attendance's stream of assignments; ends or raises a DomainError when it breaks."""

    def watch(self) -> AsyncIterator[AssignmentEvent]:
        """A snapshot first, then changes."""
        ...


class Assignments:
    """What is known of every camera. While attendance is away, what was known last stands."""

    def __init__(self) -> None:
        self._known: dict[str, Assignment] = {}
        self._changed = asyncio.Condition()
        self._listeners: list[Callable[[], None]] = []
        self._removed: set[str] = set()

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call it after every change."""
        self._listeners.append(listener)

    def of(self, camera_id: str) -> Assignment:
        """The camera's assignment; one without a session when nothing is known of it."""
        return self._known.get(camera_id) or Assignment(camera_id)

    def known(self) -> tuple[Assignment, ...]:
        """Of every camera."""
        return tuple(self._known.values())

    def removed(self, camera_id: str) -> bool:
        """Whether the camera was known and has been taken away since."""
        return camera_id in self._removed

    async def operator(self, camera_id: str, person_id: str, wait_seconds: float) -> bool:
        """Whether the person may stream as this camera; the session may have been started a moment ago."""
        return await self.until(lambda: person_id in self.of(camera_id).operator_ids, wait_seconds)

    async def until(self, known: Callable[[], bool], wait_seconds: float) -> bool:
        """Whether that is known within so long."""
        async with self._changed:
            with suppress(TimeoutError):
                async with asyncio.timeout(wait_seconds):
                    await self._changed.wait_for(known)
        return known()

    async def apply(self, event: AssignmentEvent) -> None:
        """Take over what attendance said."""
        match event:
            case AllAssignments(assignments):
                self._forget(self._known.keys() - {item.camera_id for item in assignments})
                self._learn(assignments)
            case Assignment():
                self._learn((event,))
            case CameraDeleted(camera_id):
                self._forget({camera_id} & self._known.keys())
        for listener in self._listeners:
            listener()
        async with self._changed:
            self._changed.notify_all()

    async def follow(self, feed: AssignmentFeed, backoff: Backoff) -> None:
        """Follow until cancelled, through every break."""
        while True:
            try:
                async for event in feed.watch():
                    backoff.reset()
                    await self.apply(event)
            except DomainError as error:
                _log.warning("attendance's assignments cannot be followed just now", reason=str(error))
            await asyncio.sleep(backoff.next_seconds())

    def _learn(self, assignments: Iterable[Assignment]) -> None:
        for item in assignments:
            last = self._known.get(item.camera_id)
            keep_roster = last is not None and not item.active and not item.roster
            self._known[item.camera_id] = replace(item, roster=last.roster) if last and keep_roster else item
            self._removed.discard(item.camera_id)

    def _forget(self, camera_ids: Iterable[str]) -> None:
        for camera_id in set(camera_ids):
            del self._known[camera_id]
            self._removed.add(camera_id)
