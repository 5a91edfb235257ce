"""Reviews and decisions."""

from collections.abc import Callable, Iterable, Mapping

from presence.recognition.v1 import review_service_pb2 as pb

from gateway.convert.common import time_of
from gateway.models.reviews import Review, ReviewCandidate, ReviewDecision, ReviewState, Verdict

NameOf = Callable[[str], str]

STATE: Mapping[ReviewState, pb.ReviewState.ValueType] = {
    "open": pb.REVIEW_STATE_OPEN,
    "decided": pb.REVIEW_STATE_DECIDED,
    "all": pb.REVIEW_STATE_UNSPECIFIED,
}
VERDICT: Mapping[Verdict, pb.Verdict.ValueType] = {
    "yes": pb.VERDICT_YES,
    "other_person": pb.VERDICT_OTHER_PERSON,
    "not_this_person": pb.VERDICT_NOT_THIS_PERSON,
    "stranger": pb.VERDICT_STRANGER,
}
_VERDICT_OF: Mapping[int, Verdict] = {number: verdict for verdict, number in VERDICT.items()}


def review_of(review: pb.Review, name_of: NameOf) -> Review:
    """A face, with the names of whom it may show."""
    return Review(
        review_id=review.review_id,
        camera_id=review.camera_id,
        track_id=review.track_id,
        capture_time=time_of(review.capture_time),
        first_seen_time=time_of(review.first_seen_time),
        last_seen_time=time_of(review.last_seen_time),
        candidates=_candidates_of(review.candidates, name_of),
        reason=review.reason,
        gallery_version=review.gallery_version,
        model=review.model,
        decision=decision_of(review.decision, name_of) if review.HasField("decision") else None,
    )


def decision_of(decision: pb.ReviewDecision, name_of: NameOf) -> ReviewDecision:
    """What was said."""
    return ReviewDecision(
        review_id=decision.review_id,
        verdict=_VERDICT_OF[decision.verdict],
        person_id=decision.person_id,
        display_name=name_of(decision.person_id),
        decided_by=decision.decided_by,
        decide_time=time_of(decision.decide_time),
        learned=decision.learned,
        sighting_id=decision.sighting_id,
        camera_id=decision.camera_id,
        capture_time=time_of(decision.capture_time),
        candidates=_candidates_of(decision.candidates, name_of),
        reason=decision.reason,
        gallery_version=decision.gallery_version,
        model=decision.model,
    )


def nobody(person_id: str) -> str:
    """Where no names are at hand."""
    return ""


def _candidates_of(candidates: Iterable[pb.ReviewCandidate], name_of: NameOf) -> list[ReviewCandidate]:
    return [
        ReviewCandidate(person_id=one.person_id, display_name=name_of(one.person_id), distance=one.distance)
        for one in candidates
    ]
