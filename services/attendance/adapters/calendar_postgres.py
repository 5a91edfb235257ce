"""Terms and holidays in PostgreSQL."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import asyncpg

from services.attendance.adapters.timetable_rows import holiday_from, term_from
from services.attendance.domain.paging import Page, PageRequest, key_parts
from services.attendance.domain.revision import next_of
from services.attendance.domain.timetable.days import MAX_TERMS, Days, Holiday, Term
from services.attendance.domain.timetable.errors import GroupNotFound, TermInUse, TermsOverlap, TooMany
from services.common.postgres import Connection, Database

# One at a time changes the terms, so that two new ones cannot share days.
_LOCK = "select 1 from institution for update"
_OVERLAPPING = "select * from term where term_id <> $1 and first_date <= $3 and last_date >= $2 limit 1"
_CREATE_TERM = "insert into term (term_id, name, first_date, last_date, request_id) values ($1, $2, $3, $4, $5)"
_UPDATE_TERM = "update term set name = $2, first_date = $3, last_date = $4, revision = $5 where term_id = $1"
_HOLIDAYS = """
    select * from holiday
    where first_date <= $2 and last_date >= $1 and ($3::date is null or (first_date, holiday_id) > ($3, $4::uuid))
    order by first_date, holiday_id limit $5
"""
_CREATE_HOLIDAY = """
    insert into holiday (holiday_id, name, first_date, last_date, group_id, request_id) values ($1, $2, $3, $4, $5, $6)
    on conflict (request_id) do nothing
"""
_LOCK_HOLIDAY = "select * from holiday where holiday_id = $1 for no key update"
_UPDATE_HOLIDAY = """
    update holiday set name = $2, first_date = $3, last_date = $4, group_id = $5, revision = $6 where holiday_id = $1
"""


class PostgresCalendar:
    """A CalendarStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def terms(self) -> Sequence[Term]:
        """All, oldest first."""
        return [term_from(row) for row in await self._database.fetch("select * from term order by first_date, term_id")]

    async def create_term(self, term: Term, request_id: UUID) -> Term:
        """The term made by this request, now or earlier."""
        async with self._database.transaction() as connection:
            await connection.execute(_LOCK)
            done = await connection.fetchrow("select * from term where request_id = $1", request_id)
            if done is not None:
                return term_from(done)
            if await connection.fetchval("select count(*) from term") >= MAX_TERMS:
                raise TooMany("terms", MAX_TERMS)
            await _check_overlap(connection, term)
            await connection.execute(_CREATE_TERM, term.term_id, term.name, term.days.first, term.days.last, request_id)
        return term

    async def update_term(self, term: Term) -> Term | None:
        """Replace it."""
        async with self._database.transaction() as connection:
            await connection.execute(_LOCK)
            row = await connection.fetchrow("select * from term where term_id = $1", term.term_id)
            if row is None:
                return None
            after, days = next_of(term_from(row), term), term.days
            await _check_overlap(connection, after)
            await connection.execute(_UPDATE_TERM, after.term_id, after.name, days.first, days.last, after.revision)
        return after

    async def delete_term(self, term_id: UUID) -> None:
        """Remove it if it is there; the courses' foreign key refuses while one names it."""
        try:
            await self._database.execute("delete from term where term_id = $1", term_id)
        except (asyncpg.ForeignKeyViolationError, asyncpg.RestrictViolationError):
            code = await self._database.fetchval("select min(code) from course where term_id = $1", term_id)
            raise TermInUse(str(term_id), code or "") from None

    async def holidays(self, days: Days, page: PageRequest) -> Page[Holiday]:
        """Those that touch the days, oldest first."""
        first, holiday_id = key_parts(page, date.fromisoformat, UUID)
        rows = await self._database.fetch(_HOLIDAYS, days.first, days.last, first, holiday_id, page.size + 1)
        return page.page(
            [holiday_from(row) for row in rows], lambda one: (one.days.first.isoformat(), str(one.holiday_id))
        )

    async def create_holiday(self, holiday: Holiday, request_id: UUID) -> Holiday:
        """The holiday made by this request, now or earlier."""
        try:
            async with self._database.transaction() as connection:
                await connection.execute(_CREATE_HOLIDAY, *_values(holiday), request_id)
                row = await connection.fetchrow("select * from holiday where request_id = $1", request_id)
        except asyncpg.ForeignKeyViolationError:
            raise GroupNotFound(str(holiday.group_id)) from None
        assert row is not None  # it was made here, or lost to one that is committed
        return holiday_from(row)

    async def update_holiday(self, holiday: Holiday) -> Holiday | None:
        """Replace it."""
        try:
            async with self._database.transaction() as connection:
                row = await connection.fetchrow(_LOCK_HOLIDAY, holiday.holiday_id)
                if row is None:
                    return None
                after = next_of(holiday_from(row), holiday)
                await connection.execute(_UPDATE_HOLIDAY, *_values(after), after.revision)
        except asyncpg.ForeignKeyViolationError:
            raise GroupNotFound(str(holiday.group_id)) from None
        return after

    async def delete_holiday(self, holiday_id: UUID) -> None:
        """Remove it if it is there."""
        await self._database.execute("delete from holiday where holiday_id = $1", holiday_id)


async def _check_overlap(connection: Connection, term: Term) -> None:
    other = await connection.fetchrow(_OVERLAPPING, term.term_id, term.days.first, term.days.last)
    if other is not None:
        raise TermsOverlap(str(other["term_id"]), other["name"])


def _values(holiday: Holiday) -> tuple[object, ...]:
    return (holiday.holiday_id, holiday.name, holiday.days.first, holiday.days.last, holiday.group_id)
