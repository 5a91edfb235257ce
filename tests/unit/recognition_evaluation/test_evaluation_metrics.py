"""Error rates and their intervals, on scores whose answer is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.recognition.evaluation.binomial import interval, upper_bound
from services.recognition.evaluation.bootstrap import det_interval, share_interval
from services.recognition.evaluation.figures import at_fpir
from services.recognition.evaluation.folds import FOLDS, cross_validated, folds
from services.recognition.evaluation.metrics import (
    fnir_at,
    fnir_at_fpir,
    fpir_at,
    rank_1,
    threshold_at,
)
from services.recognition.evaluation.scores import Scores

_INFINITE = float("inf")


def scores(
    mated: list[float],
    strangers: list[float],
    mated_people: list[int] | None = None,
    stranger_people: list[int] | None = None,
) -> Scores:
    """One photo a person unless it is said otherwise."""
    nobody, nothing = np.zeros(len(mated), bool), np.zeros(len(strangers), bool)
    return Scores(
        np.array(mated, float), np.array(mated_people or range(len(mated)), np.int64), nobody, nobody,
        np.array(strangers, float), np.array(stranger_people or range(len(strangers)), np.int64), nothing,
    )  # fmt: skip


def test_rates_are_counted_as_the_standard_says() -> None:
    known = scores([0.2, 0.4, 0.9, _INFINITE], [0.5, 0.7, 1.0, 1.1, _INFINITE])
    assert threshold_at(known.stranger, 0.2) == 0.7  # one of five may pass, and only those below it do
    assert fpir_at(known, 0.7) == 0.2
    assert fnir_at(known, 0.7) == 0.5
    assert fnir_at_fpir(known, 0.4) == 0.25
    assert rank_1(known) == 0.75


def test_with_too_few_strangers_none_passes() -> None:
    known = scores([0.1, 0.6], [0.5, 0.8])
    assert threshold_at(known.stranger, 1e-3) == 0.5
    assert fnir_at_fpir(known, 1e-3) == 0.5


def test_who_had_no_usable_face_is_missed_even_when_everybody_may_pass() -> None:
    assert fnir_at_fpir(scores([0.1, _INFINITE], [0.2]), 1.0) == 0.5


def test_what_is_not_there_is_not_measured() -> None:
    assert np.isnan(fnir_at_fpir(scores([0.1], []), 1e-2))
    assert np.isnan(rank_1(scores([], [0.1])))


def test_without_strangers_nobody_says_that_everybody_is_missed() -> None:
    known = scores([0.1, 0.6], [])
    for row in at_fpir(known, known):
        assert (row.threshold, row.fnir.value, row.fnir_everyone, row.fnir_cross_validated) == (None,) * 4
        assert (row.observable, row.fpir_bound) == (False, 1.0)


@given(
    st.lists(st.floats(0, 2), min_size=1, max_size=60),
    st.lists(st.floats(0, 2), min_size=1, max_size=60),
    st.floats(0, 1),
)
def test_the_threshold_keeps_its_promise_and_a_looser_rate_misses_nobody_more(
    mated: list[float], strangers: list[float], rate: float
) -> None:
    known = scores(mated, strangers)
    assert fpir_at(known, threshold_at(known.stranger, rate)) <= rate + 1e-9
    assert fnir_at_fpir(known, 1.0) <= fnir_at_fpir(known, rate) <= fnir_at_fpir(known, 0.0)


def test_no_event_among_3000_proves_less_than_one_in_a_thousand() -> None:
    assert upper_bound(0, 3000) == pytest.approx(3 / 3000, rel=0.01)
    assert upper_bound(3, 3000) == pytest.approx(7.75 / 3000, rel=0.01)
    assert upper_bound(5, 5) == upper_bound(0, 0) == 1.0


def test_of_no_event_in_three_thousand_the_interval_ends_below_one_in_eight_hundred() -> None:
    low, high = interval(0, 3000)
    assert low == 0.0
    assert high == pytest.approx(0.00123, abs=1e-5)
    low, high = interval(3, 3000)
    assert low < 1e-3 < high
    assert interval(7, 7)[1] == 1.0


def test_the_interval_of_a_share_is_the_binomial_one_when_everybody_has_one_photo() -> None:
    hits = np.arange(400) < 40
    interval = share_interval(hits, np.arange(400))
    spread = 1.96 * np.sqrt(0.1 * 0.9 / 400)
    assert (interval.low, interval.high) == pytest.approx((0.1 - spread, 0.1 + spread), abs=0.006)


def test_photos_that_succeed_and_fail_together_widen_the_interval() -> None:
    hits, people = np.repeat(np.arange(40) < 20, 10), np.repeat(np.arange(40), 10)
    by_person, by_photo = share_interval(hits, people), share_interval(hits, np.arange(400))
    assert by_person.high - by_person.low > 2.5 * (by_photo.high - by_photo.low)


def test_the_interval_of_fnir_holds_its_value_and_what_other_strangers_would_change() -> None:
    random = np.random.default_rng(3)
    known = scores(list(random.normal(0.7, 0.15, 500)), list(random.normal(1.25, 0.1, 1000)))
    value = fnir_at_fpir(known, 0.01)
    (interval,) = det_interval(known, np.array([0.01]), draws=400)
    assert interval.low < value < interval.high
    (alone,) = det_interval(known.stranger_where(np.arange(1000) % 10 == 0), np.array([0.01]), draws=400)
    assert alone.high - alone.low > interval.high - interval.low


def test_people_are_never_on_both_sides_of_a_fold() -> None:
    people = [0, 0, 1, 2, 3, 3, 4, 5, 6]
    known = scores([0.1 * i for i in range(9)], [1.0] * 9, people, people)
    judged = np.zeros(7)
    for fold in folds(known, repeats=2):
        assert not set(fold.chosen_on.mated_people) & set(fold.judged_on.mated_people)
        assert not set(fold.chosen_on.stranger_people) & set(fold.judged_on.stranger_people)
        for person in set(fold.judged_on.mated_people):
            judged[person] += 1
    assert judged.tolist() == [2] * 7
    assert FOLDS == 5


def test_cross_validation_finds_the_rate_it_aimed_at_on_strangers_it_had_not_seen() -> None:
    random = np.random.default_rng(5)
    known = scores(list(random.normal(0.7, 0.2, 300)), list(random.normal(1.25, 0.1, 2000)))
    found = cross_validated(known, 0.05)
    assert found.fpir == pytest.approx(0.05, abs=0.004)
    assert found.fnir == pytest.approx(fnir_at_fpir(known, 0.05), abs=0.004)


def test_a_threshold_fitted_to_one_stranger_is_told_apart_by_the_folds() -> None:
    strangers = [0.3] + [1.2] * 49
    known = scores([0.5] * 50, strangers)
    assert fnir_at_fpir(known, 0.01) == 1.0
    folded = cross_validated(known, 0.01)
    assert folded.fnir == pytest.approx(0.8)  # four times in five the odd one is among those that choose
    assert folded.fpir == pytest.approx(0.02)
