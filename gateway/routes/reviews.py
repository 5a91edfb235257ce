"""The review queue: listed, shown and decided."""

from collections.abc import Mapping
from functools import partial

from aiohttp import web
from presence.attendance.v1 import attendance_service_pb2 as attendance
from presence.recognition.v1 import review_service_pb2 as pb

from gateway.convert.reviews import STATE, VERDICT, NameOf, decision_of, nobody, review_of
from gateway.models.base import Nothing
from gateway.models.reviews import (
    NewReviewDecision,
    ReviewDecision,
    ReviewDecisionPage,
    ReviewDecisionsQuery,
    ReviewPage,
    ReviewsQuery,
)
from gateway.routes.route import ADMINS, STAFF, Call, Route, Routes

CROP_TYPES = ("image/jpeg",)


async def list_reviews(call: Call[ReviewsQuery]) -> ReviewPage:
    """A page of reviews; those of a session with the names of its students."""
    wanted = pb.ListReviewsRequest(
        state=STATE[call.input.state], page_size=call.input.page_size, page_token=call.input.page_token
    )
    name_of: NameOf = nobody
    if call.input.session_id is not None:
        # attendance refuses whoever may not see the session
        found = await call.ask(
            call.services.attendance.GetSession, attendance.GetSessionRequest(session_id=str(call.input.session_id))
        )
        name_of = partial(_named, {mark.student_id: mark.display_name for mark in found.marks})
        if not found.session.camera_ids:  # no camera: nothing to look at; an empty filter would mean all
            return ReviewPage(items=[], next_page_token="", open_count=0, left_out_count=0)
        wanted.camera_ids.extend(found.session.camera_ids)
        wanted.from_time.CopyFrom(found.session.start_time)
        if found.session.HasField("end_time"):
            wanted.to_time.CopyFrom(found.session.end_time)
    answer = await call.ask(call.services.reviews.ListReviews, wanted)
    return ReviewPage(
        items=[review_of(review, name_of) for review in answer.reviews],
        next_page_token=answer.next_page_token,
        open_count=answer.open_count,
        left_out_count=answer.left_out_count,
    )


async def get_review_crop(call: Call[Nothing]) -> web.Response:
    """The face itself; no cache but the page keeps it."""
    answer = await call.ask(
        call.services.reviews.GetReviewCrop, pb.GetReviewCropRequest(review_id=call.id("review_id"))
    )
    # never anything a browser would run, whatever the service says
    content_type = answer.content_type if answer.content_type in CROP_TYPES else "application/octet-stream"
    return web.Response(body=answer.image, content_type=content_type, headers={"Cache-Control": "private, no-store"})


async def decide_review(call: Call[NewReviewDecision]) -> ReviewDecision:
    """Says who it is, or is not."""
    wish = call.input
    answer = await call.ask(
        call.services.reviews.ResolveReview,
        pb.ResolveReviewRequest(
            review_id=call.id("review_id"),
            verdict=VERDICT[wish.verdict],
            person_id=str(wish.person_id) if wish.person_id else "",
            learn=wish.learn,
            request_id=str(wish.request_id),
        ),
    )
    return decision_of(answer.decision, nobody)


async def list_review_decisions(call: Call[ReviewDecisionsQuery]) -> ReviewDecisionPage:
    """A page of all decisions."""
    answer = await call.ask(
        call.services.reviews.ListReviewDecisions,
        pb.ListReviewDecisionsRequest(page_size=call.input.page_size, page_token=call.input.page_token),
    )
    return ReviewDecisionPage(
        items=[decision_of(decision, nobody) for decision in answer.decisions],
        next_page_token=answer.next_page_token,
    )


def _named(names: Mapping[str, str], person_id: str) -> str:
    return names.get(person_id, "")


ONE = "/reviews/{review_id}"

ROUTES: Routes = (
    Route(
        "GET",
        "/reviews",
        list_reviews,
        ReviewsQuery,
        ReviewPage,
        "Faces that nobody was sure of, which the caller may decide",
        STAFF,
    ),
    Route("GET", f"{ONE}/crop", get_review_crop, Nothing, None, "The face itself", STAFF, produces=CROP_TYPES),
    Route(
        "POST",
        f"{ONE}/decision",
        decide_review,
        NewReviewDecision,
        ReviewDecision,
        "Say who it is, or is not; a second, different decision is refused with who decided",
        STAFF,
    ),
    Route(
        "GET",
        "/review-decisions",
        list_review_decisions,
        ReviewDecisionsQuery,
        ReviewDecisionPage,
        "Every decision ever made in the review queue",
        ADMINS,
    ),
)
