"""A past written straight into the tables: a course, its students, and sessions with marks as letters."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from services.common.postgres import Database

STATUS = {
    "P": "present", "L": "late", "E": "excused", "A": "absent", "U": "unconfirmed", "Q": "left_early",
}  # fmt: skip


@dataclass
class Past:
    """One course; `sessions` grow by `held`."""

    database: Database
    course_id: UUID = field(default_factory=uuid4)
    room_id: UUID = field(default_factory=uuid4)
    teacher_id: UUID = field(default_factory=uuid4)
    students: list[UUID] = field(default_factory=list)
    sessions: list[UUID] = field(default_factory=list)

    @classmethod
    async def of(cls, database: Database, code: str, students: Sequence[UUID] | int = 1) -> "Past":
        """The course, with new students or those of another."""
        past = cls(database)
        await database.execute(
            "insert into course (course_id, code, title, request_id) values ($1, $2, $3, gen_random_uuid())",
            past.course_id, code, f"About {code}",
        )  # fmt: skip
        await database.execute(
            "insert into room (room_id, name, request_id) values ($1, $2, gen_random_uuid())", past.room_id, f"R {code}"
        )
        await database.execute("insert into course_teacher values ($1, $2)", past.course_id, past.teacher_id)
        past.students = [uuid4() for _ in range(students)] if isinstance(students, int) else list(students)
        for number, student_id in enumerate(past.students):
            await database.execute(
                """insert into person (person_id, display_name, student_number, role, active, revision)
                values ($1, $2, $3, 'student', true, 1) on conflict do nothing""",
                student_id, f"Student {number}", f"S{number:03}",
            )  # fmt: skip
            await database.execute(
                "insert into enrolment (course_id, student_id, first_date) values ($1, $2, '2020-01-01')",
                past.course_id, student_id,
            )  # fmt: skip
        return past

    async def held(self, start: datetime, letters: str, *, is_open: bool = False) -> UUID:
        """A session of an hour; one letter for each student, "-" for who was not on the roster."""
        session_id = uuid4()
        self.sessions.append(session_id)
        start = start.astimezone(UTC)
        await self.database.execute(
            """insert into session (session_id, course_id, room_id, started_by, start_time, end_time, late_after,
                                    request_id)
            values ($1, $2, $3, $4, $5, $6, '10 minutes', gen_random_uuid())""",
            session_id, self.course_id, self.room_id, self.teacher_id, start,
            None if is_open else start + timedelta(hours=1),
        )  # fmt: skip
        for student_id, letter in zip(self.students, letters, strict=True):
            if letter != "-":
                await self.database.execute(
                    """insert into mark (session_id, student_id, display_name, student_number, status, status_code,
                                         source, revision)
                    select $1, person_id, display_name, student_number, $3, $4, 'camera', 1 from person
                    where person_id = $2""",
                    session_id, student_id, STATUS[letter], "" if letter == "U" else STATUS[letter].upper(),
                )  # fmt: skip
        return session_id

    async def change(self, session_id: UUID, student: int, letter: str) -> None:
        """A mark is another one, and the session has a new revision."""
        await self.database.execute(
            "update mark set status = $3, status_code = upper($3) where session_id = $1 and student_id = $2",
            session_id, self.students[student], STATUS[letter],
        )  # fmt: skip
        await self.database.execute("update session set revision = revision + 1 where session_id = $1", session_id)
