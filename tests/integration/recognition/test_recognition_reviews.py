"""The review queue: what is asked, who may answer, and what follows, on a real pod and database."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import grpc
import pytest
from presence.recognition.v1 import encoding_service_pb2 as encoding_pb
from presence.recognition.v1 import review_service_pb2 as pb
from presence.recognition.v1 import review_service_pb2_grpc as rpc

from services.common.channels import bearer
from services.common.status import reason_of
from services.recognition.app.review import ReviewDecision, Verdict
from services.recognition.app.review_store import Consequences
from tests.fakes.recognition_peers import Peers
from tests.fakes.recognition_vision import almost, picture
from tests.integration.recognition.conftest import College, OpenCollege

CLASS_START = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Desk:
    """A class of two, Ada enrolled as 1 and Bob as 2, in which somebody almost Ada was filmed."""

    def __init__(self, college: College, ada: str, bob: str) -> None:
        self.college, self.ada, self.bob = college, ada, bob
        self.teacher_id = str(uuid4())
        self.camera_id = str(uuid4())
        self.reviews = rpc.ReviewServiceStub(college.channel)

    @property
    def peers(self) -> Peers:
        return self.college.peers

    @property
    def teacher(self) -> tuple[tuple[str, str]]:
        return bearer(self.peers.token(self.teacher_id, "teacher"))

    async def begin(self) -> None:
        await self.peers.assign(self.camera_id, self.ada, self.bob, operators=(self.teacher_id,))
        await self.college.knows(self.camera_id)

    async def film(self, *people: int, frames: int = 20, stream_id: str = "", start: datetime = CLASS_START) -> str:
        """They are filmed for four seconds; the stream's id."""
        async with self.college.camera(self.camera_id, stream_id=stream_id) as camera:
            await camera.film(picture(*people), frames, start=start)
            await camera.finish()
            await camera.until(lambda: camera.ended)
            return camera.stream_id

    async def listed(self, **more: object) -> pb.ListReviewsResponse:
        request = pb.ListReviewsRequest(camera_ids=[self.camera_id], **more)  # type: ignore[arg-type]  # fields by name
        return await self.reviews.ListReviews(request, metadata=self.teacher)

    async def one(self) -> pb.Review:
        (review,) = (await self.listed()).reviews
        return review

    async def resolve(
        self,
        review_id: str,
        verdict: "pb.Verdict.ValueType",
        person_id: str = "",
        *,
        learn: bool = False,
        request_id: str = "",
        by: tuple[tuple[str, str]] | None = None,
    ) -> pb.ReviewDecision:
        request = pb.ResolveReviewRequest(
            review_id=review_id,
            verdict=verdict,
            person_id=person_id,
            learn=learn,
            request_id=request_id or str(uuid4()),
        )
        return (await self.reviews.ResolveReview(request, metadata=by or self.teacher)).decision

    async def version_after(self, version: int) -> int:
        await self.college.pod.gallery_at_least(version + 1)
        return self.college.pod.service.pod.galleries.current.version

    @property
    def version(self) -> int:
        return self.college.pod.service.pod.galleries.current.version


@pytest.fixture
async def desk(college: College) -> Desk:
    ada, bob = await college.enrol(1, 2)
    opened = Desk(college, ada, bob)
    await opened.begin()
    return opened


async def refused(call: object) -> tuple[grpc.StatusCode, str | None]:
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await call  # type: ignore[misc]  # a call of any kind
    return refusal.value.code(), reason_of(refusal.value)


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


async def test_a_replay_asks_nothing_twice(desk: Desk) -> None:
    stream_id = await desk.film(almost(1))
    await desk.film(almost(1), stream_id=stream_id)
    assert (await desk.listed()).open_count == 1


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
        assert camera.known == {desk.ada}
    request = encoding_pb.ListFaceSamplesRequest(person_id=desk.ada)
    samples = (await desk.college.encodings.ListFaceSamples(request, metadata=desk.college.admin)).samples
    assert [sample.has_picture for sample in samples] == [True, True, False]  # the person sees it, and may delete it


async def test_so_many_faces_of_a_person_are_learned_and_the_oldest_goes_first(desk: Desk) -> None:
    store = desk.college.pod.service.reviews.store
    for minute in (0, 5, 10):
        await desk.film(almost(2), start=CLASS_START + timedelta(minutes=minute))
    for number, listed in enumerate((await desk.listed()).reviews):
        review = await store.get(listed.review_id)
        assert review is not None
        decision = ReviewDecision(
            review.review_id, str(uuid4()), Verdict.YES, desk.bob, desk.teacher_id,
            CLASS_START + timedelta(hours=number), True, str(uuid4()), review.camera_id, review.track_id,
            review.captured_at, review.candidates, review.reason, review.gallery_version, review.model,
        )  # fmt: skip
        assert await store.decide(decision, Consequences(max_learned=2)) == decision
    request = encoding_pb.ListFaceSamplesRequest(person_id=desk.bob)
    samples = (await desk.college.encodings.ListFaceSamples(request, metadata=desk.college.admin)).samples
    times = [sample.create_time.ToDatetime(UTC) for sample in samples if not sample.has_picture]
    assert times == [CLASS_START + timedelta(hours=1), CLASS_START + timedelta(hours=2)]


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


async def test_a_camera_asks_about_so_many_faces_an_hour_and_says_how_many_more_there_were(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.recognition.app.review_desk.MAX_PER_HOUR", 1)
    streams = [await desk.film(almost(1), start=CLASS_START + timedelta(minutes=m)) for m in (0, 10, 20)]
    await desk.film(almost(1), start=CLASS_START + timedelta(minutes=10), stream_id=streams[1])  # a replay
    listed = await desk.listed()
    assert (listed.open_count, listed.left_out_count) == (1, 2)
    await desk.film(almost(1), start=CLASS_START + timedelta(minutes=70))
    assert (await desk.listed()).open_count == 2


async def test_a_withdrawn_consent_takes_the_faces_that_may_show_the_person_and_says_so(desk: Desk) -> None:
    await desk.film(almost(1), almost(2))
    reviews = (await desk.listed()).reviews
    shows = [desk.ada in {candidate.person_id for candidate in review.candidates} for review in reviews]
    mine = next(review for review in reviews if review.candidates[0].person_id == desk.ada)
    version = desk.version
    await desk.resolve(mine.review_id, pb.VERDICT_YES, desk.ada, learn=True)
    learned = await desk.version_after(version)
    await desk.peers.grant(desk.ada, granted=False)
    await desk.version_after(learned)
    left = {candidate.person_id for review in (await desk.listed()).reviews for candidate in review.candidates}
    assert desk.ada not in left
    request = encoding_pb.GetErasureReceiptRequest(person_id=desk.ada)
    (receipt,) = (await desk.college.encodings.GetErasureReceipt(request, metadata=desk.college.admin)).erasures
    assert receipt.review_crops == sum(shows) >= 1
    listed = await desk.reviews.ListReviewDecisions(pb.ListReviewDecisionsRequest(), metadata=desk.college.admin)
    assert [decision.person_id for decision in listed.decisions] == [desk.ada]  # what was decided stays


async def test_nobody_is_named_who_has_not_agreed_to_face_recognition(desk: Desk) -> None:
    carol = str(uuid4())
    await desk.peers.grant(carol, granted=False)
    await desk.peers.assign(desk.camera_id, desk.ada, desk.bob, carol, operators=(desk.teacher_id,))
    assignments = desk.college.pod.service.pod.assignments
    assert await assignments.until(lambda: carol in assignments.of(desk.camera_id).roster, 10)
    await desk.film(almost(1))
    review_id = (await desk.one()).review_id
    assert (await refused(desk.resolve(review_id, pb.VERDICT_OTHER_PERSON, carol)))[1] == "CONSENT_MISSING"
    assert (await desk.listed()).open_count == 1


async def test_reviews_are_erased_when_their_time_is_over(desk: Desk) -> None:
    await desk.film(almost(1))
    await desk.resolve((await desk.one()).review_id, pb.VERDICT_NOT_THIS_PERSON)
    retention = desk.college.pod.service.reviews.retention
    now = CLASS_START + timedelta(days=13)
    retention._clock = lambda: now
    assert await retention.erase_over() == 0
    now = CLASS_START + timedelta(days=15)
    assert await retention.erase_over() == 1
    assert (await desk.listed()).reviews == []
    listed = await desk.reviews.ListReviewDecisions(pb.ListReviewDecisionsRequest(), metadata=desk.college.admin)
    assert len(listed.decisions) == 1


async def test_a_decision_taken_while_attendance_is_away_is_reported_by_another_pod(open_college: OpenCollege) -> None:
    async with open_college() as first:
        desk = Desk(first, *await first.enrol(1, 2))
        await desk.begin()
        await desk.film(almost(1))
        review_id = (await desk.one()).review_id
        await desk.peers.set_answering(False)
        await desk.resolve(review_id, pb.VERDICT_YES, desk.ada)
        await desk.peers.until(lambda: desk.peers.reports_received > 0)
        first.pod.service.pod.outbox._entries.clear()  # kill -9 between decision and report
    await desk.peers.set_answering(True)
    desk.peers.sightings.clear()
    async with open_college() as second:
        # what the first had claimed is another pod's after half a minute
        import asyncpg

        connection = await asyncpg.connect(second.database_url)
        await connection.execute("update review_report set claim_time = claim_time - interval '1 minute'")
        await connection.execute("select pg_notify('recognition_review', '')")
        await connection.close()
        await desk.peers.until(lambda: bool(desk.peers.sightings))
    (sighting,) = desk.peers.sightings.values()
    assert (sighting.student_id, sighting.confirmed_by) == (desk.ada, desk.teacher_id)


async def test_two_pods_that_keep_the_same_face_keep_it_once(open_college: OpenCollege) -> None:
    async with open_college() as first, open_college() as second:
        desk = Desk(first, *await first.enrol(1, 2))
        await desk.begin()
        await second.pod.gallery_at_least(desk.version)
        await second.knows(desk.camera_id)
        stream_id = await desk.film(almost(1))
        async with second.camera(desk.camera_id, stream_id=stream_id) as camera:
            await camera.film(picture(almost(1)), 20, start=CLASS_START)
            await camera.finish()
            await camera.until(lambda: camera.ended)
        assert (await desk.listed()).open_count == 1


async def test_a_student_seen_in_two_rooms_at_once_is_named_in_one_and_asked_about_in_the_other(desk: Desk) -> None:
    cameras = {room: str(uuid4()) for room in ("room 1", "room 2")}
    for room, camera_id in cameras.items():
        await desk.peers.assign(camera_id, desk.ada, operators=(desk.teacher_id,), room_id=room)
        await desk.college.knows(camera_id)
    async with desk.college.camera(cameras["room 1"]) as here, desk.college.camera(cameras["room 2"]) as there:
        for number in range(1, 40):
            at = CLASS_START + timedelta(seconds=number / 5)
            for camera in (here, there):
                await camera.send(number, picture(1), at)
                await camera.until(lambda camera=camera, number=number: camera.through >= number)  # type: ignore[misc]  # bound now
        await desk.college.pod.service.reviews.desk.empty()
        last = [camera.results[-1].detections[0].person_id for camera in (here, there)]
    assert sorted(last) == ["", desk.ada]
    request = pb.ListReviewsRequest(camera_ids=list(cameras.values()))
    (review,) = (await desk.reviews.ListReviews(request, metadata=desk.teacher)).reviews
    assert review.reason == "this person is seen in another room at the same time"
