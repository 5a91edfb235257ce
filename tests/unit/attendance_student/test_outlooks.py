"""What may still be missed, and from when on the rate is out of reach."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.attendance.domain.student.outlook import Demand, Outlook, Reach, outlook
from services.attendance.domain.student.rate import Score, rate_of

HAD, MISSED = Score(1.0, 1.0), Score(0.0, 1.0)
NEXT = datetime(2026, 3, 2, 4, 15, tzinfo=UTC)
DONE = st.lists(st.sampled_from([HAD, MISSED, Score(0.5, 1.0)]), max_size=40)
LEFT = st.integers(0, 60)
RATE = st.sampled_from([0.0, 0.5, 0.6, 0.75, 0.8, 0.9, 1.0])
FREE = st.integers(0, 6)


def planned(classes: int) -> list[datetime]:
    return [NEXT + timedelta(days=day) for day in range(classes)]


def demand(rate: float, free: int = 0) -> Demand:
    return Demand(rate, free, HAD, MISSED)


@pytest.mark.parametrize(
    ("had", "missed", "left", "rate", "free", "reach", "can_miss"),
    [
        (8, 0, 2, 0.8, 0, Reach.SAFE, 2),
        (8, 1, 1, 0.8, 0, Reach.SAFE, 1),
        (8, 0, 12, 0.8, 0, Reach.OPEN, 4),
        (8, 4, 8, 0.8, 0, Reach.OPEN, 0),
        (8, 5, 7, 0.8, 0, Reach.OUT_OF_REACH, 0),
        (8, 5, 7, 0.8, 1, Reach.OUT_OF_REACH, 0),
        (8, 5, 7, 0.8, 2, Reach.OPEN, 0),
        (0, 0, 10, 0.75, 0, Reach.OPEN, 2),
        (0, 0, 0, 0.75, 0, Reach.SAFE, 0),
        (0, 3, 0, 0.75, 0, Reach.OUT_OF_REACH, 0),
        (2, 1, 0, 2 / 3, 0, Reach.SAFE, 0),
        (0, 0, 3, 1.0, 0, Reach.OPEN, 0),
    ],
)
def test_how_many_classes_may_still_be_missed(
    had: int, missed: int, left: int, rate: float, free: int, reach: Reach, can_miss: int
) -> None:
    found = outlook([HAD] * had + [MISSED] * missed, planned(left), demand(rate, free))
    assert (found.reach, found.can_miss) == (reach, can_miss)


def test_the_point_of_no_return_is_the_class_after_those_that_may_be_missed() -> None:
    found = outlook([HAD] * 8, list(reversed(planned(12))), demand(0.8))
    assert found == Outlook(Reach.OPEN, 4, 1.0, NEXT + timedelta(days=4))


def test_there_is_no_point_of_no_return_once_it_is_passed_or_when_nothing_can_go_wrong() -> None:
    assert outlook([MISSED] * 5, planned(5), demand(0.8)).point_of_no_return is None
    assert outlook([HAD] * 8, planned(2), demand(0.8)).point_of_no_return is None


@given(DONE, LEFT, RATE, FREE)
def test_missing_what_may_be_missed_keeps_the_rate_and_one_more_does_not(
    done: list[Score], left: int, rate: float, free: int
) -> None:
    found = outlook(done, planned(left), demand(rate, free))

    def after(missed: int) -> float:
        value = rate_of([*done, *[MISSED] * missed, *[HAD] * (left - missed)], free).value
        return 1.0 if value is None else value

    keeps = [missed for missed in range(left + 1) if after(missed) >= rate - 1e-9]
    if found.reach is Reach.OUT_OF_REACH:
        assert not keeps
    else:
        assert keeps == list(range(found.can_miss + 1))
        assert (found.reach is Reach.SAFE) == (found.can_miss == left)


@given(DONE, LEFT, RATE, FREE)
def test_asking_for_less_never_lets_less_be_missed(done: list[Score], left: int, rate: float, free: int) -> None:
    strict, mild = (outlook(done, planned(left), demand(asked, free)) for asked in (rate, rate * 0.9))
    assert mild.can_miss >= strict.can_miss


@given(DONE, LEFT, RATE, FREE)
def test_attending_the_next_class_never_lets_less_be_missed(
    done: list[Score], left: int, rate: float, free: int
) -> None:
    before, after = (
        outlook(done, planned(left + 1), demand(rate, free)),
        outlook([*done, HAD], planned(left), demand(rate, free)),
    )
    if before.reach is Reach.OPEN:
        assert after.can_miss == min(before.can_miss, left)


@given(DONE, LEFT, FREE)
def test_no_demand_can_be_missed_altogether(done: list[Score], left: int, free: int) -> None:
    assert outlook(done, planned(left), demand(0.0, free)).reach is Reach.SAFE
