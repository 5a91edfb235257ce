"""A rate is points over what could be had, the lowest n forgiven."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.attendance.domain.student.rate import Rate, Score, absences_in_a_row, rate_of, scores_of
from tests.unit.attendance_student.records import days

POINTS = st.sampled_from([0.0, 0.25, 0.5, 1.0])
SCORES = st.lists(POINTS.map(lambda points: Score(points, 1.0)), max_size=40)
FREE = st.integers(0, 10)


@pytest.mark.parametrize(
    ("letters", "free", "rate"),
    [
        ("P P A A", 0, Rate(4, 0, 2.0, 4.0)),
        ("P P A A", 1, Rate(4, 1, 2.0, 3.0)),
        ("P P A A", 5, Rate(4, 2, 2.0, 2.0)),
        ("P L A", 1, Rate(3, 1, 1.5, 2.0)),
        ("P E U C O", 0, Rate(1, 0, 1.0, 1.0)),
        ("A", 1, Rate(1, 1, 0.0, 0.0)),
        ("", 0, Rate(0, 0, 0.0, 0.0)),
    ],
)
def test_what_counts_is_counted_and_the_lowest_forgiven(letters: str, free: int, rate: Rate) -> None:
    assert rate_of(scores_of(days(letters)), free) == rate


def test_nothing_counted_is_no_rate_rather_than_none_attended() -> None:
    assert rate_of([], 3).value is None
    assert rate_of([Score(0.0, 1.0)], 1).value is None


def test_a_half_session_is_forgiven_only_after_the_missed_ones() -> None:
    for order in permutations([Score(0.5, 1.0), Score(0.0, 1.0), Score(1.0, 1.0)]):
        assert rate_of(order, 1).value == 0.75


@pytest.mark.parametrize(
    ("letters", "row"),
    [("P A A", 2), ("P A E A", 2), ("P A U C A", 2), ("A A P", 0), ("A L A", 1), ("", 0), ("A A A O", 3)],
)
def test_absences_in_a_row_pass_over_what_is_excused(letters: str, row: int) -> None:
    held = days(letters)
    assert absences_in_a_row(held) == absences_in_a_row(list(reversed(held))) == row


@given(SCORES, FREE)
def test_a_rate_lies_between_nothing_and_all(scores: list[Score], free: int) -> None:
    value = rate_of(scores, free).value
    assert value is None or 0.0 <= value <= 1.0


@given(SCORES, FREE)
def test_forgiving_one_more_never_lowers_a_rate(scores: list[Score], free: int) -> None:
    less, more = rate_of(scores, free).value, rate_of(scores, free + 1).value
    assert less is None or more is None or more >= less - 1e-12


@given(SCORES, FREE)
def test_attending_once_more_never_lowers_a_rate(scores: list[Score], free: int) -> None:
    before, after = rate_of(scores, free).value, rate_of([*scores, Score(1.0, 1.0)], free).value
    assert before is None or (after is not None and after >= before - 1e-12)


@given(SCORES, FREE, st.randoms())
def test_the_order_of_sessions_does_not_matter(scores: list[Score], free: int, random: object) -> None:
    shuffled = list(scores)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis' own random.Random
    assert rate_of(shuffled, free) == rate_of(scores, free)
