"""A course with students, a room with a camera and a slot on Mondays from 10 to 11 in Kathmandu, and a clock to set."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4

import asyncpg

from services.attendance.adapters.institution_postgres import PostgresInstitution
from services.attendance.adapters.keeper_postgres import PostgresKeeper
from services.attendance.adapters.register_postgres import PostgresRegister
from services.attendance.adapters.timetable_changes_postgres import PostgresTimetableChanges
from services.attendance.adapters.timetable_postgres import PostgresTimetable
from services.attendance.app.sessions import Sessions
from services.attendance.app.timetable.classes import Classes
from services.attendance.app.timetable.keeper import Keeper
from services.attendance.domain.institution import Institution
from services.attendance.domain.timetable.days import Days
from services.attendance.domain.timetable.slot import Change, Slot
from services.common.postgres import Database

MONDAY = date(2026, 1, 5)
TEN, ELEVEN = datetime(2026, 1, 5, 4, 15, tzinfo=UTC), datetime(2026, 1, 5, 5, 15, tzinfo=UTC)  # in Kathmandu
MINUTE = timedelta(minutes=1)
YEAR = Days(date(2026, 1, 1), date(2026, 12, 31))


@dataclass
class TimetableWorld:
    database: Database
    now: datetime = TEN - timedelta(hours=2)
    teacher: UUID = field(default_factory=uuid4)
    students: tuple[UUID, ...] = field(default_factory=lambda: (uuid4(), uuid4(), uuid4()))
    course: UUID = field(default_factory=uuid4)
    room: UUID = field(default_factory=uuid4)
    camera: UUID = field(default_factory=uuid4)
    slot: Slot = field(init=False)

    def clock(self) -> datetime:
        return self.now

    def keeper(self) -> Keeper:
        return Keeper(PostgresKeeper(self.database), self.clock, uuid4, poll_seconds=1)

    def sessions(self) -> Sessions:
        classes = Classes(PostgresTimetable(self.database), PostgresInstitution(self.database), self.clock)
        return Sessions(PostgresRegister(self.database), self.clock, uuid4, classes)

    async def found(self) -> "TimetableWorld":
        settings = PostgresInstitution(self.database)
        kathmandu = Institution("College", "Asia/Kathmandu", frozenset({6}), "ne", 5 * MINUTE, 1)
        await settings.change(kathmandu)
        await self.database.execute("update timetable_progress set settled_until = $1", self.now)
        await self.add_person(self.teacher, "teacher")
        for student in self.students:
            await self.add_person(student, "student")
        await self.add_course(self.course, "CS1")
        for student in self.students:
            await self.enrol(student)
        sql = "insert into room (room_id, name, request_id) values ($1, $2, $3)"
        await self.database.execute(sql, self.room, "Hall", uuid4())
        sql = "insert into camera (camera_id, room_id, name, detector, request_id) values ($1, $2, 'C', 'yunet', $3)"
        await self.database.execute(sql, self.camera, self.room, uuid4())
        self.slot = Slot(uuid4(), self.course, None, self.room, self.teacher, frozenset({1}), time(10), time(11), YEAR)
        await self.add_slot(self.slot)
        return self

    async def add_person(self, person_id: UUID, role: str) -> None:
        sql = """insert into person (person_id, display_name, student_number, role, active, revision)
                 values ($1, $2, '', $3, true, 1)"""
        await self.database.execute(sql, person_id, f"{role} {person_id.hex[:4]}", role)

    async def add_course(self, course_id: UUID, code: str) -> None:
        sql = "insert into course (course_id, code, title, request_id) values ($1, $2, 'Computing', $3)"
        await self.database.execute(sql, course_id, code, uuid4())
        sql = "insert into course_teacher (course_id, teacher_id) values ($1, $2)"
        await self.database.execute(sql, course_id, self.teacher)

    async def enrol(self, student: UUID, first: date | None = None, last: date | None = None) -> None:
        sql = """insert into enrolment (course_id, student_id, first_date, last_date) values ($1, $2, $3, $4)
                 on conflict (course_id, student_id, first_date) do nothing"""
        await self.database.execute(sql, self.course, student, first or YEAR.first, last or date.max)

    async def add_slot(self, slot: Slot) -> None:
        async with PostgresTimetableChanges(self.database).transaction() as transaction:
            await transaction.add_slot(slot, uuid4())

    async def change(self, change: Change) -> None:
        async with PostgresTimetableChanges(self.database).transaction() as transaction:
            await transaction.put_change(change, self.teacher)

    async def held(self) -> list[asyncpg.Record]:
        """Sessions with the class that they are, by start."""
        return await self.database.fetch(
            "select s.*, o.occurrence_id, o.rule_date, o.teacher_id from session s "
            "left join session_occurrence o using (session_id) order by s.start_time"
        )

    async def marks(self, session_id: UUID) -> dict[UUID, str]:
        rows = await self.database.fetch("select student_id, status from mark where session_id = $1", session_id)
        return {row["student_id"]: row["status"] for row in rows}
