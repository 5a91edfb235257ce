"""Lists of sessions in SQL: only what is asked for stands in the statement, so that each finds its index."""

from datetime import datetime
from uuid import UUID

from services.attendance.adapters.rows import SESSION_COLUMNS, SESSION_JOINS
from services.attendance.app.reading import SessionFilter

# Who runs session `s`: whoever started it, teaches its course, or holds this one class of it, as a substitute does.
RUNS = """
    (s.started_by = {scope} or exists (
        select 1 from course_teacher t where t.course_id = s.course_id and t.teacher_id = {scope})
     or exists (select 1 from session_occurrence o where o.session_id = s.session_id and o.teacher_id = {scope}))
"""
_ALL = "session"
# A teacher's sessions, found by their own indexes: the newest of them may be years old.
_OF_TEACHER = """(
    select session_id, start_time, end_time, course_id, room_id from session where started_by = {scope}
    union
    select o.session_id, start_time, end_time, course_id, room_id
    from session o join course_teacher t using (course_id) where t.teacher_id = {scope}
    union
    select o.session_id, start_time, end_time, course_id, room_id
    from session o join session_occurrence t using (session_id) where t.teacher_id = {scope})"""
_MIDNIGHT = "({day}::date + {days})::timestamp at time zone (select time_zone from institution)"
_PAGE = """
    with page as materialized (
        select s.session_id from {sessions} s where {conditions}
        order by s.start_time desc, s.session_id desc limit {limit}
    )
    select {columns} from page join session s using (session_id) {joins}
    order by s.start_time desc, s.session_id desc
"""


def sessions_query(
    wanted: SessionFilter, after: tuple[datetime, UUID] | None, limit: int
) -> tuple[str, tuple[object, ...]]:
    """The statement and its arguments, newest first, after the session with that start and id."""
    arguments: list[object] = []

    def given(value: object) -> str:
        arguments.append(value)
        return f"${len(arguments)}"

    sessions = _ALL if wanted.scope is None else _OF_TEACHER.format(scope=given(wanted.scope))
    conditions = ["true"]
    if wanted.course_id is not None:
        conditions.append(f"s.course_id = {given(wanted.course_id)}")
    if wanted.room_id is not None:
        conditions.append(f"s.room_id = {given(wanted.room_id)}")
    if wanted.open_only:
        conditions.append("s.end_time is null")
    if wanted.start_from is not None:
        conditions.append(f"s.start_time >= {given(wanted.start_from)}")
    if wanted.start_before is not None:
        conditions.append(f"s.start_time < {given(wanted.start_before)}")
    if wanted.day is not None:
        day = given(wanted.day)
        conditions.append(f"s.start_time >= {_MIDNIGHT.format(day=day, days=0)}")
        conditions.append(f"s.start_time < {_MIDNIGHT.format(day=day, days=1)}")
    if after is not None:
        conditions.append(f"(s.start_time, s.session_id) < ({given(after[0])}, {given(after[1])})")
    sql = _PAGE.format(
        sessions=sessions,
        conditions=" and ".join(conditions),
        limit=given(limit),
        columns=SESSION_COLUMNS,
        joins=SESSION_JOINS,
    )
    return sql, tuple(arguments)
