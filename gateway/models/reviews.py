"""The review queue: faces that recognition was not sure of, and what people say of them."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from gateway.models.base import Page, PageQuery, RequestId, RequestModel, ResponseModel, Time

ReviewState = Literal["open", "decided", "all"]
Verdict = Literal["yes", "other_person", "not_this_person", "stranger"]


class ReviewsQuery(PageQuery):
    """Which reviews: of a session's cameras and time, or of all that the caller may decide."""

    session_id: UUID | None = None
    state: ReviewState = "open"
    page_size: int = Field(default=50, ge=1, le=100)


class ReviewCandidate(ResponseModel):
    """Somebody whom a face may show."""

    person_id: str
    display_name: str = Field(description="Of the session's students; empty when no session was asked for.")
    distance: float = Field(description="Between unit encodings; smaller is closer.")


class ReviewDecision(ResponseModel):
    """What somebody said of a face, kept for good."""

    review_id: str
    verdict: Verdict
    person_id: str = Field(description="Whom the verdict is about; empty for a stranger.")
    display_name: str = Field(description="Of the session's students; empty when no session was asked for.")
    decided_by: str
    decide_time: Time
    learned: bool
    sighting_id: str = Field(description="What attendance was told; empty when nobody was named.")
    camera_id: str
    capture_time: Time
    candidates: list[ReviewCandidate]
    reason: str
    gallery_version: int
    model: str


class Review(ResponseModel):
    """One face: whom it may show, and why nobody was sure. Its picture is at …/crop."""

    review_id: str
    camera_id: str
    track_id: str
    capture_time: Time
    first_seen_time: Time
    last_seen_time: Time
    candidates: list[ReviewCandidate] = Field(description="The nearest first.")
    reason: str = Field(description="Half a sentence.")
    gallery_version: int
    model: str
    decision: ReviewDecision | None


class ReviewPage(Page):
    """Newest first, with counts over all pages."""

    items: list[Review]
    open_count: int
    left_out_count: int = Field(description="Faces that were not kept: a camera may ask about so many an hour.")


class NewReviewDecision(RequestModel):
    """What the caller says of a face."""

    verdict: Verdict
    person_id: UUID | None = Field(
        default=None, description="yes: one of the candidates; other_person: somebody of the roster."
    )
    learn: bool = Field(default=False, description="Add the face to what is known of the person.")
    request_id: RequestId


class ReviewDecisionsQuery(PageQuery):
    """Which part of the decisions."""

    page_size: int = Field(default=50, ge=1, le=100)


class ReviewDecisionPage(Page):
    """Newest first."""

    items: list[ReviewDecision]
