"""What every REST model has in common: times, ids, pages and problems."""

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

Time = AwareDatetime  # written as RFC 3339 in UTC, "2026-03-01T09:00:00Z"
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Email = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=254, pattern=r"^\S+@\S+$")]
Token = Annotated[str, StringConstraints(min_length=1, max_length=512)]
Whole = Annotated[int, Field(ge=0, lt=2**63)]  # as large as a message can carry
# An older client names none and asks without comparing.
SeenRevision = Annotated[int, Field(ge=0, lt=2**63, description="That you looked at; 0, or none: whatever is there.")]
RequestId = Annotated[UUID, Field(description="Made by the client; a retry with the same one changes nothing twice.")]


class RequestModel(BaseModel):
    """What a client sends; a field it does not know is a mistake and is answered as one."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ResponseModel(BaseModel):
    """What the gateway answers."""

    model_config = ConfigDict(frozen=True)


class Nothing(RequestModel):
    """A request without a body or query."""


class PageQuery(RequestModel):
    """Which part of a list: `page_token` is the `next_page_token` of the page before."""

    page_size: int = Field(default=50, ge=1, le=200)
    page_token: str = Field(default="", max_length=1024)


class Page(ResponseModel):
    """Part of a list; the last part has an empty `next_page_token`."""

    next_page_token: str


class FieldProblem(ResponseModel):
    """One field of the request that cannot be used, by its path such as `teacher_ids.0`."""

    field: str
    message: str


class Problem(ResponseModel):
    """A problem document (RFC 9457): `detail` is a sentence for people, `reason` is for programs."""

    type: str
    title: str
    status: int
    detail: str
    reason: str
    metadata: dict[str, str]
    request_id: str
    errors: list[FieldProblem]


class Box(ResponseModel):
    """Where a face is, in fractions of the picture, from its top left."""

    left: float
    top: float
    right: float
    bottom: float
