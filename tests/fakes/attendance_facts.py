"""The facts of marks in memory: what was seen and watched, checked in and excused."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from services.attendance.domain.ledger.seal import SealedSighting, seal_of
from services.attendance.domain.mark import Evidence
from services.attendance.domain.policy.facts import CheckIn, Watched
from services.attendance.domain.room import CameraRole
from services.attendance.domain.sighting import MIN_CONFLICT, Sighting
from services.attendance.domain.span import Span, merged
from tests.fakes.attendance_tables import Tables


class MemoryFacts:
    """The part of a RegisterTransaction that reads facts."""

    tables: Tables

    async def evidence(self, session_id: UUID, student_ids: Collection[UUID] | None = None) -> Mapping[UUID, Evidence]:
        found: dict[UUID, list[tuple[Span, Sighting]]] = {}
        for part, sighting in self._seen(session_id, student_ids):
            if (session_id, sighting.student_id) in self.tables.marks:
                found.setdefault(sighting.student_id, []).append((part, sighting))
        return {student_id: self._evidence(session_id, parts) for student_id, parts in found.items()}

    async def seals(self, session_id: UUID, student_ids: Collection[UUID] | None = None) -> Mapping[UUID, bytes]:
        found: dict[UUID, list[SealedSighting]] = {}
        for part, one in self._seen(session_id, student_ids):
            sealed = SealedSighting(one.sighting_id, one.camera_id, part.start, part.end, one.confirmed_by)
            found.setdefault(one.student_id, []).append(sealed)
        return {student_id: seal_of(sightings) for student_id, sightings in found.items()}

    async def watched(self, session_id: UUID) -> Watched:
        parts = [
            (part, CameraRole.DOOR if coverage.camera_id in self.tables.doors else CameraRole.ROOM)
            for coverage in self.tables.coverages.values()
            for member in self.tables.members(session_id)
            if coverage.camera_id == member.camera_id and (part := member.window.clip(coverage.span)) is not None
        ]
        between = (one for one in self.tables.reopenings if one.session_id == session_id)
        parts += [(Span(one.close_time, one.reopen_time), CameraRole.ROOM) for one in between]
        inside = merged(part for part, role in parts if role is CameraRole.ROOM)
        return Watched(merged(part for part, _ in parts), inside)

    async def check_ins(
        self, session_id: UUID, student_ids: Collection[UUID] | None = None
    ) -> Mapping[UUID, tuple[CheckIn, ...]]:
        return {student: found for (owner, student), found in self.tables.check_ins.items() if owner == session_id}

    async def codes_from(self, session_id: UUID) -> datetime | None:
        return self.tables.codes_from.get(session_id)

    async def excuses(self, session_id: UUID, student_ids: Collection[UUID] | None = None) -> Mapping[UUID, UUID]:
        return {student: excuse for (owner, student), excuse in self.tables.excuses.items() if owner == session_id}

    async def complete(self, session_id: UUID) -> bool:
        return session_id not in self.tables.owing

    def _seen(self, session_id: UUID, student_ids: Collection[UUID] | None) -> Iterator[tuple[Span, Sighting]]:
        """The sightings, each with the part of it that lies in a window of its camera."""
        for sighting in self.tables.sightings.values():
            if student_ids is not None and sighting.student_id not in student_ids:
                continue
            for member in self.tables.members(session_id):
                part = member.window.clip(sighting.span) if member.camera_id == sighting.camera_id else None
                if part is not None:
                    yield part, sighting

    def _evidence(self, session_id: UUID, parts: list[tuple[Span, Sighting]]) -> Evidence:
        ordered = sorted((sighting for _, sighting in parts), key=lambda one: (one.span.start, one.sighting_id))
        confirmed = [sighting.confirmed_by for sighting in ordered]
        elsewhere = any(self._elsewhere(session_id, sighting) for sighting in ordered)
        return Evidence(tuple(part for part, _ in parts), confirmed[0] if all(confirmed) else None, elsewhere)

    def _elsewhere(self, session_id: UUID, sighting: Sighting) -> bool:
        room_id = self.tables.sessions[session_id].room_id
        return any(
            other.student_id == sighting.student_id
            and overlap(other.span, sighting.span) >= MIN_CONFLICT
            and member.camera_id == other.camera_id
            and member.window.clip(other.span) is not None
            and self.tables.sessions[member.session_id].room_id != room_id
            for other in self.tables.sightings.values()
            for member in self.tables.memberships
        )


def overlap(one: Span, other: Span) -> timedelta:
    return min(one.end, other.end) - max(one.start, other.start)
