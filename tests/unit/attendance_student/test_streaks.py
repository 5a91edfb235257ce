"""A streak counts days with class on which the student came."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.attendance.domain.student.streak import Streak, streak
from tests.unit.attendance_student.records import KATHMANDU, at, days, record

FIRST = date(2026, 3, 2)
WORDS = st.lists(st.text("PLAEUC-", min_size=1, max_size=3), min_size=1, max_size=30).map(" ".join)


@pytest.mark.parametrize(
    ("letters", "current", "longest", "why"),
    [
        ("P P P", 3, 3, "three days in a row"),
        ("L P", 2, 2, "who was late came"),
        ("P - - P", 2, 2, "a week-end or holiday lies between"),
        ("P C P", 2, 2, "a cancelled class is no class"),
        ("P E P", 2, 2, "an excused day neither counts nor breaks"),
        ("P U P", 2, 2, "what the cameras did not see breaks nothing"),
        ("P A P P", 2, 2, "a missed day breaks it"),
        ("P P P A P", 1, 3, "the longest is remembered"),
        ("P PA P", 3, 3, "one class attended of two makes the day"),
        ("P EA P", 1, 1, "an excuse for one class is none for the other"),
        ("P P A", 0, 2, "it ended"),
        ("E U -", 0, 0, "nothing was attended"),
    ],
)
def test_a_streak_counts_days_with_class_attended(letters: str, current: int, longest: int, why: str) -> None:
    after = FIRST + timedelta(days=40)
    assert streak(days(letters), after, KATHMANDU) == Streak(current, longest), why


def test_today_breaks_nothing_before_it_is_over() -> None:
    today = FIRST + timedelta(days=2)
    assert streak(days("P P A"), today, KATHMANDU).current == 2
    assert streak(days("P P AP"), today, KATHMANDU).current == 3
    assert streak(days("P P A"), today + timedelta(days=1), KATHMANDU).current == 0


def test_a_class_before_six_in_the_morning_in_kathmandu_is_of_that_day_though_utc_says_the_day_before() -> None:
    early, late = datetime(2026, 3, 2, 0, 15, tzinfo=UTC), datetime(2026, 3, 1, 23, 0, tzinfo=UTC)  # 6:00 and 4:45
    assert streak([record("P", early), record("P", late)], FIRST, KATHMANDU).current == 1
    assert streak([record("P", early), record("P", late)], FIRST, ZoneInfo("UTC")).current == 2


@pytest.mark.parametrize(
    ("zone", "change"),
    [
        ("Europe/Berlin", date(2026, 3, 29)),
        ("Europe/Berlin", date(2026, 10, 25)),
        ("America/Santiago", date(2026, 9, 6)),
    ],
)
def test_days_of_23_and_25_hours_are_days(zone: str, change: date) -> None:
    there = ZoneInfo(zone)
    around = [change + timedelta(days=offset) for offset in (-1, 0, 1)]
    held = [record("P", at(day, hour, there), day.day * 100 + hour) for day in around for hour in (1, 23)]
    assert streak(held, around[-1] + timedelta(days=1), there) == Streak(3, 3)


@given(WORDS)
def test_order_and_repetition_change_nothing(letters: str) -> None:
    held, after = days(letters), FIRST + timedelta(days=40)
    assert streak([*reversed(held), *held], after, KATHMANDU) == streak(held, after, KATHMANDU)


@given(WORDS)
def test_the_current_streak_is_never_longer_than_the_longest_nor_than_the_days_attended(letters: str) -> None:
    found = streak(days(letters), FIRST + timedelta(days=40), KATHMANDU)
    attended = sum(any(letter in "PL" for letter in group) for group in letters.split())
    assert found.current <= found.longest <= attended


@given(WORDS, st.sampled_from("EUC-"), st.integers(0, 30))
def test_a_day_that_was_excused_unconfirmed_cancelled_or_free_may_be_put_anywhere(
    letters: str, neutral: str, place: int
) -> None:
    groups, after = letters.split(), FIRST + timedelta(days=80)
    with_it = " ".join([*groups[:place], neutral, *groups[place:]])
    assert streak(days(with_it), after, KATHMANDU) == streak(days(letters), after, KATHMANDU)


@given(WORDS)
def test_coming_once_more_makes_it_one_longer(letters: str) -> None:
    after = FIRST + timedelta(days=80)
    before = streak(days(letters), after, KATHMANDU).current
    assert streak(days(f"{letters} P"), after, KATHMANDU).current == before + 1
