"""Enrolment photos over gRPC and PostgreSQL: judged at once, sealed, erased when consent ends."""

import asyncio
from uuid import uuid4

import asyncpg
import grpc
import pytest
from presence.recognition.v1 import encoding_service_pb2 as pb

from services.common.channels import bearer
from services.common.status import fields_of, reason_of
from services.recognition.domain.enrolment import Rejection
from services.recognition.domain.pose import Pose
from tests.fakes.recognition_vision import encoding_of, photo
from tests.integration.recognition.conftest import College, OpenCollege


def request_of(person_id: str, image: bytes, request_id: str = "") -> pb.AddFaceSampleRequest:
    return pb.AddFaceSampleRequest(person_id=person_id, image=image, request_id=request_id or str(uuid4()))


async def refusal(college: College, person_id: str, image: bytes) -> grpc.aio.AioRpcError:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await college.encodings.AddFaceSample(request_of(person_id, image), metadata=college.admin)
    return refused.value


async def listed(college: College, person_id: str) -> list[pb.FaceSample]:
    answer = await college.encodings.ListFaceSamples(
        pb.ListFaceSamplesRequest(person_id=person_id), metadata=college.admin
    )
    return list(answer.samples)


async def test_a_student_adds_sees_and_deletes_their_own_photo(college: College) -> None:
    ada = await college.student(1)
    own = bearer(college.peers.token(ada, "student"))
    image = photo(1)
    sample = (await college.encodings.AddFaceSample(request_of(ada, image), metadata=own)).sample
    assert (sample.person_id, sample.width_px, sample.in_gallery) == (ada, 640, False)
    assert sample.face.right == pytest.approx(0.75)
    (only,) = (await college.encodings.ListFaceSamples(pb.ListFaceSamplesRequest(person_id=ada), metadata=own)).samples
    assert only == sample
    picture = await college.encodings.GetFaceSampleImage(
        pb.GetFaceSampleImageRequest(sample_id=sample.sample_id), metadata=own
    )
    assert picture.image == image
    for _ in range(2):  # again: no error
        await college.encodings.DeleteFaceSample(pb.DeleteFaceSampleRequest(sample_id=sample.sample_id), metadata=own)
    assert await listed(college, ada) == []


async def test_a_retry_gives_the_same_sample_and_does_not_judge_again(college: College) -> None:
    first = await college.add_photo(1, request_id=(request_id := str(uuid4())))
    again = await college.add_photo(1, request_id=request_id)
    assert again == first
    assert college.vision.judged == 1
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await college.add_photo(2, request_id=request_id)
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT


async def test_two_retries_at_once_store_one_photo(college: College) -> None:
    await college.student(1)
    request_id = str(uuid4())
    samples = await asyncio.gather(*(college.add_photo(1, request_id=request_id) for _ in range(5)))
    assert len({sample.sample_id for sample in samples}) == 1


async def test_pictures_and_encodings_are_sealed_in_the_database(college: College) -> None:
    await college.add_photo(1)
    connection = await asyncpg.connect(college.database_url)
    row = await connection.fetchrow("select s.*, e.encoding from face_sample s join face_encoding e using (sample_id)")
    await connection.close()
    assert photo(1)[:6] not in row["image"]
    assert encoding_of(1, 1).tobytes()[:16] not in row["encoding"]
    everything = b"".join(value for value in row.values() if isinstance(value, bytes))
    assert b"people" not in everything


@pytest.mark.parametrize(
    ("problem", "reason"),
    [
        (Rejection.TOO_SMALL, "FACE_TOO_SMALL"),
        (Rejection.TOO_BLURRED, "FACE_BLURRED"),
        (Rejection.TOO_DARK, "FACE_TOO_DARK"),
        (Rejection.TOO_BRIGHT, "FACE_TOO_BRIGHT"),
        (Rejection.TURNED_AWAY, "FACE_TURNED_AWAY"),
        (Rejection.EYES_COVERED, "FACE_COVERED"),
        (Rejection.MOUTH_COVERED, "FACE_COVERED"),
    ],
)
async def test_an_unclear_face_is_refused_with_the_reason_and_where_it_is(
    college: College, problem: Rejection, reason: str
) -> None:
    error = await refusal(college, await college.student(1), photo(1, problem=problem))
    assert error.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert reason_of(error) == reason
    box = fields_of(error)
    assert [float(box[side]) for side in ("left", "top", "right", "bottom")] == [0.25, 0.25, 0.75, 0.75]


@pytest.mark.parametrize(
    ("image", "reason"),
    [
        (photo(1, problem=Rejection.NO_FACE), "FACE_NOT_FOUND"),
        (photo(1, problem=Rejection.SEVERAL_FACES), "SEVERAL_FACES"),
        (b"not a picture", "PHOTO_UNREADABLE"),
        (b"x" * (3 * 1024 * 1024 + 1), "PHOTO_TOO_LARGE"),
    ],
    ids=["nobody", "several", "not a picture", "over 3 MiB"],
)
async def test_a_photo_without_one_face_is_refused_with_the_reason(college: College, image: bytes, reason: str) -> None:
    error = await refusal(college, await college.student(1), image)
    assert (error.code(), reason_of(error)) == (grpc.StatusCode.INVALID_ARGUMENT, reason)
    assert error.details()


async def test_a_photo_of_somebody_else_than_the_others_is_refused_at_once_with_its_box(college: College) -> None:
    student = await college.student(1)
    await college.add_photo(1)
    error = await refusal(college, student, photo(2))
    assert error.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert reason_of(error) == "FACE_NOT_LIKE_OTHERS"
    assert "does not look like the other photos" in (error.details() or "")
    assert float(fields_of(error)["left"]) == 0.25
    assert (await college.add_photo(1, 1)).person_id == student


async def test_a_sample_keeps_how_the_face_is_held(college: College) -> None:
    college.vision.pose = Pose.LEFT
    added = await college.add_photo(1)
    assert added.pose == pb.FACE_POSE_LEFT
    listed = await college.encodings.ListFaceSamples(
        pb.ListFaceSamplesRequest(person_id=added.person_id), metadata=college.admin
    )
    assert [sample.pose for sample in listed.samples] == [pb.FACE_POSE_LEFT]


async def test_at_most_thirty_photos_of_a_person_are_kept(college: College) -> None:
    ada = await college.student(1)
    for take in range(30):
        await college.add_photo(1, take)
    error = await refusal(college, ada, photo(1))
    assert (error.code(), reason_of(error)) == (grpc.StatusCode.FAILED_PRECONDITION, "TOO_MANY_SAMPLES")
    assert len(await listed(college, ada)) == 30


async def test_samples_are_listed_in_pages_oldest_first(college: College) -> None:
    ada = await college.student(1)
    added = [(await college.add_photo(1, take)).sample_id for take in range(5)]
    found, token = [], ""
    for _ in range(3):
        page = await college.encodings.ListFaceSamples(
            pb.ListFaceSamplesRequest(person_id=ada, page_size=2, page_token=token), metadata=college.admin
        )
        found += [sample.sample_id for sample in page.samples]
        token = page.next_page_token
    assert found == added
    assert token == ""


async def test_without_consent_no_photo_is_kept(college: College) -> None:
    nobody = str(uuid4())
    error = await refusal(college, nobody, photo(1))
    assert (error.code(), reason_of(error)) == (grpc.StatusCode.NOT_FOUND, "PERSON_NOT_FOUND")
    await college.peers.grant(nobody, granted=False)
    error = await refusal(college, nobody, photo(1))
    assert (error.code(), reason_of(error)) == (grpc.StatusCode.FAILED_PRECONDITION, "CONSENT_MISSING")


async def test_consent_that_the_follower_has_not_heard_of_yet_counts(college: College) -> None:
    college.peers.hide_from_watch = True
    sample = await college.add_photo(1)
    assert await listed(college, college.students[1]) == [sample]
    college.peers.hide_from_watch = False


@pytest.mark.parametrize("role", ["student", "teacher", "camera", "service"])
async def test_other_peoples_faces_are_nobodys_but_the_administrators(college: College, role: str) -> None:
    sample = await college.add_photo(1)
    stranger = bearer(college.peers.token(str(uuid4()), role))
    ada = college.students[1]
    calls = [
        college.encodings.AddFaceSample(request_of(ada, photo(1)), metadata=stranger),
        college.encodings.ListFaceSamples(pb.ListFaceSamplesRequest(person_id=ada), metadata=stranger),
        college.encodings.DeletePersonFaces(pb.DeletePersonFacesRequest(person_id=ada), metadata=stranger),
        college.encodings.GetFaceSampleImage(
            pb.GetFaceSampleImageRequest(sample_id=sample.sample_id), metadata=stranger
        ),
    ]
    codes = [await call.code() for call in calls]
    assert codes == [grpc.StatusCode.PERMISSION_DENIED] * 3 + [grpc.StatusCode.NOT_FOUND]
    await college.encodings.DeleteFaceSample(pb.DeleteFaceSampleRequest(sample_id=sample.sample_id), metadata=stranger)
    assert await listed(college, ada) == [sample]


@pytest.mark.parametrize("how", ["withdraws", "is deleted"])
async def test_whoever_withdraws_or_is_deleted_is_erased_in_every_pod_at_once(
    open_college: OpenCollege, how: str
) -> None:
    async with open_college() as first, open_college() as second:
        ada, grace = await first.enrol(1, 2)
        await second.pod.gallery_at_least(1)
        await (first.peers.grant(ada, granted=False) if how == "withdraws" else first.peers.delete(ada))
        for college in (first, second):
            await college.pod.gallery_at_least(2)
            assert college.pod.service.pod.galleries.current.person_ids == (grace,)
        assert await listed(first, ada) == []
        connection = await asyncpg.connect(first.database_url)
        assert await connection.fetchval("select count(*) from face_sample where person_id = $1", ada) == 0
        await connection.close()


async def test_whoever_was_deleted_while_nobody_followed_is_erased_when_following_starts_afresh(
    open_college: OpenCollege,
) -> None:
    async with open_college() as college:
        ada, grace = await college.enrol(1, 2)
    await college.peers.delete(ada)
    college.peers.oldest_token = len(college.peers.people_log)  # the token the pod has was compacted
    async with open_college() as again:
        await again.pod.gallery_at_least(2)
        assert again.pod.service.pod.galleries.current.person_ids == (grace,)
        assert again.peers.people_watched[-1] == ""


async def test_a_person_whose_photos_are_all_deleted_leaves_the_gallery(college: College) -> None:
    ada, _ = await college.enrol(1, 2)
    answer = await college.encodings.DeletePersonFaces(
        pb.DeletePersonFacesRequest(person_id=ada), metadata=college.admin
    )
    assert answer.samples == 2
    again = await college.encodings.DeletePersonFaces(
        pb.DeletePersonFacesRequest(person_id=ada), metadata=college.admin
    )
    assert again.samples == 0
    await college.pod.gallery_at_least(2)
    gallery = await college.encodings.GetGallery(pb.GetGalleryRequest(), metadata=college.admin)
    assert (gallery.serving_version, gallery.published_version, gallery.people, gallery.encodings) == (2, 2, 1, 2)


async def test_too_many_photos_at_once_are_asked_to_come_again(college: College) -> None:
    ada = await college.student(1)
    college.vision.gate = asyncio.Event()
    calls = [college.encodings.AddFaceSample(request_of(ada, photo(1, i)), metadata=college.admin) for i in range(20)]
    ended = [asyncio.create_task(call.code()) for call in calls]
    for first in asyncio.as_completed(ended, timeout=30):
        assert await first is grpc.StatusCode.RESOURCE_EXHAUSTED
        if sum(task.done() for task in ended) == 4:
            break
    college.vision.gate.set()
    codes = [await task for task in ended]
    assert codes.count(grpc.StatusCode.OK) == 16
