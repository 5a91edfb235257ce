"""What happens in a session, drawn by a seed and told relative to its start: the same in every run."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from presence.attendance.v1 import attendance_service_pb2 as pb

LATE_AFTER = timedelta(seconds=1)
HORIZON = timedelta(seconds=2)  # nothing is seen later than this
BATCHES = 160
WORDS = 8
STATUSES = (
    pb.MARK_STATUS_PRESENT,
    pb.MARK_STATUS_LATE,
    pb.MARK_STATUS_ABSENT,
    pb.MARK_STATUS_EXCUSED,
    pb.MARK_STATUS_UNSPECIFIED,  # gives it back to the cameras
)


@dataclass(frozen=True)
class Seen:
    """A camera saw a student; another of the same sighting extends it."""

    sighting: int
    student: int
    first: timedelta
    last: timedelta


@dataclass(frozen=True)
class Word:
    """What the teacher says of a student."""

    student: int
    status: "pb.MarkStatus.ValueType"
    note: str
    request_id: UUID


@dataclass(frozen=True)
class Script:
    """One session."""

    students: int
    seen: tuple[Seen, ...]
    words: tuple[Word, ...]  # the last of a student's is what counts


def drawn(seed: int, students: int = 12) -> Script:
    """The last two students are never seen."""
    chance = random.Random(seed)  # noqa: S311 - it draws a story
    seen = []
    for _ in range(BATCHES):
        student = chance.randrange(students - 2)
        sighting = student * 3 + chance.randrange(3)
        first = HORIZON * (0.02 + 0.9 * chance.random()) * (0.3 if student % 3 else 1.0)
        seen.append(Seen(sighting, student, first, min(HORIZON, first + HORIZON * 0.3 * chance.random())))
    words = tuple(
        Word(chance.randrange(students), chance.choice(STATUSES), f"word {number}", UUID(int=chance.getrandbits(128)))
        for number in range(WORDS)
    )
    return Script(students, tuple(seen), words)


def sighting(one: Seen, session_id: str, start: datetime, camera_id: str, student_id: str) -> pb.Sighting:
    """As recognition would report it."""
    message = pb.Sighting(
        sighting_id=str(UUID(int=UUID(session_id).int ^ (one.sighting + 1))),
        camera_id=camera_id,
        student_id=student_id,
        distance=0.35,
        gallery_version=1,
        model="test",
        track_id=str(one.sighting),
        frames_used=9,
    )
    message.first_seen_time.FromDatetime(start + one.first)
    message.last_seen_time.FromDatetime(start + one.last)
    return message
