"""Days and times of day between messages and the domain: ISO 8601 texts in the institution's time zone."""

from datetime import date, time

from services.attendance.domain.errors import InvalidInput
from services.attendance.domain.timetable.days import Days, check_day


def date_from(field: str, text: str) -> date:
    """A day as 2026-11-23; InvalidInput names the field."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(field, "must be a date such as 2026-11-23") from None
    return check_day(field, day)


def optional_date(field: str, text: str) -> date | None:
    """None for an empty field."""
    return date_from(field, text) if text else None


def days_from(first_date: str, last_date: str) -> Days:
    """Two dates, both included."""
    return Days(date_from("first_date", first_date), date_from("last_date", last_date))


def optional_days(first_date: str, last_date: str) -> Days | None:
    """None when both are empty; InvalidInput when one is."""
    return days_from(first_date, last_date) if first_date or last_date else None


def time_from(field: str, text: str) -> time:
    """A time of day as 09:45; InvalidInput names the field."""
    try:
        found = time.fromisoformat(text)
    except ValueError:
        raise InvalidInput(field, "must be a time such as 09:45") from None
    if found.tzinfo is not None or found.second or found.microsecond:
        raise InvalidInput(field, "must be a time such as 09:45, as clocks here show it")
    return found


def optional_time(field: str, text: str) -> time | None:
    """None for an empty field."""
    return time_from(field, text) if text else None


def time_text(moment: time) -> str:
    """As 09:45."""
    return moment.isoformat(timespec="minutes")


def date_text(day: date | None) -> str:
    """Empty for None."""
    return day.isoformat() if day else ""
