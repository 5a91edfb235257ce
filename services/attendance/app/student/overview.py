"""Where a student stands in a term."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.attendance.app.student.given import Plans, Policies, StudentStore, TakenCourse, TermDays, term_days
from services.attendance.app.student.records import demand_of, record_of, required_rate, versions_in
from services.attendance.domain.mark import MarkStatus
from services.attendance.domain.policy.policy import DEFAULT_POLICY, Policy
from services.attendance.domain.student.bounds import bounds_of
from services.attendance.domain.student.outlook import Outlook, outlook
from services.attendance.domain.student.rate import Rate, absences_in_a_row, rate_of, scores_of
from services.attendance.domain.student.record import Record
from services.attendance.domain.student.streak import Streak, streak
from services.attendance.domain.timetable.days import Days

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class CourseStanding:
    """One course of a term. `remaining` and `outlook` are None where they cannot be known."""

    course: TakenCourse
    tally: Mapping[MarkStatus, int]  # of closed sessions
    rate: Rate
    free_absences: int
    required_rate: float | None
    remaining: int | None
    outlook: Outlook | None
    absences_in_a_row: int


@dataclass(frozen=True)
class Overview:
    """`streak` is None for whoever sees a part of the courses only."""

    term: TermDays
    today: date
    time_zone: str
    streak: Streak | None
    rate: float | None  # over all courses, forgiven sessions left out
    courses: Sequence[CourseStanding]


class Overviews:
    """For one student at a time; the caller has been authorized."""

    def __init__(self, store: StudentStore, plans: Plans, policies: Policies, clock: Clock) -> None:
        self._store = store
        self._plans = plans
        self._policies = policies
        self._clock = clock

    async def of_student(self, student_id: UUID, scope: UUID | None, term_id: UUID | None) -> Overview:
        """In the term, or that of today; limited to what the teacher `scope` runs. TermNotFound."""
        now = self._clock()
        institution = await self._plans.institution()
        zone, today = institution.zone, institution.day_of(now)
        term = await term_days(self._plans, term_id, today)
        start, end = bounds_of(term.days, zone)
        marks = await self._store.marks(student_id, start, end, scope, None)
        versions = await self._policies.versions(versions_in(marks))
        records = [record_of(mark, versions) for mark in marks]
        taken = {one.course_id: one for one in await self._store.courses(student_id, scope, term.days)}
        known = {mark.course_id: TakenCourse(mark.course_id, mark.course_code, mark.course_title) for mark in marks}
        courses = sorted((known | taken).values(), key=lambda one: (one.code, one.course_id))
        rules = await self._policies.of_courses([one.course_id for one in courses])
        planned = await self._planned(student_id, term.days, now, today, courses)
        standings = [
            _standing(
                one,
                [record for record in records if record.course_id == one.course_id],
                rules.get(one.course_id, DEFAULT_POLICY),
                planned.get(one.course_id),
            )
            for one in courses
        ]
        most = sum(one.rate.most_points for one in standings)
        return Overview(
            term,
            today,
            institution.time_zone,
            streak(records, today, zone) if scope is None else None,
            sum(one.rate.points for one in standings) / most if most else None,
            standings,
        )

    async def _planned(
        self, student_id: UUID, days: Days, now: datetime, today: date, courses: Sequence[TakenCourse]
    ) -> Mapping[UUID, Sequence[datetime]]:
        """Starts of the classes left, of the courses that have a timetable."""
        ids = await self._plans.timetabled([one.course_id for one in courses])
        left = days.overlap(Days(today, max(today, days.last)))
        found: dict[UUID, list[datetime]] = {course_id: [] for course_id in ids}
        if left is None or not ids:
            return found
        for one in await self._plans.planned(student_id, left):
            if one.course_id in found and one.start > now and not one.cancelled:
                found[one.course_id].append(one.start)
        return found


def _standing(
    course: TakenCourse, records: Sequence[Record], policy: Policy, planned: Sequence[datetime] | None
) -> CourseStanding:
    scores, demand = scores_of(records), demand_of(policy)
    return CourseStanding(
        course,
        Counter(record.kind for record in records if record.closed),
        rate_of(scores, policy.free_absences),
        policy.free_absences,
        required_rate(policy),
        None if planned is None else len(planned),
        None if planned is None or demand is None else outlook(scores, planned, demand),
        absences_in_a_row(records),
    )
