"""Writes changed marks: a revision each, the history beside them, and a notification when it commits."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.attendance.adapters.rows import SESSION_CHANNEL
from services.attendance.domain.mark import Mark, MarkChange
from services.common.postgres import Connection

_BUMP = "update session set revision = revision + $2 where session_id = $1 returning revision"
_WRITE = """
    update mark set status = new.status, source = new.source, first_seen_time = new.first_seen_time,
                    last_seen_time = new.last_seen_time, revision = new.revision, set_by = new.set_by, note = new.note,
                    confirmed_by = new.confirmed_by, seen_elsewhere = new.seen_elsewhere
    from unnest($2::uuid[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::bigint[], $8::uuid[],
                $9::text[], $10::uuid[], $11::boolean[])
        as new (student_id, status, source, first_seen_time, last_seen_time, revision, set_by, note, confirmed_by,
                seen_elsewhere)
    where mark.session_id = $1 and mark.student_id = new.student_id
"""
_REMEMBER = """
    insert into mark_history (session_id, student_id, revision, change_time, reason, actor, request_id, from_status,
                              from_source, to_status, to_source, first_seen_time, last_seen_time, sighting_ids,
                              watched_share, note, confirmed_by, seen_elsewhere)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
"""


async def write_marks(
    connection: Connection, session_id: UUID, changes: Sequence[MarkChange], change_time: datetime
) -> list[Mark]:
    """The marks as written, with their revisions; the caller holds the lock of the session's row."""
    last: int = await connection.fetchval(_BUMP, session_id, len(changes))
    first = last - len(changes) + 1
    written = [
        replace(change, after=replace(change.after, revision=first + offset)) for offset, change in enumerate(changes)
    ]
    marks = [change.after for change in written]
    columns = zip(*(_row(mark) for mark in marks), strict=True)
    await connection.execute(_WRITE, session_id, *columns)
    remembered = [_entry(session_id, change, change_time) for change in written if change.goes_into_history]
    if remembered:
        await connection.executemany(_REMEMBER, remembered)
    await connection.execute("select pg_notify($1, $2)", SESSION_CHANNEL, str(session_id))
    return marks


def _row(mark: Mark) -> tuple[object, ...]:
    start, end = _ends(mark)
    return (
        mark.student_id, mark.status, mark.source, start, end, mark.revision, mark.set_by, mark.note, mark.confirmed_by,
        mark.seen_elsewhere,
    )  # fmt: skip


def _entry(session_id: UUID, change: MarkChange, change_time: datetime) -> tuple[object, ...]:
    before, after, cause = change.before, change.after, change.cause
    return (
        session_id,
        after.student_id,
        after.revision,
        change_time,
        cause.reason,
        cause.actor,
        cause.request_id,
        before.status,
        before.source,
        after.status,
        after.source,
        *_ends(after),
        list(cause.sighting_ids),
        cause.watched_share,
        after.note,
        after.confirmed_by,
        after.seen_elsewhere,
    )


def _ends(mark: Mark) -> tuple[datetime | None, datetime | None]:
    return (mark.seen.start, mark.seen.end) if mark.seen else (None, None)
