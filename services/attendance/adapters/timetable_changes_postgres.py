"""Changing the timetable in PostgreSQL: one at a time, under a lock of its own."""

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import date
from uuid import UUID

import asyncpg

from services.attendance.adapters.rows import ASSIGNMENT_CHANNEL
from services.attendance.adapters.timetable_postgres import read_courses, read_timetable
from services.attendance.adapters.timetable_rows import extra_from, slot_from
from services.attendance.app.timetable.changing import TimetableTransaction
from services.attendance.app.timetable.store import ClassSession
from services.attendance.domain.errors import CourseNotFound, RoomNotFound
from services.attendance.domain.timetable.days import Days
from services.attendance.domain.timetable.errors import GroupNotFound
from services.attendance.domain.timetable.occurrence import Timetable
from services.attendance.domain.timetable.slot import Change, Extra, Slot
from services.common.postgres import Connection, Database

LOCK = "select pg_advisory_xact_lock(hashtext('presence timetable'))"
_ADD_SLOT = """
    insert into timetable_slot (slot_id, course_id, group_id, room_id, teacher_id, weekdays, start_time, end_time,
                                first_date, last_date, interval_weeks, revision, request_id)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
"""
_REPLACE_SLOT = """
    update timetable_slot set course_id = $2, group_id = $3, room_id = $4, teacher_id = $5, weekdays = $6,
        start_time = $7, end_time = $8, first_date = $9, last_date = $10, interval_weeks = $11, revision = $12
    where slot_id = $1
"""
_LAST_OPENED = "select max(rule_date) from session_occurrence where slot_id = $1"
_HAND_ON = "update timetable_change set slot_id = $2 where slot_id = $1 and rule_date = any ($3::date[])"
_HAND_EVENT_ON = """
    update imported_event set slot_id = $2, from_date = (select first_date from timetable_slot where slot_id = $2)
    where slot_id = $1
"""
_PUT_CHANGE = """
    insert into timetable_change (slot_id, rule_date, cancelled, new_date, start_time, end_time, room_id, teacher_id,
                                  note, sequence, imported, changed_by)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    on conflict (slot_id, rule_date) do update set cancelled = excluded.cancelled, new_date = excluded.new_date,
        start_time = excluded.start_time, end_time = excluded.end_time, room_id = excluded.room_id,
        teacher_id = excluded.teacher_id, note = excluded.note, sequence = excluded.sequence,
        imported = excluded.imported, changed_by = excluded.changed_by
"""
_SESSION = """
    select o.session_id, s.end_time is null as open
    from session_occurrence o join session s using (session_id) where o.occurrence_id = $1
"""
_PUT_EXTRA = """
    insert into extra_session (extra_id, course_id, group_id, room_id, teacher_id, day, start_time, end_time, note,
                               cancelled, sequence, request_id)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    on conflict (extra_id) do update set course_id = excluded.course_id, group_id = excluded.group_id,
        room_id = excluded.room_id, teacher_id = excluded.teacher_id, day = excluded.day,
        start_time = excluded.start_time, end_time = excluded.end_time, note = excluded.note,
        cancelled = excluded.cancelled, sequence = excluded.sequence
"""
_CANCEL_EXTRA = "update extra_session set cancelled = true, sequence = sequence + 1 where extra_id = $1"


class PostgresTimetableChanges:
    """A TimetableStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[TimetableTransaction]:
        """READ COMMITTED under the lock: each statement sees what the one before committed."""
        async with self._database.transaction() as connection:
            await connection.execute(LOCK)
            yield PostgresTimetableTransaction(connection)


class PostgresTimetableTransaction:
    """A TimetableTransaction on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def timetable(self, days: Days, course_id: UUID) -> Timetable:
        """All that holds on those days, and the course."""
        timetable = await read_timetable(self._connection, days)
        if course_id in timetable.courses:
            return timetable
        courses = await read_courses(self._connection, [course_id])
        if course_id not in courses:
            raise CourseNotFound(str(course_id))
        return Timetable(
            timetable.institution,
            timetable.slots,
            timetable.changes,
            timetable.extras,
            timetable.holidays,
            {**timetable.courses, **courses},
            timetable.names,
        )

    async def slot(self, slot_id: UUID) -> Slot | None:
        """One slot."""
        row = await self._connection.fetchrow("select * from timetable_slot where slot_id = $1", slot_id)
        return slot_from(row) if row else None

    async def slot_of_request(self, request_id: UUID) -> Slot | None:
        """The slot that this request made."""
        row = await self._connection.fetchrow("select * from timetable_slot where request_id = $1", request_id)
        return slot_from(row) if row else None

    async def add_slot(self, slot: Slot, request_id: UUID) -> None:
        """Keep it."""
        with _references(slot.room_id, slot.group_id):
            await self._connection.execute(_ADD_SLOT, *_slot_values(slot), request_id)

    async def replace_slot(self, slot: Slot) -> None:
        """Keep it in the place of the one with its id."""
        with _references(slot.room_id, slot.group_id):
            await self._connection.execute(_REPLACE_SLOT, *_slot_values(slot))

    async def delete_slot(self, slot_id: UUID) -> None:
        """Remove it with its changes."""
        await self._connection.execute("delete from timetable_slot where slot_id = $1", slot_id)

    async def last_opened(self, slot_id: UUID) -> date | None:
        """The day by the rule of its last class that has a session."""
        found: date | None = await self._connection.fetchval(_LAST_OPENED, slot_id)
        return found

    async def hand_changes_on(self, slot_id: UUID, to_slot_id: UUID, rule_dates: Iterable[date]) -> None:
        """Changes of those days, and the calendar's event, belong to the other slot from now on."""
        await self._connection.execute(_HAND_ON, slot_id, to_slot_id, list(rule_dates))
        await self._connection.execute(_HAND_EVENT_ON, slot_id, to_slot_id)

    async def put_change(self, change: Change, changed_by: UUID) -> None:
        """Keep it in the place of an earlier one."""
        values = (
            change.slot_id,
            change.rule_date,
            change.cancelled,
            change.new_date,
            change.start,
            change.end,
            change.room_id,
            change.teacher_id,
            change.note,
            change.sequence,
            change.imported,
        )
        with _references(change.room_id, None):
            await self._connection.execute(_PUT_CHANGE, *values, changed_by)

    async def session(self, occurrence_id: UUID) -> ClassSession | None:
        """The session of the class."""
        row = await self._connection.fetchrow(_SESSION, occurrence_id)
        return ClassSession(row["session_id"], row["open"]) if row else None

    async def set_teacher(self, occurrence_id: UUID, teacher_id: UUID | None) -> None:
        """Who holds the class that has been opened; whoever operates its cameras learns of it."""
        sql = "update session_occurrence set teacher_id = $2 where occurrence_id = $1"
        await self._connection.execute(sql, occurrence_id, teacher_id)
        await self._connection.execute("select pg_notify($1, '')", ASSIGNMENT_CHANNEL)

    async def extra_class(self, extra_id: UUID) -> Extra | None:
        """One extra session."""
        row = await self._connection.fetchrow("select * from extra_session where extra_id = $1", extra_id)
        return extra_from(row) if row else None

    async def extra_of_request(self, request_id: UUID) -> Extra | None:
        """The extra session that this request made."""
        row = await self._connection.fetchrow("select * from extra_session where request_id = $1", request_id)
        return extra_from(row) if row else None

    async def put_extra(self, extra: Extra, request_id: UUID) -> None:
        """Keep it, in the place of the one with its id."""
        values = (
            extra.extra_id,
            extra.course_id,
            extra.group_id,
            extra.room_id,
            extra.teacher_id,
            extra.day,
            extra.start,
            extra.end,
            extra.note,
            extra.cancelled,
            extra.sequence,
        )
        with _references(extra.room_id, extra.group_id):
            await self._connection.execute(_PUT_EXTRA, *values, request_id)

    async def cancel_extra(self, extra_id: UUID) -> None:
        """Called off."""
        await self._connection.execute(_CANCEL_EXTRA, extra_id)


def _slot_values(slot: Slot) -> tuple[object, ...]:
    return (
        slot.slot_id,
        slot.course_id,
        slot.group_id,
        slot.room_id,
        slot.teacher_id,
        sorted(slot.weekdays),
        slot.start,
        slot.end,
        slot.days.first,
        slot.days.last,
        slot.interval_weeks,
        slot.revision,
    )


@contextmanager
def _references(room_id: UUID | None, group_id: UUID | None) -> Iterator[None]:
    try:
        yield
    except asyncpg.ForeignKeyViolationError as error:
        if (error.constraint_name or "").endswith("_group"):
            raise GroupNotFound(str(group_id)) from None
        if (error.constraint_name or "").endswith("_room"):
            raise RoomNotFound(str(room_id)) from None
        raise
