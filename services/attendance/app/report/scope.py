"""What a report is about, found and put into words: title, period, rules, and how well the rooms were watched."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.attendance.app.evidence import Evidence
from services.attendance.app.report.given import (
    MarksOf,
    ReportCourse,
    ReportReading,
    ReportSession,
    ReportStudent,
)
from services.attendance.app.report.lines import Wording, columns_of
from services.attendance.app.student.given import Plans, Policies, term_days
from services.attendance.domain.errors import CourseNotFound, InvalidInput, SessionNotFound, StudentNotFound
from services.attendance.domain.institution import Institution
from services.attendance.domain.report.report import Head, ReportKind, ReportOf
from services.attendance.domain.report.words import LANGUAGES, words_in
from services.attendance.domain.student.bounds import bounds_of
from services.attendance.domain.timetable.days import Days

MAX_DAYS = 3_660
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Asked:
    """A report that can be made."""

    of: ReportOf
    head: Head
    wording: Wording
    marks: MarksOf | None = None
    sessions: tuple[ReportSession, ...] = ()
    students: tuple[ReportStudent, ...] = ()


class Scoping:
    """For one report at a time."""

    def __init__(self, plans: Plans, policies: Policies, evidence: Evidence, clock: Clock) -> None:
        self._plans = plans
        self._policies = policies
        self._evidence = evidence
        self._clock = clock

    async def asked(self, reading: ReportReading, of: ReportOf, scope: UUID | None) -> Asked:
        """Found, counted and worded; InvalidInput, SessionNotFound, CourseNotFound, StudentNotFound."""
        institution = await self._plans.institution()
        language = of.language or institution.language
        if language not in LANGUAGES:
            raise InvalidInput("language", f"must be one of {', '.join(LANGUAGES)}")
        wording = Wording(words_in(language), language, institution.zone, {})
        match of.kind:
            case ReportKind.SESSION:
                return await self._session(reading, of, wording)
            case ReportKind.DAY:
                return await self._day(reading, of, wording, institution, scope)
            case ReportKind.CLASS_LIST:
                return await self._class_list(reading, of, wording, institution)
            case ReportKind.COURSE | ReportKind.STUDENT:
                return await self._period(reading, of, wording, institution, scope)

    async def _session(self, reading: ReportReading, of: ReportOf, wording: Wording) -> Asked:
        session = await reading.session(_about(of, "session_id"))
        if session is None:
            raise SessionNotFound(str(of.about))
        moment = session.start_time
        marks = MarksOf(moment, moment, session_id=session.session_id)
        title = wording.words["session"].format(
            course=_name(session.course), day=wording.day(moment), time=wording.time(moment)
        )
        notes = [wording.words["room"].format(room=session.room_name)]
        if session.end_time is None:
            notes.append(wording.words["open"])
        share = (await self._evidence.of_session(session.session_id)).watched_share
        notes.append(wording.words["coverage"].format(share=_percent(share)))
        stem = f"{session.course.code}-{moment.astimezone(wording.zone):%Y%m%d-%H%M}"
        return await self._of_marks(reading, of, wording, marks, title, notes, stem)

    async def _period(
        self, reading: ReportReading, of: ReportOf, wording: Wording, institution: Institution, scope: UUID | None
    ) -> Asked:
        days = await self._days(of, institution)
        start, end = bounds_of(days, institution.zone)
        if of.kind is ReportKind.COURSE:
            course = await self._course(reading, of)
            marks = MarksOf(start, end, course_id=of.about)
            title, stem = wording.words["course"].format(course=_name(course)), course.code
        else:
            name = await reading.student_name(_about(of, "student_id"))
            if name is None:
                raise StudentNotFound(str(of.about))
            marks = MarksOf(start, end, student_id=of.about, scope=scope)
            title, stem = wording.words["student"].format(name=name), name
        notes = [wording.words["period"].format(first=days.first, last=days.last)]
        return await self._of_marks(reading, of, wording, marks, title, notes, f"{stem}-{days.first}-{days.last}")

    async def _of_marks(
        self,
        reading: ReportReading,
        of: ReportOf,
        wording: Wording,
        marks: MarksOf,
        title: str,
        notes: list[str],
        stem: str,
    ) -> Asked:
        extent = await reading.extent(marks, by_student=of.kind is ReportKind.COURSE)
        versions = await self._policies.versions(extent.policy_version_ids)
        wording = Wording(wording.words, wording.language, wording.zone, versions)
        if extent.policy_version_ids:
            named = ", ".join(sorted(str(one)[:8] for one in extent.policy_version_ids))
            notes.append(wording.words["policy"].format(versions=named))
        else:
            notes.append(wording.words["policy_none"])
        if extent.unconfirmed:
            notes.append(wording.words["unconfirmed"].format(share=_percent(extent.unconfirmed / extent.marks)))
        return Asked(of, self._head(of, wording, title, notes, stem, extent.lines), wording, marks)

    async def _day(
        self, reading: ReportReading, of: ReportOf, wording: Wording, institution: Institution, scope: UUID | None
    ) -> Asked:
        if of.day is None:
            raise InvalidInput("date", "must say which day")
        start, end = bounds_of(Days(of.day, of.day), institution.zone)
        sessions = tuple(await reading.sessions(start, end, scope))
        title = wording.words["day"].format(day=of.day)
        head = self._head(of, wording, title, [], f"{of.day}", len(sessions))
        return Asked(of, head, wording, sessions=sessions)

    async def _class_list(
        self, reading: ReportReading, of: ReportOf, wording: Wording, institution: Institution
    ) -> Asked:
        course, day = await self._course(reading, of), of.day or institution.day_of(self._clock())
        students = tuple(await reading.enrolled(_about(of, "course_id"), day))
        title = wording.words["class_list"].format(course=_name(course))
        notes = [wording.words["enrolled"].format(day=day)]
        head = self._head(of, wording, title, notes, f"{course.code}-{day}", len(students))
        return Asked(of, head, wording, students=students)

    async def _course(self, reading: ReportReading, of: ReportOf) -> ReportCourse:
        course = await reading.course(_about(of, "course_id"))
        if course is None:
            raise CourseNotFound(str(of.about))
        return course

    async def _days(self, of: ReportOf, institution: Institution) -> Days:
        today = institution.day_of(self._clock())
        first = of.first or (await term_days(self._plans, None, today)).days.first
        return Days(first, of.last or max(first, today)).checked(MAX_DAYS)

    def _head(self, of: ReportOf, wording: Wording, title: str, notes: list[str], stem: str, row_count: int) -> Head:
        made = self._clock().astimezone(wording.zone)
        more = [wording.words["zone"].format(zone=wording.zone.key), _made(wording, made)]
        columns = columns_of(of.kind, wording.words)
        return Head(title, (*notes, *more), columns, file_stem(stem), wording.language, row_count)


def file_stem(text: str) -> str:
    """A name that every file system takes, without its ending."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9._-]+", "-", plain).strip("-.")[:100] or "attendance"


def _made(wording: Wording, moment: datetime) -> str:
    return wording.words["made"].format(moment=f"{moment:%Y-%m-%d %H:%M}")


def _name(course: ReportCourse) -> str:
    return f"{course.code} {course.title}"


def _percent(share: float) -> str:
    return f"{100.0 * share:.0f} %"


def _about(of: ReportOf, field: str) -> UUID:
    if of.about is None:
        raise InvalidInput(field, "must say which one")
    return of.about
