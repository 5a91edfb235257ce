"""Rows of the timetable as the domain's objects."""

import asyncpg

from services.attendance.domain.timetable.days import Days, Holiday, Term
from services.attendance.domain.timetable.slot import Change, Extra, Slot


def days_from(row: asyncpg.Record) -> Days:
    """From first_date, last_date."""
    return Days(row["first_date"], row["last_date"])


def term_from(row: asyncpg.Record) -> Term:
    """From all columns of term."""
    return Term(row["term_id"], row["name"], days_from(row), row["revision"])


def holiday_from(row: asyncpg.Record) -> Holiday:
    """From all columns of holiday."""
    return Holiday(row["holiday_id"], row["name"], days_from(row), row["group_id"], row["revision"])


def slot_from(row: asyncpg.Record) -> Slot:
    """From all columns of timetable_slot."""
    return Slot(
        row["slot_id"],
        row["course_id"],
        row["group_id"],
        row["room_id"],
        row["teacher_id"],
        frozenset(row["weekdays"]),
        row["start_time"],
        row["end_time"],
        days_from(row),
        row["interval_weeks"],
        row["revision"],
    )


def change_from(row: asyncpg.Record) -> Change:
    """From all columns of timetable_change."""
    return Change(
        row["slot_id"],
        row["rule_date"],
        row["cancelled"],
        row["new_date"],
        row["start_time"],
        row["end_time"],
        row["room_id"],
        row["teacher_id"],
        row["note"],
        row["sequence"],
        row["imported"],
    )


def extra_from(row: asyncpg.Record) -> Extra:
    """From all columns of extra_session."""
    return Extra(
        row["extra_id"],
        row["course_id"],
        row["group_id"],
        row["room_id"],
        row["teacher_id"],
        row["day"],
        row["start_time"],
        row["end_time"],
        row["note"],
        row["cancelled"],
        row["sequence"],
    )
