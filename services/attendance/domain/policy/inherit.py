"""What an institution, a course and a session each want; the most specific wins, field by field."""

from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.attendance.domain.policy.policy import (
    DEFAULT_POLICY,
    ExcuseDecider,
    Policy,
    Statuses,
    WarningLevel,
)


class Scope(StrEnum):
    """Whose policy it is."""

    INSTITUTION = "institution"
    COURSE = "course"
    SESSION = "session"


@dataclass(frozen=True)
class Place:
    """A scope and what it is of; both ids None for the institution."""

    scope: Scope
    course_id: UUID | None = None
    session_id: UUID | None = None


@dataclass(frozen=True)
class PolicySettings:
    """What one scope wants to be different; None is inherited. The names are Policy's."""

    late_after: timedelta | None = None
    left_early_before: timedelta | None = None
    minimum_present: timedelta | None = None
    bridge_gap: timedelta | None = None
    watched_share_for_absence: float | None = None
    statuses: Statuses | None = None
    free_absences: int | None = None
    warnings: tuple[WarningLevel, ...] | None = None
    excuses_decided_by: ExcuseDecider | None = None


SETTINGS = tuple(field.name for field in fields(PolicySettings))


@dataclass(frozen=True)
class PolicyChange:
    """One version of a scope's settings: never altered, the next change has the next number."""

    change_id: UUID
    place: Place
    number: int  # from 1
    settings: PolicySettings
    author: UUID
    create_time: datetime
    note: str
    request_id: UUID


@dataclass(frozen=True)
class Lineage:
    """The newest change of each scope, as far as there is one."""

    institution: PolicyChange | None = None
    course: PolicyChange | None = None
    session: PolicyChange | None = None

    @property
    def changes(self) -> tuple[PolicyChange, ...]:
        """From the most general to the most specific."""
        return tuple(change for change in (self.institution, self.course, self.session) if change is not None)

    def with_settings(self, scope: Scope, change: PolicyChange) -> "Lineage":
        """The same with another change at one scope."""
        if scope is Scope.INSTITUTION:
            return replace(self, institution=change)
        return replace(self, course=change) if scope is Scope.COURSE else replace(self, session=change)

    def policy(self) -> Policy:
        """What is in force."""
        policy = DEFAULT_POLICY
        for change in self.changes:
            wanted = {name: getattr(change.settings, name) for name in SETTINGS}
            policy = replace(policy, **{name: value for name, value in wanted.items() if value is not None})
        return policy

    def origin(self, name: str) -> Scope | None:
        """Which scope a setting comes from; None for what Presence begins with."""
        owners = [change.place.scope for change in self.changes if getattr(change.settings, name) is not None]
        return owners[-1] if owners else None


def differences(earlier: PolicySettings | None, later: PolicySettings) -> tuple[str, ...]:
    """The names of the settings that two versions of a scope do not share."""
    before = earlier or PolicySettings()
    return tuple(name for name in SETTINGS if getattr(before, name) != getattr(later, name))
