"""Groups of students and who is in them."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date
from typing import Protocol
from uuid import UUID

from services.attendance.app.institution import Today
from services.attendance.app.membership import check_count, check_students, days_from, last_day_from
from services.attendance.app.people import People
from services.attendance.domain.course import Enrolment
from services.attendance.domain.paging import Page, PageRequest
from services.attendance.domain.text import check_text
from services.attendance.domain.timetable.days import Days
from services.attendance.domain.timetable.errors import GroupNotFound
from services.attendance.domain.timetable.group import MAX_NAME_CHARACTERS, Group

NewId = Callable[[], UUID]


class GroupStore(Protocol):
    """Where groups are kept."""

    async def create(self, group: Group, request_id: UUID) -> Group:
        """The group made by this request, now or earlier; GroupNameTaken."""
        ...

    async def get(self, group_id: UUID) -> Group | None:
        """One group."""
        ...

    async def list(self, page: PageRequest) -> Page[Group]:
        """By name."""
        ...

    async def rename(self, group: Group) -> Group | None:
        """Its name replaced; None if there is none. StaleRevision, GroupNameTaken."""
        ...

    async def delete(self, group_id: UUID) -> None:
        """Remove it if it is there; GroupInUse."""
        ...

    async def add(self, group_id: UUID, student_ids: Collection[UUID], days: Days) -> bool:
        """Put students in; whether the group exists."""
        ...

    async def remove(self, group_id: UUID, student_ids: Collection[UUID], last_date: date) -> bool:
        """Take students out after that day; whether the group exists."""
        ...

    async def members(self, group_id: UUID, page: PageRequest) -> Page[Enrolment]:
        """Who is in it today, by name."""
        ...


class Groups:
    """What can be done with groups; the caller has been authorized."""

    def __init__(self, store: GroupStore, people: People, today: Today, new_id: NewId) -> None:
        self._store = store
        self._people = people
        self._today = today
        self._new_id = new_id

    async def create(self, name: str, request_id: UUID) -> Group:
        """A new group, or the one this request made before."""
        return await self._store.create(
            Group(self._new_id(), check_text("name", name, MAX_NAME_CHARACTERS)), request_id
        )

    async def get(self, group_id: UUID) -> Group:
        """One group; GroupNotFound."""
        group = await self._store.get(group_id)
        if group is None:
            raise GroupNotFound(str(group_id))
        return group

    async def list(self, page: PageRequest) -> Page[Group]:
        """Groups by name."""
        return await self._store.list(page)

    async def rename(self, group: Group) -> Group:
        """The group under its new name; StaleRevision."""
        name = check_text("name", group.name, MAX_NAME_CHARACTERS)
        renamed = await self._store.rename(replace(group, name=name))
        if renamed is None:
            raise GroupNotFound(str(group.group_id))
        return renamed

    async def delete(self, group_id: UUID) -> None:
        """The group is gone, as far as it ever was there."""
        await self._store.delete(group_id)

    async def add(self, group_id: UUID, student_ids: Collection[UUID]) -> Group:
        """The group with the students in it from today; StudentNotFound."""
        check_count(student_ids)
        await check_students(self._people, student_ids)
        if not await self._store.add(group_id, student_ids, days_from(None, None, await self._today())):
            raise GroupNotFound(str(group_id))
        return await self.get(group_id)

    async def remove(self, group_id: UUID, student_ids: Collection[UUID]) -> Group:
        """The group without the students from now on."""
        check_count(student_ids)
        if not await self._store.remove(group_id, student_ids, last_day_from(None, await self._today())):
            raise GroupNotFound(str(group_id))
        return await self.get(group_id)

    async def members(self, group_id: UUID, page: PageRequest) -> Page[Enrolment]:
        """Who is in it today, by name; GroupNotFound."""
        await self.get(group_id)
        return await self._store.members(group_id, page)
