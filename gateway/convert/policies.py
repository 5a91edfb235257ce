"""Policies between REST and attendance."""

from collections.abc import Mapping

from presence.attendance.v1 import policy_service_pb2 as pb

from gateway.convert.attendance import STATUS_FROM_PROTO, STATUS_TO_PROTO
from gateway.convert.common import time_if_set, time_of
from gateway.models.policies import (
    ChangedMark,
    ChangedRate,
    MarkPresence,
    PolicyApplied,
    PolicyDifference,
    PolicyInForce,
    PolicyOrigins,
    PolicyProgress,
    PolicyScope,
    PolicySettings,
    PolicyVersion,
    PolicyView,
    PresenceReason,
    StatusDefinition,
    StatusShift,
    TimeSpan,
    WarningLevel,
    WhatIfEvent,
)

_SCOPE: Mapping["pb.PolicyScope.ValueType", PolicyScope] = {
    pb.POLICY_SCOPE_UNSPECIFIED: "none",
    pb.POLICY_SCOPE_INSTITUTION: "institution",
    pb.POLICY_SCOPE_COURSE: "course",
    pb.POLICY_SCOPE_SESSION: "session",
}
_RULE = {"rate_below": pb.WARNING_RULE_RATE_BELOW, "absences_in_a_row": pb.WARNING_RULE_ABSENCES_IN_A_ROW}
_RULE_NAME = {number: name for name, number in _RULE.items()}
_RECIPIENT = {
    "student": pb.WARNING_RECIPIENT_STUDENT,
    "teacher": pb.WARNING_RECIPIENT_TEACHER,
    "guardian": pb.WARNING_RECIPIENT_GUARDIAN,
}
_RECIPIENT_NAME = {number: name for name, number in _RECIPIENT.items()}
_DECIDER = {"teacher": pb.EXCUSE_DECIDER_TEACHER, "admin": pb.EXCUSE_DECIDER_ADMIN}
_DECIDER_NAME = {number: name for name, number in _DECIDER.items()}
_TIMES = ("late_after", "left_early_before", "minimum_present", "bridge_gap")


_REASON: Mapping["pb.PresenceReason.ValueType", PresenceReason] = {
    pb.PRESENCE_REASON_SAID: "said",
    pb.PRESENCE_REASON_IN_TIME: "in_time",
    pb.PRESENCE_REASON_CAME_LATE: "came_late",
    pb.PRESENCE_REASON_LEFT_EARLY: "left_early",
    pb.PRESENCE_REASON_TOO_SHORT: "too_short",
    pb.PRESENCE_REASON_EXCUSED: "excused",
    pb.PRESENCE_REASON_NOT_YET_SEEN: "not_yet_seen",
    pb.PRESENCE_REASON_NEVER_SEEN: "never_seen",
    pb.PRESENCE_REASON_NOT_WATCHED: "not_watched",
    pb.PRESENCE_REASON_INCOMPLETE: "incomplete",
}


def presence_of(message: pb.GetPresenceResponse) -> MarkPresence:
    """When somebody was there, and why the mark is what it is."""
    return MarkPresence(
        reason=_REASON[message.reason],
        stays=[_span(stay) for stay in message.stays],
        minutes_present=message.minutes_present,
        session=_span(message.session),
        watched_inside=[_span(span) for span in message.watched_inside],
        watched_share=message.watched_share,
    )


def settings_message(settings: PolicySettings) -> pb.PolicySettings:
    """What is set."""
    message = pb.PolicySettings(
        watched_share_for_absence=settings.watched_share_for_absence, free_absences=settings.free_absences
    )
    for name in _TIMES:
        seconds: int | None = getattr(settings, f"{name}_seconds")
        if seconds is not None:
            getattr(message, name).FromSeconds(seconds)
    if settings.statuses is not None:
        message.statuses.statuses.extend(map(_status_message, settings.statuses))
        message.statuses.SetInParent()
    if settings.warnings is not None:
        message.warnings.warnings.extend(map(_warning_message, settings.warnings))
        message.warnings.SetInParent()
    if settings.excuses_decided_by is not None:
        message.excuses_decided_by = _DECIDER[settings.excuses_decided_by]
    return message


def view_of(message: pb.PolicyView) -> PolicyView:
    """What is in force."""
    origins = {origin.setting: _SCOPE[origin.scope] for origin in message.origins}
    named = {f"{name}_seconds" if name in _TIMES else name: scope for name, scope in origins.items()}
    return PolicyView(
        effective=_in_force(message.effective),
        origins=PolicyOrigins.model_validate(named),
        own=version_of(message.own) if message.HasField("own") else None,
        decided_by=_in_force(message.decided_by) if message.HasField("decided_by") else None,
    )


def version_of(message: pb.PolicyVersion) -> PolicyVersion:
    """One version of a scope."""
    return PolicyVersion(
        version=message.version,
        settings=PolicySettings.model_validate(_fields(message.settings)),
        author=message.author,
        create_time=time_of(message.create_time),
        note=message.note,
    )


def what_if_event_of(message: pb.WhatIfResponse) -> WhatIfEvent:
    """Progress, or the difference."""
    if message.WhichOneof("event") == "progress":
        done = message.progress
        return PolicyProgress(
            sessions_done=done.sessions_done, sessions_total=done.sessions_total, changed_marks=0, resume_token=""
        )
    difference = message.difference
    return PolicyDifference(
        sessions=difference.sessions,
        marks=difference.marks,
        shifts=[_shift(one) for one in difference.shifts],
        changed=[_changed(one) for one in difference.changed],
        changed_total=difference.changed_total,
        rates=[_rate(one) for one in difference.rates],
        changed_rates_total=difference.changed_rates_total,
    )


def apply_event_of(message: pb.ApplyPolicyResponse) -> PolicyProgress:
    """Progress; whoever reads the last one says that it was."""
    return PolicyProgress(
        sessions_done=message.progress.sessions_done,
        sessions_total=message.progress.sessions_total,
        changed_marks=message.changed_marks,
        resume_token=message.resume_token,
    )


def applied(last: PolicyProgress) -> PolicyApplied:
    """The end of an application."""
    return PolicyApplied(sessions=last.sessions_done, changed_marks=last.changed_marks)


def _in_force(message: pb.PolicySettings) -> PolicyInForce:
    return PolicyInForce.model_validate(_fields(message))


def _fields(message: pb.PolicySettings) -> dict[str, object]:
    """Those that are set, by their names here."""
    found: dict[str, object] = {
        f"{name}_seconds": getattr(message, name).ToSeconds() for name in _TIMES if _has(message, name)
    }
    for name in ("watched_share_for_absence", "free_absences"):
        if _has(message, name):
            found[name] = getattr(message, name)
    if _has(message, "statuses"):
        found["statuses"] = [_status(one) for one in message.statuses.statuses]
    if _has(message, "warnings"):
        found["warnings"] = [_warning(one) for one in message.warnings.warnings]
    if message.excuses_decided_by in _DECIDER_NAME:
        found["excuses_decided_by"] = _DECIDER_NAME[message.excuses_decided_by]
    return found


def _has(message: pb.PolicySettings, name: str) -> bool:
    return message.HasField(name)  # type: ignore[arg-type]  # the names of this module


def _status_message(status: StatusDefinition) -> pb.StatusDefinition:
    given = status.model_dump()
    return pb.StatusDefinition(**{**given, "kind": STATUS_TO_PROTO[status.kind]})


def _status(message: pb.StatusDefinition) -> dict[str, object]:
    names = ("code", "points", "counts", "teachers_may_set", "label_en", "label_ne")
    return {**{name: getattr(message, name) for name in names}, "kind": STATUS_FROM_PROTO[message.kind]}


def _warning_message(warning: WarningLevel) -> pb.WarningLevel:
    return pb.WarningLevel(
        rule=_RULE[warning.rule],
        threshold=warning.threshold,
        recipients=[_RECIPIENT[recipient] for recipient in warning.recipients],
        least_sessions=warning.least_sessions,
    )


def _warning(message: pb.WarningLevel) -> dict[str, object]:
    return {
        "rule": _RULE_NAME[message.rule],
        "threshold": message.threshold,
        "recipients": [_RECIPIENT_NAME[recipient] for recipient in message.recipients],
        "least_sessions": message.least_sessions,
    }


def _shift(message: pb.StatusShift) -> StatusShift:
    return StatusShift(
        from_code=message.from_code,
        from_status=STATUS_FROM_PROTO[message.from_status],
        to_code=message.to_code,
        to_status=STATUS_FROM_PROTO[message.to_status],
        marks=message.marks,
    )


def _changed(message: pb.ChangedMark) -> ChangedMark:
    return ChangedMark(
        session_id=message.session_id,
        course_code=message.course_code,
        start_time=time_of(message.start_time),
        student_id=message.student_id,
        display_name=message.display_name,
        from_code=message.from_code,
        from_status=STATUS_FROM_PROTO[message.from_status],
        to_code=message.to_code,
        to_status=STATUS_FROM_PROTO[message.to_status],
        minutes_present=message.minutes_present,
    )


def _rate(message: pb.ChangedRate) -> ChangedRate:
    return ChangedRate(
        student_id=message.student_id,
        display_name=message.display_name,
        course_id=message.course_id,
        course_code=message.course_code,
        from_rate=message.from_rate if message.HasField("from_rate") else None,
        to_rate=message.to_rate if message.HasField("to_rate") else None,
    )


def _span(message: pb.TimeSpan) -> TimeSpan:
    return TimeSpan(start_time=time_of(message.start_time), end_time=time_if_set(message, "end_time"))
