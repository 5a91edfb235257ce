"""One face under two names: refused without a name for who sends it, shown to administrators, told apart by them."""

from uuid import uuid4

import asyncpg
import grpc
import pytest
from presence.recognition.v1 import encoding_service_pb2 as encoding_pb
from presence.recognition.v1 import gallery_service_pb2 as pb

from services.common.channels import bearer
from services.common.status import fields_of, reason_of
from services.recognition.domain.encoder import Encoder
from services.recognition.domain.gallery import Gallery
from tests.fakes.recognition_vision import encoding_of, photo
from tests.integration.recognition.conftest import College, OpenCollege


async def pairs(college: College) -> list[pb.LookAlike]:
    answer = await college.gallery.ListLookAlikes(pb.ListLookAlikesRequest(), metadata=college.admin)
    return list(answer.look_alikes)


async def send(college: College, face: int, person_id: str, role: str) -> encoding_pb.AddFaceSampleResponse:
    request = encoding_pb.AddFaceSampleRequest(person_id=person_id, image=photo(face, 5), request_id=str(uuid4()))
    subject = person_id if role == "student" else str(uuid4())
    return await college.encodings.AddFaceSample(request, metadata=bearer(college.peers.token(subject, role)))


async def newcomer(college: College) -> str:
    person_id = str(uuid4())
    await college.peers.grant(person_id)
    return person_id


async def resolve(college: College, pair: pb.LookAlike, **resolution: object) -> None:
    request = pb.ResolveLookAlikeRequest(
        first_person_id=pair.second_person_id, second_person_id=pair.first_person_id, **resolution
    )
    await college.gallery.ResolveLookAlike(request, metadata=college.admin)


def served(college: College) -> Gallery:
    return college.pod.service.pod.galleries.current


async def test_a_student_with_an_enrolled_face_is_refused_and_told_no_name(college: College) -> None:
    (ada,) = await college.enrol(1)
    other = await newcomer(college)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await send(college, 1, other, "student")
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert reason_of(refused.value) == "FACE_ENROLLED_ALREADY"
    assert ada not in (refused.value.details() or "")
    assert ada not in str(fields_of(refused.value))
    (pair,) = await pairs(college)
    assert {pair.first_person_id, pair.second_person_id} == {ada, other}
    assert (pair.found_at_enrolment, pair.refused_photos, pair.margin) == (True, 1, 0.0)


async def test_an_administrator_is_told_and_the_pair_gets_a_margin_in_every_pod(open_college: OpenCollege) -> None:
    async with open_college() as college, open_college() as second:
        (ada,) = await college.enrol(1)
        await college.enrol(2, 3)
        twin = await newcomer(college)
        assert (await send(college, 1, twin, "admin")).enrolled_as_person_id == ada
        done = (await college.train())[-1].done
        (pair,) = await pairs(college)
        assert {pair.first_person_id, pair.second_person_id} == {ada, twin}
        assert 0 < pair.distance < 1
        assert pair.margin > 0.1
        assert len(pair.first_sample_ids) + len(pair.second_sample_ids) == 3
        for pod in (college, second):
            await pod.pod.gallery_at_least(done.gallery_version)
            assert served(pod).margins == {frozenset((ada, twin)): pytest.approx(pair.margin)}


async def test_twins_who_were_told_apart_may_both_send_photos_and_keep_their_margin(college: College) -> None:
    (ada,) = await college.enrol(1)
    twin = await newcomer(college)
    await send(college, 1, twin, "admin")
    await college.train()
    (pair,) = await pairs(college)
    await resolve(college, pair, two_people=pb.TwoPeople())
    assert (await send(college, 1, twin, "student")).enrolled_as_person_id == ""
    version = (await college.train())[-1].done.gallery_version
    await college.pod.gallery_at_least(version)
    (pair,) = await pairs(college)
    assert pair.HasField("confirm_time")
    assert frozenset((ada, twin)) in served(college).margins


async def test_of_one_person_enrolled_twice_one_is_kept(college: College) -> None:
    (ada,) = await college.enrol(1)
    again = await newcomer(college)
    await send(college, 1, again, "admin")
    await college.train()
    (pair,) = await pairs(college)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await resolve(college, pair, same_person=pb.SamePerson(keep_person_id=str(uuid4())))
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    await resolve(college, pair, same_person=pb.SamePerson(keep_person_id=ada))
    await college.pod.gallery_at_least(3)
    assert served(college).person_ids == (ada,)
    assert await pairs(college) == []
    with pytest.raises(grpc.aio.AioRpcError) as settled:
        await resolve(college, pair, two_people=pb.TwoPeople())
    assert settled.value.code() is grpc.StatusCode.NOT_FOUND


async def test_a_photo_of_the_other_is_erased(college: College) -> None:
    (ada,) = await college.enrol(1)
    grace = await newcomer(college)
    wrong = (await send(college, 1, grace, "admin")).sample.sample_id
    (pair,) = await pairs(college)
    strange = await college.add_photo(4)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await resolve(college, pair, wrong_photo=pb.WrongPhoto(sample_id=strange.sample_id))
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    await resolve(college, pair, wrong_photo=pb.WrongPhoto(sample_id=wrong))
    left = await college.encodings.ListFaceSamples(
        encoding_pb.ListFaceSamplesRequest(person_id=grace), metadata=college.admin
    )
    assert list(left.samples) == []
    assert await pairs(college) == []
    assert ada


async def test_who_withdraws_leaves_no_pair_behind(college: College) -> None:
    (ada,) = await college.enrol(1)
    twin = await newcomer(college)
    await send(college, 1, twin, "admin")
    await college.train()
    assert len(await pairs(college)) == 1
    await college.peers.grant(twin, granted=False)
    await college.pod.gallery_at_least(3)
    assert await pairs(college) == []
    assert served(college).margins == {}
    assert served(college).person_ids == (ada,)


def imported(encoder: str, *encodings: tuple[str, list[float]]) -> list[pb.ImportEncodingsRequest]:
    head = pb.ImportEncodingsRequest(head=pb.ImportHead(encoder=encoder))
    return [
        head,
        *(
            pb.ImportEncodingsRequest(encoding=pb.ImportedEncoding(person_id=person_id, values=values))
            for person_id, values in encodings
        ),
    ]


async def test_faces_learned_from_reviews_take_no_place_of_imported_ones(college: College) -> None:
    ada = await newcomer(college)
    encodings = [(ada, encoding_of(7, take, Encoder.DLIB).tolist()) for take in range(30)]
    first = await college.gallery.ImportEncodings(iter(imported("dlib", encodings[0])), metadata=college.admin)
    assert first.stored == 1  # now the pod knows her
    connection = await asyncpg.connect(college.database_url)
    await connection.executemany(
        "insert into face_sample (sample_id, person_id, request_id, create_time, content_type, width_px, height_px, "
        "quality, face_left, face_top, face_right, face_bottom, origin, state) "
        "values ($1, $2, $1, now(), '', 0, 0, 0, 0, 0, 1, 1, 'review', 'in_gallery')",
        [(uuid4(), ada) for _ in range(10)],
    )
    await connection.close()
    answer = await college.gallery.ImportEncodings(iter(imported("dlib", *encodings)), metadata=college.admin)
    assert (answer.stored, answer.already_stored, list(answer.refused)) == (29, 1, [])


async def test_imported_encodings_are_used_by_a_gallery_of_their_encoder_and_by_no_other(college: College) -> None:
    await college.enrol(1)
    ada, absent = await newcomer(college), str(uuid4())
    values = [(encoding_of(7, take, Encoder.DLIB) * 1.7).tolist() for take in (0, 1)]
    parts = imported("dlib", (ada, values[0]), (ada, values[1]), (absent, values[0]))
    answer = await college.gallery.ImportEncodings(iter(parts), metadata=college.admin)
    assert (answer.stored, answer.already_stored) == (2, 0)
    assert [(refusal.person_id, refusal.reason) for refusal in answer.refused] == [(absent, "PERSON_NOT_FOUND")]
    again = await college.gallery.ImportEncodings(iter(parts), metadata=college.admin)
    assert (again.stored, again.already_stored) == (0, 2)
    events = await college.train()
    assert events[-1].done.gallery_version == 1, "they are of another encoder"
    run = str(uuid4())
    await college.gallery.ChangeEncoder(pb.ChangeEncoderRequest(encoder="dlib", request_id=run), metadata=college.admin)
    done = (await college.train(run))[-1].done
    assert (done.people, done.encodings) == (2, 4)
    await college.pod.gallery_at_least(done.gallery_version)
    (match,) = served(college).match(encoding_of(7, 3, Encoder.DLIB)[None])
    assert match.best is not None
    assert match.best.person_id == ada
    run = str(uuid4())
    await college.gallery.ChangeEncoder(
        pb.ChangeEncoderRequest(encoder="sface", request_id=run), metadata=college.admin
    )
    events = await college.train(run)
    assert events[-1].done.people == 1
    assert "no picture" in " ".join(event.log.message for event in events)
    listed = await college.encodings.ListFaceSamples(
        encoding_pb.ListFaceSamplesRequest(person_id=ada), metadata=college.admin
    )
    assert [sample.has_picture for sample in listed.samples] == [False, False]
    await college.peers.grant(ada, granted=False)
    await college.pod.service.pod.galleries.load()


@pytest.mark.parametrize(
    "parts",
    [
        [],
        imported("vgg"),
        imported("dlib", (str(uuid4()), [1.0] * 64)),
        imported("dlib", (str(uuid4()), [float("nan")] * 128)),
        imported("dlib", (str(uuid4()), [0.0] * 128)),
        imported("dlib", ("not an id", [1.0] * 128)),
        imported("dlib", (str(uuid4()), [1.0] * 128))[1:],
    ],
)
async def test_what_is_no_import_is_refused(college: College, parts: list[pb.ImportEncodingsRequest]) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await college.gallery.ImportEncodings(iter(parts), metadata=college.admin)
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
