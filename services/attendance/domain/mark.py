"""A student's mark in one session, and the pure rule that derives it from what is known."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.attendance.domain.span import Span


class MarkStatus(StrEnum):
    """What the register says."""

    NOT_SEEN = "not_seen"
    PRESENT = "present"
    LATE = "late"
    ABSENT = "absent"
    EXCUSED = "excused"
    LEFT_EARLY = "left_early"
    UNCONFIRMED = "unconfirmed"


class MarkSource(StrEnum):
    """Who said so."""

    NONE = "none"
    CAMERA = "camera"
    TEACHER = "teacher"
    CODE = "code"
    POLICY = "policy"


ATTENDED = frozenset({MarkStatus.PRESENT, MarkStatus.LATE, MarkStatus.LEFT_EARLY})
# Excused and unconfirmed sessions count neither for nor against a student.
COUNTED = ATTENDED | {MarkStatus.ABSENT}
TEACHERS_WORDS = frozenset({MarkStatus.PRESENT, MarkStatus.LATE, MarkStatus.ABSENT, MarkStatus.EXCUSED})
# A person stands behind these; what a camera sees is evidence beside them and never replaces them.
_SAID_BY_A_PERSON = frozenset({MarkSource.TEACHER, MarkSource.CODE})
MAX_NOTE_CHARACTERS = 500


@dataclass(frozen=True)
class Mark:
    """One line of a session's register. `seen` is the hull of all sightings, within the session."""

    session_id: UUID
    student_id: UUID
    display_name: str
    student_number: str
    status: MarkStatus = MarkStatus.NOT_SEEN
    source: MarkSource = MarkSource.NONE
    seen: Span | None = None
    revision: int = 0
    set_by: UUID | None = None
    note: str = ""
    confirmed_by: UUID | None = None  # who said that a face was this student's, where no camera was sure by itself
    seen_elsewhere: bool = False  # another room saw the student at the same time


@dataclass(frozen=True)
class Evidence:
    """What a student's sightings in one session come to; see Mark for the names."""

    span: Span
    confirmed_by: UUID | None = None
    seen_elsewhere: bool = False


@dataclass(frozen=True)
class Standing:
    """All that a session contributes to the status of its marks."""

    start_time: datetime
    late_after: timedelta
    closed: bool
    watched_enough: bool


def derive(seen: Span | None, standing: Standing) -> tuple[MarkStatus, MarkSource]:
    """The status that cameras and the close of the session give; it depends on nothing else and on no order."""
    if seen is not None:
        in_time = seen.start <= standing.start_time + standing.late_after
        return (MarkStatus.PRESENT if in_time else MarkStatus.LATE), MarkSource.CAMERA
    if not standing.closed:
        return MarkStatus.NOT_SEEN, MarkSource.NONE
    return (MarkStatus.ABSENT if standing.watched_enough else MarkStatus.UNCONFIRMED), MarkSource.POLICY


def weigh(mark: Mark, evidence: Evidence | None, standing: Standing) -> Mark:
    """The mark with all that is known of the student's sightings. Nobody is seen in two rooms without being told so:
    both marks stand, each says that there is another, and a person looks."""
    if evidence is None:
        return settle(replace(mark, confirmed_by=None, seen_elsewhere=False), None, standing)
    told = replace(mark, confirmed_by=evidence.confirmed_by, seen_elsewhere=evidence.seen_elsewhere)
    return settle(told, evidence.span, standing)


def settle(mark: Mark, seen: Span | None, standing: Standing) -> Mark:
    """The mark with fresh evidence; a person's word stays, everything else is derived again."""
    if mark.source in _SAID_BY_A_PERSON:
        return replace(mark, seen=seen)
    status, source = derive(seen, standing)
    return replace(mark, status=status, source=source, seen=seen)


def say(mark: Mark, status: MarkStatus, teacher_id: UUID, note: str) -> Mark:
    """The mark as a teacher wants it."""
    return replace(mark, status=status, source=MarkSource.TEACHER, set_by=teacher_id, note=note)


def give_back(mark: Mark, note: str, standing: Standing) -> Mark:
    """The mark as it would be had no teacher ever touched it, but for the note."""
    return settle(replace(mark, source=MarkSource.NONE, set_by=None, note=note), mark.seen, standing)


class ChangeReason(StrEnum):
    """Why a mark changed."""

    SIGHTING = "sighting"
    COVERAGE = "coverage"
    SESSION_CLOSED = "session_closed"
    TEACHER = "teacher"
    GIVEN_BACK = "given_back"
    CHECK_IN = "check_in"
    EXCUSE = "excuse"
    DISPUTE = "dispute"
    POLICY = "policy"
    REOPENED = "reopened"
    COMPLETENESS = "completeness"


@dataclass(frozen=True)
class Cause:
    """What is written beside a change in the history of marks."""

    reason: ChangeReason
    actor: UUID | None = None  # the person, None for cameras and policy
    request_id: UUID | None = None
    sighting_ids: tuple[UUID, ...] = ()
    watched_share: float | None = None


@dataclass(frozen=True)
class MarkChange:
    """One entry of the history of marks; `after.revision` is given by the store."""

    before: Mark
    after: Mark
    cause: Cause

    @property
    def goes_into_history(self) -> bool:
        """Whether the register reads differently: being seen for longer is evidence, kept with the sightings."""
        if self.cause.actor is not None:
            return True
        first_before = self.before.seen.start if self.before.seen else None
        first_after = self.after.seen.start if self.after.seen else None
        return _read(self.before, first_before) != _read(self.after, first_after)


def _read(mark: Mark, first_seen: datetime | None) -> tuple[object, ...]:
    return mark.status, mark.source, first_seen, mark.confirmed_by, mark.seen_elsewhere
