"""The gallery's history over gRPC and PostgreSQL: rolled back to in every pod, and never bringing back the erased."""

import asyncio
from time import perf_counter
from uuid import uuid4

import grpc
import pytest
from presence.recognition.v1 import encoding_service_pb2 as encoding_pb
from presence.recognition.v1 import gallery_service_pb2 as pb

from services.common.channels import bearer
from services.common.status import reason_of
from services.recognition.adapters.gallery_versions import PostgresVersions
from services.recognition.domain.encoder import Encoder
from tests.fakes.recognition_vision import SyntheticVision, encoding_of
from tests.integration.recognition.conftest import College, OpenCollege


async def versions(college: College) -> list[pb.GalleryVersion]:
    answer = await college.gallery.ListGalleryVersions(pb.ListGalleryVersionsRequest(), metadata=college.admin)
    return list(answer.versions)


async def roll_back(college: College, version: int, request_id: str = "") -> pb.GalleryVersion:
    request = pb.RollBackGalleryRequest(version=version, request_id=request_id or str(uuid4()))
    return (await college.gallery.RollBackGallery(request, metadata=college.admin)).version


def served(college: College) -> tuple[str, ...]:
    return college.pod.service.pod.galleries.current.person_ids


async def test_every_version_is_listed_with_what_it_held_and_why(college: College) -> None:
    await college.enrol(1, 2)
    await college.enrol(3)
    photo = await college.add_photo(1, 5)
    await college.train()
    await college.encodings.DeleteFaceSample(
        encoding_pb.DeleteFaceSampleRequest(sample_id=photo.sample_id), metadata=college.admin
    )
    listed = await versions(college)
    assert [version.version for version in listed] == [4, 3, 2, 1]
    assert [(version.people, version.encodings) for version in listed] == [(3, 6), (3, 7), (3, 6), (2, 4)]
    assert listed[0].cause == pb.VERSION_CAUSE_ERASURE
    assert {version.cause for version in listed[1:]} == {pb.VERSION_CAUSE_TRAINING}
    assert {version.model for version in listed} == {f"sface-{'5' * 12}"}
    first = pb.ListGalleryVersionsRequest(page_size=3)
    page = await college.gallery.ListGalleryVersions(first, metadata=college.admin)
    rest = pb.ListGalleryVersionsRequest(page_size=3, page_token=page.next_page_token)
    assert [v.version for v in (await college.gallery.ListGalleryVersions(rest, metadata=college.admin)).versions] == [
        1
    ]


@pytest.mark.timed
async def test_two_pods_swap_within_a_second_of_a_roll_back(open_college: OpenCollege) -> None:
    async with open_college() as first, open_college() as second:
        ada, grace = await first.enrol(1, 2)
        await first.enrol(3)
        await second.pod.gallery_at_least(2)
        new = await roll_back(first, 1)
        assert (new.version, new.restored_version, new.people, new.encodings) == (3, 1, 2, 4)
        assert new.cause == pb.VERSION_CAUSE_ROLL_BACK
        published = perf_counter()
        await asyncio.gather(first.pod.gallery_at_least(3), second.pod.gallery_at_least(3))
        assert perf_counter() - published < 1.0
        assert set(served(first)) == set(served(second)) == {ada, grace}


async def test_the_same_request_rolls_back_once(college: College) -> None:
    await college.enrol(1)
    await college.enrol(2)
    request_id = str(uuid4())
    again = [await roll_back(college, 1, request_id) for _ in range(2)]
    assert again[0] == again[1]
    assert len(await versions(college)) == 3


async def test_rolling_back_never_brings_back_who_was_erased_since(college: College) -> None:
    ada, grace = await college.enrol(1, 2)
    await college.enrol(3)
    await college.peers.grant(ada, granted=False)
    await college.pod.gallery_at_least(3)
    new = await roll_back(college, 1)
    await college.pod.gallery_at_least(new.version)
    assert served(college) == (grace,)
    assert (new.people, new.encodings) == (1, 2)
    assert (await roll_back(college, 2)).people == 2


async def test_what_came_later_waits_and_the_next_training_takes_it_up_again(college: College) -> None:
    await college.enrol(1)
    await college.enrol(2)
    await roll_back(college, 1)
    state = await college.encodings.GetGallery(encoding_pb.GetGalleryRequest(), metadata=college.admin)
    assert (state.people, state.samples_waiting) == (1, 2)
    done = (await college.train())[-1].done
    assert (done.gallery_version, done.people, done.encodings) == (4, 2, 4)
    await college.pod.gallery_at_least(4)
    assert len(served(college)) == 2


async def test_there_is_no_way_back_beyond_the_history(college: College) -> None:
    await college.enrol(1)
    for version in (0, 7):
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await roll_back(college, version)
        assert refused.value.code() is grpc.StatusCode.NOT_FOUND


async def test_a_run_under_way_has_to_be_cancelled_before_a_roll_back(open_college: OpenCollege) -> None:
    vision = SyntheticVision()
    async with open_college(vision) as college:
        await college.enrol(1)
        vision.gate = asyncio.Event()
        run = str(uuid4())
        await college.gallery.ChangeEncoder(
            pb.ChangeEncoderRequest(encoder="dlib", request_id=run), metadata=college.admin
        )
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await roll_back(college, 1)
        assert reason_of(refused.value) == "TRAINING_UNDER_WAY"
        cancel = encoding_pb.CancelTrainingRequest(request_id=run)
        await college.encodings.CancelTraining(cancel, metadata=college.admin)
        assert (await roll_back(college, 1)).version == 2


async def test_a_version_of_a_model_that_is_gone_cannot_be_served_again(open_college: OpenCollege) -> None:
    async with open_college() as old:
        await old.enrol(1)
    async with open_college(SyntheticVision(hash="6" * 64)) as new:
        await new.train()
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await roll_back(new, 1)
        assert reason_of(refused.value) == "GALLERY_VERSION_FOREIGN"


async def test_a_short_history_forgets_the_oldest_and_followers_of_those_load_all(college: College) -> None:
    (ada,) = await college.enrol(1)
    for take in range(20):
        photo = await college.add_photo(1, 10 + take)
        await college.train()
        if take % 2:
            await college.encodings.DeleteFaceSample(
                encoding_pb.DeleteFaceSampleRequest(sample_id=photo.sample_id), metadata=college.admin
            )
    newest = (await versions(college))[0].version
    store = college.pod.service.gallery.versions._store
    assert isinstance(store, PostgresVersions)
    await store.shorten(3)
    assert [version.version for version in await versions(college)] == [newest - n for n in range(4)]
    delta = await college.pod.service.pod.galleries.store.changes_after(1)
    assert delta is not None
    assert delta.complete
    assert {entry.person_id for entry in delta.entries} == {ada}
    assert (await roll_back(college, newest - 3)).restored_version == newest - 3


async def test_changing_the_encoder_serves_on_until_all_pods_swap(open_college: OpenCollege) -> None:
    vision = SyntheticVision()
    async with open_college(vision) as first, open_college(vision) as second:
        ada, grace = await first.enrol(1, 2)
        vision.gate = asyncio.Event()
        request = pb.ChangeEncoderRequest(encoder="dlib", request_id=str(uuid4()))
        await first.gallery.ChangeEncoder(request, metadata=first.admin)
        call = first.encodings.TrainEncodings(
            encoding_pb.TrainEncodingsRequest(request_id=request.request_id), metadata=first.admin
        )
        assert "dlib" in (await call.read()).log.message
        assert first.pod.service.pod.galleries.current.encoder is Encoder.SFACE
        assert set(served(first)) == {ada, grace}
        vision.gate.set()
        events = [event async for event in call]
        assert events[-1].done.encoded_now == 4
        for college in (first, second):
            await college.pod.gallery_at_least(2)
            gallery = college.pod.service.pod.galleries.current
            assert gallery.encoder is Encoder.DLIB
            (match,) = gallery.match(encoding_of(1, 9, Encoder.DLIB)[None])
            assert match.best is not None
            assert match.best.person_id == ada
        drawn = await first.add_photo(1, 7)  # encoded as the gallery is
        assert (await first.train())[-1].done.encoded_now == 1
        assert vision.judged == 9, f"{drawn.sample_id} was judged once"
        listed = (await versions(first))[1]
        assert (listed.cause, listed.encoder) == (pb.VERSION_CAUSE_ENCODER, "dlib")
        back = await roll_back(first, 1)
        await second.pod.gallery_at_least(back.version)
        assert second.pod.service.pod.galleries.current.encoder is Encoder.SFACE
        assert vision.judged == 9, "what was drawn before is kept"


async def test_an_encoder_nobody_knows_is_refused(college: College) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await college.gallery.ChangeEncoder(
            pb.ChangeEncoderRequest(encoder="vgg", request_id=str(uuid4())), metadata=college.admin
        )
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    answer = await college.gallery.ListEncoders(pb.ListEncodersRequest(), metadata=college.admin)
    assert [(one.encoder, one.in_use) for one in answer.encoders] == [
        ("sface", True),
        ("dlib", False),
        ("sface+dlib", False),
    ]


@pytest.mark.parametrize("role", ["student", "teacher", "camera", "service"])
async def test_the_history_is_for_administrators(college: College, role: str) -> None:
    token = bearer(college.peers.token(str(uuid4()), role))
    for call in (
        college.gallery.ListGalleryVersions(pb.ListGalleryVersionsRequest(), metadata=token),
        college.gallery.RollBackGallery(pb.RollBackGalleryRequest(version=1, request_id=str(uuid4())), metadata=token),
        college.gallery.ListLookAlikes(pb.ListLookAlikesRequest(), metadata=token),
    ):
        assert await call.code() is grpc.StatusCode.PERMISSION_DENIED
