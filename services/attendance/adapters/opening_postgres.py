"""A session's first rows: itself, its cameras, its frozen roster, and which class of the timetable it is."""

from uuid import UUID

import asyncpg

from services.attendance.adapters.rows import ASSIGNMENT_CHANNEL
from services.attendance.domain.errors import InvalidInput, SessionAlreadyOpen
from services.attendance.domain.session import NewSession
from services.attendance.domain.timetable.plan import Plan
from services.common.postgres import Connection

_OPEN = """
    insert into session (session_id, course_id, room_id, started_by, start_time, late_after, request_id,
                         policy_version_id, planned_start_time, planned_end_time, end_time)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""
CAMERAS = """
    insert into session_camera (session_id, camera_id, join_time, leave_time, role)
    select $1, camera_id, $3, coalesce($4::timestamptz, 'infinity'), role from camera where room_id = $2
    on conflict (session_id, camera_id, join_time) do update set leave_time = 'infinity' -- reopened as it closed
"""
# Of a group's class its members of that day; of everybody's all who are enrolled and whose group has no holiday.
_ROSTER = """
    with roster as (
        insert into mark (session_id, student_id, display_name, student_number, status, source, revision)
        select $1, p.person_id, p.display_name, p.student_number, 'not_seen', 'none', 1
        from enrolment e join person p on p.person_id = e.student_id
        where e.course_id = $2 and $3 between e.first_date and e.last_date
            and p.active and not p.deleted and p.role = 'student'
            and case when $4::uuid is not null
                then exists (select 1 from group_member g where g.group_id = $4 and g.student_id = e.student_id
                             and $3 between g.first_date and g.last_date)
                else not exists (select 1 from group_member g join holiday h using (group_id)
                                 where g.student_id = e.student_id and $3 between g.first_date and g.last_date
                                     and $3 between h.first_date and h.last_date)
            end
        returning 1
    )
    update session set roster_size = (select count(*) from roster) where session_id = $1
"""
_OCCURRENCE = """
    insert into session_occurrence (occurrence_id, session_id, slot_id, rule_date, group_id, teacher_id, closed)
    values ($1, $2, $3, $4, $5, $6, $7) on conflict (occurrence_id) do nothing
"""


async def open_session(connection: Connection, new: NewSession) -> None:
    """Keep it, with cameras and roster; SessionAlreadyOpen by the partial unique index."""
    try:
        await connection.execute(
            _OPEN,
            new.session_id,
            new.course_id,
            new.room_id,
            new.started_by,
            new.start_time,
            new.late_after,
            new.request_id,
            new.policy_version_id,
            new.plan.start if new.plan else None,
            new.plan.end if new.plan else None,
            new.end_time,
        )
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name == "session_open_in_room":
            raise SessionAlreadyOpen(str(new.room_id), "") from None
        if error.constraint_name == "session_request":  # of another room: this one's is locked
            raise InvalidInput("request_id", "was used for another session") from None
        raise
    await connection.execute(CAMERAS, new.session_id, new.room_id, new.start_time, new.end_time)
    day = await connection.fetchval("select institution_day($1)", new.start_time)
    group_id = new.plan.group_id if new.plan else None
    await connection.execute(_ROSTER, new.session_id, new.course_id, day, group_id)
    if new.plan is not None:
        await keep_occurrence(connection, new.session_id, new.plan, closed=new.end_time is not None)
    await connection.execute("select pg_notify($1, '')", ASSIGNMENT_CHANNEL)


async def keep_occurrence(connection: Connection, session_id: UUID, plan: Plan, *, closed: bool) -> None:
    """The session is this class of the timetable, unless another one is already."""
    await connection.execute(
        _OCCURRENCE,
        plan.occurrence_id,
        session_id,
        plan.slot_id,
        plan.rule_date,
        plan.group_id,
        plan.teacher_id,
        closed,
    )
