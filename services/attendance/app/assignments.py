"""Which cameras have a session now and whom to look for: compared with what was told before, differences are sent."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

import structlog

from services.attendance.domain.errors import PeerUnavailable
from services.attendance.domain.room import CameraAssignment
from services.common.errors import DatabaseUnavailable
from services.common.streams import Broadcast

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("assignments")

# A change of every camera of a large college; a reader that has this many unread is let go and asks again.
QUEUED_CHANGES_MOST = 4096

Wakeups = Callable[[], AsyncIterator[None]]


@dataclass(frozen=True)
class AssignmentsSnapshot:
    """All cameras there are."""

    assignments: tuple[CameraAssignment, ...]


@dataclass(frozen=True)
class CameraDeleted:
    """There is no such camera any more."""

    camera_id: UUID


AssignmentEvent = AssignmentsSnapshot | CameraAssignment | CameraDeleted


class AssignmentStore(Protocol):
    """Where assignments are read."""

    async def assignments(self) -> Sequence[CameraAssignment]:
        """Every camera's, as of one moment."""
        ...


class Assignments:
    """The hub of this process; `run` keeps it going."""

    def __init__(self, store: AssignmentStore, wakeups: Wakeups) -> None:
        self._store = store
        self._wakeups = wakeups
        self._known: dict[UUID, CameraAssignment] = {}
        self._reading = asyncio.Lock()  # an older reading must not be told after a newer one
        self._broadcast: Broadcast[AssignmentEvent] = Broadcast(QUEUED_CHANGES_MOST)

    async def run(self) -> None:
        """Reads and publishes until cancelled. While the database is away readers keep what they were told."""
        async for _ in self._wakeups():
            try:
                await self._look()
            except DatabaseUnavailable:
                _log.warning("camera assignments cannot be read just now")
            except Exception:
                _log.exception("reading camera assignments failed")  # go on: recognition would look for nobody

    async def watch(self) -> AsyncGenerator[AssignmentEvent, None]:
        """A snapshot as of now, then every difference.

        DatabaseUnavailable at the beginning; FellBehind when the reader is slow; PeerUnavailable at shutdown.
        """
        await self._look()
        with self._broadcast.subscribe() as subscription:
            yield AssignmentsSnapshot(tuple(self._known.values()))
            async for event in subscription:
                yield event
        raise PeerUnavailable

    def close(self) -> None:
        """Let every reader go, for shutdown."""
        self._broadcast.close()

    async def _look(self) -> None:
        async with self._reading:
            self._tell({assignment.camera_id: assignment for assignment in await self._store.assignments()})

    def _tell(self, current: dict[UUID, CameraAssignment]) -> None:
        for camera_id in self._known.keys() - current.keys():
            self._broadcast.publish(CameraDeleted(camera_id))
        for camera_id, assignment in current.items():
            if self._known.get(camera_id) != assignment:
                self._broadcast.publish(assignment)
        self._known = current
