"""Groups in PostgreSQL."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

import asyncpg

from services.attendance.adapters.memberships_postgres import GROUP_MEMBERS
from services.attendance.adapters.unique import unique
from services.attendance.domain.course import Enrolment
from services.attendance.domain.paging import Page, PageRequest, key_parts
from services.attendance.domain.revision import next_of
from services.attendance.domain.timetable.days import Days
from services.attendance.domain.timetable.errors import GroupInUse, GroupNameTaken
from services.attendance.domain.timetable.group import Group
from services.common.postgres import Database

_COLUMNS = """
    g.group_id, g.name, g.revision,
    (select count(*) from group_member m
     where m.group_id = g.group_id and institution_day(now()) between m.first_date and m.last_date) as member_count
"""
_GET = f"select {_COLUMNS} from student_group g where g.group_id = $1"
_OF_REQUEST = f"select {_COLUMNS} from student_group g where g.request_id = $1"
_LIST = f"""
    select {_COLUMNS} from student_group g where $1::text is null or (g.name, g.group_id) > ($1, $2::uuid)
    order by g.name, g.group_id limit $3
"""
_CREATE = """
    insert into student_group (group_id, name, request_id) values ($1, $2, $3) on conflict (request_id) do nothing
"""
# Two statements: the members must be counted after the lock was given.
_LOCK = "select 1 from student_group where group_id = $1 for no key update"
_RENAME = "update student_group set name = $2, revision = $3 where group_id = $1"
_MEMBERS = """
    select p.person_id, p.display_name, p.student_number
    from group_member m join person p on p.person_id = m.student_id
    where m.group_id = $1 and institution_day(now()) between m.first_date and m.last_date
        and ($2::text is null or (p.display_name, p.person_id) > ($2, $3::uuid))
    order by p.display_name, p.person_id limit $4
"""


class PostgresGroups:
    """A GroupStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, group: Group, request_id: UUID) -> Group:
        """The group made by this request, now or earlier."""
        with unique("student_group_name", GroupNameTaken(group.name)):
            async with self._database.transaction() as connection:
                await connection.execute(_CREATE, group.group_id, group.name, request_id)
                row = await connection.fetchrow(_OF_REQUEST, request_id)
        assert row is not None  # it was made here, or lost to one that is committed
        return _group_from(row)

    async def get(self, group_id: UUID) -> Group | None:
        """One group."""
        row = await self._database.fetchrow(_GET, group_id)
        return _group_from(row) if row else None

    async def list(self, page: PageRequest) -> Page[Group]:
        """By name."""
        rows = await self._database.fetch(_LIST, *key_parts(page, str, UUID), page.size + 1)
        return page.page([_group_from(row) for row in rows], lambda group: (group.name, str(group.group_id)))

    async def rename(self, group: Group) -> Group | None:
        """Its name replaced."""
        with unique("student_group_name", GroupNameTaken(group.name)):
            async with self._database.transaction() as connection:
                await connection.execute(_LOCK, group.group_id)
                row = await connection.fetchrow(_GET, group.group_id)
                if row is None:
                    return None
                before = _group_from(row)
                after = next_of(before, replace(group, member_count=before.member_count))
                await connection.execute(_RENAME, after.group_id, after.name, after.revision)
        return after

    async def delete(self, group_id: UUID) -> None:
        """Remove it if it is there; the slots' foreign key refuses while one names it."""
        try:
            await self._database.execute("delete from student_group where group_id = $1", group_id)
        except (asyncpg.ForeignKeyViolationError, asyncpg.RestrictViolationError):
            raise GroupInUse(str(group_id)) from None

    async def add(self, group_id: UUID, student_ids: Collection[UUID], days: Days) -> bool:
        """Put students in for those days."""
        return await self._change(group_id, GROUP_MEMBERS.add, student_ids, days.first, days.last)

    async def remove(self, group_id: UUID, student_ids: Collection[UUID], last_date: date) -> bool:
        """Take students out after that day."""
        return await self._change(group_id, GROUP_MEMBERS.remove, student_ids, last_date)

    async def members(self, group_id: UUID, page: PageRequest) -> Page[Enrolment]:
        """Who is in it today, by name."""
        rows = await self._database.fetch(_MEMBERS, group_id, *key_parts(page, str, UUID), page.size + 1)
        found = [Enrolment(row["person_id"], row["display_name"], row["student_number"]) for row in rows]
        return page.page(found, lambda one: (one.display_name, str(one.student_id)))

    async def _change(self, group_id: UUID, statements: Sequence[str], *arguments: object) -> bool:
        async with self._database.transaction() as connection:
            if not await connection.fetchval("select 1 from student_group where group_id = $1 for update", group_id):
                return False
            for statement in statements:
                await connection.execute(statement, group_id, *arguments)
        return True


def _group_from(row: asyncpg.Record) -> Group:
    return Group(row["group_id"], row["name"], row["member_count"], row["revision"])
