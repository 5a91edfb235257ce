"""A policy: how what was seen becomes a status, what a status is worth, and who is told when."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TypeAlias

from services.attendance.domain.mark import MarkStatus
from services.attendance.domain.policy.facts import StatusCode

OFF = timedelta()  # a rule of no length does not apply


@dataclass(frozen=True)
class StatusDefinition:
    """One status of a policy's set."""

    code: StatusCode  # 1 to 20 capital letters, digits and underscores
    kind: MarkStatus  # present, late, left_early, absent or excused
    points: float
    counts: bool  # towards the rate
    teachers_may_set: bool
    label_en: str
    label_ne: str


class WarningRule(StrEnum):
    """What a warning watches."""

    RATE_BELOW = "rate_below"  # threshold in percent
    ABSENCES_IN_A_ROW = "absences_in_a_row"  # threshold in sessions


class Recipient(StrEnum):
    """Who is warned."""

    STUDENT = "student"
    TEACHER = "teacher"
    GUARDIAN = "guardian"


@dataclass(frozen=True)
class WarningLevel:
    """Told once for each time that a student falls across the threshold."""

    rule: WarningRule
    threshold: int
    recipients: tuple[Recipient, ...]
    least_sessions: int = 3  # before that many counted sessions a rate says nothing


class ExcuseDecider(StrEnum):
    """Who decides on excuses."""

    TEACHER = "teacher"  # of the course, and administrators
    ADMIN = "admin"  # administrators alone


Statuses: TypeAlias = tuple[StatusDefinition, ...]

BUILT_IN: Statuses = (
    StatusDefinition("PRESENT", MarkStatus.PRESENT, 1.0, True, True, "Present", "उपस्थित"),
    StatusDefinition("LATE", MarkStatus.LATE, 1.0, True, True, "Late", "ढिलो"),
    StatusDefinition("LEFT_EARLY", MarkStatus.LEFT_EARLY, 1.0, True, True, "Left early", "चाँडै गएको"),
    StatusDefinition("ABSENT", MarkStatus.ABSENT, 0.0, True, True, "Absent", "अनुपस्थित"),
    StatusDefinition("EXCUSED", MarkStatus.EXCUSED, 0.0, False, True, "Excused", "बिदा स्वीकृत"),
)


@dataclass(frozen=True)
class Policy:
    """All settings in force together. A rule whose time is OFF does not apply."""

    late_after: timedelta = timedelta(minutes=10)
    left_early_before: timedelta = OFF  # before the end
    minimum_present: timedelta = OFF
    # Somebody who looks down or sits behind another is not seen for a while, and is there all the same.
    bridge_gap: timedelta = timedelta(minutes=10)
    # A lecture of an hour may lose twelve minutes to a reconnect or a reboot; with less than this, "never seen" says
    # more about the camera than about the student.
    watched_share_for_absence: float = 0.8
    statuses: Statuses = BUILT_IN
    free_absences: int = 0  # so many of the lowest marks do not count
    warnings: tuple[WarningLevel, ...] = ()
    excuses_decided_by: ExcuseDecider = ExcuseDecider.TEACHER

    def status(self, code: StatusCode) -> StatusDefinition | None:
        """What the set says of a code, None when it has none."""
        return next((status for status in self.statuses if status.code == code), None)

    @property
    def most_points(self) -> float:
        """What the best status that counts brings."""
        return max((status.points for status in self.statuses if status.counts), default=0.0)

    def of_kind(self, kind: MarkStatus) -> StatusDefinition:
        """The status that is given without anybody saying so: the set's built-in one. Every checked set has it."""
        return next(status for status in self.statuses if status.kind is kind and status.code == kind.value.upper())


DEFAULT_POLICY = Policy()
