"""Which classes follow from a timetable, and when: time zones, holidays, week-ends, exceptions and clashes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.attendance.domain.errors import InvalidInput
from services.attendance.domain.institution import Institution
from services.attendance.domain.timetable.conflict import Taken, clashes
from services.attendance.domain.timetable.days import Days, Holiday
from services.attendance.domain.timetable.occurrence import Occurrence, PlannedCourse, Timetable, occurrence_id
from services.attendance.domain.timetable.slot import Change, Extra, Slot

BERLIN = Institution(time_zone="Europe/Berlin")
KATHMANDU = Institution(time_zone="Asia/Kathmandu", weekend_days=frozenset({6}))
MONDAY, SUNDAY = 1, 7
YEAR = Days(date(2025, 9, 1), date(2026, 8, 31))


def slot(
    *weekdays: int, start: time = time(10), end: time = time(11), days: Days = YEAR, interval_weeks: int = 1
) -> Slot:
    return Slot(uuid4(), uuid4(), None, uuid4(), uuid4(), frozenset(weekdays), start, end, days, interval_weeks)


def days_of(timetable: Timetable, days: Days = YEAR) -> list[date]:
    return [one.day for one in timetable.occurrences(days) if not one.cancelled]


def holiday(first: date, last: date | None = None, group_id: UUID | None = None) -> Holiday:
    return Holiday(uuid4(), "Dashain", Days(first, last or first), group_id)


def starts(timetable: Timetable, first: date, last: date) -> list[datetime]:
    return [one.start for one in timetable.occurrences(Days(first, last))]


def test_a_class_keeps_its_time_of_day_when_the_clocks_change() -> None:
    timetable = Timetable(BERLIN, (slot(MONDAY),))
    assert starts(timetable, date(2026, 3, 23), date(2026, 3, 30)) == [
        datetime(2026, 3, 23, 9, tzinfo=UTC),
        datetime(2026, 3, 30, 8, tzinfo=UTC),
    ]
    assert starts(timetable, date(2025, 10, 20), date(2025, 10, 27)) == [
        datetime(2025, 10, 20, 8, tzinfo=UTC),
        datetime(2025, 10, 27, 9, tzinfo=UTC),
    ]


def test_a_class_in_the_hour_that_is_skipped_is_held_an_hour_later_and_one_in_the_hour_that_comes_twice_once() -> None:
    zone = replace(BERLIN, weekend_days=frozenset())
    timetable = Timetable(zone, (slot(SUNDAY, start=time(2, 15), end=time(2, 45)),))
    (skipped,) = timetable.occurrences(Days(date(2026, 3, 29), date(2026, 3, 29)))
    assert (skipped.start, skipped.end) == (
        datetime(2026, 3, 29, 1, 15, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 45, tzinfo=UTC),
    )
    (twice,) = timetable.occurrences(Days(date(2025, 10, 26), date(2025, 10, 26)))
    assert (twice.start, twice.end) == (
        datetime(2025, 10, 26, 0, 15, tzinfo=UTC),
        datetime(2025, 10, 26, 0, 45, tzinfo=UTC),
    )


def test_a_class_that_begins_in_the_skipped_hour_and_ends_after_it_lasts_as_long_as_written() -> None:
    zone = replace(BERLIN, weekend_days=frozenset())
    timetable = Timetable(zone, (slot(SUNDAY, start=time(2, 50), end=time(3, 10)),))
    (found,) = timetable.occurrences(Days(date(2026, 3, 29), date(2026, 3, 29)))
    assert found.end - found.start == timedelta(minutes=20)


def test_kathmandu_is_five_hours_and_three_quarters_ahead_and_sunday_is_a_day_of_classes() -> None:
    timetable = Timetable(KATHMANDU, (slot(SUNDAY, start=time(6, 15), end=time(7)),))
    assert starts(timetable, date(2026, 1, 4), date(2026, 1, 4)) == [datetime(2026, 1, 4, 0, 30, tzinfo=UTC)]


def test_a_slot_on_the_week_end_is_refused_in_words() -> None:
    with pytest.raises(InvalidInput, match="Saturday is a day of the week-end"):
        slot(6).checked(KATHMANDU)
    slot(7).checked(KATHMANDU)


def test_no_class_is_held_on_a_day_that_became_part_of_the_week_end() -> None:
    friday_too = replace(KATHMANDU, weekend_days=frozenset({5, 6}))
    week = Days(date(2026, 1, 4), date(2026, 1, 10))
    assert [day.isoweekday() for day in days_of(Timetable(friday_too, (slot(4, 5),)), week)] == [4]


def test_no_class_is_held_on_a_holiday_of_all_or_of_its_group() -> None:
    mine, other = uuid4(), uuid4()
    weekly = replace(slot(MONDAY), group_id=mine)
    holidays = (
        holiday(date(2026, 1, 5), date(2026, 1, 12)),
        holiday(date(2026, 1, 19), group_id=mine),
        holiday(date(2026, 1, 26), group_id=other),
    )
    timetable = Timetable(BERLIN, (weekly,), holidays=holidays)
    january = Days(date(2026, 1, 1), date(2026, 1, 31))
    assert days_of(timetable, january) == [date(2026, 1, 26)]


def test_a_course_outside_its_days_is_not_held_and_every_other_week_is_counted_from_the_first() -> None:
    fortnightly = slot(MONDAY, days=Days(date(2026, 1, 7), date(2026, 6, 30)), interval_weeks=2)
    course = PlannedCourse("M1", "Maths", Days(date(2026, 2, 1), date(2026, 3, 2)))
    timetable = Timetable(BERLIN, (fortnightly,), courses={fortnightly.course_id: course})
    # the week of the first day, a Wednesday, counts as the first though its Monday has passed
    assert days_of(Timetable(BERLIN, (fortnightly,)))[:2] == [date(2026, 1, 19), date(2026, 2, 2)]
    assert days_of(timetable) == [date(2026, 2, 2), date(2026, 2, 16), date(2026, 3, 2)]


def test_weeks_run_on_over_the_ends_of_months_and_of_leap_february() -> None:
    timetable = Timetable(BERLIN, (slot(2, 4, days=Days(date(2028, 2, 1), date(2028, 3, 31))),))
    found = days_of(timetable, Days(date(2028, 2, 24), date(2028, 3, 7)))
    assert found == [date(2028, 2, 24), date(2028, 2, 29), date(2028, 3, 2), date(2028, 3, 7)]


def test_a_cancelled_class_is_still_told_of_as_cancelled() -> None:
    weekly = slot(MONDAY)
    change = Change(weekly.slot_id, date(2026, 1, 5), cancelled=True, note="strike", sequence=1)
    (found,) = Timetable(BERLIN, (weekly,), (change,)).occurrences(Days(date(2026, 1, 5), date(2026, 1, 5)))
    assert (found.cancelled, found.note, found.sequence) == (True, "strike", 1)


def test_a_moved_class_keeps_its_id_and_appears_on_its_new_day_only() -> None:
    weekly, hall, stand_in = slot(MONDAY), uuid4(), uuid4()
    change = Change(
        weekly.slot_id, date(2026, 1, 5), False, date(2026, 1, 8), time(14), time(15, 30), hall, stand_in, sequence=2
    )
    timetable = Timetable(BERLIN, (weekly,), (change,))
    assert timetable.occurrences(Days(date(2026, 1, 5), date(2026, 1, 5))) == []
    (found,) = timetable.occurrences(Days(date(2026, 1, 8), date(2026, 1, 8)))
    assert found.occurrence_id == occurrence_id(weekly.slot_id, date(2026, 1, 5))
    assert (found.start, found.end) == (datetime(2026, 1, 8, 13, tzinfo=UTC), datetime(2026, 1, 8, 14, 30, tzinfo=UTC))
    assert (found.room_id, found.teacher_id) == (hall, stand_in)
    assert (found.moved, found.substituted) == (True, True)


def test_a_class_that_falls_on_a_holiday_is_held_where_somebody_moved_it() -> None:
    weekly = slot(MONDAY)
    moved = Change(weekly.slot_id, date(2026, 1, 5), new_date=date(2026, 1, 10))  # a Saturday
    timetable = Timetable(BERLIN, (weekly,), (moved,), holidays=(holiday(date(2026, 1, 5)),))
    assert days_of(timetable, Days(date(2026, 1, 4), date(2026, 1, 11))) == [date(2026, 1, 10)]


def test_an_extra_session_is_held_on_holidays_and_week_ends_too() -> None:
    saturday = date(2026, 1, 10)
    extra = Extra(uuid4(), uuid4(), None, uuid4(), None, saturday, time(9), time(10))
    timetable = Timetable(BERLIN, extras=(extra,), holidays=(holiday(saturday),))
    assert days_of(timetable) == [saturday]


def test_a_class_is_looked_up_by_its_day_by_the_rule() -> None:
    weekly = slot(MONDAY)
    timetable = Timetable(BERLIN, (weekly,))
    assert timetable.occurrence(weekly, date(2026, 1, 6)) is None
    found = timetable.occurrence(weekly, date(2026, 1, 5))
    assert found is not None
    assert found.day == date(2026, 1, 5)


def clash_kinds(wanted: Slot, other: Slot) -> set[Taken]:
    first = Timetable(BERLIN, (wanted,)).occurrences(YEAR)
    second = Timetable(BERLIN, (other,)).occurrences(YEAR)
    return {clash.taken for clash in clashes(first, second)}


def test_a_room_a_teacher_and_a_group_are_in_one_place_at_a_time() -> None:
    one = replace(slot(MONDAY), group_id=uuid4())
    later = slot(MONDAY, start=time(10, 30), end=time(12))
    assert clash_kinds(replace(later, room_id=one.room_id), one) == {Taken.ROOM}
    assert clash_kinds(replace(later, teacher_id=one.teacher_id), one) == {Taken.TEACHER}
    assert clash_kinds(replace(later, group_id=one.group_id), one) == {Taken.GROUP}
    assert clash_kinds(later, one) == set()


def test_a_class_that_begins_when_the_other_ends_is_no_clash_nor_is_one_in_the_other_week() -> None:
    one = slot(MONDAY, interval_weeks=2)
    next_hour = replace(slot(MONDAY, start=time(11), end=time(12)), room_id=one.room_id)
    assert clash_kinds(next_hour, one) == set()
    other_week = replace(
        slot(MONDAY, interval_weeks=2, days=Days(YEAR.first + timedelta(7), YEAR.last)), room_id=one.room_id
    )
    assert clash_kinds(other_week, one) == set()


def test_a_short_class_inside_a_long_one_is_found_past_others() -> None:
    room = uuid4()
    long = replace(slot(MONDAY, start=time(8), end=time(18)), room_id=room)
    between = replace(slot(MONDAY, start=time(9), end=time(9, 30)), room_id=room)
    late = replace(slot(MONDAY, start=time(17), end=time(17, 30)), room_id=room)
    others = Timetable(BERLIN, (long, between)).occurrences(YEAR)
    found = {clash.other.slot_id for clash in clashes(Timetable(BERLIN, (late,)).occurrences(YEAR), others)}
    assert found == {long.slot_id}


# --- properties

some_days = st.dates(date(2025, 1, 1), date(2026, 12, 31))
zones = st.sampled_from(("Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia", "UTC"))
weekday_sets = st.frozensets(st.integers(1, 7), min_size=1)
clock = st.times(min_value=time(0), max_value=time(22)).map(lambda at: at.replace(second=0, microsecond=0))


@st.composite
def timetables(draw: st.DrawFn) -> Timetable:
    """One slot with some holidays and changes."""
    first = draw(some_days)
    start = draw(clock)
    one = Slot(
        UUID(int=1), UUID(int=2), None, UUID(int=3), UUID(int=4), draw(weekday_sets), start,
        start.replace(hour=start.hour + 1), Days(first, first + timedelta(draw(st.integers(0, 200)))),
        draw(st.integers(1, 4)),
    )  # fmt: skip
    holidays = tuple(holiday(day) for day in draw(st.lists(some_days, max_size=5)))
    dates = draw(st.lists(some_days, max_size=5, unique=True))
    changes = tuple(
        Change(one.slot_id, day, draw(st.booleans()), draw(st.none() | some_days), sequence=1) for day in dates
    )
    weekend = draw(st.frozensets(st.integers(1, 7), max_size=3))
    return Timetable(Institution(time_zone=draw(zones), weekend_days=weekend), (one,), changes, (), holidays)


@given(timetables(), st.lists(some_days, min_size=1, max_size=4, unique=True))
def test_looking_at_the_year_in_parts_finds_what_looking_at_it_whole_finds(
    timetable: Timetable, cuts: Sequence[date]
) -> None:
    whole = Days(date(2025, 1, 1), date(2027, 12, 31))
    edges = [whole.first, *sorted(cuts), whole.last + timedelta(1)]
    parts: list[Occurrence] = []
    for first, after in pairwise(edges):
        if first < after:
            parts += timetable.occurrences(Days(first, after - timedelta(1)))
    assert {one.occurrence_id: one for one in parts} == {one.occurrence_id: one for one in timetable.occurrences(whole)}
    assert len(parts) == len({one.occurrence_id for one in parts})


@given(timetables())
def test_every_class_lies_on_its_day_as_clocks_here_show_it(timetable: Timetable) -> None:
    for one in timetable.occurrences(Days(date(2025, 1, 1), date(2027, 12, 31))):
        assert one.start < one.end
        assert timetable.institution.day_of(one.start) == one.day


@given(timetables())
def test_holidays_and_week_ends_take_away_and_never_add(timetable: Timetable) -> None:
    year = Days(date(2025, 1, 1), date(2027, 12, 31))
    free = replace(timetable, holidays=(), institution=replace(timetable.institution, weekend_days=frozenset()))
    assert {one.occurrence_id for one in timetable.occurrences(year)} <= {
        one.occurrence_id for one in free.occurrences(year)
    }


@given(timetables(), timetables())
def test_a_clash_is_seen_from_both_sides(one: Timetable, other: Timetable) -> None:
    days = Days(date(2025, 1, 1), date(2026, 12, 31))
    first = one.occurrences(days)
    second = [replace(o, occurrence_id=uuid4()) for o in replace(other, institution=one.institution).occurrences(days)]
    there = {(c.taken, c.wanted.occurrence_id, c.other.occurrence_id) for c in clashes(first, second)}
    back = {(c.taken, c.other.occurrence_id, c.wanted.occurrence_id) for c in clashes(second, first)}
    assert there == back
