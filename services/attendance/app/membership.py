"""Belonging to something for some days: what may be asked. The past is never rewritten."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from services.attendance.app.people import People
from services.attendance.domain.course import MAX_STUDENTS_A_CALL
from services.attendance.domain.errors import InvalidInput, StudentNotFound
from services.attendance.domain.person import PersonRole
from services.attendance.domain.timetable.days import Days


def days_from(first_date: date | None, last_date: date | None, today: date) -> Days:
    """From today and until further notice when not told otherwise; InvalidInput when they begin in the past."""
    days = Days(first_date or today, last_date or date.max)
    if days.first < today:
        raise InvalidInput("first_date", "must not lie in the past: who belonged then does not change")
    if days.last < days.first:
        raise InvalidInput("last_date", "must not be before first_date")
    return days


def last_day_from(last_date: date | None, today: date) -> date:
    """Yesterday when not told otherwise: from now on they belong no more. InvalidInput before that."""
    yesterday = today - timedelta(days=1)
    if last_date is not None and last_date < yesterday:
        raise InvalidInput("last_date", "must not lie in the past: who belonged then does not change")
    return last_date or yesterday


def check_count(student_ids: Collection[UUID]) -> None:
    """InvalidInput unless a call names a reasonable number of students."""
    if not 1 <= len(student_ids) <= MAX_STUDENTS_A_CALL:
        raise InvalidInput("student_ids", f"must name 1 to {MAX_STUDENTS_A_CALL} students")


async def check_students(people: People, student_ids: Collection[UUID]) -> None:
    """StudentNotFound names the first id that is no student's."""
    known = await people.find(student_ids)
    for student_id in student_ids:
        person = known.get(student_id)
        if person is None or person.role is not PersonRole.STUDENT:
            raise StudentNotFound(str(student_id))
