"""What goes into the history of marks, and how a person's word stands on a mark."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from services.attendance.domain.mark import Cause, ChangeReason, Mark, MarkChange, MarkSource, MarkStatus
from services.attendance.domain.policy.decide import decide
from services.attendance.domain.policy.facts import Facts, Standing, Word
from services.attendance.domain.policy.marks import said, settled, word_of
from services.attendance.domain.policy.policy import DEFAULT_POLICY
from services.attendance.domain.span import Span

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OPEN = Standing(START)
TEACHER = UUID(int=9)
MARK = Mark(UUID(int=1), UUID(int=2), "Ada", "S1")
ABSENT = Word("ABSENT", TEACHER, START, "left at once", "teacher", MarkStatus.ABSENT)


def seen(first_minute: float, last_minute: float) -> Span:
    return Span(START + timedelta(minutes=first_minute), START + timedelta(minutes=last_minute))


def again(mark: Mark, *intervals: Span) -> Mark:
    """The mark decided from what its row and its evidence say."""
    facts = Facts(intervals, word=word_of(mark))
    return settled(mark, facts, decide(facts, OPEN, DEFAULT_POLICY))


def test_a_teachers_mark_survives_a_later_sighting_and_keeps_its_evidence() -> None:
    spoken = again(said(MARK, ABSENT, ABSENT.note))
    later = again(spoken, seen(0, 1))
    assert (later.status, later.status_code, later.source, later.set_by) == (
        MarkStatus.ABSENT,
        "ABSENT",
        MarkSource.TEACHER,
        TEACHER,
    )
    assert (later.seen, later.minutes_present, later.note) == (seen(0, 1), 1, "left at once")


def test_a_word_read_back_from_its_mark_is_the_word_that_was_said() -> None:
    assert word_of(again(said(MARK, ABSENT, ABSENT.note), seen(0, 5))) == ABSENT


def test_a_mark_given_back_is_what_it_would_have_been_but_for_the_note() -> None:
    spoken = again(said(MARK, ABSENT, ABSENT.note), seen(2, 3))
    assert again(said(spoken, None, "a mistake"), seen(2, 3)) == replace(again(MARK, seen(2, 3)), note="a mistake")


def change(after: Mark, actor: UUID | None = None, reason: ChangeReason = ChangeReason.SIGHTING) -> MarkChange:
    before = replace(MARK, status=MarkStatus.PRESENT, source=MarkSource.CAMERA, seen=seen(1, 2))
    return MarkChange(before, after, Cause(reason, actor))


def test_being_seen_for_longer_is_no_line_in_the_history_but_being_seen_earlier_is() -> None:
    same = replace(MARK, status=MarkStatus.PRESENT, source=MarkSource.CAMERA)
    assert not change(replace(same, seen=seen(1, 30))).goes_into_history
    assert change(replace(same, seen=seen(0, 2))).goes_into_history
    assert change(replace(same, seen=seen(1, 2)), TEACHER).goes_into_history


def test_a_policy_that_is_applied_is_a_line_only_where_the_register_reads_differently() -> None:
    same = replace(MARK, status=MarkStatus.PRESENT, source=MarkSource.CAMERA, seen=seen(1, 2), minutes_present=3)
    assert not change(same, TEACHER, ChangeReason.POLICY).goes_into_history
    assert change(replace(same, status=MarkStatus.LATE), TEACHER, ChangeReason.POLICY).goes_into_history
