"""A session's marks as a table for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

from google.protobuf.timestamp_pb2 import Timestamp
from presence.attendance.v1 import attendance_service_pb2 as pb
from rich.table import Table

WORDS = {
    pb.MARK_STATUS_UNSPECIFIED: "not seen yet",
    pb.MARK_STATUS_PRESENT: "[green]present[/]",
    pb.MARK_STATUS_LATE: "[yellow]late[/]",
    pb.MARK_STATUS_LEFT_EARLY: "[yellow]left early[/]",
    pb.MARK_STATUS_ABSENT: "[red]absent[/]",
    pb.MARK_STATUS_EXCUSED: "excused",
    pb.MARK_STATUS_UNCONFIRMED: "[magenta]unconfirmed[/]",
}
SOURCES = {
    pb.MARK_SOURCE_UNSPECIFIED: "",
    pb.MARK_SOURCE_CAMERA: "camera",
    pb.MARK_SOURCE_TEACHER: "teacher",
    pb.MARK_SOURCE_CODE: "code",
    pb.MARK_SOURCE_POLICY: "policy",
}


def marks_table(session: pb.Session, marks: Sequence[pb.Mark]) -> Table:
    """Student, status, who said so, first and last seen in local time."""
    title = f"{session.course_code} {session.course_title} · {session.room_name}"
    table = Table("Number", "Student", "Status", "By", "First seen", "Last seen", title=title, title_justify="left")
    for mark in sorted(marks, key=lambda mark: mark.display_name.casefold()):
        table.add_row(
            mark.student_number,
            mark.display_name,
            WORDS[mark.status],
            SOURCES[mark.source],
            _clock(mark, "first_seen_time"),
            _clock(mark, "last_seen_time"),
        )
    return table


def _clock(mark: pb.Mark, field: str) -> str:
    if not mark.HasField(field):  # type: ignore[arg-type]  # the two names given above are fields
        return ""
    moment: Timestamp = getattr(mark, field)
    return moment.ToDatetime(tzinfo=UTC).astimezone().strftime("%H:%M:%S")
