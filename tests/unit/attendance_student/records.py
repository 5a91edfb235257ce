"""Records of sessions, made short."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from services.attendance.domain.mark import MarkStatus
from services.attendance.domain.student.record import Record

KATHMANDU = ZoneInfo("Asia/Kathmandu")
COURSE = UUID(int=1)
# One letter a mark: Present, Late, Absent, Excused, Unconfirmed, Cancelled although marked absent, Open and not seen.
KINDS = {
    "P": MarkStatus.PRESENT,
    "L": MarkStatus.LATE,
    "A": MarkStatus.ABSENT,
    "E": MarkStatus.EXCUSED,
    "U": MarkStatus.UNCONFIRMED,
    "C": MarkStatus.ABSENT,
    "O": MarkStatus.NOT_SEEN,
}
POINTS = {"P": 1.0, "L": 0.5}


def record(letter: str, start: datetime, number: int = 0) -> Record:
    return Record(
        session_id=UUID(int=number + 1),
        course_id=COURSE,
        start_time=start.astimezone(UTC),
        closed=letter != "O",
        kind=KINDS[letter],
        points=POINTS.get(letter, 0.0),
        most_points=1.0,
        counts=True,
        cancelled=letter == "C",
    )


def at(day: date, hour: int = 10, zone: ZoneInfo = KATHMANDU) -> datetime:
    return datetime.combine(day, time(hour), zone)


def days(letters: str, first: date = date(2026, 3, 2)) -> Sequence[Record]:
    """One group of letters a day, in a row; "-" is a day without class."""
    return [
        record(letter, at(first + timedelta(days=day), 8 + hour), 100 * day + hour)
        for day, group in enumerate(letters.split())
        for hour, letter in enumerate(group)
        if letter != "-"
    ]
