"""What a student's page is made of, and who gives it: marks from the register, days and classes from the calendar."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from services.attendance.domain.errors import InvalidInput
from services.attendance.domain.institution import Institution
from services.attendance.domain.mark import MarkStatus
from services.attendance.domain.policy.policy import Policy
from services.attendance.domain.timetable.days import Days, Holiday, Term, check_day
from services.attendance.domain.timetable.errors import TermNotFound
from services.attendance.domain.timetable.occurrence import Occurrence

WITHOUT_TERM_DAYS = 365


@dataclass(frozen=True)
class HeldMark:
    """A student's mark with what its session says beside it."""

    session_id: UUID
    course_id: UUID
    course_code: str
    course_title: str
    room_name: str
    start_time: datetime
    end_time: datetime | None
    policy_version_id: UUID | None  # None: held before there were policies
    kind: MarkStatus
    code: str


@dataclass(frozen=True)
class TakenCourse:
    """A course on which a student is, whether or not a class of it was held."""

    course_id: UUID
    code: str
    title: str


class StudentStore(Protocol):
    """The register, asked about one student. `scope` limits it to what that teacher runs."""

    async def marks(
        self, student_id: UUID, start: datetime, end: datetime, scope: UUID | None, course_id: UUID | None
    ) -> Sequence[HeldMark]:
        """Of sessions that began from `start` to before `end`, oldest first; at most 5,000."""
        ...

    async def courses(self, student_id: UUID, scope: UUID | None, days: Days) -> Sequence[TakenCourse]:
        """Those of the days on which the student is then enrolled, by code; at most 100."""
        ...


class Plans(Protocol):
    """What the academic year says."""

    async def institution(self) -> Institution:
        """The settings as they are now."""
        ...

    async def terms(self) -> Sequence[Term]:
        """All of them, oldest first."""
        ...

    async def holidays(self, student_id: UUID, days: Days) -> Sequence[Holiday]:
        """Those that touch the days and are the student's: of everybody, or of one of their groups."""
        ...

    async def planned(self, student_id: UUID, days: Days) -> Sequence[Occurrence]:
        """Classes of the timetable to which the student is expected, cancelled ones included, in order."""
        ...

    async def opened(self, occurrence_ids: Collection[UUID]) -> set[UUID]:
        """Those of the classes that have a session."""
        ...

    async def timetabled(self, course_ids: Collection[UUID]) -> set[UUID]:
        """Those of the courses that have a timetable at all."""
        ...


class Policies(Protocol):
    """The rules that sessions were held by, and those in force."""

    async def versions(self, version_ids: Collection[UUID]) -> Mapping[UUID, Policy]:
        """The policies of those versions."""
        ...

    async def of_courses(self, course_ids: Collection[UUID]) -> Mapping[UUID, Policy]:
        """The policy in force for each of the courses now."""
        ...


@dataclass(frozen=True)
class TermDays:
    """A term, or, with no id and name, the year up to today where no term holds it."""

    term_id: UUID | None
    name: str
    days: Days


async def term_days(plans: Plans, term_id: UUID | None, today: date) -> TermDays:
    """The term asked for, or the one of today; TermNotFound."""
    terms = await plans.terms()
    found = next((term for term in terms if term.term_id == term_id or (term_id is None and today in term.days)), None)
    if found is not None:
        return TermDays(found.term_id, found.name, found.days)
    if term_id is not None:
        raise TermNotFound(str(term_id))
    return TermDays(None, "", Days(date.fromordinal(today.toordinal() - WITHOUT_TERM_DAYS), today))


def month_from(text: str, today: date) -> date:
    """The first day of "YYYY-MM", of this month when empty; InvalidInput."""
    if not text:
        return today.replace(day=1)
    try:
        if len(text) != len("2026-01"):
            raise ValueError
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise InvalidInput("month", "must be written as YYYY-MM") from None
    return check_day("month", first)
