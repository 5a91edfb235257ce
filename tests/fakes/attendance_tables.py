"""The tables of the register in memory."""

from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.attendance.domain.mark import Mark, MarkChange
from services.attendance.domain.policy.facts import CheckIn
from services.attendance.domain.policy.inherit import PolicyChange
from services.attendance.domain.policy.policy import Policy
from services.attendance.domain.session import Reopening, Session
from services.attendance.domain.sighting import CameraCondition, Coverage, Sighting
from services.attendance.domain.span import Window


@dataclass(frozen=True)
class Membership:
    """A camera's window in a session."""

    session_id: UUID
    camera_id: UUID
    window: Window


@dataclass
class Tables:
    """What is kept; the values are immutable, so copying the containers copies the state."""

    rooms: dict[UUID, tuple[UUID, ...]] = field(default_factory=dict)  # their cameras
    courses: dict[UUID, tuple[UUID, ...]] = field(default_factory=dict)  # their students
    sessions: dict[UUID, Session] = field(default_factory=dict)
    requests: dict[UUID, UUID] = field(default_factory=dict)  # sessions by request
    memberships: list[Membership] = field(default_factory=list)
    marks: dict[tuple[UUID, UUID], Mark] = field(default_factory=dict)
    sightings: dict[UUID, Sighting] = field(default_factory=dict)
    coverages: dict[UUID, Coverage] = field(default_factory=dict)
    conditions: dict[UUID, CameraCondition] = field(default_factory=dict)
    history: list[MarkChange] = field(default_factory=list)
    reopenings: list[Reopening] = field(default_factory=list)
    doors: frozenset[UUID] = frozenset()  # cameras that look at a door
    check_ins: dict[tuple[UUID, UUID], tuple[CheckIn, ...]] = field(default_factory=dict)  # by session and student
    codes_from: dict[UUID, datetime] = field(default_factory=dict)  # by session
    excuses: dict[tuple[UUID, UUID], UUID] = field(default_factory=dict)  # by session and student
    owing: set[UUID] = field(default_factory=set)  # sessions whose cameras still owe what they recorded
    policy_changes: list[PolicyChange] = field(default_factory=list)
    policies: dict[UUID, Policy] = field(default_factory=dict)

    def copied(self) -> "Tables":
        return Tables(*(copy(getattr(self, name)) for name in self.__dataclass_fields__))

    def members(self, session_id: UUID) -> list[Membership]:
        """The cameras of the session, each once a window."""
        return [member for member in self.memberships if member.session_id == session_id]
