"""What taking a calendar file needs of its store."""

from collections.abc import Collection, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from services.attendance.app.timetable.changing import TimetableTransaction
from services.attendance.domain.institution import Institution
from services.attendance.domain.timetable.calendar_event import TakenEvent
from services.attendance.domain.timetable.days import Days
from services.attendance.domain.timetable.occurrence import PlannedCourse, Timetable


@dataclass(frozen=True)
class Catalogue:
    """What names in the file may mean; keys are in lower case."""

    codes: Mapping[str, UUID]  # of courses
    titles: Mapping[str, UUID]  # of courses, as far as only one has it
    planned: Mapping[UUID, PlannedCourse]
    rooms: Mapping[str, UUID]
    groups: Mapping[str, UUID]
    names: Mapping[UUID, str] = field(default_factory=dict)


class ImportTransaction(TimetableTransaction, Protocol):
    """What changing the timetable needs, the names of everything, and what was taken before."""

    def part(self) -> AbstractAsyncContextManager[None]:
        """What is written in it is taken back when it raises."""
        ...

    async def catalogue(self) -> Catalogue:
        """Courses, rooms and groups by name."""
        ...

    async def institution(self) -> Institution:
        """The settings."""
        ...

    async def whole(self, days: Days) -> Timetable:
        """All that holds on those days."""
        ...

    async def taken(self, event_ids: Collection[UUID]) -> Mapping[UUID, TakenEvent]:
        """What became of those events that were imported before."""
        ...

    async def keep_taken(self, event_id: UUID, taken: TakenEvent) -> None:
        """Remember it, in the place of what was remembered."""
        ...


class ImportStore(Protocol):
    """Where the timetable is kept."""

    def importing(self) -> AbstractAsyncContextManager[ImportTransaction]:
        """All or nothing."""
        ...
