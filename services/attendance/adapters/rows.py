"""Rows of the database as the domain's objects."""

from datetime import datetime

import asyncpg

from services.attendance.domain.course import Course
from services.attendance.domain.mark import Mark, MarkSource, MarkStatus
from services.attendance.domain.room import Camera, CameraRole, Detector, Room, Tiles
from services.attendance.domain.session import Session
from services.attendance.domain.span import Span
from services.attendance.domain.timetable.days import Days

# A session as it is read everywhere. The counts are kept by the writers of marks.
SESSION_COLUMNS = """
    s.session_id, s.course_id, c.code as course_code, c.title as course_title, s.room_id, r.name as room_name,
    s.started_by, s.start_time, s.end_time, s.late_after, s.revision, s.changed_revision,
    s.planned_start_time, s.planned_end_time, s.policy_version_id,
    array(select distinct camera_id from session_camera where session_id = s.session_id order by 1) as camera_ids,
    s.roster_size, s.present_count
"""
SESSION_JOINS = "join course c using (course_id) join room r using (room_id)"
SESSION = f"select {SESSION_COLUMNS} from session s {SESSION_JOINS} where s.session_id = $1"  # noqa: S608  a constant
SESSION_CHANNEL = "attendance_session"
ASSIGNMENT_CHANNEL = "attendance_assignment"


def session_from(row: asyncpg.Record) -> Session:
    """From SESSION_COLUMNS."""
    return Session(
        row["session_id"],
        row["course_id"],
        row["course_code"],
        row["course_title"],
        row["room_id"],
        row["room_name"],
        row["started_by"],
        row["start_time"],
        row["end_time"],
        row["late_after"],
        row["revision"],
        row["changed_revision"],
        tuple(row["camera_ids"]),
        row["roster_size"],
        row["present_count"],
        row["planned_start_time"],
        row["planned_end_time"],
        row["policy_version_id"],
    )


def mark_from(row: asyncpg.Record, revision: str = "revision") -> Mark:
    """From all columns of mark; `revision` names its own where a session's stands beside it."""
    return Mark(
        row["session_id"],
        row["student_id"],
        row["display_name"],
        row["student_number"],
        MarkStatus(row["status"]),
        MarkSource(row["source"]),
        span_from(row["first_seen_time"], row["last_seen_time"]),
        row[revision],
        row["set_by"],
        row["note"],
        row["confirmed_by"],
        row["seen_elsewhere"],
        row["status_code"],
        row["minutes_present"],
        row["said_time"],
        row["said_via"],
        row["seal"],
    )


def span_from(start: datetime | None, end: datetime | None) -> Span | None:
    """A span whose two ends are both there or both null."""
    return Span(start, end) if start is not None and end is not None else None


def course_from(row: asyncpg.Record) -> Course:
    """From course_id, code, title, teacher_ids, enrolled_count, term_id, first_date, last_date, revision."""
    return Course(
        row["course_id"],
        row["code"],
        row["title"],
        tuple(row["teacher_ids"]),
        row["enrolled_count"],
        row["term_id"],
        Days(row["first_date"], row["last_date"]) if row["first_date"] else None,
        row["revision"],
    )


def room_from(row: asyncpg.Record) -> Room:
    """From room_id, name, revision."""
    return Room(row["room_id"], row["name"], row["revision"])


def camera_from(row: asyncpg.Record) -> Camera:
    """From camera_id, room_id, name, detector, tiles, role, revision."""
    return Camera(
        row["camera_id"],
        row["room_id"],
        row["name"],
        Detector(row["detector"]),
        Tiles(row["tiles"]),
        CameraRole(row["role"]),
        row["revision"],
    )
