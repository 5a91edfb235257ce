"""Training runs over gRPC and PostgreSQL: rejoined, one at a time, published at once to every pod."""

import asyncio
from uuid import uuid4

import asyncpg
import grpc
import pytest
from presence.recognition.v1 import encoding_service_pb2 as pb
from presence.recognition.v1 import gallery_service_pb2 as gallery_pb

from services.common.channels import bearer
from services.common.status import fields_of, reason_of
from services.recognition.domain.encoder import Encoder
from tests.fakes.recognition_vision import SyntheticVision, encoding_of
from tests.integration.recognition.conftest import College, OpenCollege
from tests.integration.recognition.training import gallery, kinds, log_of


async def test_a_run_tells_its_progress_in_words_and_publishes(college: College) -> None:
    for face in (1, 2):
        for take in (0, 1, 2):
            await college.add_photo(face, take)
    assert (await gallery(college)).samples_waiting == 6
    events = await college.train()
    assert kinds(events)[-1] == "done"
    done = events[-1].done
    assert (done.gallery_version, done.people, done.encodings, done.encoded_now, done.rejected) == (1, 2, 6, 6, 0)
    progress = [event.progress for event in events if event.HasField("progress")]
    assert (progress[0].samples_done, progress[-1].samples_done, progress[-1].samples_total) == (0, 6, 6)
    assert "6 new photos of 2 people" in log_of(events)
    await college.pod.gallery_at_least(1)
    state = await gallery(college)
    assert (state.serving_version, state.published_version, state.samples_waiting) == (1, 1, 0)
    assert state.model == f"sface-{'5' * 12}"


async def test_only_new_photos_are_looked_at_and_the_same_gallery_is_not_published_twice(college: College) -> None:
    await college.enrol(1, 2)
    await college.add_photo(1, 7)
    judged = college.vision.judged
    done = (await college.train())[-1].done
    assert (done.gallery_version, done.encodings, done.encoded_now) == (2, 5, 1)
    events = await college.train()
    assert (events[-1].done.gallery_version, events[-1].done.encoded_now) == (2, 0)
    assert "no new photos" in log_of(events)
    assert college.vision.judged == judged


async def test_a_run_may_be_for_some_people_only(college: College) -> None:
    await college.add_photo(1)
    await college.add_photo(2)
    request = pb.TrainEncodingsRequest(request_id=str(uuid4()), person_ids=[college.students[2]])
    events = [event async for event in college.encodings.TrainEncodings(request, metadata=college.admin)]
    assert (events[-1].done.people, events[-1].done.encodings) == (1, 1)
    assert (await gallery(college)).samples_waiting == 1


async def taken_over(college: College, *faces: int) -> str:
    """Somebody with encodings of these faces from an earlier program, which compared them with nothing; the run."""
    person_id = await college.student(faces[0])
    parts = [gallery_pb.ImportEncodingsRequest(head=gallery_pb.ImportHead(encoder="dlib"))]
    for take, face in enumerate(faces):
        values = encoding_of(face, take, Encoder.DLIB).tolist()
        encoding = gallery_pb.ImportedEncoding(person_id=person_id, values=values)
        parts.append(gallery_pb.ImportEncodingsRequest(encoding=encoding))
    answer = await college.gallery.ImportEncodings(iter(parts), metadata=college.admin)
    assert answer.stored == len(faces)
    run = str(uuid4())
    change = gallery_pb.ChangeEncoderRequest(encoder="dlib", request_id=run)
    await college.gallery.ChangeEncoder(change, metadata=college.admin)
    await college.train(run)
    return run


async def samples_of(college: College, face: int) -> list[pb.FaceSample]:
    request = pb.ListFaceSamplesRequest(person_id=college.students[face])
    return list((await college.encodings.ListFaceSamples(request, metadata=college.admin)).samples)


async def test_a_face_of_somebody_else_is_set_aside_and_told(college: College) -> None:
    events = await college.train(await taken_over(college, 1, 1, 9))
    (rejected,) = [event.rejected for event in events if event.HasField("rejected")]
    assert rejected.person_id == college.students[1]
    assert rejected.reason == pb.REJECT_REASON_OUTLIER
    assert "same person" in rejected.message
    assert (events[-1].done.rejected, events[-1].done.encodings) == (1, 2)
    (aside,) = [sample for sample in await samples_of(college, 1) if not sample.in_gallery]
    assert (aside.sample_id, aside.reject_reason, aside.reject_message) == (
        rejected.sample_id,
        rejected.reason,
        rejected.message,
    )


async def test_when_those_that_are_wrong_are_deleted_what_was_set_aside_for_them_comes_in(college: College) -> None:
    events = await college.train(await taken_over(college, 9, 9, 1))
    (right,) = [event.rejected.sample_id for event in events if event.HasField("rejected")]
    for sample in await samples_of(college, 9):
        if sample.sample_id != right:
            request = pb.DeleteFaceSampleRequest(sample_id=sample.sample_id)
            await college.encodings.DeleteFaceSample(request, metadata=college.admin)
    done = (await college.train())[-1].done
    assert (done.encoded_now, done.rejected, done.encodings) == (1, 0, 1)


async def test_a_run_can_be_rejoined_from_any_pod_and_is_told_from_its_beginning(open_college: OpenCollege) -> None:
    async with open_college() as first, open_college() as second:
        await first.add_photo(1)
        request_id = str(uuid4())
        events = await first.train(request_id)
        assert await second.train(request_id) == events
        assert await first.train(request_id) == events


async def test_a_run_goes_on_when_its_reader_leaves_and_a_second_run_has_to_join_it(
    open_college: OpenCollege,
) -> None:
    vision = SyntheticVision()
    async with open_college(vision) as college:
        await college.add_photo(1)
        vision.gate = asyncio.Event()  # another encoder: the photo is looked at again, and the run waits here
        request_id = str(uuid4())
        change = gallery_pb.ChangeEncoderRequest(encoder="dlib", request_id=request_id)
        await college.gallery.ChangeEncoder(change, metadata=college.admin)
        await vision.until_waiting(1)
        call = college.encodings.TrainEncodings(pb.TrainEncodingsRequest(request_id=request_id), metadata=college.admin)
        await call.read()
        call.cancel()
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await college.train()
        assert refused.value.code() is grpc.StatusCode.FAILED_PRECONDITION
        assert reason_of(refused.value) == "TRAINING_UNDER_WAY"
        joined = fields_of(refused.value)["request_id"]
        assert joined == request_id
        vision.gate.set()
        events = await college.train(joined)
        assert events[-1].done.encoded_now == 1
        runs = await college.encodings.ListTrainingRuns(pb.ListTrainingRunsRequest(), metadata=college.admin)
        assert [(run.request_id, run.state) for run in runs.runs] == [(request_id, pb.TRAINING_STATE_DONE)]


async def test_another_model_encodes_everything_again_and_pods_of_the_old_one_do_not_use_it(
    open_college: OpenCollege,
) -> None:
    async with open_college() as old:
        ada, grace = await old.enrol(1, 2)
        newer = SyntheticVision(hash="6" * 64)
        async with open_college(newer) as new:
            assert new.pod.service.pod.galleries.current.person_ids == ()
            events = await new.train()
            assert events[-1].done.encoded_now == 4
            assert "4 of them encoded now" in log_of(events)
            assert newer.judged == 4
            await new.pod.gallery_at_least(2)
            assert set(new.pod.service.pod.galleries.current.person_ids) == {ada, grace}
            await old.pod.gallery_at_least(2)
            assert old.pod.service.pod.galleries.current.person_ids == ()


async def test_a_lost_notice_is_made_up_for_when_the_connection_comes_back(college: College) -> None:
    await college.enrol(1)
    connection = await asyncpg.connect(college.database_url)
    # published by nobody who gives notice, before anybody listens again
    await connection.execute("update gallery set version = version + 1")
    await connection.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity "
        "where datname = current_database() and pid <> pg_backend_pid()"
    )
    await connection.close()
    await college.pod.gallery_at_least(2)


@pytest.mark.parametrize("role", ["student", "teacher", "camera", "service"])
async def test_training_is_for_administrators(college: College, role: str) -> None:
    token = bearer(college.peers.token(str(uuid4()), role))
    call = college.encodings.TrainEncodings(pb.TrainEncodingsRequest(request_id=str(uuid4())), metadata=token)
    assert await call.code() is grpc.StatusCode.PERMISSION_DENIED
    runs = college.encodings.ListTrainingRuns(pb.ListTrainingRunsRequest(), metadata=token)
    assert await runs.code() is grpc.StatusCode.PERMISSION_DENIED


async def test_a_run_says_how_long_it_will_take_and_uses_all_workers(open_college: OpenCollege) -> None:
    vision = SyntheticVision(gate=asyncio.Event())
    vision.gate.set()
    async with open_college(vision, workers=3) as college:
        for face in (1, 2, 3):
            for take in (0, 1):
                await college.add_photo(face, take)
        vision.gate.clear()
        vision.at_once = 0
        run = str(uuid4())
        await college.gallery.ChangeEncoder(
            gallery_pb.ChangeEncoderRequest(encoder="dlib", request_id=run), metadata=college.admin
        )
        await vision.until_waiting(3)
        vision.gate.set()
        events = await college.train(run)
        assert vision.at_once == 3, "as many as there are workers, and no more"
        progress = [event.progress for event in events if event.HasField("progress")]
        assert not progress[0].HasField("remaining")
        assert progress[-1].HasField("remaining")
        assert progress[-1].remaining.ToMilliseconds() == 0
