"""The review queue over time: replays, two pods, two rooms, limits, consent withdrawn and days gone by."""

from datetime import UTC, timedelta
from uuid import uuid4

import asyncpg
import grpc
import pytest
from presence.recognition.v1 import encoding_service_pb2 as encoding_pb
from presence.recognition.v1 import review_service_pb2 as pb

from services.recognition.app.review import ReviewDecision, Verdict
from services.recognition.app.review_store import Consequences
from tests.fakes.recognition_vision import almost, picture
from tests.integration.recognition.conftest import OpenCollege
from tests.integration.recognition.reviewing import CLASS_START, Desk, desk, refused

__all__ = ["desk"]  # a fixture: pytest finds it by name


async def test_a_replay_asks_nothing_twice(desk: Desk) -> None:
    stream_id = await desk.film(almost(1))
    await desk.film(almost(1), stream_id=stream_id)
    assert (await desk.listed()).open_count == 1


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


async def test_a_request_decides_one_review_and_no_decision_is_ever_changed(desk: Desk) -> None:
    await desk.film(almost(1), almost(2))
    first, second = (await desk.listed()).reviews
    request_id = str(uuid4())
    await desk.resolve(first.review_id, pb.VERDICT_STRANGER, request_id=request_id)
    again = desk.resolve(second.review_id, pb.VERDICT_STRANGER, request_id=request_id)
    assert await refused(again) == (grpc.StatusCode.INVALID_ARGUMENT, "INVALID_INPUT")
    connection = await asyncpg.connect(desk.college.database_url)
    for change in ("update review_decision set verdict = 'yes'", "delete from review_decision"):
        with pytest.raises(asyncpg.PostgresError, match="only ever added to"):
            await connection.execute(change)
    await connection.close()


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
    assert await assignments.until(lambda: carol in assignments.of(desk.camera_id).roster, 30)
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
        received = desk.peers.reports_received
        await desk.resolve(review_id, pb.VERDICT_YES, desk.ada)
        await desk.peers.until(lambda: desk.peers.reports_received > received)
        first.pod.service.pod.outbox._entries.clear()  # kill -9 between decision and report
    await desk.peers.set_answering(True)
    desk.peers.sightings.clear()
    async with open_college() as second:
        # what the first had claimed is another pod's after half a minute
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
