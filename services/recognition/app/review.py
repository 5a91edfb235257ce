"""Reviews: faces that recognition was not sure of, and what people decided about them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.recognition.domain.gallery import Candidate
from services.recognition.domain.outcome import ReviewRequest


class Verdict(StrEnum):
    """What somebody said of a face; stored by its value."""

    YES = "yes"
    OTHER_PERSON = "other_person"
    NOT_THIS_PERSON = "not_this_person"
    STRANGER = "stranger"

    @property
    def names_somebody(self) -> bool:
        """Whether it says who the face is."""
        return self in (Verdict.YES, Verdict.OTHER_PERSON)


@dataclass(frozen=True, slots=True, eq=False)
class NewReview:
    """What a stream asks, with all that must be known to decide it later."""

    request: ReviewRequest
    camera_id: str
    gallery_version: int
    model: str
    model_hash: str
    """Of the request's encoding."""
    operator_ids: frozenset[str]
    """Who operates the camera's session at this moment: they may decide."""
    roster: frozenset[str]
    """Whom the camera looks for at this moment: anybody of them may be named."""


@dataclass(frozen=True, slots=True)
class ReviewDecision:
    """One line of what was decided, kept for good."""

    review_id: str
    request_id: str
    verdict: Verdict
    person_id: str | None
    """Whom the verdict is about; None for a stranger."""
    decided_by: str
    decided_at: datetime
    learned: bool
    sighting_id: str | None
    """What attendance is told; None when nobody was named."""
    camera_id: str
    track_id: str
    captured_at: datetime
    candidates: tuple[Candidate, ...]
    reason: str
    gallery_version: int
    model: str

    def agrees_with(self, other: "ReviewDecision") -> bool:
        """Whether both say the same of the face, whoever said it."""
        return (self.verdict, self.person_id) == (other.verdict, other.person_id)


@dataclass(frozen=True, slots=True)
class Review:
    """One face to be looked at, or that was."""

    review_id: str
    camera_id: str
    track_id: str
    captured_at: datetime
    first_seen: datetime
    last_seen: datetime
    candidates: tuple[Candidate, ...]
    """The nearest first."""
    reason: str
    gallery_version: int
    model: str
    operator_ids: frozenset[str]
    roster: frozenset[str]
    decision: ReviewDecision | None

    def distance_to(self, person_id: str) -> float | None:
        """To a candidate; None of anybody else."""
        return next((c.distance for c in self.candidates if c.person_id == person_id), None)


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """Which reviews; None and empty filter nothing."""

    operator_id: str | None
    """Of cameras that this person operated."""
    camera_ids: tuple[str, ...] = ()
    start: datetime | None = None
    """Faces seen then or later."""
    end: datetime | None = None
    """Faces seen then or earlier."""
    decided: bool | None = None


ReviewKey = tuple[datetime, str]
"""Capture time and id: the order of reviews."""


@dataclass(frozen=True, slots=True)
class ReviewCounts:
    """Of all that match a filter, whether decided or not."""

    open: int
    left_out: int
    """Faces beyond what a camera may ask about in an hour."""
