"""Days of the institution's time zone, and their bounds in UTC."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.attendance.domain.timetable.days import Days

ONE_DAY = timedelta(days=1)


def bounds_of(days: Days, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From their first moment to the first moment after them, UTC; a day may last 23 or 25 hours."""
    return midnight(days.first, zone), midnight(days.last + ONE_DAY, zone)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When the day begins there, UTC; where clocks skip midnight, when they have skipped it."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """The day on which the moment falls there."""
    return moment.astimezone(zone).date()


def month_of(day: date) -> Days:
    """The whole month that the day is in."""
    first = day.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    return Days(first, after - ONE_DAY)
