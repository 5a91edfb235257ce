"""Entries of the ledger as rows of mark_history, and back."""

import asyncpg

from services.attendance.domain.ledger.entry import Entry, Link
from services.attendance.domain.ledger.evidence import canonical_json

# All of mark_history but session_id, with their types.
ENTRY_COLUMNS = (
    ("entry_number", "int"),
    ("student_id", "uuid"),
    ("revision", "bigint"),
    ("change_time", "timestamptz"),
    ("reason", "text"),
    ("actor", "uuid"),
    ("request_id", "uuid"),
    ("from_status", "text"),
    ("from_source", "text"),
    ("from_code", "text"),
    ("to_status", "text"),
    ("to_source", "text"),
    ("to_code", "text"),
    ("first_seen_time", "timestamptz"),
    ("last_seen_time", "timestamptz"),
    ("minutes_present", "int"),
    ("watched_permille", "int"),
    ("set_by", "uuid"),
    ("said_time", "timestamptz"),
    ("said_via", "text"),
    ("confirmed_by", "uuid"),
    ("seen_elsewhere", "boolean"),
    ("note", "text"),
    ("sighting_ids", "uuid[]"),
    ("evidence", "jsonb"),
    ("previous_hash", "bytea"),
    ("hash", "bytea"),
)


def entry_values(link: Link) -> tuple[object, ...]:
    """In the order of ENTRY_COLUMNS; lists as PostgreSQL writes them."""
    entry = link.entry
    return (
        entry.number,
        entry.student_id,
        entry.revision,
        entry.change_time,
        entry.reason,
        entry.actor,
        entry.request_id,
        entry.from_status,
        entry.from_source,
        entry.from_code,
        entry.to_status,
        entry.to_source,
        entry.to_code,
        entry.first_seen_time,
        entry.last_seen_time,
        entry.minutes_present,
        entry.watched_permille,
        entry.set_by,
        entry.said_time,
        entry.said_via,
        entry.confirmed_by,
        entry.seen_elsewhere,
        entry.note,
        "{" + ",".join(map(str, entry.sighting_ids)) + "}",
        entry.evidence,
        link.previous_hash,
        link.hash,
    )


def link_from(row: asyncpg.Record) -> Link:
    """From all columns of mark_history; `evidence` as the JSON it is read as."""
    entry = Entry(
        row["session_id"],
        row["entry_number"],
        row["student_id"],
        row["revision"],
        row["change_time"],
        row["reason"],
        row["actor"],
        row["request_id"],
        row["from_status"],
        row["from_source"],
        row["from_code"],
        row["to_status"],
        row["to_source"],
        row["to_code"],
        row["first_seen_time"],
        row["last_seen_time"],
        row["minutes_present"],
        row["watched_permille"],
        row["set_by"],
        row["said_time"],
        row["said_via"],
        row["confirmed_by"],
        row["seen_elsewhere"],
        row["note"],
        tuple(row["sighting_ids"]),
        canonical_json(row["evidence"]),
    )
    return Link(entry, row["previous_hash"], row["hash"])
