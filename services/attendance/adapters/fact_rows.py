"""What marks are decided from, as a transaction of the register reads it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from services.attendance.adapters.evidence_sql import CHECK_INS, CODES_FROM, COMPLETE, EVIDENCE, SEALED, WATCHED
from services.attendance.adapters.excuse_sql import IN_FORCE
from services.attendance.domain.ledger.seal import SealedSighting, seal_of
from services.attendance.domain.mark import Evidence
from services.attendance.domain.policy.facts import CheckIn, Watched
from services.attendance.domain.room import CameraRole
from services.attendance.domain.sighting import MIN_CONFLICT
from services.attendance.domain.span import Span, merged
from services.common.postgres import Connection

_SEALED = SEALED.format(marks="m.session_id = $1 and ($2::uuid[] is null or m.student_id = any ($2))")


class FactRows:
    """The part of a RegisterTransaction that gathers facts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def evidence(self, session_id: UUID, student_ids: Collection[UUID] | None = None) -> Mapping[UUID, Evidence]:
        """Each student's sightings, clipped to their cameras' windows."""
        rows = await self._connection.fetch(EVIDENCE, session_id, _ids(student_ids), MIN_CONFLICT)
        return {
            row["student_id"]: Evidence(
                tuple(map(Span, row["start_times"], row["end_times"])), row["confirmed_by"], row["seen_elsewhere"]
            )
            for row in rows
        }

    async def seals(self, session_id: UUID, student_ids: Collection[UUID] | None = None) -> Mapping[UUID, bytes]:
        """Of those who were seen."""
        rows = await self._connection.fetch(_SEALED, session_id, _ids(student_ids))
        return {row["student_id"]: seal_from(row) for row in rows}

    async def watched(self, session_id: UUID) -> Watched:
        """Coverage by the session's cameras, clipped likewise, and of those the ones that look into the room."""
        return watched_from(await self._connection.fetch(WATCHED, session_id))

    async def check_ins(
        self, session_id: UUID, student_ids: Collection[UUID] | None = None
    ) -> Mapping[UUID, tuple[CheckIn, ...]]:
        """Each student's own, by time."""
        found: dict[UUID, tuple[CheckIn, ...]] = {}
        for row in await self._connection.fetch(CHECK_INS, session_id, _ids(student_ids)):
            check_in = CheckIn(row["check_in_time"], row["via"])
            found[row["student_id"]] = (*found.get(row["student_id"], ()), check_in)
        return found

    async def codes_from(self, session_id: UUID) -> datetime | None:
        """When the first code was shown; None where none was."""
        shown: datetime | None = await self._connection.fetchval(CODES_FROM, session_id)
        return shown

    async def excuses(self, session_id: UUID, student_ids: Collection[UUID] | None = None) -> Mapping[UUID, UUID]:
        """The approved excuse of each student who has one for the session."""
        rows = await self._connection.fetch(IN_FORCE, session_id, _ids(student_ids))
        return {row["student_id"]: row["excuse_id"] for row in rows}

    async def complete(self, session_id: UUID) -> bool:
        """Whether all that the closed session's cameras recorded up to its close has arrived."""
        return bool(await self._connection.fetchval(COMPLETE, session_id))


def seal_from(row: asyncpg.Record) -> bytes:
    """From a row of SEALED."""
    names = ("sighting_ids", "camera_ids", "start_times", "end_times", "confirmed_by")
    return seal_of(map(SealedSighting, *(row[name] for name in names)))


def watched_from(rows: "Sequence[asyncpg.Record]") -> Watched:
    """From all rows of WATCHED."""
    spans = [(Span(row["start_time"], row["end_time"]), row["role"]) for row in rows]
    inside = merged(span for span, role in spans if role == CameraRole.ROOM)
    return Watched(merged(span for span, _ in spans), inside)


def _ids(student_ids: Collection[UUID] | None) -> list[UUID] | None:
    return None if student_ids is None else list(student_ids)
