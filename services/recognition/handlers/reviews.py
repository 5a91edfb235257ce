"""ReviewService: faces that nobody was sure of, and what people say of them."""

from typing import Any, TypeAlias

import grpc
from presence.recognition.v1 import review_service_pb2 as pb
from presence.recognition.v1 import review_service_pb2_grpc

from services.common.errors import InvalidInput
from services.common.principal import Principal, Role, require
from services.common.timestamps import timestamp
from services.recognition.app.review import Review, ReviewDecision, ReviewFilter, ReviewKey, Verdict
from services.recognition.app.reviews import Reviews, Wish
from services.recognition.domain.gallery import Candidate
from services.recognition.handlers.read import read_moment, read_page_size, read_time, read_uuid

Context: TypeAlias = "grpc.aio.ServicerContext[Any, Any]"  # no handler here looks into it

_MAX_CAMERAS = 100
_VERDICTS = {
    Verdict.YES: pb.VERDICT_YES,
    Verdict.OTHER_PERSON: pb.VERDICT_OTHER_PERSON,
    Verdict.NOT_THIS_PERSON: pb.VERDICT_NOT_THIS_PERSON,
    Verdict.STRANGER: pb.VERDICT_STRANGER,
}
_VERDICT_OF = {number: verdict for verdict, number in _VERDICTS.items()}
_DECIDED = {pb.REVIEW_STATE_UNSPECIFIED: None, pb.REVIEW_STATE_OPEN: False, pb.REVIEW_STATE_DECIDED: True}


class ReviewHandler(review_service_pb2_grpc.ReviewServiceServicer):
    """Translates and authorizes."""

    def __init__(self, reviews: Reviews) -> None:
        self._reviews = reviews

    async def ListReviews(self, request: pb.ListReviewsRequest, context: Context) -> pb.ListReviewsResponse:
        caller = require(Role.TEACHER, Role.ADMIN, to="see reviews")
        size = read_page_size(request.page_size, 50)
        found, counts = await self._reviews.listed(
            _filter(request, _scope(caller)), _review_key(request.page_token), size + 1
        )
        page = found[:size]
        more = len(found) > size
        return pb.ListReviewsResponse(
            reviews=[_review_message(review) for review in page],
            next_page_token=f"{page[-1].captured_at.isoformat()}/{page[-1].review_id}" if more else "",
            open_count=counts.open,
            left_out_count=counts.left_out,
        )

    async def GetReviewCrop(self, request: pb.GetReviewCropRequest, context: Context) -> pb.GetReviewCropResponse:
        caller = require(Role.TEACHER, Role.ADMIN, to="see reviews")
        review_id = str(read_uuid(request.review_id, "review_id"))
        image = await self._reviews.crop(review_id, _scope(caller))
        return pb.GetReviewCropResponse(content_type="image/jpeg", image=image)

    async def ResolveReview(self, request: pb.ResolveReviewRequest, context: Context) -> pb.ResolveReviewResponse:
        caller = require(Role.TEACHER, Role.ADMIN, to="decide reviews")
        review_id = str(read_uuid(request.review_id, "review_id"))
        request_id = str(read_uuid(request.request_id, "request_id"))
        await self._reviews.get(review_id, _scope(caller))  # whose it is not learns nothing of what is wrong
        person_id = str(read_uuid(request.person_id, "person_id")) if request.person_id else None
        wish = Wish(_verdict(request.verdict), person_id, request.learn, request_id, caller.subject)
        decision = await self._reviews.resolve(review_id, _scope(caller), wish)
        return pb.ResolveReviewResponse(decision=_decision_message(decision))

    async def ListReviewDecisions(
        self, request: pb.ListReviewDecisionsRequest, context: Context
    ) -> pb.ListReviewDecisionsResponse:
        require(Role.ADMIN, to="see who decided reviews")
        size = read_page_size(request.page_size, 50)
        found = await self._reviews.decisions(_number(request.page_token), size + 1)
        return pb.ListReviewDecisionsResponse(
            decisions=[_decision_message(decision) for _, decision in found[:size]],
            next_page_token=str(found[size - 1][0]) if len(found) > size else "",
        )


def _scope(caller: Principal) -> str | None:
    """Whose reviews the caller sees; None: everybody's."""
    return None if caller.role is Role.ADMIN else caller.subject


def _filter(request: pb.ListReviewsRequest, operator_id: str | None) -> ReviewFilter:
    if len(request.camera_ids) > _MAX_CAMERAS:
        raise InvalidInput("camera_ids", f"must be at most {_MAX_CAMERAS}")
    if request.state not in _DECIDED:
        raise InvalidInput("state", "is not known")
    return ReviewFilter(
        operator_id=operator_id,
        camera_ids=tuple(str(read_uuid(camera_id, "camera_ids")) for camera_id in request.camera_ids),
        start=read_time(request.from_time, "from_time") if request.HasField("from_time") else None,
        end=read_time(request.to_time, "to_time") if request.HasField("to_time") else None,
        decided=_DECIDED[request.state],
    )


def _verdict(number: "pb.Verdict.ValueType") -> Verdict:
    if number not in _VERDICT_OF:
        raise InvalidInput("verdict", "must be set")
    return _VERDICT_OF[number]


def _review_key(token: str) -> ReviewKey | None:
    if not token:
        return None
    moment, _, review_id = token.partition("/")
    return read_moment(moment), str(read_uuid(review_id, "page_token"))


def _number(token: str) -> int | None:
    if token and not (token.isascii() and token.isdigit() and len(token) < 19):
        raise InvalidInput("page_token", "is not one this service gave")
    return int(token) if token else None


def _review_message(review: Review) -> pb.Review:
    return pb.Review(
        review_id=review.review_id,
        camera_id=review.camera_id,
        track_id=review.track_id,
        capture_time=timestamp(review.captured_at),
        first_seen_time=timestamp(review.first_seen),
        last_seen_time=timestamp(review.last_seen),
        candidates=_candidate_messages(review.candidates),
        reason=review.reason,
        gallery_version=review.gallery_version,
        model=review.model,
        decision=_decision_message(review.decision) if review.decision else None,
    )


def _decision_message(decision: ReviewDecision) -> pb.ReviewDecision:
    return pb.ReviewDecision(
        review_id=decision.review_id,
        verdict=_VERDICTS[decision.verdict],
        person_id=decision.person_id or "",
        decided_by=decision.decided_by,
        decide_time=timestamp(decision.decided_at),
        learned=decision.learned,
        sighting_id=decision.sighting_id or "",
        camera_id=decision.camera_id,
        track_id=decision.track_id,
        capture_time=timestamp(decision.captured_at),
        candidates=_candidate_messages(decision.candidates),
        reason=decision.reason,
        gallery_version=decision.gallery_version,
        model=decision.model,
    )


def _candidate_messages(candidates: tuple[Candidate, ...]) -> list[pb.ReviewCandidate]:
    return [pb.ReviewCandidate(person_id=c.person_id, distance=c.distance) for c in candidates]
