"""The two stores of the register, each with what a test needs to set up and to look at, and a class in them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import UUID, uuid4

from services.attendance.adapters.register_postgres import PostgresRegister
from services.attendance.app.people import People
from services.attendance.app.register import RegisterStore
from services.attendance.app.sessions import Sessions
from services.attendance.app.sightings import Sightings
from services.attendance.domain.mark import Mark, MarkStatus
from services.attendance.domain.session import Session
from services.attendance.domain.sighting import Coverage, Sighting
from services.attendance.domain.span import Span
from services.common.postgres import Database
from tests.fakes.attendance_people import MemoryIdentity, MemoryPeople, student
from tests.fakes.attendance_register import MemoryRegister

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HistoryLine = tuple[UUID, int, str, UUID | None, str, str]  # student, revision, reason, actor, from, to


class World(Protocol):
    """A store, and hands to reach into it."""

    @property
    def store(self) -> RegisterStore: ...

    async def add_room(self, camera_ids: Sequence[UUID]) -> UUID: ...

    async def add_course(self, student_ids: Sequence[UUID]) -> UUID: ...

    async def history(self) -> list[HistoryLine]: ...


class MemoryWorld:
    def __init__(self) -> None:
        self.store = MemoryRegister()

    async def add_room(self, camera_ids: Sequence[UUID]) -> UUID:
        room_id = uuid4()
        self.store.add_room(room_id, camera_ids)
        return room_id

    async def add_course(self, student_ids: Sequence[UUID]) -> UUID:
        course_id = uuid4()
        self.store.add_course(course_id, student_ids)
        return course_id

    async def history(self) -> list[HistoryLine]:
        return [
            (
                change.after.student_id,
                change.after.revision,
                change.cause.reason,
                change.cause.actor,
                change.before.status,
                change.after.status,
            )
            for change in self.store.tables.history
        ]


class PostgresWorld:
    def __init__(self, database: Database) -> None:
        self.store = PostgresRegister(database)
        self._database = database

    async def add_room(self, camera_ids: Sequence[UUID]) -> UUID:
        room_id = uuid4()
        await self._database.execute(
            "insert into room (room_id, name, request_id) values ($1, $2, $3)", room_id, f"Room {room_id}", uuid4()
        )
        for camera_id in camera_ids:
            await self._database.execute(
                "insert into camera (camera_id, room_id, name, detector, request_id) values ($1, $2, 'C', 'yunet', $3)",
                camera_id,
                room_id,
                uuid4(),
            )
        return room_id

    async def add_course(self, student_ids: Sequence[UUID]) -> UUID:
        course_id = uuid4()
        await self._database.execute(
            "insert into course (course_id, code, title, request_id) values ($1, $2, 'T', $3)",
            course_id,
            course_id.hex[:30],
            uuid4(),
        )
        for student_id in student_ids:
            await self._database.execute(
                "insert into person (person_id, display_name, student_number, role, active, revision) "
                "values ($1, '', '', 'student', true, 1)",
                student_id,
            )
            await self._database.execute("insert into enrolment values ($1, $2)", course_id, student_id)
        return course_id

    async def history(self) -> list[HistoryLine]:
        rows = await self._database.fetch(
            "select student_id, revision, reason, actor, from_status, to_status from mark_history "
            "order by change_time, session_id, entry_number"
        )
        return [tuple(row) for row in rows]


class Classroom:
    """One course of three students in one room with one camera; the clock is the test's."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.now = START
        self.teacher = uuid4()
        self.camera = uuid4()
        self.students = sorted(uuid4() for _ in range(3))
        self.identity = MemoryIdentity()
        self.sessions = Sessions(world.store, lambda: self.now, uuid4)
        people = People(MemoryPeople([student(student_id) for student_id in self.students]), self.identity)
        self.sightings = Sightings(world.store, people, lambda: self.now)

    async def prepare(self) -> "Classroom":
        self.room = await self.world.add_room([self.camera])
        self.course = await self.world.add_course(self.students)
        return self

    async def start(self, request_id: UUID | None = None) -> Session:
        return await self.sessions.start(self.course, self.room, self.teacher, request_id or uuid4(), None)

    def after(self, minutes: float) -> datetime:
        return START + timedelta(minutes=minutes)

    def sighting(self, who: int, first: float, last: float, *, camera: UUID | None = None) -> Sighting:
        span = Span(self.after(first), self.after(last))
        return Sighting(uuid4(), camera or self.camera, self.students[who], span, 0.3, 1, "sface", "t", 5)

    def coverage(self, first: float, last: float) -> Coverage:
        return Coverage(uuid4(), self.camera, Span(self.after(first), self.after(last)))

    async def marks(self, session: Session) -> list[Mark]:
        async with self.world.store.transaction() as transaction:
            return await transaction.marks(session.session_id)

    async def statuses(self, session: Session) -> list[MarkStatus]:
        return [mark.status for mark in await self.marks(session)]

    async def say(self, session: Session, who: int, status: MarkStatus, request_id: UUID | None = None) -> Mark:
        mark = (await self.marks(session))[who]
        return await self.sessions.set_mark(
            session.session_id,
            mark.student_id,
            status,
            teacher_id=self.teacher,
            revision=mark.revision,
            request_id=request_id or uuid4(),
            note="said",
        )
