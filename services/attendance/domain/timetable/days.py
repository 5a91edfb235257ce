"""Ranges of days, and what is said about them: terms and holidays."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from services.attendance.domain.errors import InvalidInput
from services.attendance.domain.text import check_text

MAX_NAME_CHARACTERS = 100
MAX_TERMS = 200
MAX_TERM_DAYS = 400
MAX_HOLIDAY_DAYS = 120
# Whatever is reckoned from a day, a month or a midnight elsewhere, stays within the calendar.
EARLIEST_DAY, LATEST_DAY = date(1900, 1, 1), date(2999, 12, 31)


@dataclass(frozen=True, order=True)
class Days:
    """From `first` to `last`, both included, in the institution's time zone."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def count(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    def overlap(self, other: "Days") -> "Days | None":
        """The days that both have."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Days(first, last) if first <= last else None

    def checked(self, most_days: int) -> "Days":
        """Itself; InvalidInput when it ends before it begins or is too long."""
        if self.last < self.first:
            raise InvalidInput("last_date", "must not be before first_date")
        if self.count > most_days:
            raise InvalidInput("last_date", f"must be at most {most_days} days after first_date")
        return self

    def widened(self, days: int) -> "Days":
        """With so many days more at both ends."""
        return Days(self.first - timedelta(days=days), self.last + timedelta(days=days))


def check_day(field: str, day: date) -> date:
    """A day that somebody may ask about; InvalidInput names the field."""
    if not EARLIEST_DAY <= day <= LATEST_DAY:
        raise InvalidInput(field, f"must lie between {EARLIEST_DAY.year} and {LATEST_DAY.year}")
    return day


@dataclass(frozen=True)
class Term:
    """A part of the academic year. No two of them share a day."""

    term_id: UUID
    name: str
    days: Days
    revision: int = 1

    def checked(self) -> "Term":
        """With a trimmed name; InvalidInput."""
        return replace(
            self, name=check_text("name", self.name, MAX_NAME_CHARACTERS), days=self.days.checked(MAX_TERM_DAYS)
        )


@dataclass(frozen=True)
class Holiday:
    """Days without class: of everybody, or of one group."""

    holiday_id: UUID
    name: str
    days: Days
    group_id: UUID | None = None
    revision: int = 1

    def checked(self) -> "Holiday":
        """With a trimmed name; InvalidInput."""
        return replace(
            self, name=check_text("name", self.name, MAX_NAME_CHARACTERS), days=self.days.checked(MAX_HOLIDAY_DAYS)
        )
