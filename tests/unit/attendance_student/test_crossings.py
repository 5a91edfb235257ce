"""Each fall across a threshold is told once, and to each reader once."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.attendance.domain.notice.crossing import Situation, WarningState, after, is_crossed, notices_of
from services.attendance.domain.policy.policy import Recipient, WarningLevel, WarningRule

COURSE, STUDENT, TEACHERS = UUID(int=1), UUID(int=2), (UUID(int=3), UUID(int=4))
BELOW = WarningLevel(WarningRule.RATE_BELOW, 75, tuple(Recipient), least_sessions=3)
ROW = WarningLevel(WarningRule.ABSENCES_IN_A_ROW, 3, (Recipient.STUDENT,))


@pytest.mark.parametrize(
    ("rate", "counted", "crossed"),
    [(0.74, 10, True), (0.75, 10, False), (0.1 + 0.65, 10, False), (0.5, 2, False), (0.0, 3, True), (None, 0, False)],
)
def test_a_rate_is_below_when_enough_sessions_say_so(rate: float | None, counted: int, crossed: bool) -> None:
    assert is_crossed(BELOW, Situation(rate, counted, 0)) is crossed


def test_absences_in_a_row_are_crossed_from_the_nth_on() -> None:
    assert [is_crossed(ROW, Situation(1.0, 9, row)) for row in range(5)] == [False, False, False, True, True]


@given(st.lists(st.booleans(), max_size=50))
def test_each_fall_is_counted_once_and_staying_down_is_none(sides: list[bool]) -> None:
    state = WarningState()
    for crossed in sides:
        state = after(state, crossed)
    falls = sum(now and not before for before, now in zip([False, *sides], sides, strict=False))
    assert state.crossings == falls
    assert state.crossed == (bool(sides) and sides[-1])


@given(st.lists(st.booleans(), max_size=20))
def test_looking_again_at_the_same_tells_nothing_anew(sides: list[bool]) -> None:
    once = twice = WarningState()
    for crossed in sides:
        once = after(once, crossed)
        twice = after(after(twice, crossed), crossed)
    assert once == twice


def test_every_reader_is_told_once_and_the_same_fall_has_the_same_ids() -> None:
    now = Situation(0.719, 10, 0)
    told = notices_of(BELOW, COURSE, STUDENT, now, 1, TEACHERS)
    assert [(one.reader, one.reader_id) for one in told] == [
        (Recipient.STUDENT, None),
        (Recipient.TEACHER, TEACHERS[0]),
        (Recipient.TEACHER, TEACHERS[1]),
        (Recipient.GUARDIAN, None),
    ]
    assert {one.figure for one in told} == {71}
    assert [one.notice_id for one in told] == [
        one.notice_id for one in notices_of(BELOW, COURSE, STUDENT, Situation(0.6, 11, 2), 1, TEACHERS)
    ]
    again = {one.notice_id for one in notices_of(BELOW, COURSE, STUDENT, now, 2, TEACHERS)}
    assert not again & {one.notice_id for one in told}
    assert len(again) == len(told)
