"""How a status follows from evidence, the close of a session and a teacher's word."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.attendance.domain.mark import (
    Cause,
    ChangeReason,
    Mark,
    MarkChange,
    MarkSource,
    MarkStatus,
    Standing,
    give_back,
    say,
    settle,
)
from services.attendance.domain.span import Span

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OPEN = Standing(START, timedelta(minutes=10), closed=False, watched_enough=False)
WATCHED = replace(OPEN, closed=True, watched_enough=True)
BLIND = replace(OPEN, closed=True)
TEACHER = UUID(int=9)
MARK = Mark(UUID(int=1), UUID(int=2), "Ada", "S1")


def seen(first_minute: float, last_minute: float) -> Span:
    return Span(START + timedelta(minutes=first_minute), START + timedelta(minutes=last_minute))


@pytest.mark.parametrize(
    ("evidence", "standing", "status", "source"),
    [
        (None, OPEN, MarkStatus.NOT_SEEN, MarkSource.NONE),
        (seen(0, 1), OPEN, MarkStatus.PRESENT, MarkSource.CAMERA),
        (seen(10, 11), OPEN, MarkStatus.PRESENT, MarkSource.CAMERA),
        (seen(10.01, 11), OPEN, MarkStatus.LATE, MarkSource.CAMERA),
        (seen(30, 31), BLIND, MarkStatus.LATE, MarkSource.CAMERA),
        (None, WATCHED, MarkStatus.ABSENT, MarkSource.POLICY),
        (None, BLIND, MarkStatus.UNCONFIRMED, MarkSource.POLICY),
    ],
)
def test_a_status_follows_from_what_was_seen_and_how_well(
    evidence: Span | None, standing: Standing, status: MarkStatus, source: MarkSource
) -> None:
    settled = settle(MARK, evidence, standing)
    assert (settled.status, settled.source, settled.seen) == (status, source, evidence)


def test_a_teachers_mark_survives_a_later_sighting_and_keeps_its_evidence() -> None:
    said = say(MARK, MarkStatus.ABSENT, TEACHER, "left at once")
    settled = settle(said, seen(0, 1), OPEN)
    assert settled == replace(said, seen=seen(0, 1))


def test_a_code_survives_a_later_sighting() -> None:
    checked_in = replace(MARK, status=MarkStatus.PRESENT, source=MarkSource.CODE)
    assert settle(checked_in, seen(30, 31), WATCHED).status is MarkStatus.PRESENT


def test_a_mark_given_back_is_what_it_would_have_been() -> None:
    said = replace(say(MARK, MarkStatus.EXCUSED, TEACHER, "ill"), seen=seen(20, 21))
    assert give_back(said, "a mistake", WATCHED) == replace(settle(MARK, seen(20, 21), WATCHED), note="a mistake")


def change(after: Mark, actor: UUID | None = None) -> MarkChange:
    before = replace(MARK, status=MarkStatus.PRESENT, source=MarkSource.CAMERA, seen=seen(1, 2))
    return MarkChange(before, after, Cause(ChangeReason.SIGHTING, actor))


def test_being_seen_for_longer_is_no_line_in_the_history_but_being_seen_earlier_is() -> None:
    same = replace(MARK, status=MarkStatus.PRESENT, source=MarkSource.CAMERA)
    assert not change(replace(same, seen=seen(1, 30))).goes_into_history
    assert change(replace(same, seen=seen(0, 2))).goes_into_history
    assert change(replace(same, seen=seen(1, 2)), TEACHER).goes_into_history
