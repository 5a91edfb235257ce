"""A request to be excused: what it says, how it is decided, and what follows for it."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.attendance.domain.errors import InvalidInput
from services.attendance.domain.excuse.errors import ExcuseDecided, ExcuseWithdrawn
from services.attendance.domain.text import check_text
from services.attendance.domain.timetable.days import Days

MAX_REASON_CHARACTERS = 2000
MAX_NOTE_CHARACTERS = 1000
MAX_SESSIONS = 50
MAX_DAYS = 366  # of one excuse


class Category(StrEnum):
    """Why, in one word that can be counted."""

    ILLNESS = "illness"
    APPOINTMENT = "appointment"
    FAMILY = "family"
    OFFICIAL = "official"
    RELIGIOUS = "religious"
    TRANSPORT = "transport"
    OTHER = "other"


class State(StrEnum):
    """How far it is."""

    REQUESTED = "requested"
    APPROVED = "approved"
    DECLINED = "declined"
    REVOKED = "revoked"  # approved once, and declined after that
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Content:
    """What an excuse says: dates, of one course or of all, or sessions. `category` is None once it is erased."""

    category: Category | None
    reason: str
    dates: Days | None = None
    course_id: UUID | None = None
    session_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class File:
    """What is known of a file beside its bytes."""

    file_id: UUID
    file_name: str
    content_type: str
    size_bytes: int
    upload_time: datetime


@dataclass(frozen=True)
class Excuse:
    """A request as it stands at `revision`."""

    excuse_id: UUID
    student_id: UUID
    asked_by: UUID
    ask_time: datetime
    content: Content
    state: State
    revision: int
    decided_by: UUID | None = None
    decide_time: datetime | None = None
    note: str = ""
    erased: bool = False
    files: tuple[File, ...] = field(default=())
    concerns: frozenset[UUID] = frozenset()  # the courses it is about; empty: all of the student's

    def check_open(self) -> None:
        """ExcuseDecided once somebody decided; ExcuseWithdrawn once it was taken back."""
        if self.state is State.WITHDRAWN:
            raise ExcuseWithdrawn(str(self.excuse_id))
        if self.state is not State.REQUESTED:
            raise ExcuseDecided(str(self.excuse_id), self.state)


@dataclass(frozen=True)
class Limits:
    """How far from today students may ask; staff who ask for them may always."""

    days_after: int
    days_ahead: int


def decided(excuse: Excuse, *, approve: bool) -> State:
    """The state after a decision, also one that changes an earlier one; ExcuseWithdrawn."""
    if excuse.state is State.WITHDRAWN:
        raise ExcuseWithdrawn(str(excuse.excuse_id))
    if approve:
        return State.APPROVED
    return State.REVOKED if excuse.state in (State.APPROVED, State.REVOKED) else State.DECLINED


def check_content(content: Content) -> Content:
    """The content with its reason trimmed and each session once; InvalidInput names what is wrong."""
    reason = check_text("reason", content.reason, MAX_REASON_CHARACTERS)
    session_ids = tuple(dict.fromkeys(content.session_ids))
    if (content.dates is None) == (not session_ids):
        raise InvalidInput("content", "must name dates or sessions, and not both")
    if session_ids and content.course_id is not None:
        raise InvalidInput("course_id", "goes with dates")
    if len(session_ids) > MAX_SESSIONS:
        raise InvalidInput("session_ids", f"must be at most {MAX_SESSIONS}")
    if content.dates is not None:
        content.dates.checked(MAX_DAYS)
    return Content(content.category, reason, content.dates, content.course_id, session_ids)


def check_near(days: Days, today: date, limits: Limits) -> None:
    """InvalidInput when a student asks too late or too far ahead."""
    earliest, latest = today - timedelta(days=limits.days_after), today + timedelta(days=limits.days_ahead)
    if days.first < earliest:
        raise InvalidInput("first_date", f"must not be before {earliest}: ask the office about earlier days")
    if days.last > latest:
        raise InvalidInput("last_date", f"must not be after {latest}")
