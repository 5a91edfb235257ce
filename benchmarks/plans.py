"""What the service asks for its pages, planned over a filled database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import asyncpg

from benchmarks.decade import Decade, course_id, person_id, session_id
from services.attendance.adapters import history_postgres, reading_postgres, rows, student_postgres
from services.attendance.adapters.sessions_sql import sessions_query
from services.attendance.app.reading import SessionFilter

START = datetime(2016, 1, 20, tzinfo=UTC)
MONTH = (START, START + timedelta(days=30))


@dataclass(frozen=True)
class Statement:
    """SQL as the service sends it, with arguments of the filled database."""

    sql: str
    arguments: tuple[object, ...]


def statements(decade: Decade) -> Mapping[str, Statement]:
    """Statements by what they are for."""
    student, session, teacher = person_id(17), session_id(3, 1), person_id(decade.students + 1)
    everything = SessionFilter(None, None, None, False)
    of_course = SessionFilter(None, course_id(7), None, False)
    return {
        "a student's page": Statement(reading_postgres._MARKS_OF, (student, None, None, 51)),
        "a student's totals": Statement(reading_postgres._TOTALS, (student,)),
        "a student's month": Statement(student_postgres.MARKS, (student, *MONTH, None, None)),
        "a student's page, for a teacher": Statement(reading_postgres._MARKS_FOR, (student, teacher, None, None, 51)),
        "a student's totals, for a teacher": Statement(reading_postgres._TOTALS_FOR, (student, teacher)),
        "a session": Statement(rows.SESSION, (session,)),
        "a session's marks": Statement(reading_postgres._MARKS_AFTER, (session, -1)),
        "a mark's history": Statement(history_postgres._ENTRIES, (session, student, None, 51)),
        "a day's overview": Statement(
            *sessions_query(SessionFilter(None, None, None, False, day=START.date()), None, 201)
        ),
        "the newest sessions": Statement(*sessions_query(everything, None, 51)),
        "a teacher's sessions": Statement(*sessions_query(SessionFilter(teacher, None, None, False), None, 51)),
        "a course's sessions": Statement(*sessions_query(of_course, None, 51)),
    }


async def plan_of(connection: "asyncpg.Connection[asyncpg.Record]", statement: Statement) -> str:
    """PostgreSQL's plan with what it took."""
    rows = await connection.fetch(f"explain (analyze, buffers, timing off) {statement.sql}", *statement.arguments)
    return "\n".join(row[0] for row in rows)
