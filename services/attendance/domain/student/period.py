"""A stretch of days in the institution's time zone, and its bounds in UTC."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """Both days included."""

    first: date
    last: date

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From its first moment to the first moment after it, UTC; a day may last 23 or 25 hours."""
        return midnight(self.first, zone), midnight(self.last + ONE_DAY, zone)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When the day begins there, UTC; where clocks skip midnight, when they have skipped it."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """The day on which the moment falls there."""
    return moment.astimezone(zone).date()


def month_of(day: date) -> Period:
    """The whole month that the day is in."""
    first = day.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    return Period(first, after - ONE_DAY)
