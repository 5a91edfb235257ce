"""From what is read to lines of a report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from services.attendance.app.report.given import ReportMark, ReportSession
from services.attendance.app.student.given import HeldMark
from services.attendance.app.student.records import record_of
from services.attendance.domain.mark import MarkStatus
from services.attendance.domain.policy.policy import DEFAULT_POLICY, Policy
from services.attendance.domain.report.report import ReportKind, Row
from services.attendance.domain.report.words import Words, source_word, status_word
from services.attendance.domain.student.rate import rate_of, scores_of

TALLIED = (
    MarkStatus.PRESENT,
    MarkStatus.LATE,
    MarkStatus.LEFT_EARLY,
    MarkStatus.ABSENT,
    MarkStatus.EXCUSED,
    MarkStatus.UNCONFIRMED,
)


@dataclass(frozen=True)
class Wording:
    """How cells are written."""

    words: Words
    language: str
    zone: ZoneInfo
    versions: Mapping[UUID, Policy]

    def time(self, moment: datetime | None) -> str:
        """Hours and minutes there, seconds where something was seen."""
        return f"{moment.astimezone(self.zone):%H:%M}" if moment else ""

    def seen(self, moment: datetime | None) -> str:
        """With seconds."""
        return f"{moment.astimezone(self.zone):%H:%M:%S}" if moment else ""

    def day(self, moment: datetime) -> str:
        """ISO 8601, which sorts."""
        return f"{moment.astimezone(self.zone):%Y-%m-%d}"

    def status(self, mark: ReportMark) -> str:
        """As the session's policy calls it."""
        policy = self.versions.get(mark.policy_version_id) if mark.policy_version_id else None
        status = policy.status(mark.code) if policy and mark.code else None
        if status is None:
            return status_word(self.words, mark.kind)
        return status.label_ne if self.language == "ne" else status.label_en


def columns_of(kind: ReportKind, words: Words) -> tuple[str, ...]:
    """Of one kind of report."""
    tallied = tuple(status_word(words, status) for status in TALLIED)
    names = {
        ReportKind.SESSION: ("number", "name", "status", "source", "first_seen", "last_seen", "minutes", "note"),
        ReportKind.DAY: ("start", "end", "code", "title", "room_name", "roster"),
        ReportKind.COURSE: ("number", "name"),
        ReportKind.STUDENT: ("date", "start", "code", "title", "room_name", "status", "source", "minutes", "note"),
        ReportKind.CLASS_LIST: ("number", "name", "signature"),
    }[kind]
    columns = tuple(words[name] for name in names)
    if kind is ReportKind.DAY:
        return (*columns, *tallied)
    if kind is ReportKind.COURSE:
        return (*columns, *tallied, words["counted"], words["forgiven"], words["rate"])
    return columns


def session_line(mark: ReportMark, wording: Wording) -> Row:
    """A student of a session."""
    return (
        mark.student_number,
        mark.display_name,
        wording.status(mark),
        source_word(wording.words, mark.source),
        wording.seen(mark.first_seen_time),
        wording.seen(mark.last_seen_time),
        mark.minutes_present,
        mark.note,
    )


def student_line(mark: ReportMark, wording: Wording) -> Row:
    """A session of a student."""
    return (
        wording.day(mark.start_time),
        wording.time(mark.start_time),
        mark.course.code,
        mark.course.title,
        mark.room_name,
        wording.status(mark),
        source_word(wording.words, mark.source),
        mark.minutes_present,
        mark.note,
    )


def day_line(session: ReportSession, wording: Wording) -> Row:
    """A session of a day."""
    return (
        wording.time(session.start_time),
        wording.time(session.end_time),
        session.course.code,
        session.course.title,
        session.room_name,
        session.roster_size,
        *(session.tally.get(status, 0) for status in TALLIED),
    )


def course_line(marks: Sequence[ReportMark], policy: Policy, wording: Wording) -> Row:
    """All of a student's marks in a course, one at least; the name is that of the last one."""
    held = [mark for mark in marks if mark.end_time is not None]
    records = [record_of(_held(mark), wording.versions) for mark in held]
    rate = rate_of(scores_of(records), policy.free_absences)
    kinds = [mark.kind for mark in held]
    return (
        marks[-1].student_number,
        marks[-1].display_name,
        *(kinds.count(status) for status in TALLIED),
        rate.counted,
        rate.forgiven,
        rate.value,
    )


def policy_of(policies: Mapping[UUID, Policy], course_id: UUID) -> Policy:
    """The one in force for the course."""
    return policies.get(course_id, DEFAULT_POLICY)


def _held(mark: ReportMark) -> HeldMark:
    return HeldMark(
        mark.session_id,
        mark.course_id,
        mark.course.code,
        mark.course.title,
        mark.room_name,
        mark.start_time,
        mark.end_time,
        mark.policy_version_id,
        mark.kind,
        mark.code,
    )
