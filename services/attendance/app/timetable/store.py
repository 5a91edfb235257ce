"""What reading the timetable needs of its store."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.attendance.domain.timetable.days import Days
from services.attendance.domain.timetable.occurrence import Occurrence, Timetable
from services.attendance.domain.timetable.slot import Slot


@dataclass(frozen=True)
class ClassSession:
    """The session of a class."""

    session_id: UUID
    open: bool


@dataclass(frozen=True)
class Expected:
    """Whose class a class is: courses taught, and courses and groups belonged to with the days."""

    person_id: UUID
    teaches: frozenset[UUID]
    enrolled: tuple[tuple[UUID, Days], ...] = ()
    groups: tuple[tuple[UUID, Days], ...] = ()

    def at(self, one: Occurrence) -> bool:
        """Whether the person is expected at the class, teaching or learning, or teaches its course."""
        return one.teacher_id == self.person_id or one.course_id in self.teaches or self.learns(one)

    def holds(self, one: Occurrence) -> bool:
        """Whether it is the person who holds the class: a course's class without a teacher is each teacher's."""
        return one.teacher_id == self.person_id or (one.teacher_id is None and one.course_id in self.teaches)

    def learns(self, one: Occurrence) -> bool:
        """Whether the person is enrolled that day, and in the group it is for."""
        enrolled = any(course_id == one.course_id and one.day in days for course_id, days in self.enrolled)
        in_group = one.group_id is None or any(
            group_id == one.group_id and one.day in days for group_id, days in self.groups
        )
        return enrolled and in_group


class TimetableReader(Protocol):
    """The timetable, read whole."""

    async def timetable(self, days: Days, course_ids: Collection[UUID] | None = None) -> Timetable:
        """All that holds on those days, of the courses or of all."""
        ...

    async def slot(self, slot_id: UUID) -> Slot | None:
        """One slot."""
        ...

    async def courses_of(self, person_id: UUID) -> set[UUID]:
        """Courses of which one class or other may be the person's."""
        ...

    async def expected(self, person_id: UUID) -> Expected:
        """What the person teaches, and where they are enrolled and were."""
        ...

    async def sessions(self, occurrence_ids: Collection[UUID]) -> Mapping[UUID, ClassSession]:
        """Sessions of the classes that have one."""
        ...
