"""From marks as they are kept to records as rates are reckoned from, by the policy of each session."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from services.attendance.app.student.given import HeldMark
from services.attendance.domain.mark import MarkStatus
from services.attendance.domain.policy.policy import DEFAULT_POLICY, Policy, WarningRule
from services.attendance.domain.student.outlook import Demand
from services.attendance.domain.student.rate import Score
from services.attendance.domain.student.record import NEUTRAL, Record


def record_of(mark: HeldMark, versions: Mapping[UUID, Policy]) -> Record:
    """By the policy version of its session; sessions from before there were policies go by the default one."""
    policy = DEFAULT_POLICY if mark.policy_version_id is None else versions.get(mark.policy_version_id, DEFAULT_POLICY)
    status = None if mark.kind in NEUTRAL else policy.status(mark.code) or policy.of_kind(mark.kind)
    return Record(
        mark.session_id,
        mark.course_id,
        mark.start_time,
        mark.end_time is not None,
        mark.kind,
        status.points if status else 0.0,
        policy.most_points,
        status.counts if status else False,
    )


def versions_in(marks: Iterable[HeldMark]) -> set[UUID]:
    """The policy versions by which the marks were decided."""
    return {mark.policy_version_id for mark in marks if mark.policy_version_id is not None}


def required_rate(policy: Policy) -> float | None:
    """0 to 1: the highest rate below which somebody is warned; None where nobody is."""
    asked = [warning.threshold for warning in policy.warnings if warning.rule is WarningRule.RATE_BELOW]
    return max(asked) / 100.0 if asked else None


def demand_of(policy: Policy) -> Demand | None:
    """What keeping the required rate takes; None where the policy asks for none, or nothing counts in it."""
    required, most = required_rate(policy), policy.most_points
    if required is None or most <= 0.0:
        return None
    absent = policy.of_kind(MarkStatus.ABSENT)
    return Demand(required, policy.free_absences, Score(most, most), Score(min(absent.points, most), most))
