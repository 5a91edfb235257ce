"""Sessions, marks, and a student's own marks."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from gateway.models.base import Page, PageQuery, RequestId, RequestModel, ResponseModel, Time, Whole

MarkStatus = Literal["not_seen", "present", "late", "left_early", "absent", "excused", "unconfirmed"]
MarkSource = Literal["none", "camera", "teacher", "code", "policy"]


class Session(ResponseModel):
    """Attendance being taken, or taken, of one course in one room."""

    session_id: str
    course_id: str
    course_code: str
    course_title: str
    room_id: str
    room_name: str
    started_by: str
    start_time: Time
    end_time: Time | None = Field(description="Null while open.")
    late_after_seconds: int
    camera_ids: list[str]
    roster_size: int
    present_count: int = Field(description="Present, late and left early.")
    planned_start_time: Time | None = Field(description="Null when opened by hand.")
    planned_end_time: Time | None
    policy_version_id: str


class Mark(ResponseModel):
    """Whether a student was there; `revision` goes back with a teacher's word."""

    student_id: str
    display_name: str
    student_number: str
    status: MarkStatus
    source: MarkSource
    first_seen_time: Time | None
    last_seen_time: Time | None
    revision: int
    set_by: str
    note: str
    confirmed_by: str = Field(description="Who said whose face it was, where no camera was sure; else empty.")
    seen_elsewhere: bool = Field(description="Another room saw the student at the same time.")
    status_code: str = Field(description="Of the policy's status set; empty while not seen or unconfirmed.")
    minutes_present: int
    change_time: Time | None = Field(description="When status or source last changed; null if never, and in lists.")


class SessionsQuery(PageQuery):
    """Which sessions."""

    course_id: UUID | None = None
    room_id: UUID | None = None
    open_only: bool = False


class SessionPage(Page):
    """Sessions, newest first."""

    items: list[Session]


class NewSession(RequestModel):
    """A session to start."""

    course_id: UUID
    room_id: UUID
    request_id: RequestId
    late_after_seconds: int | None = Field(default=None, ge=0, le=86_400)


class SessionWithMarks(ResponseModel):
    """A session and all its marks, as of `resume_token`."""

    session: Session
    marks: list[Mark]
    resume_token: str


class SetMarkRequest(RequestModel):
    """A teacher's word; `not_seen` gives the mark back to the evidence. A code of the policy wins over the status."""

    status: MarkStatus
    status_code: Annotated[str, StringConstraints(max_length=20)] = ""
    revision: Whole
    request_id: RequestId
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""


class StudentMark(ResponseModel):
    """A student's mark and the session it belongs to."""

    session: Session
    mark: Mark


class StudentMarkPage(Page):
    """A student's marks, newest first, with totals over closed sessions."""

    items: list[StudentMark]
    attended: int = Field(description="Present, late or left early.")
    counted: int = Field(description="Neither excused nor unconfirmed.")


class SessionSnapshotEvent(ResponseModel):
    """Everything as it is now; replaces whatever the client had."""

    type: Literal["snapshot"] = "snapshot"
    resume_token: str
    session: Session
    marks: list[Mark]


class SessionMarkEvent(ResponseModel):
    """One mark changed."""

    type: Literal["mark"] = "mark"
    resume_token: str
    mark: Mark


class SessionChangedEvent(ResponseModel):
    """The session ended, was reopened, or its counts changed."""

    type: Literal["session"] = "session"
    resume_token: str
    session: Session


class SessionHeartbeatEvent(ResponseModel):
    """Nothing new; what the client has is up to date."""

    type: Literal["heartbeat"] = "heartbeat"
    resume_token: str


SessionEvent = Annotated[
    SessionSnapshotEvent | SessionMarkEvent | SessionChangedEvent | SessionHeartbeatEvent,
    Field(discriminator="type"),
]


class SessionEventsQuery(RequestModel):
    """`resume` is the newest `resume_token` the client has; without it the first message is a snapshot."""

    resume: str = Field(default="", max_length=1024)
