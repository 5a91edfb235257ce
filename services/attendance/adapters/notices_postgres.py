"""Warnings and notices in PostgreSQL."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from services.attendance.app.notice.sender import FIRST_WAIT, WAIT_MAX, Outcome, WaitingNotice
from services.attendance.app.notice.warnings import ChangedSession, StateKey
from services.attendance.app.student.given import HeldMark
from services.attendance.domain.mark import MarkStatus
from services.attendance.domain.notice.crossing import WarningState
from services.attendance.domain.notice.notice import Notice, NoticeKind
from services.attendance.domain.policy.policy import Recipient, WarningRule
from services.common.postgres import Connection, Database

_CHANGED = """
    select s.session_id, s.course_id, s.revision
    from session s left join warned_session w using (session_id)
    where s.start_time >= $1 and s.end_time <= $2 and (w.revision is null or w.revision < s.revision)
    order by s.start_time, s.session_id limit $3
"""
_LOCK = "select pg_advisory_xact_lock(hashtextextended('warnings ' || $1::text, 0))"
_MARKS = """
    select m.student_id, s.session_id, s.start_time, s.end_time, s.policy_version_id, m.status, m.status_code
    from session s join mark m using (session_id)
    where s.course_id = $1 and s.start_time >= $3 and s.start_time < $4
        and m.student_id in (
            select r.student_id from mark r join person p on p.person_id = r.student_id and not p.deleted
            where r.session_id = $2)
    order by s.start_time, s.session_id
"""
_ABSENTEES = """
    select m.student_id from mark m join person p on p.person_id = m.student_id and not p.deleted
    where m.session_id = $1 and m.status = 'absent' order by 1
"""
_KEEP_STATE = """
    insert into warning_state (course_id, student_id, rule, threshold, crossed, crossings)
    values ($1, $2, $3, $4, $5, $6)
    on conflict (course_id, student_id, rule, threshold)
    do update set crossed = excluded.crossed, crossings = excluded.crossings
"""
_ADD = """
    insert into notice (notice_id, course_id, student_id, rule, threshold, figure, reader, reader_id, session_id,
                        create_time, next_try_time)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10) on conflict (notice_id) do nothing
"""
_TAKE_BACK = """
    delete from notice where session_id = $1 and state = 'waiting' and student_id <> all ($2::uuid[])
"""
_LOOKED_AT = """
    insert into warned_session as kept (session_id, revision) values ($1, $2)
    on conflict (session_id) do update set revision = greatest(kept.revision, excluded.revision)
"""
_CLAIM = """
    with due as (
        select notice_id from notice where state = 'waiting' and next_try_time <= $1
        order by next_try_time, notice_id limit $2 for update skip locked
    )
    update notice n set attempts = attempts + 1,
        next_try_time = $1 + least($3::interval * power(2, least(n.attempts, 20)), $4::interval)
    from due, course c
    where n.notice_id = due.notice_id and c.course_id = n.course_id
    returning n.*, c.code as course_code, c.title as course_title,
        (select coalesce(s.planned_start_time, s.start_time) at time zone i.time_zone
         from session s, institution i where s.session_id = n.session_id) as class_time
"""
_SETTLE = "update notice set state = $2, settle_time = $3 where notice_id = $1 and state = 'waiting'"
_DROP = """
    delete from notice
    where state <> 'waiting' and settle_time < $2 and (settle_time < $1 or rule = 'marked_absent')
"""


class _CourseTransaction:
    """A WarningTransaction."""

    def __init__(self, connection: Connection, course_id: UUID) -> None:
        self._connection = connection
        self._course_id = course_id

    async def marks(self, session_id: UUID, start: datetime, end: datetime) -> Mapping[UUID, Sequence[HeldMark]]:
        """By student, oldest first."""
        found: dict[UUID, list[HeldMark]] = {}
        for row in await self._connection.fetch(_MARKS, self._course_id, session_id, start, end):
            found.setdefault(row["student_id"], []).append(
                HeldMark(
                    row["session_id"],
                    self._course_id,
                    "",
                    "",
                    "",
                    row["start_time"],
                    row["end_time"],
                    row["policy_version_id"],
                    MarkStatus(row["status"]),
                    row["status_code"],
                )
            )
        return found

    async def absentees(self, session_id: UUID) -> Sequence[UUID]:
        """By id."""
        return [row["student_id"] for row in await self._connection.fetch(_ABSENTEES, session_id)]

    async def teachers(self) -> tuple[UUID, ...]:
        """By id."""
        rows = await self._connection.fetch(
            "select teacher_id from course_teacher where course_id = $1 order by 1", self._course_id
        )
        return tuple(row["teacher_id"] for row in rows)

    async def states(self, student_ids: Collection[UUID]) -> Mapping[StateKey, WarningState]:
        """Those that were kept."""
        rows = await self._connection.fetch(
            "select * from warning_state where course_id = $1 and student_id = any ($2::uuid[])",
            self._course_id,
            list(student_ids),
        )
        return {
            (row["student_id"], WarningRule(row["rule"]), row["threshold"]): WarningState(
                row["crossed"], row["crossings"]
            )
            for row in rows
        }

    async def keep(self, states: Mapping[StateKey, WarningState], notices: Sequence[Notice], now: datetime) -> None:
        """In the transaction that looked."""
        await self._connection.executemany(
            _KEEP_STATE,
            [
                (self._course_id, student_id, rule, threshold, state.crossed, state.crossings)
                for (student_id, rule, threshold), state in states.items()
            ],
        )
        await self._connection.executemany(
            _ADD,
            [
                (
                    n.notice_id,
                    n.course_id,
                    n.student_id,
                    n.kind,
                    n.threshold,
                    n.figure,
                    n.reader,
                    n.reader_id,
                    n.session_id,
                    now,
                )
                for n in notices
            ],
        )

    async def take_back(self, session_id: UUID, absentees: Collection[UUID]) -> None:
        """One that is being sent at this moment is told all the same."""
        await self._connection.execute(_TAKE_BACK, session_id, list(absentees))

    async def looked_at(self, session: ChangedSession) -> None:
        """Never backwards."""
        await self._connection.execute(_LOOKED_AT, session.session_id, session.revision)


class PostgresNotices:
    """A WarningStore and a NoticeStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def changed(self, since: datetime, ended_before: datetime, size: int) -> Sequence[ChangedSession]:
        """Oldest first."""
        rows = await self._database.fetch(_CHANGED, since, ended_before, size)
        return [ChangedSession(row["session_id"], row["course_id"], row["revision"]) for row in rows]

    @asynccontextmanager
    async def course(self, course_id: UUID) -> AsyncIterator[_CourseTransaction]:
        """Whoever else looks at the course waits."""
        async with self._database.transaction() as connection:
            await connection.execute(_LOCK, str(course_id))
            yield _CourseTransaction(connection, course_id)

    async def claim(self, now: datetime, size: int) -> Sequence[WaitingNotice]:
        """A process that dies with some in hand leaves them to the next, after the wait."""
        rows = await self._database.fetch(_CLAIM, now, size, FIRST_WAIT, WAIT_MAX)
        return [
            WaitingNotice(
                Notice(
                    row["notice_id"],
                    row["course_id"],
                    row["student_id"],
                    NoticeKind(row["rule"]),
                    row["threshold"],
                    row["figure"],
                    Recipient(row["reader"]),
                    row["reader_id"],
                    row["session_id"],
                ),
                row["course_code"],
                row["course_title"],
                row["class_time"],
            )
            for row in rows
        ]

    async def settle(self, notice_id: UUID, outcome: Outcome, now: datetime) -> None:
        """Once."""
        await self._database.execute(_SETTLE, notice_id, outcome, now)

    async def drop_settled(self, before: datetime, absences_before: datetime) -> None:
        """Those that wait stay, however old."""
        await self._database.execute(_DROP, before, absences_before)
