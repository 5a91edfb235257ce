"""Where reviews, decisions and what follows of them are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from services.recognition.app.reports import SightingReport
from services.recognition.app.review import NewReview, Review, ReviewCounts, ReviewDecision, ReviewFilter, ReviewKey
from services.recognition.domain.faces import Encodings


class Kept(StrEnum):
    """What became of a face that somebody should look at."""

    KEPT = "kept"
    LEFT_OUT = "left_out"
    """The camera has asked about as many as it may in this hour; counted, and nothing else is stored."""
    NOT_AGREED = "not_agreed"
    """One of the candidates has withdrawn consent meanwhile: nothing is stored."""


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a decision changes beside itself, in its transaction."""

    distance: float = 0.0
    """Of the sighting that is reported when somebody was named."""
    refused_ids: tuple[str, ...] = ()
    """People who this face is not, from now on."""
    max_learned: int = 10
    """Learned faces kept of one person, and refused ones; the oldest goes first."""


class ReviewStore(Protocol):
    """Every write may be repeated."""

    async def keep(self, review: NewReview, crop: bytes, max_per_hour: int) -> Kept:
        """Store a review that is not stored yet; `max_per_hour` of one camera and hour of capture time."""
        ...

    async def grow(self, review_id: str, last_seen: datetime) -> None:
        """The face was in view until then: so is the sighting, if somebody was named."""

    async def settle(self, review_id: str) -> None:
        """Nobody need look any more: erase it, unless it is decided."""

    async def get(self, review_id: str) -> Review | None:
        """One review with its decision."""
        ...

    async def encoding(self, review_id: str) -> tuple[str, Encodings] | None:
        """Model hash and (size,) float32 of its face."""
        ...

    async def crop(self, review_id: str) -> bytes | None:
        """The picture of its face, JPEG."""
        ...

    async def listed(self, wanted: ReviewFilter, before: ReviewKey | None, limit: int) -> list[Review]:
        """Newest first, those older than the key."""
        ...

    async def counts(self, wanted: ReviewFilter) -> ReviewCounts:
        """Of all that match but for `decided`."""
        ...

    async def decide(self, decision: ReviewDecision, consequences: Consequences) -> ReviewDecision | None:
        """The decision as it stands: this one, or the one that was there before; None when the review is gone.

        With it, in one transaction: the sighting to report, the faces learned and refused, and the gallery's next
        version. ConsentMissing when somebody is named who has not agreed; nothing changes then.
        """
        ...

    async def decisions(self, before: int | None, limit: int) -> list[tuple[int, ReviewDecision]]:
        """Newest first with their numbers, those of lower ones."""
        ...

    async def claim_reports(self) -> list[SightingReport]:
        """Sightings to report now, this pod's for half a minute."""
        ...

    async def reported(self, reports: Sequence[SightingReport]) -> None:
        """Attendance has answered: forget them, unless they have grown since."""

    async def erase_over(self, reviews_before: datetime, refused_before: datetime) -> int:
        """Erase reviews of pictures taken before, and refused faces stored before; how many reviews."""
        ...
