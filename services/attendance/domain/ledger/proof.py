"""Proves a session's ledger: that nothing in it was changed, and that the marks are what it says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.attendance.domain.ledger.entry import GENESIS, Entry, Link, digest

# A mark before anything has happened to it.
UNTOUCHED = ("not_seen", "none", "")


@dataclass(frozen=True)
class Head:
    """What the session itself says of its ledger and its marks."""

    session_id: UUID
    entries: int
    hash: bytes
    roster_size: int
    present_count: int
    closed: bool = False


@dataclass(frozen=True)
class LedgerMark:
    """A mark as it stands now: what its last entry must say."""

    session_id: UUID
    student_id: UUID
    status: str
    source: str
    code: str
    first_seen_time: datetime | None
    last_seen_time: datetime | None
    minutes_present: int
    revision: int
    set_by: UUID | None
    said_time: datetime | None
    said_via: str | None
    note: str
    confirmed_by: UUID | None
    seen_elsewhere: bool
    attended: bool
    seal: bytes | None = None
    found_seal: bytes | None = None  # of the sightings that are stored now, where the mark is sealed


@dataclass(frozen=True)
class Break:
    """Where the proof fails first."""

    session_id: UUID
    entry: int | None  # None: the session or a mark, not an entry
    student_id: UUID | None
    what: str  # a sentence without its full stop


def first_break(
    head: Head, links: Sequence[Link], marks: Sequence[LedgerMark], witnessed: Mapping[int, bytes] | None = None
) -> Break | None:
    """The first thing in one session that is not as it was written, or None.

    `links` in the order of their numbers. `witnessed` are hashes by number that were noted at an earlier time.
    """
    return next(_breaks(head, links, marks, witnessed or {}), None)


def _breaks(
    head: Head, links: Sequence[Link], marks: Sequence[LedgerMark], witnessed: Mapping[int, bytes]
) -> Iterator[Break]:
    last: dict[UUID, Entry] = {}
    yield from _broken_links(head, links, last)
    yield from _broken_end(head, links)
    yield from _unlike_the_witness(head, links, witnessed)
    yield from _unlike_the_ledger(head, marks, last)
    yield from _miscounted(head, marks)


def _broken_links(head: Head, links: Sequence[Link], last: dict[UUID, Entry]) -> Iterator[Break]:
    before = GENESIS
    for number, link in enumerate(links, start=1):
        entry = link.entry
        if entry.number > number:
            yield Break(head.session_id, number, None, f"entry {number} is missing")
        if entry.number < number:
            yield _at(entry, f"entry {entry.number} is there beside those that the session has")
        if link.previous_hash != before:
            yield _at(entry, "it does not continue the entry before it")
        if link.hash != digest(entry, link.previous_hash):
            yield _at(entry, "its content is not what was written")
        known = last.get(entry.student_id)
        before_it = (known.to_status, known.to_source, known.to_code) if known else UNTOUCHED
        if (entry.from_status, entry.from_source, entry.from_code) != before_it:
            yield _at(entry, "the mark had been changed without an entry before it was written")
        last[entry.student_id] = entry
        before = link.hash


def _at(entry: Entry, what: str) -> Break:
    return Break(entry.session_id, entry.number, entry.student_id, what)


def _broken_end(head: Head, links: Sequence[Link]) -> Iterator[Break]:
    end = links[-1].hash if links else GENESIS
    if len(links) < head.entries:
        what = f"entries {len(links) + 1} to {head.entries} are missing: the end was cut off"
        yield Break(head.session_id, len(links) + 1, None, what)
    if len(links) > head.entries:
        link = links[head.entries]
        what = f"the session knows of {head.entries} entries only"
        yield Break(head.session_id, link.entry.number, link.entry.student_id, what)
    if end != head.hash:
        yield Break(head.session_id, len(links) or None, None, "the chain does not end as the session says")


def _unlike_the_witness(head: Head, links: Sequence[Link], witnessed: Mapping[int, bytes]) -> Iterator[Break]:
    for number, noted in witnessed.items():
        found = links[number - 1].hash if 0 < number <= len(links) else GENESIS
        if found != noted:
            yield Break(head.session_id, number, None, "it is not what was noted earlier: the chain was written anew")


def _unlike_the_ledger(head: Head, marks: Sequence[LedgerMark], last: dict[UUID, Entry]) -> Iterator[Break]:
    for mark in marks:
        entry = last.pop(mark.student_id, None)
        for field, now, written in _compared(mark, entry):
            if now != written:
                what = f"the mark's {field} is {_shown(now)}, its ledger says {_shown(written)}"
                yield Break(head.session_id, entry.number if entry else None, mark.student_id, what)
        if mark.seal != mark.found_seal:
            what = "the student's sightings in the session are not those that were sealed"
            yield Break(head.session_id, entry.number if entry else None, mark.student_id, what)
        if entry is not None and not _seen_at_least(mark.last_seen_time, entry.last_seen_time):
            what = "the mark was last seen earlier than its ledger says"
            yield Break(head.session_id, entry.number, mark.student_id, what)
        if entry is not None and mark.revision < entry.revision:
            yield Break(head.session_id, entry.number, mark.student_id, "the mark is older than its last entry")
    for entry in last.values():
        yield Break(head.session_id, entry.number, entry.student_id, "its mark is missing")


def _compared(mark: LedgerMark, entry: Entry | None) -> Iterator[tuple[str, object, object]]:
    status, source, code = (entry.to_status, entry.to_source, entry.to_code) if entry else UNTOUCHED
    yield "status", mark.status, status
    yield "source", mark.source, source
    yield "status code", mark.code, code
    yield "first sighting", mark.first_seen_time, entry.first_seen_time if entry else None
    yield "author", mark.set_by, entry.set_by if entry else None
    yield "time of the word", mark.said_time, entry.said_time if entry else None
    yield "way of the word", mark.said_via, entry.said_via if entry else None
    yield "note", mark.note, entry.note if entry else ""
    yield "confirmation", mark.confirmed_by, entry.confirmed_by if entry else None
    yield "sighting elsewhere", mark.seen_elsewhere, entry.seen_elsewhere if entry else False
    sealed = entry.seal if entry else None
    yield "seal", mark.seal and mark.seal.hex(), sealed and sealed.hex()
    if entry and sealed:  # of a mark that still grows, the sightings are the proof
        yield "last sighting", mark.last_seen_time, entry.last_seen_time
        yield "minutes present", mark.minutes_present, entry.minutes_present


def _miscounted(head: Head, marks: Sequence[LedgerMark]) -> Iterator[Break]:
    present = sum(mark.attended for mark in marks)
    for what, told, found in (("marks", head.roster_size, len(marks)), ("present", head.present_count, present)):
        if told != found:
            yield Break(head.session_id, None, None, f"the session counts {told} {what}, there are {found}")


def _seen_at_least(now: datetime | None, written: datetime | None) -> bool:
    return written is None or (now is not None and now >= written)


def _shown(value: object) -> str:
    return '""' if value == "" else "nothing" if value is None else str(value)
