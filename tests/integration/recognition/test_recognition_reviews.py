"""The review queue: what is asked, who may answer, and what follows, on a real pod and database."""

from datetime import UTC, timedelta
from uuid import uuid4

import grpc
import pytest
from presence.recognition.v1 import encoding_service_pb2 as encoding_pb
from presence.recognition.v1 import review_service_pb2 as pb

from services.common.channels import bearer
from services.common.status import reason_of
from tests.fakes.recognition_vision import almost, picture
from tests.integration.recognition.reviewing import CLASS_START, Desk, desk, refused

__all__ = ["desk"]  # a fixture: pytest finds it by name


async def test_a_face_nobody_was_sure_of_is_kept_with_its_crop_and_candidates(desk: Desk) -> None:
    await desk.film(almost(1))
    review = await desk.one()
    assert review.camera_id == desk.camera_id
    assert review.candidates[0].person_id == desk.ada
    assert review.reason == "the nearest person is not near enough"
    assert review.first_seen_time.ToDatetime(UTC) == CLASS_START
    assert review.last_seen_time.ToDatetime(UTC) == CLASS_START + timedelta(seconds=3.8)
    assert review.gallery_version == desk.version
    assert not review.HasField("decision")
    crop = await desk.reviews.GetReviewCrop(pb.GetReviewCropRequest(review_id=review.review_id), metadata=desk.teacher)
    assert crop.image == f"cut out: {almost(1)}".encode()
    assert desk.peers.sightings == {}


async def test_yes_reports_the_sighting_with_who_confirmed_it(desk: Desk) -> None:
    await desk.film(almost(1))
    review = await desk.one()
    decision = await desk.resolve(review.review_id, pb.VERDICT_YES, desk.ada)
    await desk.peers.until(lambda: bool(desk.peers.sightings))
    (sighting,) = desk.peers.sightings.values()
    assert sighting.sighting_id == decision.sighting_id
    assert (sighting.student_id, sighting.confirmed_by) == (desk.ada, desk.teacher_id)
    assert sighting.camera_id == desk.camera_id
    assert sighting.first_seen_time == review.first_seen_time
    assert sighting.last_seen_time == review.last_seen_time
    assert (await desk.listed(state=pb.REVIEW_STATE_OPEN)).open_count == 0
    assert (await desk.one()).decision == decision


async def test_a_confirmed_face_that_stays_in_view_is_reported_for_longer(desk: Desk) -> None:
    async with desk.college.camera(desk.camera_id) as camera:
        await camera.film(picture(almost(1)), 20, start=CLASS_START)
        await desk.college.pod.service.reviews.desk.empty()
        review = await desk.one()
        await desk.resolve(review.review_id, pb.VERDICT_YES, desk.ada)
        await desk.peers.until(lambda: bool(desk.peers.sightings))
        await camera.film(picture(almost(1)), 60, first=21, start=CLASS_START + timedelta(seconds=4))
        await camera.finish()
        await camera.until(lambda: camera.ended)
    end = CLASS_START + timedelta(seconds=4 + 59 / 5)
    await desk.peers.until(lambda: [s.last_seen_time.ToDatetime(UTC) for s in desk.peers.sightings.values()] == [end])


async def test_somebody_else_of_the_roster_may_be_named_and_nobody_off_it(desk: Desk) -> None:
    await desk.film(almost(1))
    review = await desk.one()
    off_roster = desk.resolve(review.review_id, pb.VERDICT_OTHER_PERSON, str(uuid4()))
    assert await refused(off_roster) == (grpc.StatusCode.INVALID_ARGUMENT, "INVALID_INPUT")
    await desk.resolve(review.review_id, pb.VERDICT_OTHER_PERSON, desk.bob)
    await desk.peers.until(lambda: bool(desk.peers.sightings))
    assert [s.student_id for s in desk.peers.sightings.values()] == [desk.bob]


async def test_what_was_said_not_to_be_somebody_is_not_asked_again(desk: Desk) -> None:
    await desk.film(almost(1))
    version = desk.version
    decision = await desk.resolve((await desk.one()).review_id, pb.VERDICT_NOT_THIS_PERSON)
    assert (decision.person_id, decision.sighting_id) == (desk.ada, "")
    await desk.version_after(version)
    await desk.film(almost(1), start=CLASS_START + timedelta(minutes=5))
    assert (await desk.listed()).open_count == 0
    assert desk.peers.sightings == {}


async def test_a_confirmed_face_that_is_learned_is_recognised_from_then_on(desk: Desk) -> None:
    await desk.film(almost(1))
    version = desk.version
    decision = await desk.resolve((await desk.one()).review_id, pb.VERDICT_YES, desk.ada, learn=True)
    assert decision.learned
    await desk.version_after(version)
    async with desk.college.camera(desk.camera_id) as camera:
        await camera.film(picture(almost(1)), 20, start=CLASS_START + timedelta(minutes=5))
        await camera.until(lambda: camera.known == {desk.ada})
    request = encoding_pb.ListFaceSamplesRequest(person_id=desk.ada)
    samples = (await desk.college.encodings.ListFaceSamples(request, metadata=desk.college.admin)).samples
    assert [sample.has_picture for sample in samples] == [True, True, False]  # the person sees it, and may delete it


async def test_the_same_answer_again_changes_nothing_and_another_one_is_refused(desk: Desk) -> None:
    await desk.film(almost(1))
    review_id, request_id = (await desk.one()).review_id, str(uuid4())
    first = await desk.resolve(review_id, pb.VERDICT_YES, desk.ada, request_id=request_id)
    assert await desk.resolve(review_id, pb.VERDICT_YES, desk.ada, request_id=request_id) == first
    assert await desk.resolve(review_id, pb.VERDICT_YES, desk.ada, by=desk.college.admin) == first
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await desk.resolve(review_id, pb.VERDICT_STRANGER, by=desk.college.admin)
    assert reason_of(refusal.value) == "REVIEW_DECIDED"
    assert desk.teacher_id in str(refusal.value.trailing_metadata())
    listed = await desk.reviews.ListReviewDecisions(pb.ListReviewDecisionsRequest(), metadata=desk.college.admin)
    assert list(listed.decisions) == [first]


async def test_only_who_operated_the_camera_then_sees_and_decides(desk: Desk) -> None:
    await desk.film(almost(1))
    review_id = (await desk.one()).review_id
    stranger = bearer(desk.peers.token(str(uuid4()), "teacher"))
    seen = await desk.reviews.ListReviews(pb.ListReviewsRequest(), metadata=stranger)
    assert (list(seen.reviews), seen.open_count) == ([], 0)
    assert (await refused(desk.resolve(review_id, pb.VERDICT_YES, desk.ada, by=stranger)))[0] is (
        grpc.StatusCode.NOT_FOUND
    )
    crop = pb.GetReviewCropRequest(review_id=review_id)
    assert (await refused(desk.reviews.GetReviewCrop(crop, metadata=stranger)))[0] is grpc.StatusCode.NOT_FOUND
    # whoever takes the course over later was not there
    await desk.peers.assign(desk.camera_id, desk.ada, operators=(str(uuid4()),))
    assert (await desk.listed()).open_count == 1
    everything = await desk.reviews.ListReviews(pb.ListReviewsRequest(), metadata=desk.college.admin)
    assert everything.open_count == 1


async def test_reviews_of_a_session_are_those_seen_in_its_time(desk: Desk) -> None:
    await desk.film(almost(1))
    for start, end, expected in ((0, 60, 1), (-60, -1, 0), (10, 60, 0), (2, 3, 1)):
        request = pb.ListReviewsRequest()
        request.from_time.FromDatetime(CLASS_START + timedelta(seconds=start))
        request.to_time.FromDatetime(CLASS_START + timedelta(seconds=end))
        assert (await desk.reviews.ListReviews(request, metadata=desk.teacher)).open_count == expected


async def test_reviews_come_page_by_page_newest_first(desk: Desk) -> None:
    for minute in range(3):
        await desk.film(almost(1), start=CLASS_START + timedelta(minutes=minute))
    first = await desk.listed(page_size=2)
    rest = await desk.listed(page_size=2, page_token=first.next_page_token)
    times = [review.capture_time.ToDatetime(UTC) for review in (*first.reviews, *rest.reviews)]
    assert len(times) == 3
    assert times == sorted(times, reverse=True)
    assert rest.next_page_token == ""
