"""Policies between messages and the domain, both ways."""

from datetime import timedelta

from google.protobuf.duration_pb2 import Duration
from presence.attendance.v1 import policy_service_pb2 as pb

from services.attendance.app.policy.explain import Explanation
from services.attendance.app.policy.policies import PolicyView
from services.attendance.domain.errors import InvalidInput
from services.attendance.domain.policy.inherit import SETTINGS, Place, PolicyChange, PolicySettings, Scope
from services.attendance.domain.policy.policy import (
    ExcuseDecider,
    Policy,
    Recipient,
    StatusDefinition,
    WarningLevel,
    WarningRule,
)
from services.attendance.domain.policy.verdict import Why
from services.attendance.domain.span import Span
from services.attendance.handlers.translate import STATUS, optional_uuid, status_from
from services.common.timestamps import timestamp

_SCOPE = {
    None: pb.POLICY_SCOPE_UNSPECIFIED,
    Scope.INSTITUTION: pb.POLICY_SCOPE_INSTITUTION,
    Scope.COURSE: pb.POLICY_SCOPE_COURSE,
    Scope.SESSION: pb.POLICY_SCOPE_SESSION,
}
_RULE = {
    WarningRule.RATE_BELOW: pb.WARNING_RULE_RATE_BELOW,
    WarningRule.ABSENCES_IN_A_ROW: pb.WARNING_RULE_ABSENCES_IN_A_ROW,
}
_RULE_FROM = {number: rule for rule, number in _RULE.items()}
_RECIPIENT = {
    Recipient.STUDENT: pb.WARNING_RECIPIENT_STUDENT,
    Recipient.TEACHER: pb.WARNING_RECIPIENT_TEACHER,
    Recipient.GUARDIAN: pb.WARNING_RECIPIENT_GUARDIAN,
}
_RECIPIENT_FROM = {number: recipient for recipient, number in _RECIPIENT.items()}
_DECIDER = {
    None: pb.EXCUSE_DECIDER_UNSPECIFIED,
    ExcuseDecider.TEACHER: pb.EXCUSE_DECIDER_TEACHER,
    ExcuseDecider.ADMIN: pb.EXCUSE_DECIDER_ADMIN,
}
_DECIDER_FROM = {number: decider for decider, number in _DECIDER.items()}
_REASON = {
    Why.SAID: pb.PRESENCE_REASON_SAID,
    Why.IN_TIME: pb.PRESENCE_REASON_IN_TIME,
    Why.CAME_LATE: pb.PRESENCE_REASON_CAME_LATE,
    Why.LEFT_EARLY: pb.PRESENCE_REASON_LEFT_EARLY,
    Why.TOO_SHORT: pb.PRESENCE_REASON_TOO_SHORT,
    Why.EXCUSED: pb.PRESENCE_REASON_EXCUSED,
    Why.NOT_YET_SEEN: pb.PRESENCE_REASON_NOT_YET_SEEN,
    Why.NEVER_SEEN: pb.PRESENCE_REASON_NEVER_SEEN,
    Why.NOT_WATCHED: pb.PRESENCE_REASON_NOT_WATCHED,
    Why.INCOMPLETE: pb.PRESENCE_REASON_INCOMPLETE,
}
_LEAST_SESSIONS = 3
_MOST_SPANS = 1_000


def place_from(message: pb.PolicyPlace) -> Place:
    """The session's, else the course's, else the institution's."""
    session_id = optional_uuid("session_id", message.session_id)
    if session_id is not None:
        return Place(Scope.SESSION, session_id=session_id)
    course_id = optional_uuid("course_id", message.course_id)
    return Place(Scope.INSTITUTION) if course_id is None else Place(Scope.COURSE, course_id)


def settings_from(message: pb.PolicySettings) -> PolicySettings:
    """What is set; InvalidInput for numbers this version does not know."""
    if message.excuses_decided_by not in _DECIDER_FROM:
        raise InvalidInput("excuses_decided_by", "is not known")
    return PolicySettings(
        late_after=message.late_after.ToTimedelta() if message.HasField("late_after") else None,
        left_early_before=message.left_early_before.ToTimedelta() if message.HasField("left_early_before") else None,
        minimum_present=message.minimum_present.ToTimedelta() if message.HasField("minimum_present") else None,
        bridge_gap=message.bridge_gap.ToTimedelta() if message.HasField("bridge_gap") else None,
        watched_share_for_absence=message.watched_share_for_absence
        if message.HasField("watched_share_for_absence")
        else None,
        statuses=tuple(map(_status_from, message.statuses.statuses)) if message.HasField("statuses") else None,
        free_absences=message.free_absences if message.HasField("free_absences") else None,
        warnings=tuple(map(_warning_from, message.warnings.warnings)) if message.HasField("warnings") else None,
        excuses_decided_by=_DECIDER_FROM[message.excuses_decided_by],
    )


def settings_message(settings: PolicySettings | Policy) -> pb.PolicySettings:
    """What is set; of a policy that is everything."""
    return pb.PolicySettings(
        late_after=_duration(settings.late_after),
        left_early_before=_duration(settings.left_early_before),
        minimum_present=_duration(settings.minimum_present),
        bridge_gap=_duration(settings.bridge_gap),
        watched_share_for_absence=settings.watched_share_for_absence,
        statuses=None if settings.statuses is None else pb.StatusSet(statuses=map(_status, settings.statuses)),
        free_absences=settings.free_absences,
        warnings=None if settings.warnings is None else pb.WarningSet(warnings=map(_warning, settings.warnings)),
        excuses_decided_by=_DECIDER[settings.excuses_decided_by],
    )


def change_message(change: PolicyChange) -> pb.PolicyVersion:
    """One version of a scope."""
    return pb.PolicyVersion(
        place=pb.PolicyPlace(
            course_id=str(change.place.course_id or ""), session_id=str(change.place.session_id or "")
        ),
        version=change.number,
        settings=settings_message(change.settings),
        author=str(change.author),
        create_time=timestamp(change.create_time),
        note=change.note,
    )


def view_message(view: PolicyView) -> pb.PolicyView:
    """What is in force."""
    return pb.PolicyView(
        effective=settings_message(view.lineage.policy()),
        origins=[pb.SettingOrigin(setting=name, scope=_SCOPE[view.lineage.origin(name)]) for name in SETTINGS],
        own=change_message(view.own) if view.own else None,
        decided_by=settings_message(view.decided_by) if view.decided_by else None,
    )


def presence_message(explanation: Explanation) -> pb.GetPresenceResponse:
    """When somebody was there, and why the mark is what it is."""
    standing, found = explanation.standing, explanation.presence
    return pb.GetPresenceResponse(
        reason=_REASON[explanation.verdict.why],
        stays=[_span(stay) for stay in (found.stays if found else ())[:_MOST_SPANS]],
        minutes_present=explanation.verdict.minutes_present,
        session=pb.TimeSpan(start_time=timestamp(standing.start), end_time=timestamp(standing.end)),
        watched_inside=[_span(span) for span in standing.watched.inside[:_MOST_SPANS]],
        watched_share=standing.watched_share,
    )


def _span(span: Span) -> pb.TimeSpan:
    return pb.TimeSpan(start_time=timestamp(span.start), end_time=timestamp(span.end))


def _duration(time: timedelta | None) -> Duration | None:
    if time is None:
        return None
    message = Duration()
    message.FromTimedelta(time)
    return message


def _status(status: StatusDefinition) -> pb.StatusDefinition:
    return pb.StatusDefinition(
        code=status.code,
        kind=STATUS[status.kind],
        points=status.points,
        counts=status.counts,
        teachers_may_set=status.teachers_may_set,
        label_en=status.label_en,
        label_ne=status.label_ne,
    )


def _status_from(message: pb.StatusDefinition) -> StatusDefinition:
    return StatusDefinition(
        message.code,
        status_from(message.kind),
        message.points,
        message.counts,
        message.teachers_may_set,
        message.label_en.strip(),
        message.label_ne.strip(),
    )


def _warning(warning: WarningLevel) -> pb.WarningLevel:
    return pb.WarningLevel(
        rule=_RULE[warning.rule],
        threshold=warning.threshold,
        recipients=[_RECIPIENT[recipient] for recipient in warning.recipients],
        least_sessions=warning.least_sessions,
    )


def _warning_from(message: pb.WarningLevel) -> WarningLevel:
    if message.rule not in _RULE_FROM or any(recipient not in _RECIPIENT_FROM for recipient in message.recipients):
        raise InvalidInput("warnings", "hold a rule or a recipient that is not known")
    recipients = tuple(_RECIPIENT_FROM[recipient] for recipient in message.recipients)
    least_sessions = message.least_sessions or _LEAST_SESSIONS
    return WarningLevel(_RULE_FROM[message.rule], message.threshold, recipients, least_sessions)
