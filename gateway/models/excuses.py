"""Excuses: asked for, with files, and decided."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from gateway.models.base import Page, PageQuery, RequestId, RequestModel, ResponseModel, Time, Whole

ExcuseCategory = Literal["illness", "appointment", "family", "official", "religious", "transport", "other"]
ExcuseState = Literal["requested", "approved", "declined", "revoked", "withdrawn"]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class ExcuseFile(ResponseModel):
    """A file sent with an excuse; its type is told by its bytes."""

    file_id: str
    file_name: str
    content_type: str
    size_bytes: int
    upload_time: Time


class ExcuseSession(ResponseModel):
    """A session that an excuse is for."""

    session_id: str
    course_code: str
    course_title: str
    start_time: Time


class Excuse(ResponseModel):
    """A request to be excused, for days of one course or of all, or for sessions."""

    excuse_id: str
    student_id: str
    student_name: str
    student_number: str
    category: ExcuseCategory | None = Field(description="Null once erased.")
    reason: str
    first_date: date | None = Field(description="Of the institution's days; null when it is for sessions.")
    last_date: date | None
    course_id: str = Field(description="Empty: all of the student's courses.")
    course_code: str
    course_title: str
    sessions: list[ExcuseSession]
    files: list[ExcuseFile]
    state: ExcuseState
    ask_time: Time
    asked_by: str
    asked_by_name: str
    decide_time: Time | None
    decided_by: str
    decided_by_name: str
    note: str
    revision: int
    may_edit: bool = Field(description="You, now.")
    may_decide: bool
    erased: bool = Field(description="Reason, note and files are gone: their time was over.")
    covered_marks: int = Field(description="Sessions so far; told of one excuse, 0 in lists.")


class ExcusesQuery(PageQuery):
    """Which excuses."""

    student_id: UUID | None = None
    state: ExcuseState | None = None
    page_size: int = Field(default=30, ge=1, le=100)


class ExcusePage(Page):
    """Excuses, newest first."""

    items: list[Excuse]
    waiting_count: int = Field(description="Requested and not decided, of all you may see.")


class _Content(RequestModel):
    category: ExcuseCategory
    reason: Reason
    first_date: date | None = Field(default=None, strict=False)
    last_date: date | None = Field(default=None, strict=False)
    course_id: UUID | None = None
    session_ids: list[UUID] = Field(default_factory=list, max_length=50)


class NewExcuse(_Content):
    """What is asked; either both dates or sessions."""

    student_id: UUID
    request_id: RequestId


class ExcuseChange(_Content):
    """What is asked instead, until somebody decides."""

    revision: Whole


class ExcuseDecision(RequestModel):
    """Approve or decline, with a note; to decline there must be one."""

    approve: bool
    note: Annotated[str, StringConstraints(max_length=1000)] = ""
    revision: Whole
    request_id: RequestId
