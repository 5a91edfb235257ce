"""Policies: how what was seen becomes a status, and what a status is worth."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from gateway.models.base import Page, PageQuery, RequestId, RequestModel, ResponseModel, Time
from gateway.models.sessions import MarkStatus

PolicyScope = Literal["none", "institution", "course", "session"]
StatusKind = Literal["present", "late", "left_early", "absent", "excused"]
WarningRule = Literal["rate_below", "absences_in_a_row"]
WarningRecipient = Literal["student", "teacher", "guardian"]
ExcuseDecider = Literal["teacher", "admin"]
Seconds = Annotated[int, Field(ge=0, le=86_400)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


class StatusDefinition(RequestModel):
    """One status of a policy's set; PRESENT, LATE, LEFT_EARLY, ABSENT and EXCUSED are always in it."""

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{0,19}$")]
    kind: StatusKind = Field(description="What it counts as.")
    points: float = Field(ge=0, le=100, allow_inf_nan=False)
    counts: bool = Field(description="Towards the rate.")
    teachers_may_set: bool
    label_en: Label
    label_ne: Label


class WarningLevel(RequestModel):
    """Somebody is told when a student falls across the threshold: percent, or sessions in a row."""

    rule: WarningRule
    threshold: int = Field(ge=1, le=100)
    recipients: list[WarningRecipient] = Field(min_length=1, max_length=3)
    least_sessions: int = Field(default=3, ge=1, le=100)


class PolicySettings(RequestModel):
    """What one scope wants to be different; null is inherited. A rule with no time does not apply."""

    late_after_seconds: Seconds | None = None
    left_early_before_seconds: Seconds | None = None
    minimum_present_seconds: Seconds | None = None
    bridge_gap_seconds: Annotated[int, Field(ge=0, le=14_400)] | None = None
    watched_share_for_absence: Annotated[float, Field(ge=0.5, le=1, allow_inf_nan=False)] | None = None
    statuses: Annotated[list[StatusDefinition], Field(min_length=5, max_length=20)] | None = None
    free_absences: Annotated[int, Field(ge=0, le=100)] | None = None
    warnings: Annotated[list[WarningLevel], Field(max_length=10)] | None = None
    excuses_decided_by: ExcuseDecider | None = None


class PolicyInForce(ResponseModel):
    """Every setting, as it holds."""

    late_after_seconds: int
    left_early_before_seconds: int
    minimum_present_seconds: int
    bridge_gap_seconds: int
    watched_share_for_absence: float
    statuses: list[StatusDefinition]
    free_absences: int
    warnings: list[WarningLevel]
    excuses_decided_by: ExcuseDecider


class PolicyOrigins(ResponseModel):
    """Where each setting comes from; `none` is what Presence begins with."""

    late_after_seconds: PolicyScope
    left_early_before_seconds: PolicyScope
    minimum_present_seconds: PolicyScope
    bridge_gap_seconds: PolicyScope
    watched_share_for_absence: PolicyScope
    statuses: PolicyScope
    free_absences: PolicyScope
    warnings: PolicyScope
    excuses_decided_by: PolicyScope


class PolicyVersion(ResponseModel):
    """One version of a scope's settings."""

    version: int
    settings: PolicySettings
    author: str
    create_time: Time
    note: str


class PolicyView(ResponseModel):
    """What is in force at a place, and of what it is made."""

    effective: PolicyInForce
    origins: PolicyOrigins
    own: PolicyVersion | None = Field(description="The place's newest; null when it never wanted anything.")
    decided_by: PolicyInForce | None = Field(description="Of a session: by what its marks are decided.")


class PolicyQuery(RequestModel):
    """Whose policy: of a session, else of a course, else the institution's."""

    course_id: UUID | None = None
    session_id: UUID | None = None


class PolicyVersionsQuery(PageQuery):
    """Whose versions."""

    course_id: UUID | None = None
    session_id: UUID | None = None


class PolicyVersionPage(Page):
    """Versions, newest first."""

    items: list[PolicyVersion]


class SetPolicyRequest(PolicyQuery):
    """The place's next version; `version` is the newest the client has seen, 0 when there was none."""

    settings: PolicySettings = PolicySettings()
    version: int = Field(default=0, ge=0, lt=2**31)
    note: Note = ""
    request_id: RequestId


class SessionRange(RequestModel):
    """Closed sessions of these of the institution's days, both included; of one course, or of all."""

    course_id: UUID | None = None
    first_date: date
    last_date: date


class WhatIfRequest(SessionRange):
    """Settings to try, in place of the institution's, or of the course's with `of_course`."""

    of_course: bool = False
    settings: PolicySettings = PolicySettings()


class ApplyPolicyRequest(SessionRange):
    """`resume_token` is the newest of a call that broke off."""

    resume_token: str = Field(default="", max_length=1024)


class PolicyProgress(ResponseModel):
    """How far it is."""

    type: Literal["progress"] = "progress"
    sessions_done: int
    sessions_total: int
    changed_marks: int = Field(description="Written so far; 0 while trying.")
    resume_token: str


class StatusShift(ResponseModel):
    """How many marks would go from one status to another."""

    from_code: str
    from_status: MarkStatus
    to_code: str
    to_status: MarkStatus
    marks: int


class ChangedMark(ResponseModel):
    """A mark that would read differently."""

    session_id: str
    course_code: str
    start_time: Time
    student_id: str
    display_name: str
    from_code: str
    from_status: MarkStatus
    to_code: str
    to_status: MarkStatus
    minutes_present: int


class ChangedRate(ResponseModel):
    """A student's rate over the days, 0 to 1; null where nothing counts."""

    student_id: str
    display_name: str
    course_id: str
    course_code: str
    from_rate: float | None
    to_rate: float | None


class PolicyDifference(ResponseModel):
    """The last line of a trial."""

    type: Literal["difference"] = "difference"
    sessions: int
    marks: int
    shifts: list[StatusShift]
    changed: list[ChangedMark] = Field(description="At most 500, newest first.")
    changed_total: int
    rates: list[ChangedRate] = Field(description="At most 500, the greatest change first.")
    changed_rates_total: int


class PolicyApplied(ResponseModel):
    """The last line of an application."""

    type: Literal["applied"] = "applied"
    sessions: int
    changed_marks: int


class PolicyFailed(ResponseModel):
    """The last line when the work broke off; an application goes on with the newest `resume_token`."""

    type: Literal["failed"] = "failed"
    reason: str
    detail: str


WhatIfEvent = Annotated[PolicyProgress | PolicyDifference | PolicyFailed, Field(discriminator="type")]
ApplyPolicyEvent = Annotated[PolicyProgress | PolicyApplied | PolicyFailed, Field(discriminator="type")]


PresenceReason = Literal[
    "said",
    "in_time",
    "came_late",
    "left_early",
    "too_short",
    "excused",
    "not_yet_seen",
    "never_seen",
    "not_watched",
    "incomplete",
]


class TimeSpan(ResponseModel):
    """From one moment to another; null while it goes on."""

    start_time: Time
    end_time: Time | None


class MarkPresence(ResponseModel):
    """When a student was there, and which rule made their mark what it is."""

    reason: PresenceReason
    stays: list[TimeSpan] = Field(description="In order, as far as nobody could see the opposite.")
    minutes_present: int
    session: TimeSpan = Field(description="What presence is measured against.")
    watched_inside: list[TimeSpan] = Field(description="When cameras looked into the room.")
    watched_share: float
