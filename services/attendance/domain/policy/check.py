"""Whether settings make sense; InvalidInput names the one that does not."""

import math
import re
from datetime import timedelta

from services.attendance.domain.errors import InvalidInput
from services.attendance.domain.mark import MarkStatus
from services.attendance.domain.policy.inherit import PolicySettings
from services.attendance.domain.policy.policy import OFF, Statuses, WarningLevel, WarningRule
from services.attendance.domain.text import check_text

MAX_LATE_AFTER = timedelta(hours=24)
MAX_STATUSES = 20
MAX_LABEL_CHARACTERS = 40
MAX_POINTS = 100.0
MAX_FREE_ABSENCES = 100
MAX_WARNINGS = 10
MAX_THRESHOLD_SESSIONS = 100
_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,19}")
_KINDS = (MarkStatus.PRESENT, MarkStatus.LATE, MarkStatus.LEFT_EARLY, MarkStatus.ABSENT, MarkStatus.EXCUSED)


def check_settings(settings: PolicySettings) -> PolicySettings:
    """The settings, all of which make sense."""
    for name in ("late_after", "left_early_before", "minimum_present"):
        _check_time(name, getattr(settings, name), MAX_LATE_AFTER)
    _check_time("bridge_gap", settings.bridge_gap, timedelta(hours=4))
    share = settings.watched_share_for_absence
    if share is not None and not 0.5 <= share <= 1.0:  # also refuses what is no number
        raise InvalidInput("watched_share_for_absence", "must lie between 0.5 and 1: less says nothing about a student")
    if settings.free_absences is not None and not 0 <= settings.free_absences <= MAX_FREE_ABSENCES:
        raise InvalidInput("free_absences", f"must lie between 0 and {MAX_FREE_ABSENCES}")
    if settings.statuses is not None:
        _check_statuses(settings.statuses)
    _check_warnings(settings.warnings or ())
    return settings


def _check_time(name: str, time: timedelta | None, most: timedelta) -> None:
    if time is not None and not OFF <= time <= most:
        raise InvalidInput(name, f"must lie between nothing and {most // timedelta(hours=1)} hours")


def _check_statuses(statuses: Statuses) -> None:
    if len(statuses) > MAX_STATUSES:
        raise InvalidInput("statuses", f"must be at most {MAX_STATUSES}")
    codes = [status.code for status in statuses]
    if len(set(codes)) < len(codes):
        raise InvalidInput("statuses", "must not hold a code twice")
    for status in statuses:
        if not _CODE.fullmatch(status.code):
            raise InvalidInput("statuses", "a code is 1 to 20 capital letters, digits and underscores")
        if status.kind not in _KINDS:
            raise InvalidInput("statuses", f"{status.code} must count as present, late, left early, absent or excused")
        if not math.isfinite(status.points) or not 0 <= status.points <= MAX_POINTS:
            raise InvalidInput("statuses", f"the points of {status.code} must lie between 0 and {MAX_POINTS:.0f}")
        check_text("statuses", status.label_en, MAX_LABEL_CHARACTERS)
        check_text("statuses", status.label_ne, MAX_LABEL_CHARACTERS)
    given = {kind: next((s for s in statuses if s.code == kind.value.upper()), None) for kind in _KINDS}
    for kind, own in given.items():
        if own is None or own.kind is not kind:
            raise InvalidInput("statuses", f"must hold {kind.value.upper()}, which Presence gives by itself")
    points = {kind: own.points for kind, own in given.items() if own is not None}
    for partly in (MarkStatus.LATE, MarkStatus.LEFT_EARLY):
        if not points[MarkStatus.PRESENT] >= points[partly] >= points[MarkStatus.ABSENT]:
            raise InvalidInput(
                "statuses", f"{partly.value.upper()} must be worth no more than PRESENT, no less than ABSENT"
            )


def _check_warnings(warnings: tuple[WarningLevel, ...]) -> None:
    if len(warnings) > MAX_WARNINGS:
        raise InvalidInput("warnings", f"must be at most {MAX_WARNINGS}")
    for warning in warnings:
        most = 100 if warning.rule is WarningRule.RATE_BELOW else MAX_THRESHOLD_SESSIONS
        if not 1 <= warning.threshold <= most:
            raise InvalidInput("warnings", f"a threshold must lie between 1 and {most}")
        if not 1 <= warning.least_sessions <= MAX_THRESHOLD_SESSIONS:
            raise InvalidInput(
                "warnings", f"the least number of sessions must lie between 1 and {MAX_THRESHOLD_SESSIONS}"
            )
        if not warning.recipients or len(set(warning.recipients)) < len(warning.recipients):
            raise InvalidInput("warnings", "must name each recipient once, and at least one")
