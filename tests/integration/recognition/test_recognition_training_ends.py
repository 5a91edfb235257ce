"""Training runs that end before their time: cancelled, or taken over from a pod that died or leaves."""

import asyncio
from uuid import UUID, uuid4

import asyncpg
import grpc
import pytest
from presence.recognition.v1 import encoding_service_pb2 as pb
from presence.recognition.v1 import gallery_service_pb2 as gallery_pb

from services.recognition.app.training import SILENT_FOR
from tests.fakes.recognition_vision import SyntheticVision
from tests.integration.recognition.conftest import College, OpenCollege
from tests.integration.recognition.training import gallery, kinds, log_of


async def test_the_run_of_a_pod_that_died_is_taken_over_to_its_end(open_college: OpenCollege) -> None:
    async with open_college() as survivor:
        await survivor.add_photo(1)
        dead, request_id = str(uuid4()), uuid4()
        connection = await asyncpg.connect(survivor.database_url)
        await connection.execute(
            """insert into training_run (request_id, person_ids, owner, heartbeat_time, start_time)
               values ($1, '{}', $2, now() - $3::interval, now())""",
            request_id,
            dead,
            SILENT_FOR * 2,
        )
        await connection.close()
        events = await survivor.train(str(request_id))
        assert "another goes on" in log_of(events)
        assert events[-1].done.encodings == 1


async def test_a_pod_that_is_told_to_stop_leaves_its_run_to_another_at_once(open_college: OpenCollege) -> None:
    held = SyntheticVision(hash="6" * 64)
    async with open_college(SyntheticVision()) as old:
        await old.add_photo(1)
    async with open_college(held) as leaving:
        held.gate = asyncio.Event()
        request_id = str(uuid4())
        call = leaving.encodings.TrainEncodings(pb.TrainEncodingsRequest(request_id=request_id), metadata=leaving.admin)
        await call.read()
        await leaving.pod.service.leave()
        connection = await asyncpg.connect(leaving.database_url)
        beat = await connection.fetchval(
            "select heartbeat_time = '-infinity' from training_run where request_id = $1", UUID(request_id)
        )
        await connection.close()
        assert beat
        held.gate.set()
    async with open_college(SyntheticVision(hash="6" * 64)) as next_pod:
        events = await next_pod.train(request_id)
        assert kinds(events)[-1] == "done"


async def test_a_pod_that_leaves_sends_those_who_follow_a_run_elsewhere(open_college: OpenCollege) -> None:
    vision = SyntheticVision()
    async with open_college(vision) as college:
        await college.add_photo(1)
        vision.gate = asyncio.Event()  # another encoder: the photo is looked at again, and the run waits here
        run = str(uuid4())
        change = gallery_pb.ChangeEncoderRequest(encoder="dlib", request_id=run)
        await college.gallery.ChangeEncoder(change, metadata=college.admin)
        await vision.until_waiting(1)
        call = college.encodings.TrainEncodings(pb.TrainEncodingsRequest(request_id=run), metadata=college.admin)
        await call.read()
        draining = asyncio.create_task(college.pod.drain())
        with pytest.raises(grpc.aio.AioRpcError) as ended:
            async for _ in call:
                pass
        assert ended.value.code() is grpc.StatusCode.UNAVAILABLE
        await draining


async def test_a_cancelled_run_ends_for_everybody_and_what_it_encoded_is_not_encoded_again(
    open_college: OpenCollege,
) -> None:
    vision = SyntheticVision()
    async with open_college(vision) as college, open_college(vision) as other:
        await college.enrol(1, 2)
        vision.gate, judged = asyncio.Event(), vision.judged
        run = str(uuid4())
        change = gallery_pb.ChangeEncoderRequest(encoder="dlib", request_id=run)
        await college.gallery.ChangeEncoder(change, metadata=college.admin)
        following = asyncio.create_task(other.train(run))
        vision.places = 2  # two photos get through the gate
        vision.gate.set()
        await vision.until_judged(judged + 2)
        connection = await asyncpg.connect(college.database_url)
        await kept(connection, 2)
        await connection.close()
        await other.encodings.CancelTraining(pb.CancelTrainingRequest(request_id=run), metadata=other.admin)
        assert kinds(await following)[-1] == "cancelled"
        runs = await college.encodings.ListTrainingRuns(pb.ListTrainingRunsRequest(page_size=1), metadata=college.admin)
        assert (runs.runs[0].state, runs.runs[0].encoder) == (pb.TRAINING_STATE_CANCELLED, "dlib")
        assert (await gallery(college)).published_version == 1
        vision.places = None
        again = str(uuid4())
        change = gallery_pb.ChangeEncoderRequest(encoder="dlib", request_id=again)
        await college.gallery.ChangeEncoder(change, metadata=college.admin)
        assert (await college.train(again))[-1].done.encodings == 4
        assert vision.judged == judged + 4


async def test_a_run_that_nobody_started_cannot_be_cancelled(college: College) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await college.encodings.CancelTraining(
            pb.CancelTrainingRequest(request_id=str(uuid4())), metadata=college.admin
        )
    assert refused.value.code() is grpc.StatusCode.NOT_FOUND


async def test_a_run_that_is_done_stays_done_when_it_is_cancelled(college: College) -> None:
    await college.add_photo(1)
    run = str(uuid4())
    events = await college.train(run)
    await college.encodings.CancelTraining(pb.CancelTrainingRequest(request_id=run), metadata=college.admin)
    assert await college.train(run) == events


async def test_when_a_pod_dies_in_mid_run_another_goes_on_without_encoding_anything_twice(
    open_college: OpenCollege,
) -> None:
    vision, survivor = SyntheticVision(), SyntheticVision()
    async with open_college(vision) as dying, open_college(survivor) as other:
        await dying.enrol(1, 2, 3)
        vision.gate, judged = asyncio.Event(), vision.judged
        vision.places = 4
        run = str(uuid4())
        await dying.gallery.ChangeEncoder(
            gallery_pb.ChangeEncoderRequest(encoder="dlib", request_id=run), metadata=dying.admin
        )
        following = asyncio.create_task(other.train(run))
        vision.gate.set()
        await vision.until_judged(judged + 4)
        connection = await asyncpg.connect(dying.database_url)
        await kept(connection, 4)
        # no farewell, no release: as when the process is killed
        running = dying.pod.service.training._running
        assert running is not None
        dying.pod.service.pod.leaving.set()  # the dead take nothing over
        running.cancel()
        await asyncio.wait((running,))
        await connection.execute("update training_run set heartbeat_time = now() - $1::interval", SILENT_FOR * 2)
        await connection.close()
        events = await following
        assert "another goes on where it was" in log_of(events)
        assert events[-1].done.encodings == 6
        assert (vision.judged - judged, survivor.judged) == (4, 2)


async def kept(connection: asyncpg.Connection, count: int) -> None:
    """Returns once that many encodings of another model are stored."""
    async with asyncio.timeout(30):
        while True:
            found = await connection.fetchval("select count(*) from face_encoding where model_hash <> $1", "5" * 64)
            if found >= count:
                return
