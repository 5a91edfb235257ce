"""Days, months and terms begin and end at the institution's midnight."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.attendance.domain.student.bounds import bounds_of, day_of, month_of
from services.attendance.domain.timetable.days import Days

ZONES = st.sampled_from(["Asia/Kathmandu", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"]).map(
    ZoneInfo
)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("America/Santiago", date(2026, 9, 6), 23),  # midnight itself is skipped
        ("Asia/Kathmandu", date(2026, 3, 29), 24),
    ],
)
def test_a_day_lasts_as_long_as_its_clocks_say(zone: str, day: date, hours: int) -> None:
    start, end = bounds_of(Days(day, day), ZoneInfo(zone))
    assert end - start == timedelta(hours=hours)
    assert day_of(start, ZoneInfo(zone)) == day
    assert day_of(end, ZoneInfo(zone)) == day + timedelta(days=1)


def test_months_begin_on_the_first_and_end_on_the_last() -> None:
    assert month_of(date(2028, 2, 17)) == Days(date(2028, 2, 1), date(2028, 2, 29))
    assert month_of(date(2026, 12, 31)) == Days(date(2026, 12, 1), date(2026, 12, 31))


@given(st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1)), ZONES)
def test_every_moment_lies_within_the_bounds_of_its_day(moment: datetime, zone: ZoneInfo) -> None:
    moment = moment.replace(tzinfo=UTC)
    day = day_of(moment, zone)
    start, end = bounds_of(Days(day, day), zone)
    assert start <= moment < end


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), ZONES)
def test_one_day_begins_where_the_one_before_ended(day: date, zone: ZoneInfo) -> None:
    before = day - timedelta(days=1)
    assert bounds_of(Days(before, before), zone)[1] == bounds_of(Days(day, day), zone)[0]
