"""Writes changed marks: a revision each, their entries in the session's chain, and a notification when it commits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import asyncpg

from services.attendance.adapters.ledger_rows import ENTRY_COLUMNS, entry_values
from services.attendance.adapters.rows import SESSION_CHANNEL
from services.attendance.domain.ledger.entry import Entry, Link, link
from services.attendance.domain.ledger.evidence import Fact, Track, evidence_text, score_band
from services.attendance.domain.mark import ATTENDED, Mark, MarkChange
from services.common.postgres import Connection

_MARK_COLUMNS = (
    ("student_id", "uuid"),
    ("status", "text"),
    ("source", "text"),
    ("first_seen_time", "timestamptz"),
    ("last_seen_time", "timestamptz"),
    ("revision", "bigint"),
    ("set_by", "uuid"),
    ("note", "text"),
    ("confirmed_by", "uuid"),
    ("seen_elsewhere", "boolean"),
    ("status_code", "text"),
    ("minutes_present", "int"),
    ("said_time", "timestamptz"),
    ("said_via", "text"),
    ("seal", "bytea"),
)
_STANDS = """
    select s.revision, s.ledger_entries, s.ledger_head, s.policy_version_id,
           array(select row(sighting_id, camera_id, track_id, frames_used, distance, model, gallery_version,
                            confirmed_by)
                 from sighting where sighting_id = any ($2::uuid[])) as tracks
    from session s where s.session_id = $1
"""


def _unnest(columns: Sequence[tuple[str, str]], first: int) -> str:
    # Lists in a list would have to be of one length, and JSON is text already: both travel as text.
    types = ("text" if kind == "jsonb" or kind.endswith("[]") else kind for _, kind in columns)
    return ", ".join(f"${number}::{kind}[]" for number, kind in enumerate(types, start=first))


def _names(columns: Sequence[tuple[str, str]]) -> str:
    return ", ".join(name for name, _ in columns)


_FIRST_OF_MARKS = 7
_FIRST_OF_ENTRIES = _FIRST_OF_MARKS + len(_MARK_COLUMNS)
# One round trip, however many: the class that walks through the door together is written together.
_WRITE = f"""
    with marks_written as (
        update mark set {", ".join(f"{name} = new.{name}" for name, _ in _MARK_COLUMNS[1:])}
        from unnest({_unnest(_MARK_COLUMNS, _FIRST_OF_MARKS)}) as new ({_names(_MARK_COLUMNS)})
        where mark.session_id = $1 and mark.student_id = new.student_id
    ), entries_written as (
        insert into mark_history (session_id, {_names(ENTRY_COLUMNS)})
        select $1, {", ".join(f"new.{name}::{kind}" for name, kind in ENTRY_COLUMNS)}
        from unnest({_unnest(ENTRY_COLUMNS, _FIRST_OF_ENTRIES)}) as new ({_names(ENTRY_COLUMNS)})
    ), head_moved as (
        update session set revision = $3, ledger_entries = $4, ledger_head = $5, present_count = present_count + $6
        where session_id = $1
    )
    select pg_notify($2, $1::text)
"""  # noqa: S608 - made of the constants above


async def write_marks(
    connection: Connection, session_id: UUID, changes: Sequence[MarkChange], change_time: datetime
) -> list[Mark]:
    """The marks as written, with their revisions; the caller holds the lock of the session's row."""
    told = [change.goes_into_history for change in changes]
    sighted = {one for change, tells in zip(changes, told, strict=True) if tells for one in change.cause.sighting_ids}
    stands = await connection.fetchrow(_STANDS, session_id, list(sighted))
    assert stands is not None  # it is locked
    tracks = {row[0]: _track(row) for row in stands["tracks"]}
    marks: list[Mark] = []
    links: list[Link] = []
    revision, head, policy = stands["revision"], stands["ledger_head"], stands["policy_version_id"]
    for change, tells in zip(changes, told, strict=True):
        revision += not change.only_seals
        mark = replace(change.after, revision=change.before.revision if change.only_seals else revision)
        marks.append(mark)
        if tells:
            number = stands["ledger_entries"] + len(links) + 1
            entry = _entry(number, replace(change, after=mark), change_time, _facts(change, tracks, policy))
            links.append(link(entry, head))
            head = links[-1].hash
    await connection.execute(
        _WRITE,
        session_id,
        SESSION_CHANNEL,
        revision,
        stands["ledger_entries"] + len(links),
        head,
        sum((change.after.status in ATTENDED) - (change.before.status in ATTENDED) for change in changes),
        *_columns((_mark_values(mark) for mark in marks), len(_MARK_COLUMNS)),
        *_columns(map(entry_values, links), len(ENTRY_COLUMNS)),
    )
    return marks


def _columns(rows: Iterable[tuple[object, ...]], count: int) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(count)]


def _mark_values(mark: Mark) -> tuple[object, ...]:
    start, end = _ends(mark)
    return (
        mark.student_id, mark.status, mark.source, start, end, mark.revision, mark.set_by, mark.note, mark.confirmed_by,
        mark.seen_elsewhere, mark.status_code, mark.minutes_present, mark.said_time, mark.said_via,
        mark.seal,
    )  # fmt: skip


def _entry(number: int, change: MarkChange, change_time: datetime, facts: Mapping[str, Fact]) -> Entry:
    before, after, cause = change.before, change.after, change.cause
    start, end = _ends(after)
    return Entry(
        session_id=after.session_id,
        number=number,
        student_id=after.student_id,
        revision=after.revision,
        change_time=change_time,
        reason=cause.reason.value,
        actor=cause.actor,
        request_id=cause.request_id,
        from_status=before.status.value,
        from_source=before.source.value,
        from_code=before.status_code,
        to_status=after.status.value,
        to_source=after.source.value,
        to_code=after.status_code,
        first_seen_time=start,
        last_seen_time=end,
        minutes_present=after.minutes_present,
        watched_permille=None if cause.watched_share is None else round(cause.watched_share * 1000),
        set_by=after.set_by,
        said_time=after.said_time,
        said_via=after.said_via,
        confirmed_by=after.confirmed_by,
        seen_elsewhere=after.seen_elsewhere,
        note=after.note,
        sighting_ids=cause.sighting_ids,
        evidence=evidence_text(facts),
    )


def _facts(change: MarkChange, tracks: Mapping[UUID, Track], policy: UUID | None) -> Mapping[str, Fact]:
    facts: dict[str, Fact] = dict(change.cause.evidence)
    if seen := [tracks[one].facts() for one in change.cause.sighting_ids if one in tracks]:
        facts["tracks"] = seen
    if change.why:
        facts["why"] = change.why
    if change.after.seal is not None:
        facts["seal"] = change.after.seal.hex()
    if policy is not None:
        facts["policy_version_id"] = str(policy)
    return facts


def _track(row: asyncpg.Record) -> Track:
    sighting_id, camera_id, track_id, frames_used, distance, model, gallery_version, confirmed_by = row
    band = score_band(distance)
    return Track(sighting_id, camera_id, track_id, frames_used, band, model, gallery_version, confirmed_by)


def _ends(mark: Mark) -> tuple[datetime | None, datetime | None]:
    return (mark.seen.start, mark.seen.end) if mark.seen else (None, None)
