"""The ledger's chain and what proves it, without a database."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from services.attendance.domain.ledger.entry import GENESIS, Entry, Link, canonical, digest, link
from services.attendance.domain.ledger.evidence import evidence_text, score_band
from services.attendance.domain.ledger.proof import Break, Head, LedgerMark, first_break

SESSION, ADA, BEN = UUID(int=1), UUID(int=2), UUID(int=3)
NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def entry(number: int, student: UUID, before: str, after: str, **other: object) -> Entry:
    whole = Entry(
        session_id=SESSION, number=number, student_id=student, revision=number + 1, change_time=NINE, reason="sighting",
        actor=None, request_id=None, from_status=before, from_source="none" if before == "not_seen" else "camera",
        from_code="", to_status=after, to_source="camera", to_code="", first_seen_time=NINE, last_seen_time=NINE,
        minutes_present=0, watched_permille=None, set_by=None, said_time=None, said_via=None, confirmed_by=None,
        seen_elsewhere=False, note="", sighting_ids=(UUID(int=7), UUID(int=8)), evidence="{}",
    )  # fmt: skip
    return replace(whole, **other)  # type: ignore[arg-type]  # tests name fields


def chained(*entries: Entry) -> list[Link]:
    links: list[Link] = []
    for one in entries:
        links.append(link(one, links[-1].hash if links else GENESIS))
    return links


def mark_of(one: Entry) -> LedgerMark:
    return LedgerMark(
        SESSION, one.student_id, one.to_status, one.to_source, one.to_code, one.first_seen_time, one.last_seen_time,
        one.minutes_present, one.revision, one.set_by, one.said_time, one.said_via, one.note, one.confirmed_by,
        one.seen_elsewhere, one.to_status in ("present", "late"), one.seal, one.seal,
    )  # fmt: skip


LINKS = chained(
    entry(1, ADA, "not_seen", "late"), entry(2, BEN, "not_seen", "present"), entry(3, ADA, "late", "present")
)
MARKS = [mark_of(LINKS[2].entry), mark_of(LINKS[1].entry)]
HEAD = Head(SESSION, 3, LINKS[-1].hash, roster_size=2, present_count=2)


def test_what_is_hashed_is_what_the_page_says() -> None:
    text = canonical(LINKS[0].entry, GENESIS)
    assert text.startswith(b"presence-ledger-1\nprevious_hash=64:" + b"0" * 64 + b"\nsession_id=36:00000000-")
    assert b"\nchange_time=27:2026-03-02T09:00:00.000000Z\n" in text
    assert b"\nactor=-\n" in text
    assert b"\nnote=0:\n" in text
    assert b"\nseen_elsewhere=5:false\n" in text
    assert text.endswith(b"\nevidence=2:{}\n")
    assert hashlib.sha256(text).digest() == LINKS[0].hash


def test_no_value_can_pass_for_another_line() -> None:
    one = entry(1, ADA, "not_seen", "late", note="x\nsighting_ids=0:")
    other = entry(1, ADA, "not_seen", "late", note="x", sighting_ids=())
    assert digest(one, GENESIS) != digest(other, GENESIS)


def test_the_same_moment_in_another_time_zone_is_the_same_link() -> None:
    kathmandu = NINE.astimezone(timezone(timedelta(hours=5, minutes=45)))
    assert link(replace(LINKS[0].entry, change_time=kathmandu), GENESIS).hash == LINKS[0].hash


@pytest.mark.parametrize("name", [name for name in Entry.__dataclass_fields__ if name != "number"])
def test_every_field_of_an_entry_is_in_its_link(name: str) -> None:
    one = LINKS[0].entry
    other = {
        UUID: UUID(int=99), str: "other", int: 99, bool: True, datetime: NINE + timedelta(microseconds=1), tuple: (),
        type(None): "x",
    }[type(getattr(one, name))]  # fmt: skip
    assert digest(replace(one, **{name: other}), GENESIS) != LINKS[0].hash


def test_what_was_written_is_proved() -> None:
    assert first_break(HEAD, LINKS, MARKS) is None
    assert first_break(HEAD, LINKS, MARKS, {2: LINKS[1].hash}) is None
    assert first_break(Head(SESSION, 0, GENESIS, 0, 0), [], []) is None


def with_mark(**other: object) -> list[LedgerMark]:
    return [replace(MARKS[0], **other), MARKS[1]]  # type: ignore[arg-type]  # tests name fields


def rewritten() -> tuple[Head, list[Link], list[LedgerMark]]:
    """By somebody who knows how: the chain is whole again."""
    links = chained(
        entry(1, ADA, "not_seen", "late", note="forged"),
        LINKS[1].entry,
        replace(LINKS[2].entry, note=LINKS[2].entry.note),
    )
    return replace(HEAD, hash=links[-1].hash), links, MARKS


TAMPERED: dict[str, tuple[Callable[[], Break | None], int | None, str]] = {
    "a deleted entry": (lambda: first_break(HEAD, [LINKS[0], LINKS[2]], MARKS), 2, "entry 2 is missing"),
    "a cut tail": (lambda: first_break(HEAD, LINKS[:2], MARKS), 3, "the end was cut off"),
    "nothing left": (lambda: first_break(HEAD, [], MARKS), 1, "entries 1 to 3 are missing"),
    "an added entry": (
        lambda: first_break(HEAD, chained(*(one.entry for one in LINKS), entry(4, BEN, "present", "late")), MARKS),
        4,
        "the session knows of 3 entries only",
    ),
    "an entry numbered like no other": (
        lambda: first_break(HEAD, [link(entry(0, BEN, "not_seen", "late"), GENESIS), *LINKS], MARKS),
        0,
        "entry 0 is there beside those that the session has",
    ),
    "swapped entries": (
        lambda: first_break(
            HEAD,
            [
                replace(LINKS[1], entry=replace(LINKS[1].entry, number=1)),
                replace(LINKS[0], entry=replace(LINKS[0].entry, number=2)),
                LINKS[2],
            ],
            MARKS,
        ),
        1,
        "it does not continue the entry before it",
    ),
    "a changed mark": (
        lambda: first_break(HEAD, LINKS, with_mark(status="absent")),
        3,
        "the mark's status is absent, its ledger says present",
    ),
    "a mark that was never touched and says something": (
        lambda: first_break(
            replace(HEAD, roster_size=3), LINKS, [*MARKS, replace(MARKS[0], student_id=UUID(int=4), source="teacher")]
        ),
        None,
        "its ledger says not_seen",
    ),
    "a deleted mark": (lambda: first_break(HEAD, LINKS, MARKS[:1]), 2, "its mark is missing"),
    "a deleted mark without entries": (
        lambda: first_break(replace(HEAD, roster_size=3), LINKS, MARKS),
        None,
        "the session counts 3 marks, there are 2",
    ),
    "a mark that was changed and changed back by rule": (
        lambda: first_break(
            HEAD, chained(LINKS[0].entry, LINKS[1].entry, replace(LINKS[2].entry, from_status="absent")), MARKS
        ),
        3,
        "had been changed without an entry",
    ),
    "another head": (
        lambda: first_break(replace(HEAD, hash=bytes(32)), LINKS, MARKS),
        3,
        "the chain does not end as the session says",
    ),
    "a chain written anew, against what was noted": (
        lambda: first_break(*rewritten(), {2: LINKS[1].hash}),
        2,
        "the chain was written anew",
    ),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_tampering_is_found_and_named(what: str) -> None:
    prove, number, sentence = TAMPERED[what]
    found = prove()
    assert found is not None
    assert (found.session_id, found.entry) == (SESSION, number)
    assert sentence in found.what


@pytest.mark.parametrize(
    ("distance", "band"), [(0.0, "0.0-0.1"), (0.3, "0.3-0.4"), (0.30000001192, "0.3-0.4"), (0.2999999, "0.3-0.4"),
    (0.349, "0.3-0.4"), (1.21, "1.2-1.3")],
)  # fmt: skip
def test_a_distance_is_kept_as_its_tenth(distance: float, band: str) -> None:
    assert score_band(distance) == band


def test_evidence_is_written_one_way_and_holds_no_floats() -> None:
    assert evidence_text({"b": [1, "é"], "a": None}) == '{"a":null,"b":[1,"é"]}'
    with pytest.raises(TypeError, match="no floats"):
        evidence_text({"a": [{"b": 0.5}]})  # type: ignore[dict-item]  # the types forbid it too
