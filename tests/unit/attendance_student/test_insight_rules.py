"""What may be said of attendance, and how sure it is."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.attendance.domain.insight.share import LEAST_MARKS, LEAST_SESSIONS, Sums, share_of, sums_of, wilson
from services.attendance.domain.insight.struggle import Standing, Struggle, reasons_of
from services.attendance.domain.insight.student_t import quantile
from services.attendance.domain.insight.trend import Direction, Week, trend_of

SESSION = st.integers(1, 60).flatmap(lambda counted: st.tuples(st.integers(0, counted), st.just(counted)))


def added(sessions: list[tuple[int, int]]) -> Sums:
    return sum((sums_of(attended, counted) for attended, counted in sessions), Sums(0, 0, 0))


@pytest.mark.parametrize(
    ("freedom", "expected"), [(4, 2.7764), (5, 2.5706), (10, 2.2281), (30, 2.0423), (1000, 1.9623)]
)
def test_the_quantiles_are_those_of_the_tables(freedom: int, expected: float) -> None:
    assert quantile(freedom) == pytest.approx(expected, rel=5e-3)


def test_wilsons_interval_is_the_published_one() -> None:
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-4)  # Newcombe 1998, table I


@given(st.lists(SESSION, max_size=30))
def test_an_interval_holds_its_rate_and_lies_between_nothing_and_all(sessions: list[tuple[int, int]]) -> None:
    share = share_of(added(sessions))
    if share.counted < LEAST_MARKS or share.sessions < LEAST_SESSIONS:
        assert share.rate is None
    else:
        assert share.low is not None
        assert share.rate is not None
        assert share.high is not None
        assert 0.0 <= share.low <= share.rate <= share.high <= 1.0
        assert share.high > share.low


def test_sessions_that_differ_widen_the_interval_that_their_marks_would_have() -> None:
    alike, unlike = share_of(added([(15, 30)] * 10)), share_of(added([(30, 30), (0, 30)] * 5))
    assert alike.rate == unlike.rate == 0.5
    assert alike.high is not None
    assert unlike.high is not None
    assert unlike.high - 0.5 > 3 * (alike.high - 0.5)


def test_nineteen_of_twenty_intervals_hold_the_truth_when_students_skip_together() -> None:
    chance = random.Random(1)  # noqa: S311 - a simulation
    held = 0
    for _ in range(400):
        sessions = []
        for _ in range(12):
            likely = chance.betavariate(8, 2)  # 0.8 on average, different each session
            sessions.append((sum(chance.random() < likely for _ in range(30)), 30))
        share = share_of(added(sessions))
        assert share.low is not None
        assert share.high is not None
        held += share.low <= 0.8 <= share.high
    assert held / 400 > 0.92


def weeks(*attended: int) -> list[Week]:
    return [Week(date(2026, 3, 2) + timedelta(weeks=week), Sums(2, came, 100)) for week, came in enumerate(attended)]


@pytest.mark.parametrize(
    ("attended", "direction"),
    [
        ((90, 85, 79, 76, 70, 64), Direction.FALLING),
        ((60, 66, 69, 76, 80, 86), Direction.RISING),
        ((80, 78, 82, 79, 81, 80), Direction.STEADY),
        ((90, 50, 95, 40, 92, 45), Direction.STEADY),
        ((90, 85, 79, 76), Direction.UNKNOWN),
    ],
)
def test_a_trend_is_told_only_when_it_is_one(attended: tuple[int, ...], direction: Direction) -> None:
    assert trend_of(weeks(*attended)).direction is direction


def test_a_trend_tells_by_how_much() -> None:
    trend = trend_of(weeks(90, 85, 80, 75, 70, 65))
    assert trend.change_per_week == pytest.approx(-0.05)
    assert trend.low < -0.05 < trend.high < 0.0


@pytest.mark.parametrize(
    ("standing", "struggles"),
    [
        (Standing(10, 9, 5, 5, 0), []),
        (Standing(10, 7, 5, 4, 0), [Struggle.RATE_BELOW]),
        (Standing(3, 0, 1, 0, 2), []),
        (Standing(20, 15, 10, 10, 2), [Struggle.FALLING]),
        (Standing(20, 15, 10, 8, 2), []),
        (Standing(20, 17, 10, 10, 3), [Struggle.FALLING, Struggle.ABSENT_IN_A_ROW]),
        (Standing(8, 4, 4, 4, 4), [Struggle.RATE_BELOW, Struggle.ABSENT_IN_A_ROW]),
        (Standing(0, 0, 0, 0, 0), []),
    ],
)
def test_whoever_struggles_is_named_with_every_reason(standing: Standing, struggles: list[Struggle]) -> None:
    assert [reason.struggle for reason in reasons_of(standing, 75, 3)] == struggles
