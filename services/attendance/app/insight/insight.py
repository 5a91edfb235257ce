"""Patterns of attendance, and who may need help."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from services.attendance.app.student.given import Plans, Policies, TakenCourse, TermDays, term_days
from services.attendance.domain.insight.share import Share, Sums, share_of
from services.attendance.domain.insight.struggle import (
    DEFAULT_REQUIRED_PERCENT,
    DEFAULT_ROW,
    Reason,
    Standing,
    reasons_of,
)
from services.attendance.domain.insight.trend import Trend, Week, trend_of
from services.attendance.domain.paging import Page, PageRequest
from services.attendance.domain.policy.policy import Policy, WarningRule
from services.attendance.domain.student.bounds import bounds_of

Clock = Callable[[], datetime]
MOST_COURSES = 200


@dataclass(frozen=True)
class Stretch:
    """Which closed sessions: those that began from `start` to before `end`, of that course, run by that teacher."""

    start: datetime
    end: datetime
    time_zone: str
    scope: UUID | None
    course_id: UUID | None


@dataclass(frozen=True)
class GroupedSums:
    """Sums by what sessions have in common, in the institution's time."""

    total: Sums
    weekdays: Mapping[int, Sums]  # ISO
    hours: Mapping[int, Sums]
    courses: Mapping[TakenCourse, Sums]  # at most MOST_COURSES + 1
    weeks: Mapping[date, Sums]  # by their Mondays


@dataclass(frozen=True)
class Thresholds:
    """What each course's policy asks for."""

    course_ids: Sequence[UUID]
    required_percent: Sequence[int]
    row: Sequence[int]


@dataclass(frozen=True)
class StudentStanding:
    """One student in one course."""

    student_id: UUID
    display_name: str
    student_number: str
    course: TakenCourse
    standing: Standing
    required_percent: int
    row: int


@dataclass(frozen=True)
class StrugglingStudent:
    """With at least one reason."""

    who: StudentStanding
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Patterns:
    """Of one term."""

    term: TermDays
    total: Share
    weekdays: Mapping[int, Share]
    hours: Mapping[int, Share]
    courses: Mapping[TakenCourse, Share]
    more_courses: bool
    weeks: Mapping[date, Share]
    trend: Trend


class InsightStore(Protocol):
    """The register, added up where it lies."""

    async def sums(self, stretch: Stretch) -> GroupedSums:
        """In one pass."""
        ...

    async def course_ids(self, stretch: Stretch) -> Sequence[UUID]:
        """Courses that had sessions."""
        ...

    async def struggling(self, stretch: Stretch, thresholds: Thresholds, page: PageRequest) -> Page[StudentStanding]:
        """Those with a reason, most reasons first, then the lowest rate."""
        ...


class Insight:
    """Questions whose answers change nothing; the caller has been authorized."""

    def __init__(self, store: InsightStore, plans: Plans, policies: Policies, clock: Clock) -> None:
        self._store = store
        self._plans = plans
        self._policies = policies
        self._clock = clock

    async def patterns(self, scope: UUID | None, term_id: UUID | None, course_id: UUID | None) -> Patterns:
        """TermNotFound."""
        term, stretch = await self._stretch(scope, term_id, course_id)
        sums = await self._store.sums(stretch)
        courses = sorted(sums.courses, key=lambda one: (one.code, one.course_id))
        return Patterns(
            term,
            share_of(sums.total),
            {day: share_of(one) for day, one in sorted(sums.weekdays.items())},
            {hour: share_of(one) for hour, one in sorted(sums.hours.items())},
            {one: share_of(sums.courses[one]) for one in courses[:MOST_COURSES]},
            len(courses) > MOST_COURSES,
            {first: share_of(one) for first, one in sorted(sums.weeks.items())},
            trend_of([Week(first, one) for first, one in sorted(sums.weeks.items())]),
        )

    async def struggling(
        self, scope: UUID | None, term_id: UUID | None, course_id: UUID | None, page: PageRequest
    ) -> Page[StrugglingStudent]:
        """TermNotFound."""
        _, stretch = await self._stretch(scope, term_id, course_id)
        course_ids = await self._store.course_ids(stretch)
        policies = await self._policies.of_courses(course_ids)
        asked = [asked_of(policies[one]) for one in course_ids]
        thresholds = Thresholds(course_ids, [required for required, _ in asked], [row for _, row in asked])
        found = await self._store.struggling(stretch, thresholds, page)
        return Page(
            tuple(
                StrugglingStudent(one, reasons_of(one.standing, one.required_percent, one.row)) for one in found.items
            ),
            found.next_page_token,
        )

    async def _stretch(
        self, scope: UUID | None, term_id: UUID | None, course_id: UUID | None
    ) -> tuple[TermDays, Stretch]:
        institution = await self._plans.institution()
        term = await term_days(self._plans, term_id, institution.day_of(self._clock()))
        start, end = bounds_of(term.days, institution.zone)
        return term, Stretch(start, end, institution.time_zone, scope, course_id)


def asked_of(policy: Policy) -> tuple[int, int]:
    """The rate in percent and the absences in a row of which the policy warns first; ours where it says nothing."""
    rates = [one.threshold for one in policy.warnings if one.rule is WarningRule.RATE_BELOW]
    rows = [one.threshold for one in policy.warnings if one.rule is WarningRule.ABSENCES_IN_A_ROW]
    return max(rates, default=DEFAULT_REQUIRED_PERCENT), min(rows, default=DEFAULT_ROW)
