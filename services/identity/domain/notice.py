"""Notices that other services ask identity to write: to whom, about what, and who does not want them."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from services.common.errors import InvalidInput

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
class NoticeSettings:
    """What a person wants."""

    attendance: bool = True  # to be warned
    guardian: bool = True  # that their guardian is


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
class Notice:
    """The same id is the same notice, however often it comes."""

    notice_id: UUID
    student_id: UUID
    reader: Reader
    reader_id: UUID | None  # of a teacher
    about: RateBelow | AbsencesInARow

    @property
    def details(self) -> dict[str, str]:
        """What its text names."""
        match self.about:
            case RateBelow(course, rate, required):
                return {"course": course, "rate": str(rate), "required": str(required)}
            case AbsencesInARow(course, absences):
                return {"course": course, "absences": str(absences)}


def course_text(code: str, title: str) -> str:
    """Both, in one line; InvalidInput when they are too long."""
    text = " ".join(f"{code} {title}".split())
    if not text or len(text) > 2 * TEXT_CHARACTERS_MAX:
        raise InvalidInput("course_title", f"must have 1 to {TEXT_CHARACTERS_MAX} characters")
    return text
