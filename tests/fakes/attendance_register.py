"""The register in memory: passes the same contract suite as PostgreSQL's."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from services.attendance.domain.errors import SessionAlreadyOpen
from services.attendance.domain.ledger.seal import SealedSighting, seal_of
from services.attendance.domain.mark import ATTENDED, Evidence, Mark, MarkChange
from services.attendance.domain.policy.facts import CheckIn, Watched
from services.attendance.domain.policy.inherit import Lineage, PolicyChange, Scope
from services.attendance.domain.policy.policy import DEFAULT_POLICY, Policy
from services.attendance.domain.room import CameraRole
from services.attendance.domain.session import NewSession, Reopening, Session
from services.attendance.domain.sighting import MIN_CONFLICT, CameraCondition, Coverage, Report, Sighting
from services.attendance.domain.span import Span, Window, merged


@dataclass(frozen=True)
class Membership:
    """A camera's window in a session."""

    session_id: UUID
    camera_id: UUID
    window: Window


@dataclass
class Tables:
    """What is kept; the values are immutable, so copying the containers copies the state."""

    rooms: dict[UUID, tuple[UUID, ...]] = field(default_factory=dict)  # their cameras
    courses: dict[UUID, tuple[UUID, ...]] = field(default_factory=dict)  # their students
    sessions: dict[UUID, Session] = field(default_factory=dict)
    requests: dict[UUID, UUID] = field(default_factory=dict)  # sessions by request
    memberships: list[Membership] = field(default_factory=list)
    marks: dict[tuple[UUID, UUID], Mark] = field(default_factory=dict)
    sightings: dict[UUID, Sighting] = field(default_factory=dict)
    coverages: dict[UUID, Coverage] = field(default_factory=dict)
    conditions: dict[UUID, CameraCondition] = field(default_factory=dict)
    history: list[MarkChange] = field(default_factory=list)
    reopenings: list[Reopening] = field(default_factory=list)
    doors: frozenset[UUID] = frozenset()  # cameras that look at a door
    check_ins: dict[tuple[UUID, UUID], tuple[CheckIn, ...]] = field(default_factory=dict)  # by session and student
    codes_from: dict[UUID, datetime] = field(default_factory=dict)  # by session
    excuses: dict[tuple[UUID, UUID], UUID] = field(default_factory=dict)  # by session and student
    owing: set[UUID] = field(default_factory=set)  # sessions whose cameras still owe what they recorded
    policy_changes: list[PolicyChange] = field(default_factory=list)
    policies: dict[UUID, Policy] = field(default_factory=dict)

    def copied(self) -> "Tables":
        return Tables(*(copy(getattr(self, name)) for name in self.__dataclass_fields__))


class MemoryRegister:
    """A RegisterStore, and a RegisterTransaction: one transaction at a time."""

    def __init__(self) -> None:
        self.tables = Tables()
        self._turn = asyncio.Lock()

    def add_room(self, room_id: UUID, camera_ids: Sequence[UUID]) -> None:
        self.tables.rooms[room_id] = tuple(camera_ids)

    def add_course(self, course_id: UUID, student_ids: Sequence[UUID]) -> None:
        self.tables.courses[course_id] = tuple(student_ids)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator["MemoryRegister"]:
        async with self._turn:
            before = self.tables.copied()
            try:
                yield self
            except BaseException:
                self.tables = before
                raise

    async def session(self, session_id: UUID) -> Session | None:
        session = self.tables.sessions.get(session_id)
        if session is None:
            return None
        marks = [mark for (owner, _), mark in self.tables.marks.items() if owner == session_id]
        cameras = {member.camera_id for member in self._members(session_id)}
        present = sum(mark.status in ATTENDED for mark in marks)
        return replace(session, camera_ids=tuple(sorted(cameras)), roster_size=len(marks), present_count=present)

    async def lock_room(self, room_id: UUID) -> bool:
        return room_id in self.tables.rooms

    async def course_exists(self, course_id: UUID) -> bool:
        return course_id in self.tables.courses

    async def session_of_request(self, request_id: UUID) -> Session | None:
        session_id = self.tables.requests.get(request_id)
        return await self.session(session_id) if session_id else None

    async def open_session_in(self, room_id: UUID) -> UUID | None:
        sessions = self.tables.sessions.values()
        return next((s.session_id for s in sessions if s.room_id == room_id and s.end_time is None), None)

    async def open_session(self, new: NewSession) -> None:
        if already := await self.open_session_in(new.room_id):
            raise SessionAlreadyOpen(str(new.room_id), str(already))
        self.tables.sessions[new.session_id] = Session(
            new.session_id,
            new.course_id,
            "",
            "",
            new.room_id,
            "",
            new.started_by,
            new.start_time,
            new.end_time,
            new.late_after,
            revision=1,
            changed_revision=1,
            planned_start_time=new.plan.start if new.plan else None,
            planned_end_time=new.plan.end if new.plan else None,
            policy_version_id=new.policy_version_id,
        )
        self.tables.requests[new.request_id] = new.session_id
        self.tables.memberships += [
            Membership(new.session_id, camera_id, Window(new.start_time, new.end_time))
            for camera_id in self.tables.rooms[new.room_id]
        ]
        for student_id in self.tables.courses[new.course_id]:
            mark = Mark(new.session_id, student_id, "", "", revision=1)
            self.tables.marks[new.session_id, student_id] = mark

    async def lock_session(self, session_id: UUID) -> Session | None:
        return await self.session(session_id)

    async def close_session(self, session_id: UUID, end_time: datetime) -> None:
        session = self.tables.sessions[session_id]
        revision = session.revision + 1
        self.tables.sessions[session_id] = replace(
            session, end_time=end_time, revision=revision, changed_revision=revision
        )
        self.tables.memberships = [
            replace(member, window=Window(member.window.start, max(end_time, member.window.start)))
            if member.session_id == session_id and member.window.end is None
            else member
            for member in self.tables.memberships
        ]

    async def session_of_reopening(self, request_id: UUID) -> UUID | None:
        return next((one.session_id for one in self.tables.reopenings if one.request_id == request_id), None)

    async def reopen_session(self, reopening: Reopening) -> None:
        session = self.tables.sessions[reopening.session_id]
        revision = session.revision + 1
        self.tables.sessions[reopening.session_id] = replace(
            session, end_time=None, revision=revision, changed_revision=revision
        )
        self.tables.reopenings.append(reopening)
        self.tables.memberships += [
            Membership(reopening.session_id, camera_id, Window(reopening.reopen_time, None))
            for camera_id in self.tables.rooms[session.room_id]
        ]

    async def lock_cameras(self, camera_ids: Collection[UUID]) -> set[UUID]:
        known = {camera_id for cameras in self.tables.rooms.values() for camera_id in cameras}
        known |= {member.camera_id for member in self.tables.memberships}
        return known & set(camera_ids)

    async def merge_sightings(self, sightings: Sequence[Sighting]) -> set[UUID]:
        return _merge(self.tables.sightings, sightings)

    async def merge_coverages(self, coverages: Sequence[Coverage]) -> set[UUID]:
        return _merge(self.tables.coverages, coverages)

    async def merge_conditions(self, conditions: Sequence[CameraCondition]) -> set[UUID]:
        return _merge(self.tables.conditions, conditions)

    async def add_kiosk_check_ins(self, sightings: Sequence[Sighting]) -> None:
        for sighting in sightings:
            for member in self.tables.memberships:
                key, window = (member.session_id, sighting.student_id), member.window
                if member.camera_id != sighting.camera_id or key not in self.tables.marks:
                    continue
                if window.clip(Span(sighting.span.end, sighting.span.end)) is None:
                    continue
                others = self.tables.check_ins.get(key, ())
                times = [sighting.span.end, *(one.time for one in others if one.via == "kiosk")]
                codes = [one for one in others if one.via == "code"]
                self.tables.check_ins[key] = (*codes, CheckIn(min(times), "kiosk"))

    async def lock_sessions_seen(
        self, spans: Sequence[tuple[UUID, Span]], students: Sequence[tuple[UUID, Span]] = ()
    ) -> list[Session]:
        spans = [
            *spans,
            *(
                (sighting.camera_id, sighting.span)
                for sighting in self.tables.sightings.values()
                for student_id, span in students
                if sighting.student_id == student_id and _overlap(sighting.span, span) >= timedelta()
            ),
        ]
        seen = {
            member.session_id
            for member in self.tables.memberships
            for camera_id, span in spans
            if member.camera_id == camera_id and member.window.clip(span)
        }
        sessions = [await self.session(session_id) for session_id in sorted(seen)]
        return [session for session in sessions if session is not None]

    async def marks(self, session_id: UUID, student_ids: Collection[UUID] | None = None) -> list[Mark]:
        return [
            mark
            for (owner, student_id), mark in sorted(self.tables.marks.items())
            if owner == session_id and (student_ids is None or student_id in student_ids)
        ]

    async def evidence(self, session_id: UUID, student_ids: Collection[UUID] | None = None) -> Mapping[UUID, Evidence]:
        found = {}
        for mark in await self.marks(session_id, student_ids):
            parts = [
                (part, sighting)
                for sighting in self.tables.sightings.values()
                for member in self._members(session_id)
                if sighting.student_id == mark.student_id and sighting.camera_id == member.camera_id
                if (part := member.window.clip(sighting.span)) is not None
            ]
            if not parts:
                continue
            ordered = sorted((s for _, s in parts), key=lambda s: (s.span.start, s.sighting_id))
            confirmed = [sighting.confirmed_by for sighting in ordered]
            elsewhere = any(self._elsewhere(session_id, sighting) for sighting in ordered)
            found[mark.student_id] = Evidence(
                tuple(part for part, _ in parts), confirmed[0] if all(confirmed) else None, elsewhere
            )
        return found

    async def seals(self, session_id: UUID, student_ids: Collection[UUID] | None = None) -> Mapping[UUID, bytes]:
        found: dict[UUID, list[SealedSighting]] = {}
        for one in self.tables.sightings.values():
            for member in self._members(session_id):
                part = member.window.clip(one.span) if member.camera_id == one.camera_id else None
                if part is not None and (student_ids is None or one.student_id in student_ids):
                    sealed = SealedSighting(one.sighting_id, one.camera_id, part.start, part.end, one.confirmed_by)
                    found.setdefault(one.student_id, []).append(sealed)
        return {student_id: seal_of(sightings) for student_id, sightings in found.items()}

    def _elsewhere(self, session_id: UUID, sighting: Sighting) -> bool:
        room_id = self.tables.sessions[session_id].room_id
        return any(
            other.student_id == sighting.student_id
            and _overlap(other.span, sighting.span) >= MIN_CONFLICT
            and member.camera_id == other.camera_id
            and member.window.clip(other.span) is not None
            and self.tables.sessions[member.session_id].room_id != room_id
            for other in self.tables.sightings.values()
            for member in self.tables.memberships
        )

    async def watched(self, session_id: UUID) -> Watched:
        parts = [
            (part, CameraRole.DOOR if coverage.camera_id in self.tables.doors else CameraRole.ROOM)
            for coverage in self.tables.coverages.values()
            for member in self._members(session_id)
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

    async def policy(self, session: Session) -> Policy:
        if session.policy_version_id is None:
            return replace(DEFAULT_POLICY, late_after=session.late_after)
        return self.tables.policies[session.policy_version_id]

    async def policy_changes(self, course_id: UUID | None, session_id: UUID | None = None) -> Lineage:
        lineage = Lineage()
        for change in sorted(self.tables.policy_changes, key=lambda change: change.number):
            place = change.place
            if place.scope is Scope.INSTITUTION or (place.course_id or place.session_id) in (course_id, session_id):
                lineage = lineage.with_settings(place.scope, change)
        return lineage

    async def add_policy_change(self, change: PolicyChange) -> None:
        self.tables.policy_changes.append(change)

    async def keep_policy(self, lineage: Lineage, create_time: datetime) -> UUID:
        version_id = uuid5(UUID(int=0), ",".join(str(change.change_id) for change in lineage.changes))
        self.tables.policies[version_id] = lineage.policy()
        return version_id

    async def decide_by(self, session: Session, policy_version_id: UUID, policy: Policy) -> None:
        revision = self.tables.sessions[session.session_id].revision + 1
        self.tables.sessions[session.session_id] = replace(
            self.tables.sessions[session.session_id],
            policy_version_id=policy_version_id,
            late_after=policy.late_after,
            revision=revision,
            changed_revision=revision,
        )

    async def mark_of_request(self, request_id: UUID) -> Mark | None:
        for change in self.tables.history:
            if change.cause.request_id == request_id:
                return self.tables.marks[change.after.session_id, change.after.student_id]
        return None

    async def write(self, session_id: UUID, changes: Sequence[MarkChange], change_time: datetime) -> list[Mark]:
        written = []
        for change in changes:
            session = self.tables.sessions[session_id]
            revision = change.before.revision if change.only_seals else session.revision + 1
            mark = replace(change.after, revision=revision)
            self.tables.sessions[session_id] = replace(session, revision=max(session.revision, revision))
            self.tables.marks[session_id, mark.student_id] = mark
            if change.goes_into_history:
                self.tables.history.append(replace(change, after=mark))
            written.append(mark)
        return written

    def _members(self, session_id: UUID) -> list[Membership]:
        return [member for member in self.tables.memberships if member.session_id == session_id]


def _merge(table: dict[UUID, Report], reports: Sequence[Report]) -> set[UUID]:
    kept = set()
    for report in reports:
        earlier = table.get(report.report_id)
        if earlier is None or earlier.same_subject(report):
            table[report.report_id] = earlier.merge(report) if earlier else report
            kept.add(report.report_id)
    return kept


def _overlap(one: Span, other: Span) -> timedelta:
    return min(one.end, other.end) - max(one.start, other.start)
