"""Notices that other services ask identity to write: to whom, about what, and who does not want them."""

from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 - the fields are called date and time
from datetime import time as Time  # noqa: N812 - as above
from enum import StrEnum
from uuid import UUID

from services.common.errors import InvalidInput
from services.identity.domain.mail import MailKind

TEXT_CHARACTERS_MAX = 200  # of a course's code or title


class Reader(StrEnum):
    """Who is written to."""

    STUDENT = "student"
    TEACHER = "teacher"
    GUARDIAN = "guardian"


class Outcome(StrEnum):
    """What became of it."""

    QUEUED = "queued"
    SWITCHED_OFF = "switched_off"
    NO_READER = "no_reader"


@dataclass(frozen=True)
class Channels:
    """By which ways a kind of notice goes to somebody."""

    mail: bool = True
    push: bool = True  # to the browsers they subscribed


@dataclass(frozen=True)
class NoticeSettings:
    """What a person wants."""

    at_risk: Channels = Channels()  # warnings
    marked_absent: Channels = Channels(mail=False)  # of each class: a mail each time is what somebody asks for
    guardian: bool = True  # that their guardian is warned


@dataclass(frozen=True)
class RateBelow:
    """The rate in a course, and what the policy asks for; both in percent."""

    course: str
    rate_percent: int
    required_percent: int


@dataclass(frozen=True)
class AbsencesInARow:
    """How often in a row."""

    course: str
    absences: int


@dataclass(frozen=True)
class MarkedAbsent:
    """In one class, by the institution's clock."""

    course: str
    date: str  # 2026-11-23
    start_time: str  # 10:15


@dataclass(frozen=True)
class Notice:
    """The same id is the same notice, however often it comes."""

    notice_id: UUID
    student_id: UUID
    reader: Reader
    reader_id: UUID | None  # of a teacher
    about: RateBelow | AbsencesInARow | MarkedAbsent

    @property
    def details(self) -> dict[str, str]:
        """What its text names."""
        match self.about:
            case RateBelow(course, rate, required):
                return {"course": course, "rate": str(rate), "required": str(required)}
            case AbsencesInARow(course, absences):
                return {"course": course, "absences": str(absences)}
            case MarkedAbsent(course, date, start_time):
                return {"course": course, "date": date, "time": start_time}

    @property
    def kind(self) -> MailKind:
        """Which text it has."""
        own = self.reader is Reader.STUDENT
        match self.about:
            case RateBelow():
                return MailKind.RATE_BELOW if own else MailKind.RATE_BELOW_OF_STUDENT
            case AbsencesInARow():
                return MailKind.ABSENCES_IN_A_ROW if own else MailKind.ABSENCES_IN_A_ROW_OF_STUDENT
            case MarkedAbsent():
                return MailKind.MARKED_ABSENT

    def channels(self, settings: NoticeSettings) -> Channels:
        """By which ways somebody with these settings wants it."""
        return settings.marked_absent if isinstance(self.about, MarkedAbsent) else settings.at_risk


def marked_absent(course: str, date: str, start_time: str) -> MarkedAbsent:
    """InvalidInput unless the times are what they should be."""
    try:
        return MarkedAbsent(course, str(Date.fromisoformat(date)), f"{Time.fromisoformat(start_time):%H:%M}")
    except ValueError:
        raise InvalidInput("marked_absent", "must say the day and the time of the class") from None


def course_text(code: str, title: str) -> str:
    """Both, in one line; InvalidInput when they are too long."""
    text = " ".join(f"{code} {title}".split())
    if not text or len(text) > 2 * TEXT_CHARACTERS_MAX:
        raise InvalidInput("course_title", f"must have 1 to {TEXT_CHARACTERS_MAX} characters")
    return text
