"""Checking in by code, saying at a kiosk that one is there, and roll call."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from gateway.models.base import RequestId, RequestModel, ResponseModel, SeenRevision, Time, Whole
from gateway.models.sessions import Mark, MarkStatus

TypedCode = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20)]
NetworkText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50)]


class CheckInCode(ResponseModel):
    """What is on the screen; the code before it is taken, too."""

    code: str = Field(description="Six digits.")
    seconds_left: float = Field(description="Until the next one takes its place, whatever clock the page has.")


class CheckInEntry(ResponseModel):
    """Somebody checked in."""

    student_id: str
    display_name: str
    student_number: str
    check_in_time: Time
    via: Literal["code", "kiosk"]


class CheckInClaim(ResponseModel):
    """The number was typed at a kiosk; no mark says yet that the student is there."""

    student_id: str
    display_name: str
    student_number: str
    claim_time: Time
    mark_revision: int


class CheckInBoard(ResponseModel):
    """What the teacher follows."""

    code: CheckInCode | None = Field(description="Null while none is shown.")
    codes_allowed: bool = Field(description="By the rules of institution and room, and the session is open.")
    checked_in_count: int
    roster_size: int
    newest: list[CheckInEntry] = Field(description="Newest first, at most 50.")
    claims: list[CheckInClaim] = Field(description="Oldest first, at most 50.")


class CheckInRequest(RequestModel):
    """A student types the code; without a session it is whichever of theirs shows it."""

    code: TypedCode
    session_id: UUID | None = None
    request_id: RequestId


class CheckedIn(ResponseModel):
    """Stored; `mark` is what the register says, where a teacher's word goes before a check-in."""

    session_id: str
    course_code: str
    course_title: str
    room_name: str
    check_in_time: Time
    mark: Mark


class MarkToSet(RequestModel):
    """One mark of a roll call; `not_seen` without a code gives it back to the evidence."""

    student_id: UUID
    status: MarkStatus
    status_code: Annotated[str, StringConstraints(max_length=20)] = Field(
        default="", description="Of the session's policy; goes before `status`."
    )
    revision: Whole
    request_id: RequestId


class SetMarksRequest(RequestModel):
    """At most 500, each student once."""

    marks: Annotated[list[MarkToSet], Field(min_length=1, max_length=500)]
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""


class MarkRefused(ResponseModel):
    """Why it was not set."""

    reason: str = Field(description="MARK_CHANGED, NOT_ON_ROSTER or INVALID_INPUT.")
    message: str


class MarkAnswer(ResponseModel):
    """What became of one; `mark` is as it is now, null where the student is not on the roster."""

    student_id: str
    mark: Mark | None
    refused: MarkRefused | None


class SetMarksAnswer(ResponseModel):
    """In the order in which they were asked for."""

    answers: list[MarkAnswer]


class CheckInRulesQuery(RequestModel):
    """Whose rules: a room's, or the institution's."""

    room_id: UUID | None = None


class CheckInRules(ResponseModel):
    """From where codes are taken, and whether."""

    networks: list[str] = Field(description="Empty: a room's are the institution's, which then takes any.")
    codes_off: bool
    revision: int


class SetCheckInRulesRequest(RequestModel):
    """Replaces them; a room's networks go before the institution's, and codes are off where either says so."""

    room_id: UUID | None = None
    networks: Annotated[list[NetworkText], Field(max_length=100)]
    codes_off: bool
    revision: SeenRevision = 0
