"""The institution: what a day, a week-end and a language mean here."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from services.attendance.domain.errors import InvalidInput
from services.attendance.domain.text import check_text

MAX_NAME_CHARACTERS = 200
MAX_OPEN_BEFORE = timedelta(hours=1)
LANGUAGES = ("en", "ne")
WEEK = frozenset(range(1, 8))  # ISO: 1 Monday to 7 Sunday


@dataclass(frozen=True)
class Institution:
    """Settings of the whole installation; `weekend_days` are ISO weekdays, 1 Monday to 7 Sunday."""

    name: str = ""
    time_zone: str = "UTC"
    weekend_days: frozenset[int] = frozenset({6, 7})
    language: str = "en"
    open_before: timedelta = timedelta(minutes=5)  # how long before its time a session opens by the timetable
    revision: int = 1

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which days and times of day are meant."""
        return ZoneInfo(self.time_zone)

    def day_of(self, moment: datetime) -> date:
        """The institution's day of a moment."""
        return moment.astimezone(self.zone).date()

    def moment(self, day: date, at: time) -> datetime:
        """The moment, in UTC, at which the clocks here show `at` on the day.

        A time that is skipped when the clocks go forward is read with the offset from before, one that comes twice
        means the first, as RFC 5545 has it.
        """
        return datetime.combine(day, at, self.zone).astimezone(UTC)

    def day_bounds(self, day: date) -> tuple[datetime, datetime]:
        """Beginning and end of the day, in UTC: 23, 24 or 25 hours apart."""
        return self.moment(day, time()), self.moment(day + timedelta(days=1), time())

    def is_weekend(self, day: date) -> bool:
        """Whether the day is one of the week-end."""
        return day.isoweekday() in self.weekend_days

    def checked(self) -> "Institution":
        """With a trimmed name; InvalidInput names what makes no sense."""
        if not self.weekend_days <= WEEK:
            raise InvalidInput("weekend_days", "must be days from 1, Monday, to 7, Sunday")
        if self.weekend_days == WEEK:
            raise InvalidInput("weekend_days", "must leave at least one day for classes")
        if self.language not in LANGUAGES:
            raise InvalidInput("language", f"must be one of {', '.join(LANGUAGES)}")
        if not timedelta() <= self.open_before <= MAX_OPEN_BEFORE:
            raise InvalidInput("open_before_minutes", "must lie between 0 and 60")
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder, as Europe
            raise InvalidInput("time_zone", "is no IANA time zone, such as Asia/Kathmandu") from None
        return replace(self, name=check_text("name", self.name, MAX_NAME_CHARACTERS, may_be_empty=True))
