"""The register in memory: passes the same contract suite as PostgreSQL's."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from services.attendance.domain.errors import SessionAlreadyOpen
from services.attendance.domain.mark import ATTENDED, Mark, MarkChange
from services.attendance.domain.policy.facts import CheckIn
from services.attendance.domain.session import NewSession, Reopening, Session
from services.attendance.domain.sighting import CameraCondition, Coverage, Report, Sighting
from services.attendance.domain.span import Span, Window
from tests.fakes.attendance_facts import MemoryFacts, overlap
from tests.fakes.attendance_policies import MemoryPolicies
from tests.fakes.attendance_tables import Membership, Tables


class MemoryRegister(MemoryFacts, MemoryPolicies):
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
        cameras = {member.camera_id for member in self.tables.members(session_id)}
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
                if sighting.student_id == student_id and overlap(sighting.span, span) >= timedelta()
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


def _merge(table: dict[UUID, Report], reports: Sequence[Report]) -> set[UUID]:
    kept = set()
    for report in reports:
        earlier = table.get(report.report_id)
        if earlier is None or earlier.same_subject(report):
            table[report.report_id] = earlier.merge(report) if earlier else report
            kept.add(report.report_id)
    return kept
