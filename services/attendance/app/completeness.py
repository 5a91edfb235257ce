"""Whether all that a session's cameras recorded has arrived, and what it changes when it has."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.attendance.app.register import RegisterTransaction, resettle
from services.attendance.app.sightings import Receipt
from services.attendance.domain.completeness import CameraProgress, CameraSession, SessionGoesOn, why_unbelievable
from services.attendance.domain.errors import CameraNotFound, SessionNotFound
from services.attendance.domain.mark import Cause, ChangeReason
from services.attendance.domain.session import Session

Clock = Callable[[], datetime]


class CompletenessTransaction(RegisterTransaction, Protocol):
    """Locks are taken in the order cameras, their progress, sessions by id."""

    async def merge_progress(self, progress: Sequence[CameraProgress], now: datetime) -> dict[UUID, datetime]:
        """Keep the later of each; since when sessions may have turned, by camera. In the order of ids."""
        ...

    async def progress_of(self, camera_id: UUID) -> datetime | None:
        """How far the camera's data has come."""
        ...

    def lock_sessions_since(self, since: dict[UUID, datetime]) -> AsyncIterator[Session]:
        """Closed sessions that the cameras left after those times, in the order of ids; a part of them is read, and
        locked, at a time. Open ones are locked as well, so that whoever closes one meets the new progress."""
        ...

    async def give_up(self, session_id: UUID, camera_id: UUID, person_id: UUID, now: datetime) -> bool:
        """Wait no longer for what the camera has of the session; False when it was not the session's."""
        ...


class CompletenessStore(Protocol):
    """Where progress is kept."""

    def transaction(self) -> AbstractAsyncContextManager[CompletenessTransaction]:
        """All or nothing."""
        ...

    async def sessions_of(self, camera_id: UUID, start: datetime, end: datetime) -> list[CameraSession]:
        """Those to which the camera belonged at some time within, oldest first; at most 1,000."""
        ...


class Completeness:
    """One for the service; the caller has been authorized."""

    def __init__(self, store: CompletenessStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def store(self, progress: Sequence[CameraProgress]) -> Receipt:
        """Keep how far cameras are, and decide anew what waited for it; an id answered is a camera's."""
        receipt, now = Receipt(), self._clock()
        latest: dict[UUID, CameraProgress] = {}
        for one in progress:
            reason = why_unbelievable(one, now)
            if reason is not None:
                receipt.refused[one.camera_id] = reason
                continue
            # of what is still to be recorded nobody can say that it has arrived
            arrived = replace(one, complete_through=min(one.complete_through, now))
            latest[one.camera_id] = latest.get(one.camera_id, arrived).later_of(arrived)
        if not latest:
            return receipt
        async with self._store.transaction() as transaction:
            known = await transaction.lock_cameras(latest.keys())
            for camera_id in latest.keys() - known:
                receipt.refused[camera_id] = "there is no such camera"
            since = await transaction.merge_progress([latest[camera_id] for camera_id in sorted(known)], now)
            await _settle(transaction, since, now)
        receipt.stored.extend(known)
        return receipt

    async def camera_removed(self, camera_id: UUID) -> None:
        """Nothing more comes from a camera that was removed. Again: no effect."""
        async with self._store.transaction() as transaction:
            progress = await transaction.progress_of(camera_id)
            if progress is not None:
                await _settle(transaction, {camera_id: progress}, self._clock())

    async def give_up(self, session_id: UUID, camera_id: UUID, person_id: UUID) -> None:
        """The camera will not return: decide without it. SessionNotFound, SessionGoesOn, CameraNotFound."""
        async with self._store.transaction() as transaction:
            session = await transaction.lock_session(session_id)
            if session is None:
                raise SessionNotFound(str(session_id))
            if session.end_time is None:
                raise SessionGoesOn(str(session_id))
            now = self._clock()
            if not await transaction.give_up(session_id, camera_id, person_id, now):
                raise CameraNotFound(str(camera_id))
            evidence = {"given_up_camera": str(camera_id)}
            cause = Cause(ChangeReason.COMPLETENESS, actor=person_id, evidence=evidence)
            await resettle(transaction, session, cause, now)

    async def sessions_of(self, camera_id: UUID, start: datetime, end: datetime) -> list[CameraSession]:
        """For frames that come late."""
        return await self._store.sessions_of(camera_id, start, end)


async def _settle(transaction: CompletenessTransaction, since: dict[UUID, datetime], now: datetime) -> None:
    async for session in transaction.lock_sessions_since(since):
        if await transaction.complete(session.session_id):
            await resettle(transaction, session, Cause(ChangeReason.COMPLETENESS), now)
