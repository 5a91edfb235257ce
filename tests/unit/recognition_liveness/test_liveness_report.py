"""The report on attacks: what it counts, and that it says what it leaves out."""

import pytest

from services.recognition.evaluation.binomial import interval
from services.recognition.evaluation.liveness.report import NOT_COVERED, LivenessReport, liveness_report


@pytest.fixture(scope="module")
def report() -> LivenessReport:
    return liveness_report(seed=9, runs=6)


def test_covered_attacks_are_refused_and_heads_pass(report: LivenessReport) -> None:
    rows = {row.kind: row for row in report.rows}
    assert rows["a head that turns as asked"].wrong == 0
    for kind in ("photo turned as asked", "photo swung about", "photo bent over 5 to 10 cm"):
        assert rows[kind].wrong == 0, rows[kind]


def test_what_passes_is_counted_and_said(report: LivenessReport) -> None:
    folded = next(row for row in report.rows if row.kind == "photo folded by 45° on each side")
    assert folded.rate > 0.5
    assert not folded.covered
    assert report.not_covered == NOT_COVERED
    assert report.sequences == 62


def test_rates_stand_in_their_intervals(report: LivenessReport) -> None:
    for row in report.rows:
        assert row.low <= row.rate <= row.high
        assert sum(count for _, count in row.verdicts) == row.tries


def test_no_error_in_three_hundred_tries_proves_a_rate_below_about_one_in_eighty() -> None:
    low, high = interval(0, 300)
    assert low == 0.0
    assert high == pytest.approx(0.0122, abs=1e-4)
    assert interval(300, 300)[1] == 1.0
