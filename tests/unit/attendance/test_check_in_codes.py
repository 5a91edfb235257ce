"""The rotating code and the pace of wrong ones, without anything around them."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.attendance.domain.check_in.code import STEP_SECONDS, Judged, code_at, judge
from services.attendance.domain.check_in.pace import ADDRESS, STUDENT, Failures, more, wait_of
from services.attendance.domain.check_in.rules import Rules, in_force, is_within, networks_from
from services.attendance.domain.errors import InvalidInput

SECRET = bytes(range(32))
NOON = datetime(2026, 11, 23, 12, 0, 3, tzinfo=UTC)  # three seconds into a step
LONG_AGO = NOON - timedelta(hours=1)
STEP = timedelta(seconds=STEP_SECONDS)

moments = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


def test_a_code_is_six_digits_and_is_shown_until_its_step_ends() -> None:
    shown = code_at(SECRET, NOON)
    assert len(shown.code) == 6
    assert shown.code.isdigit()
    assert shown.expire_time == NOON + timedelta(seconds=7)


@given(moments)
def test_the_code_on_the_screen_is_right_whenever_it_is_read(now: datetime) -> None:
    assert judge(SECRET, code_at(SECRET, now).code, now, now) is Judged.RIGHT


@given(moments, st.integers(0, STEP_SECONDS))
def test_whoever_types_for_up_to_a_step_is_still_right(now: datetime, seconds: int) -> None:
    typed = now + timedelta(seconds=seconds)
    assert judge(SECRET, code_at(SECRET, now).code, typed, now) is Judged.RIGHT


def test_a_code_two_steps_old_is_over_and_is_told_so() -> None:
    assert judge(SECRET, code_at(SECRET, NOON - 2 * STEP).code, NOON, LONG_AGO) is Judged.OVER
    assert judge(SECRET, code_at(SECRET, NOON - 30 * STEP).code, NOON, LONG_AGO) is Judged.OVER


def test_a_code_that_was_never_shown_is_wrong() -> None:
    before = code_at(SECRET, NOON - 2 * STEP).code
    assert judge(SECRET, before, NOON, shown_since=NOON) is Judged.WRONG
    assert judge(SECRET, code_at(SECRET, NOON + 2 * STEP).code, NOON, LONG_AGO) is Judged.WRONG
    assert judge(SECRET, code_at(bytes(32), NOON).code, NOON, LONG_AGO) is Judged.WRONG


def test_a_replica_whose_clock_is_a_step_behind_takes_the_code_of_the_other() -> None:
    assert judge(SECRET, code_at(SECRET, NOON + STEP).code, NOON, LONG_AGO) is Judged.RIGHT


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "12 34 5x", "-00001"])
def test_what_is_no_code_is_wrong_and_breaks_nothing(typed: str) -> None:
    assert judge(SECRET, typed, NOON, LONG_AGO) is Judged.WRONG


def test_spaces_in_a_code_do_not_matter() -> None:
    code = code_at(SECRET, NOON).code
    assert judge(SECRET, f" {code[:3]} {code[3:]} ", NOON, LONG_AGO) is Judged.RIGHT


def test_a_student_may_mistype_five_times_and_then_waits_longer_each_time() -> None:
    failures: Failures | None = None
    waits = []
    for _ in range(9):
        failures = more(failures, 1, NOON, STUDENT)
        waits.append(failures.wait(NOON, STUDENT).total_seconds())
    assert waits == [0, 0, 0, 0, 1, 2, 4, 8, 16]


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_wait_never_becomes_a_lock(own: int, there: int) -> None:
    wait = wait_of(Failures(own, NOON), Failures(there, NOON), NOON)
    assert wait <= max(STUDENT.wait_max, ADDRESS.wait_max)


@given(st.integers(0, 10**9))
def test_whoever_never_mistyped_never_waits_for_what_others_typed_at_their_address(there: int) -> None:
    assert wait_of(None, Failures(there, NOON), NOON) == timedelta()
    forgiven = Failures(1, NOON - STUDENT.one_forgiven_every)
    assert wait_of(forgiven, Failures(there, NOON), NOON) == timedelta()


def test_many_wrong_codes_from_one_address_slow_down_those_who_were_wrong() -> None:
    assert wait_of(Failures(1, NOON), Failures(ADDRESS.free + 5, NOON), NOON) == ADDRESS.wait_max


@given(st.integers(0, 1000), st.integers(0, 10**5))
def test_time_forgives_and_never_adds(failed: int, seconds: int) -> None:
    later = Failures(failed, NOON).after(NOON + timedelta(seconds=seconds), STUDENT)
    assert 0 <= later.failed <= failed


def test_an_address_is_within_a_list_or_the_list_is_empty() -> None:
    campus = networks_from(["10.20.0.0/16", "2001:db8::/32"])
    assert is_within("10.20.3.4", campus)
    assert is_within("2001:db8::7", campus)
    assert not is_within("10.21.0.1", campus)
    assert not is_within("", campus)
    assert not is_within("not an address", campus)
    assert is_within("203.0.113.9", ())
    assert is_within("", ())


def test_what_is_no_network_is_refused_in_words() -> None:
    for wrong in (["10.20.0.1/16"], ["campus"], ["10.0.0.0/33"], ["10.0.0.0/8"] * 101):
        with pytest.raises(InvalidInput):
            networks_from(wrong)


def test_a_rooms_networks_go_before_the_institutions_and_either_can_switch_codes_off() -> None:
    campus, lab = ip_network("10.0.0.0/8"), ip_network("10.1.0.0/16")
    assert in_force(Rules((campus,)), Rules((lab,))) == Rules((lab,))
    assert in_force(Rules((campus,)), Rules()) == Rules((campus,))
    assert in_force(Rules(codes_off=True), Rules((lab,))).codes_off
    assert in_force(Rules(), Rules(codes_off=True)).codes_off
