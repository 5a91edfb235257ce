"""A student's mark in one session, and why it changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.attendance.domain.ledger.evidence import Fact
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
    status_code: str = ""  # of the policy's status set; "" while not seen or unconfirmed
    minutes_present: int = 0
    said_time: datetime | None = None  # when and how a person in charge said so
    said_via: str | None = None
    seal: bytes | None = None  # domain.ledger.seal of its sightings, once the session is closed and all has arrived
    changed_time: datetime | None = None  # when status or source last changed; told to those who read a session


@dataclass(frozen=True)
class Evidence:
    """What a student's sightings in one session come to; see Mark for the names."""

    spans: tuple[Span, ...]  # of each sighting, cut to its camera's windows, in no order
    confirmed_by: UUID | None = None
    seen_elsewhere: bool = False


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
    SEALED = "sealed"  # closed before marks were sealed; nothing else changed


# A person stands behind these, who meant no mark in particular.
_OF_THE_WHOLE_ROSTER = frozenset({ChangeReason.POLICY, ChangeReason.REOPENED})


@dataclass(frozen=True)
class Cause:
    """What is written beside a change in the history of marks."""

    reason: ChangeReason
    actor: UUID | None = None  # the person, None for cameras and policy
    request_id: UUID | None = None
    sighting_ids: tuple[UUID, ...] = ()
    watched_share: float | None = None
    evidence: Mapping[str, Fact] = field(default_factory=dict)  # beside the tracks and the policy, which the store adds


@dataclass(frozen=True)
class MarkChange:
    """One entry of the history of marks; `after.revision` is given by the store."""

    before: Mark
    after: Mark
    cause: Cause
    why: str = ""  # domain.policy.verdict.Why, where a policy decided

    @property
    def goes_into_history(self) -> bool:
        """Whether the register reads differently, or a seal does.

        While a session goes on, being seen for longer is evidence, kept with the sightings; what they came to is sealed
        when it is over.
        """
        if self.cause.actor is not None and self.cause.reason not in _OF_THE_WHOLE_ROSTER:
            return True
        before, after = self.before.seen, self.after.seen
        if before is not None and after is not None and after.end < before.end:
            return True  # cut by the close, where a camera's clock is ahead: no entry promises more than there is
        return _read(self.before, before) != _read(self.after, after)

    @property
    def only_seals(self) -> bool:
        """Whether those who watch need not be told: nothing that they see is different."""
        before, after = self.before, self.after
        return before.seal != after.seal and replace(before, seal=after.seal) == after


def _read(mark: Mark, seen: Span | None) -> tuple[object, ...]:
    first_seen = seen.start if seen else None
    told = (mark.status, mark.status_code, mark.source, first_seen, mark.confirmed_by, mark.seen_elsewhere, mark.seal)
    return told if mark.seal is None else (*told, mark.minutes_present, seen)
