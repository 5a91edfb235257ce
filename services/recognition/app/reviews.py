"""What people see of reviews, and what they decide."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from services.common.errors import InvalidInput
from services.recognition.app.errors import ReviewDecided, ReviewNotFound
from services.recognition.app.gallery import ServedGallery
from services.recognition.app.review import Review, ReviewCounts, ReviewDecision, ReviewFilter, ReviewKey, Verdict
from services.recognition.app.review_store import Consequences, ReviewStore

_FARTHEST = 2.0  # of two unit vectors; also when nothing can be measured


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to say of a face."""

    verdict: Verdict
    person_id: str | None
    learn: bool
    request_id: str
    decided_by: str


class Reviews:
    """`operator_id` is whose reviews may be seen; None sees all."""

    def __init__(self, store: ReviewStore, galleries: ServedGallery, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._galleries = galleries
        self._clock = clock

    async def listed(
        self, wanted: ReviewFilter, before: ReviewKey | None, limit: int
    ) -> tuple[list[Review], ReviewCounts]:
        """Newest first, and how many there are."""
        return await self._store.listed(wanted, before, limit), await self._store.counts(wanted)

    async def get(self, review_id: str, operator_id: str | None) -> Review:
        """ReviewNotFound: to whom it does not belong, it does not exist."""
        review = await self._store.get(review_id)
        if review is None or (operator_id is not None and operator_id not in review.operator_ids):
            raise ReviewNotFound(review_id)
        return review

    async def crop(self, review_id: str, operator_id: str | None) -> bytes:
        """JPEG; ReviewNotFound."""
        await self.get(review_id, operator_id)
        crop = await self._store.crop(review_id)
        if crop is None:  # erased in this moment
            raise ReviewNotFound(review_id)
        return crop

    async def decisions(self, before: int | None, limit: int) -> list[tuple[int, ReviewDecision]]:
        """Newest first."""
        return await self._store.decisions(before, limit)

    async def resolve(self, review_id: str, operator_id: str | None, wish: Wish) -> ReviewDecision:
        """The decision as it stands afterwards.

        ReviewNotFound; InvalidInput when the wish does not fit the review; ReviewDecided when somebody has decided
        otherwise; ConsentMissing when somebody is named who has not agreed to face recognition.
        """
        review = await self.get(review_id, operator_id)
        decision = self._decision(review, wish)
        standing = await self._store.decide(decision, await self._consequences(review, decision))
        if standing is None:
            raise ReviewNotFound(review_id)
        if not standing.agrees_with(decision):
            raise ReviewDecided(review_id, standing.decided_by, standing.verdict, standing.person_id or "")
        return standing

    def _decision(self, review: Review, wish: Wish) -> ReviewDecision:
        person_id = _person(review, wish)
        if wish.learn and not wish.verdict.names_somebody:
            raise InvalidInput("learn", "needs somebody who is named")
        named = person_id if wish.verdict.names_somebody else None
        return ReviewDecision(
            review_id=review.review_id,
            request_id=wish.request_id,
            verdict=wish.verdict,
            person_id=person_id,
            decided_by=wish.decided_by,
            decided_at=self._clock(),
            learned=wish.learn,
            sighting_id=str(uuid5(UUID(review.review_id), f"confirmed/{named}")) if named else None,
            camera_id=review.camera_id,
            track_id=review.track_id,
            captured_at=review.captured_at,
            candidates=review.candidates,
            reason=review.reason,
            gallery_version=review.gallery_version,
            model=review.model,
        )

    async def _consequences(self, review: Review, decision: ReviewDecision) -> Consequences:
        candidates = [candidate.person_id for candidate in review.candidates]
        match decision.verdict:
            case Verdict.NOT_THIS_PERSON:
                return Consequences(refused_ids=(decision.person_id or candidates[0],))
            case Verdict.STRANGER:
                return Consequences(refused_ids=tuple(candidates))
        assert decision.person_id is not None, "somebody is named"
        # who it is says also who it is not
        others = tuple(candidate for candidate in candidates if candidate != decision.person_id)
        return Consequences(await self._distance(review, decision.person_id), others)

    async def _distance(self, review: Review, person_id: str) -> float:
        known = review.distance_to(person_id)
        if known is not None:
            return known
        gallery, stored = self._galleries.current, await self._store.encoding(review.review_id)
        if stored is None or stored[0] != gallery.model_hash or person_id not in gallery.person_ids:
            return _FARTHEST
        measured = float(gallery.distances(stored[1][None])[0, gallery.person_ids.index(person_id)])
        return min(measured, _FARTHEST)  # infinite of somebody whose face it was said not to be


def _person(review: Review, wish: Wish) -> str | None:
    """Whom the verdict is about; InvalidInput unless the review allows it."""
    candidates = [candidate.person_id for candidate in review.candidates]
    match wish.verdict:
        case Verdict.STRANGER:
            if wish.person_id:
                raise InvalidInput("person_id", "must be empty: a stranger is nobody")
            return None
        case Verdict.YES | Verdict.NOT_THIS_PERSON:
            person_id = wish.person_id or (candidates[0] if wish.verdict is Verdict.NOT_THIS_PERSON else None)
            if person_id not in candidates:
                raise InvalidInput("person_id", "must be one of the review's candidates")
            return person_id
        case Verdict.OTHER_PERSON:
            if wish.person_id not in review.roster:
                raise InvalidInput("person_id", "must be on the roster of the session")
            return wish.person_id
