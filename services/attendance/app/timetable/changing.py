"""What changing the timetable needs of its store."""

from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager
from datetime import date
from typing import Protocol
from uuid import UUID

from services.attendance.app.timetable.store import ClassSession
from services.attendance.domain.timetable.days import Days
from services.attendance.domain.timetable.occurrence import Timetable
from services.attendance.domain.timetable.slot import Change, Extra, Slot


class TimetableTransaction(Protocol):
    """One at a time changes the timetable, so that no two of them book the same room."""

    async def timetable(self, days: Days, course_id: UUID) -> Timetable:
        """All that holds on those days, and the course; CourseNotFound."""
        ...

    async def slot(self, slot_id: UUID) -> Slot | None:
        """One slot."""
        ...

    async def slot_of_request(self, request_id: UUID) -> Slot | None:
        """The slot that this request made."""
        ...

    async def add_slot(self, slot: Slot, request_id: UUID) -> None:
        """Keep it; RoomNotFound, GroupNotFound."""
        ...

    async def replace_slot(self, slot: Slot) -> None:
        """Keep it in the place of the one with its id; RoomNotFound, GroupNotFound."""
        ...

    async def delete_slot(self, slot_id: UUID) -> None:
        """Remove it with its changes."""
        ...

    async def last_opened(self, slot_id: UUID) -> date | None:
        """The day by the rule of its last class that has a session."""
        ...

    async def hand_changes_on(self, slot_id: UUID, to_slot_id: UUID, rule_dates: Iterable[date]) -> None:
        """Changes of those days, and the calendar's event, belong to the other slot from now on."""
        ...

    async def put_change(self, change: Change, changed_by: UUID) -> None:
        """Keep it in the place of an earlier one; RoomNotFound."""
        ...

    async def session(self, occurrence_id: UUID) -> ClassSession | None:
        """The session of the class."""
        ...

    async def set_teacher(self, occurrence_id: UUID, teacher_id: UUID | None) -> None:
        """Who holds the class that has been opened."""
        ...

    async def extra_class(self, extra_id: UUID) -> Extra | None:
        """One extra session."""
        ...

    async def extra_of_request(self, request_id: UUID) -> Extra | None:
        """The extra session that this request made."""
        ...

    async def put_extra(self, extra: Extra, request_id: UUID) -> None:
        """Keep it, in the place of the one with its id; RoomNotFound, GroupNotFound."""
        ...

    async def cancel_extra(self, extra_id: UUID) -> None:
        """Called off."""
        ...


class TimetableStore(Protocol):
    """Where the timetable is kept."""

    def transaction(self) -> AbstractAsyncContextManager[TimetableTransaction]:
        """All or nothing."""
        ...
