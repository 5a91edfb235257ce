"""Where a room, a teacher or a group would be in two places at once."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from services.attendance.domain.timetable.occurrence import Occurrence


class Taken(StrEnum):
    """What is taken twice."""

    ROOM = "room"
    TEACHER = "teacher"
    GROUP = "group"


@dataclass(frozen=True)
class Clash:
    """Two classes at once, and what both of them need."""

    taken: Taken
    subject_id: UUID  # of the room, teacher or group
    wanted: Occurrence
    other: Occurrence


def clashes(wanted: Iterable[Occurrence], others: Iterable[Occurrence]) -> Iterator[Clash]:
    """In the order of `wanted`. A class that begins when another ends is no clash, nor is one with itself."""
    booked: dict[tuple[Taken, UUID], list[Occurrence]] = {}
    for other in sorted(others, key=lambda one: one.start):
        if not other.cancelled:
            for need in _needs(other):
                booked.setdefault(need, []).append(other)
    longest = {need: max(one.end - one.start for one in ones) for need, ones in booked.items()}
    for one in wanted:
        if one.cancelled:
            continue
        for need in _needs(one):
            for other in _around(booked.get(need, ()), one, longest.get(need, timedelta())):
                yield Clash(*need, one, other)


def _around(booked: Sequence[Occurrence], one: Occurrence, longest: timedelta) -> Iterator[Occurrence]:
    # what began longer ago than any class lasts is over
    first = bisect_left(booked, one.start - longest, key=lambda other: other.start)
    for other in booked[first:]:
        if other.start >= one.end:
            return
        if other.end > one.start and other.occurrence_id != one.occurrence_id:
            yield other


def _needs(one: Occurrence) -> Iterator[tuple[Taken, UUID]]:
    yield Taken.ROOM, one.room_id
    if one.teacher_id is not None:
        yield Taken.TEACHER, one.teacher_id
    if one.group_id is not None:
        yield Taken.GROUP, one.group_id
