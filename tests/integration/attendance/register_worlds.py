"""The two stores of the register, each with what a test needs to set up and to look at."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID, uuid4

from services.attendance.adapters.register_postgres import PostgresRegister
from services.attendance.app.register import RegisterStore
from services.common.postgres import Database
from tests.fakes.attendance_register import MemoryRegister

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
