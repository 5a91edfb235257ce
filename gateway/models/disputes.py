"""Disputes about marks, and what a mark rests on."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from gateway.models.base import Page, PageQuery, RequestId, RequestModel, ResponseModel, Time, Whole
from gateway.models.cameras import Trouble
from gateway.models.excuses import Reason
from gateway.models.sessions import Mark, MarkStatus, Session

DisputeState = Literal["open", "changed", "kept", "withdrawn"]
WantedStatus = Literal["present", "late", "left_early", "excused", "absent"]


class DisputeComment(ResponseModel):
    """Something one side said."""

    comment_id: str
    by_student: bool
    by_caller: bool
    author_name: str
    write_time: Time
    text: str


class Dispute(ResponseModel):
    """A student says that a mark is wrong."""

    dispute_id: str
    session: Session
    mark: Mark = Field(description="As it is now.")
    disputed_status: MarkStatus = Field(description="As it was when it was disputed.")
    wanted_status: MarkStatus
    reason: str
    state: DisputeState
    open_time: Time
    due_time: Time = Field(description="By when somebody decides.")
    overdue: bool
    decide_time: Time | None
    decided_by: str
    decided_by_name: str
    note: str
    comments: list[DisputeComment] = Field(description="Oldest first; of one dispute, none in lists.")
    may_decide: bool = Field(description="You, now.")
    may_comment: bool
    may_withdraw: bool


class DisputesQuery(PageQuery):
    """Which disputes."""

    student_id: UUID | None = None
    open_only: bool = False
    overdue_only: bool = False
    page_size: int = Field(default=30, ge=1, le=100)


class DisputePage(Page):
    """Disputes: open ones first, by when they are due, then the others, newest first."""

    items: list[Dispute]
    open_count: int
    overdue_count: int


class NewDispute(RequestModel):
    """Your own mark in a session that is over, and what it should be."""

    session_id: UUID
    wanted_status: WantedStatus
    reason: Reason
    request_id: RequestId


class NewDisputeComment(RequestModel):
    """What you have to say."""

    text: Reason
    comment_id: RequestId


class DisputeDecision(RequestModel):
    """The status the mark gets, or an empty one to keep it, and why."""

    status_code: Annotated[str, StringConstraints(max_length=20)] = ""
    note: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    revision: Whole = Field(description="Of the mark you looked at.")
    request_id: RequestId


class EvidenceSpan(ResponseModel):
    """From one moment to another."""

    start_time: Time
    end_time: Time


class EvidenceCondition(EvidenceSpan):
    """A camera of the session was in trouble."""

    trouble: Trouble
    camera_name: str


class MarkEvidence(ResponseModel):
    """What one student's mark rests on: the same for both sides, of nobody else, without pictures."""

    session: Session
    mark: Mark
    seen: list[EvidenceSpan]
    watched: list[EvidenceSpan]
    watched_share: float = Field(description="Of the measured time, 0 to 1.")
    measured: EvidenceSpan = Field(description="The class as planned, as far as it was open; so far, while it is.")
    conditions: list[EvidenceCondition]
    excuse_id: str
    dispute_until_time: Time | None = Field(description="Null while the session is open.")
    open_dispute_id: str
