"""An entry of a session's ledger, and the bytes that its link of the chain is made of."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

# The first line of what is hashed. Another way of writing entries takes another, so that old ones stay provable.
FORMAT = "presence-ledger-1"
HASH_BYTES = 32
GENESIS = bytes(HASH_BYTES)  # what the first entry of every session follows


@dataclass(frozen=True)
class Entry:
    """One change of one mark. Nothing in it is a name: it outlives people."""

    session_id: UUID
    number: int  # 1, 2, 3, … within the session
    student_id: UUID
    revision: int
    change_time: datetime
    reason: str
    actor: UUID | None
    request_id: UUID | None
    from_status: str
    from_source: str
    from_code: str
    to_status: str
    to_source: str
    to_code: str
    first_seen_time: datetime | None
    last_seen_time: datetime | None
    minutes_present: int
    watched_permille: int | None  # share of the session in which the room was watched, where it decided
    set_by: UUID | None  # whose word the mark is, when, and how it was given
    said_time: datetime | None
    said_via: str | None
    confirmed_by: UUID | None
    seen_elsewhere: bool
    note: str
    sighting_ids: tuple[UUID, ...]
    evidence: str  # JSON as domain.ledger.evidence writes it

    @property
    def seal(self) -> bytes | None:
        """The mark's seal, where the session was over: then last_seen_time and minutes_present are the last word."""
        if '"seal"' not in self.evidence:  # of most entries: reading JSON is what a proof would spend its time on
            return None
        seal = json.loads(self.evidence).get("seal")
        return bytes.fromhex(seal) if isinstance(seal, str) else None


@dataclass(frozen=True)
class Link:
    """An entry in its chain; both hashes HASH_BYTES long."""

    entry: Entry
    previous_hash: bytes
    hash: bytes


def canonical(entry: Entry, previous_hash: bytes) -> bytes:
    """What is hashed, UTF-8: FORMAT, the previous hash, then every field in the order of Entry, a line each.

    A line is `name=-` for nothing, else `name=LENGTH:VALUE` with the value's length in bytes, so that no value can
    pass for another line. UUIDs and hashes in lower-case hex, times as `2026-03-02T09:00:00.000000Z`, lists joined by
    commas. Migration 0005 writes the same in SQL.
    """
    parts = [FORMAT.encode(), _line("previous_hash", previous_hash.hex())]
    parts += [_line(name, _text(getattr(entry, name))) for name in _FIELDS]
    return b"\n".join(parts) + b"\n"


def digest(entry: Entry, previous_hash: bytes) -> bytes:
    """The entry's link: SHA-256 of `canonical`."""
    return hashlib.sha256(canonical(entry, previous_hash)).digest()


def link(entry: Entry, previous_hash: bytes) -> Link:
    """The entry, chained to the one before."""
    return Link(entry, previous_hash, digest(entry, previous_hash))


_FIELDS = tuple(Entry.__dataclass_fields__)


def _line(name: str, text: str | None) -> bytes:
    if text is None:
        return f"{name}=-".encode()
    value = text.encode()
    return b"%s=%d:%s" % (name.encode(), len(value), value)


def _text(value: object) -> str | None:
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        case tuple():
            return ",".join(map(str, value))
        case _:
            return str(value)
