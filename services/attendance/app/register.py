"""What the register needs of its store: one transaction in which sessions, evidence and marks change together."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.attendance.domain.mark import Cause, Evidence, Mark, MarkChange, Standing, weigh
from services.attendance.domain.session import NewSession, Session
from services.attendance.domain.sighting import CameraCondition, Coverage, Sighting
from services.attendance.domain.span import Span


class RegisterTransaction(Protocol):
    """Locks are taken in the order room, cameras, sessions by id, so that no two transactions wait for each other."""

    async def lock_room(self, room_id: UUID) -> bool:
        """Keep the room and its cameras as they are; whether the room exists."""
        ...

    async def course_exists(self, course_id: UUID) -> bool:
        """Whether there is such a course."""
        ...

    async def session_of_request(self, request_id: UUID) -> Session | None:
        """The session that this request opened."""
        ...

    async def open_session_in(self, room_id: UUID) -> UUID | None:
        """The room's open session."""
        ...

    async def open_session(self, new: NewSession) -> None:
        """Keep it, with the room's cameras and, as roster, the active students enrolled now.

        SessionAlreadyOpen when the room has one.
        """
        ...

    async def lock_session(self, session_id: UUID) -> Session | None:
        """The session, which nobody else changes until the transaction ends."""
        ...

    async def close_session(self, session_id: UUID, end_time: datetime) -> None:
        """Its end, for it and its cameras' windows."""
        ...

    async def lock_cameras(self, camera_ids: Collection[UUID]) -> set[UUID]:
        """Those that are cameras or once were; none of them moves until the transaction ends."""
        ...

    async def merge_sightings(self, sightings: Sequence[Sighting]) -> set[UUID]:
        """Keep or extend; the ids kept. An id that belongs to another camera or student is not."""
        ...

    async def merge_coverages(self, coverages: Sequence[Coverage]) -> set[UUID]:
        """Keep or extend; the ids kept. An id that belongs to another camera is not."""
        ...

    async def merge_conditions(self, conditions: Sequence[CameraCondition]) -> set[UUID]:
        """Keep or extend; the ids kept. An id that belongs to another trouble is not."""
        ...

    async def lock_sessions_seen(
        self, spans: Sequence[tuple[UUID, Span]], students: Sequence[tuple[UUID, Span]] = ()
    ) -> list[Session]:
        """Sessions to which the cameras belonged at some time in the spans, and those of other rooms that had one of
        the students seen at the same time; in the order of their ids."""
        ...

    async def marks(self, session_id: UUID, student_ids: Collection[UUID] | None = None) -> list[Mark]:
        """Marks of those students who are on the roster, or of all."""
        ...

    async def evidence(self, session_id: UUID, student_ids: Collection[UUID] | None = None) -> Mapping[UUID, Evidence]:
        """Hull of each student's sightings, clipped to the windows in which their cameras belonged to the session."""
        ...

    async def watched(self, session_id: UUID) -> list[Span]:
        """Coverage by the session's cameras, clipped likewise."""
        ...

    async def mark_of_request(self, request_id: UUID) -> Mark | None:
        """The mark, as it is now, that this request set."""
        ...

    async def write(self, session_id: UUID, changes: Sequence[MarkChange], change_time: datetime) -> list[Mark]:
        """Keep the changed marks, each with a revision of its own, and the history; those who watch are woken."""
        ...


class RegisterStore(Protocol):
    """Where sessions, sightings and marks are kept."""

    def transaction(self) -> AbstractAsyncContextManager[RegisterTransaction]:
        """All or nothing; readers see it whole."""
        ...

    async def session(self, session_id: UUID) -> Session | None:
        """The session as it is now."""
        ...


async def resettle(
    transaction: RegisterTransaction,
    session: Session,
    standing: Standing,
    causes: Mapping[UUID, Cause] | Cause,
    change_time: datetime,
) -> list[Mark]:
    """Derive marks of the locked session again from all evidence that is stored, and write those that differ.

    `causes` names the students whose marks are looked at, or is the one cause for the whole roster.
    """
    students = None if isinstance(causes, Cause) else causes.keys()
    seen = await transaction.evidence(session.session_id, students)
    changes = []
    for mark in await transaction.marks(session.session_id, students):
        after = weigh(mark, seen.get(mark.student_id), standing)
        if after != mark:
            cause = causes if isinstance(causes, Cause) else causes[mark.student_id]
            changes.append(MarkChange(mark, after, cause))
    return await transaction.write(session.session_id, changes, change_time) if changes else []
