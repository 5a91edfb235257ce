"""People followed from identity, in PostgreSQL. Every write may be repeated, and by several processes at once."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

import asyncpg

from services.attendance.adapters.check_in_people import forget_check_ins
from services.attendance.adapters.disputes_postgres import erase_disputes_of
from services.attendance.adapters.excuses_postgres import erase_excuses_of
from services.attendance.adapters.rows import ASSIGNMENT_CHANNEL, SESSION_CHANNEL
from services.attendance.app.follow_people import PersonChanged, PersonDeleted
from services.attendance.domain.person import Person, PersonRole
from services.common.postgres import Connection, Database

# What stands in registers for somebody whose name had to be forgotten.
FORGOTTEN_NAME = "Deleted person"

_FIND = "select * from person where person_id = any ($1::uuid[])"
# A deleted person stays deleted; an older revision changes nothing; the same one says that the person is still there.
_SAVE = """
    insert into person as kept (person_id, display_name, student_number, role, active, revision)
    values ($1, $2, $3, $4, $5, $6)
    on conflict (person_id) do update set
        display_name = excluded.display_name, student_number = excluded.student_number, role = excluded.role,
        active = excluded.active, revision = excluded.revision, follow_time = clock_timestamp()
    where not kept.deleted and kept.revision <= excluded.revision
"""
_DELETE = """
    insert into person as kept (person_id, display_name, student_number, role, active, deleted, revision)
    select person_id, '', '', 'student', false, true, 0 from unnest($1::uuid[]) as gone (person_id)
    on conflict (person_id) do update set
        display_name = '', student_number = '', active = false, deleted = true, follow_time = clock_timestamp()
    where not kept.deleted
"""
_UNENROL = "delete from enrolment where student_id = any ($1::uuid[])"
_NO_LONGER_TEACH = "delete from course_teacher where teacher_id = any ($1::uuid[])"
# Their classes stay in the timetable, as of whoever teaches the course.
_LEAVE_THE_TIMETABLE = (
    "delete from group_member where student_id = any ($1::uuid[])",
    "delete from calendar_feed where person_id = any ($1::uuid[])",
    "update timetable_slot set teacher_id = null, revision = revision + 1 where teacher_id = any ($1::uuid[])",
    "update timetable_change set teacher_id = null, sequence = sequence + 1 where teacher_id = any ($1::uuid[])",
    "update extra_session set teacher_id = null, sequence = sequence + 1 where teacher_id = any ($1::uuid[])",
)
_NO_WARNINGS = "delete from warning_state where student_id = any ($1::uuid[])"
_NO_NOTICES = "delete from notice where student_id = any ($1::uuid[]) or reader_id = any ($1::uuid[])"
_LOCK_THEIR_SESSIONS = """
    select session_id from session where session_id in (
        select session_id from mark where student_id = any ($1::uuid[]) and display_name <> $2
    ) order by session_id for update
"""
_FORGET = """
    with bumped as (
        update session set revision = revision + 1, changed_revision = revision + 1
        where session_id = any ($1::uuid[]) returning session_id, revision
    )
    update mark set display_name = $3, student_number = '', revision = bumped.revision from bumped
    where mark.session_id = bumped.session_id and mark.student_id = any ($2::uuid[])
"""
_NOT_WRITTEN_SINCE = "select person_id from person where not deleted and follow_time < $1"
_KEEP_PLACE = """
    insert into people_follow (resume_token) values ($1)
    on conflict (only_row) do update set resume_token = excluded.resume_token
"""


class PostgresPeople:
    """A PeopleStore and a FollowerStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, person_ids: Collection[UUID]) -> Mapping[UUID, Person]:
        """Those known, deleted ones included."""
        rows = await self._database.fetch(_FIND, list(person_ids))
        return {row["person_id"]: _person_from(row) for row in rows}

    async def save(self, people: Sequence[Person]) -> None:
        """Keep each unless a newer revision of them is kept already."""
        async with self._database.transaction() as connection:
            await _save(connection, people)

    async def resume_token(self) -> str:
        """The token kept last, "" at first."""
        return str(await self._database.fetchval("select resume_token from people_follow") or "")

    async def now(self) -> datetime:
        """The database's clock."""
        now = await self._database.fetchval("select clock_timestamp()")
        assert isinstance(now, datetime)
        return now.astimezone(UTC)

    async def apply(
        self, events: Sequence[PersonChanged | PersonDeleted], resume_token: str | None, drop_before: datetime | None
    ) -> None:
        """Changes first, then deletions: nobody comes back, so their order among each other does not matter."""
        gone = [event.person_id for event in events if isinstance(event, PersonDeleted)]
        async with self._database.transaction() as connection:
            await _save(connection, [event.person for event in events if isinstance(event, PersonChanged)])
            if drop_before is not None:
                gone += [row["person_id"] for row in await connection.fetch(_NOT_WRITTEN_SINCE, drop_before)]
            await _delete(connection, gone)
            if resume_token is not None:
                await connection.execute(_KEEP_PLACE, resume_token)


async def _save(connection: Connection, people: Sequence[Person]) -> None:
    if people:
        ordered = sorted(people, key=lambda person: (person.person_id, person.revision))  # nobody waits for each other
        await connection.executemany(
            _SAVE, [(p.person_id, p.display_name, p.student_number, p.role, p.active, p.revision) for p in ordered]
        )


async def _delete(connection: Connection, person_ids: list[UUID]) -> None:
    if not person_ids:
        return
    person_ids = sorted(set(person_ids))
    await connection.execute(_DELETE, person_ids)
    await forget_check_ins(connection, person_ids)
    await connection.execute(_UNENROL, person_ids)
    await connection.execute(_NO_LONGER_TEACH, person_ids)
    for statement in _LEAVE_THE_TIMETABLE:
        await connection.execute(statement, person_ids)
    await connection.execute(_NO_WARNINGS, person_ids)
    await connection.execute(_NO_NOTICES, person_ids)
    await erase_excuses_of(connection, person_ids)
    await erase_disputes_of(connection, person_ids)
    locked = await connection.fetch(_LOCK_THEIR_SESSIONS, person_ids, FORGOTTEN_NAME)
    session_ids = [row["session_id"] for row in locked]
    await connection.execute(_FORGET, session_ids, person_ids, FORGOTTEN_NAME)
    await connection.execute("select pg_notify($1, id::text) from unnest($2::uuid[]) id", SESSION_CHANNEL, session_ids)
    await connection.execute("select pg_notify($1, '')", ASSIGNMENT_CHANNEL)


def _person_from(row: asyncpg.Record) -> Person:
    return Person(
        row["person_id"],
        row["display_name"],
        row["student_number"],
        PersonRole(row["role"]),
        row["active"],
        row["revision"],
        row["deleted"],
    )
