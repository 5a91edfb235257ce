"""Nothing seen is lost: attendance away, pods that leave or die, and what a camera may forget."""

import asyncio
from datetime import UTC, datetime, timedelta

import grpc

from services.recognition.app.pod import StreamLimits
from tests.fakes.recognition_camera import ScriptedCamera
from tests.fakes.recognition_peers import RunningPeers
from tests.fakes.recognition_vision import picture
from tests.integration.recognition.conftest import College, OpenCollege

CLASS_START = datetime(2026, 3, 2, 9, tzinfo=UTC)


async def test_frames_go_on_and_nothing_is_lost_while_attendance_does_not_answer(college: College) -> None:
    ada, grace = await college.enrol(1, 2)
    await college.peers.set_answering(False)
    async with college.camera(await college.room(ada, grace)) as camera:
        await camera.film(picture(1, 2), 150)  # half a minute of capture time
        await camera.until(lambda: camera.known == {ada, grace})
        assert camera.through == 150
        assert camera.stored == 0
        assert college.peers.sightings == {}
        await college.peers.set_answering(True)
        await camera.finish()
        await camera.until(lambda: camera.ended)
        assert camera.stored == 150
    spans = {
        s.student_id: s.last_seen_time.seconds - s.first_seen_time.seconds for s in college.peers.sightings.values()
    }
    assert spans.keys() == {ada, grace}
    assert min(spans.values()) >= 28


async def test_an_attendance_that_is_gone_and_comes_back_gets_everything(college: College) -> None:
    (ada,) = await college.enrol(1)
    async with college.camera(await college.room(ada)) as camera:
        await camera.film(picture(1), 10, start=CLASS_START)
        await college.running.stop()
        await camera.film(picture(1), 40, first=11, start=CLASS_START + timedelta(seconds=2))
        assert camera.through == 50
        await college.running.start()
        await camera.finish()
        await camera.until(lambda: camera.ended, seconds=30)
        assert camera.stored == 50
    (sighting,) = college.peers.sightings.values()
    assert sighting.student_id == ada
    assert sighting.last_seen_time.seconds - sighting.first_seen_time.seconds >= 8


async def test_a_pod_that_starts_before_the_others_serves_as_soon_as_they_are_there(
    open_college: OpenCollege, peers: RunningPeers
) -> None:
    await peers.stop()
    async with open_college() as college:
        await peers.start()
        await peers.peers.until(lambda: bool(peers.peers.people_watched))  # the pod has found identity
        (ada,) = await college.enrol(1)
        async with college.camera(await college.room(ada)) as camera:
            await camera.film(picture(1), 15)
            await camera.finish()
            await camera.until(lambda: camera.ended, seconds=30)
        assert {sighting.student_id for sighting in peers.peers.sightings.values()} == {ada}


async def test_frames_that_attendance_has_not_stored_are_never_called_stored(college: College) -> None:
    (ada,) = await college.enrol(1)
    async with college.camera(await college.room(ada)) as camera:
        await college.peers.set_answering(False)
        await camera.film(picture(1), 10)
        before = camera.stored
        await college.peers.set_answering(True)
        await camera.until(lambda: camera.stored > before)
        # whatever is stored now was told by a sighting or by nothing worth telling
        assert camera.stored <= camera.through


async def test_a_pod_that_dies_is_replayed_to_another_and_the_marks_are_the_same(open_college: OpenCollege) -> None:
    async with open_college() as first, open_college() as second:
        ada, grace = await first.enrol(1, 2)
        await second.pod.gallery_at_least(1)
        camera_id = await first.room(ada, grace)
        await second.knows(camera_id)
        await first.peers.set_answering(False)
        async with first.camera(camera_id) as camera:
            # decided on the first pod, never stored
            await camera.film(picture(1), 15, start=CLASS_START)
            await camera.until(lambda: camera.known == {ada})
            stored, stream_id = camera.stored, camera.stream_id
        assert stored == 0
        first.pod.service.pod.outbox._entries.clear()  # kill -9: what the first pod held in memory is gone
        await first.peers.set_answering(True)
        async with second.camera(camera_id, stream_id=stream_id, resume_after=stored) as camera:
            replayed = CLASS_START + timedelta(seconds=stored / 5)
            await camera.film(picture(1), 15 - stored, first=stored + 1, start=replayed)
            await camera.film(picture(2), 15, first=16, start=CLASS_START + timedelta(seconds=3))
            await camera.finish()
            await camera.until(lambda: camera.ended)
            assert camera.stored == 30
        seen = {sighting.student_id: sighting for sighting in second.peers.sightings.values()}
        assert seen.keys() == {ada, grace}
        assert seen[ada].first_seen_time.ToDatetime(tzinfo=UTC) == CLASS_START
        assert seen[ada].last_seen_time.ToDatetime(tzinfo=UTC) >= CLASS_START + timedelta(seconds=2)


async def test_a_replay_finds_the_same_sighting_so_that_nobody_is_counted_twice(college: College) -> None:
    (ada,) = await college.enrol(1)
    camera_id = await college.room(ada)
    async with college.camera(camera_id) as camera:
        await camera.film(picture(1), 15, start=CLASS_START)
        await camera.finish()
        await camera.until(lambda: camera.ended)
        stream_id = camera.stream_id
    once = dict(college.peers.sightings)
    async with college.camera(camera_id, stream_id=stream_id) as camera:
        await camera.film(picture(1), 15, start=CLASS_START)
        await camera.finish()
        await camera.until(lambda: camera.ended)
    assert len(once) == 1
    assert college.peers.sightings.keys() == once.keys()


async def test_what_attendance_refuses_for_good_does_not_hold_the_camera_back(college: College) -> None:
    (ada,) = await college.enrol(1)
    college.peers.refused_students.add(ada)
    async with college.camera(await college.room(ada)) as camera:
        await camera.film(picture(1), 15)
        await camera.finish()
        await camera.until(lambda: camera.ended)
        assert camera.stored == 15


async def test_a_leaving_pod_asks_its_cameras_to_go_elsewhere_and_stores_what_it_has(open_college: OpenCollege) -> None:
    async with open_college(drain_seconds=60.0) as first, open_college() as second:
        first.pod.service.streams._random = lambda: 0.0  # it asks its cameras at once, and waits until they have gone
        (ada,) = await first.enrol(1)
        await second.pod.gallery_at_least(1)
        camera_id = await first.room(ada)
        await second.knows(camera_id)
        async with first.camera(camera_id) as camera:
            await camera.film(picture(1), 15, start=CLASS_START)
            leaving = asyncio.create_task(first.pod.drain())
            await camera.until(lambda: camera.drained)
            async with second.camera(camera_id, stream_id=camera.stream_id, resume_after=camera.stored) as moved:
                await moved.film(picture(1), 15, first=16, start=CLASS_START + timedelta(seconds=3))
                await camera.finish()
                await camera.until(lambda: camera.ended)
                assert (await camera.status())[0] is grpc.StatusCode.OK
                await leaving
                await moved.finish()
                await moved.until(lambda: moved.ended)
                assert moved.stored == 30
        late = ScriptedCamera(first.channel, first.peers.token(camera_id, "camera"), camera_id)
        await late.open()
        assert (await late.status())[0] is grpc.StatusCode.UNAVAILABLE
        seen = list(second.peers.sightings.values())
        assert {sighting.student_id for sighting in seen} == {ada}
        assert min(s.first_seen_time.ToDatetime(tzinfo=UTC) for s in seen) == CLASS_START
        assert max(s.last_seen_time.ToDatetime(tzinfo=UTC) for s in seen) >= CLASS_START + timedelta(seconds=5)


async def test_a_full_pod_sends_cameras_elsewhere(open_college: OpenCollege) -> None:
    async with open_college(limits=StreamLimits(max_streams=1)) as college, college.camera(await college.room()):
        other_id = await college.room()
        other = ScriptedCamera(college.channel, college.peers.token(other_id, "camera"), other_id)
        await other.open()
        assert (await other.status())[0] is grpc.StatusCode.RESOURCE_EXHAUSTED


async def test_when_the_outbox_is_full_cameras_get_no_more_credit_until_there_is_room(college: College) -> None:
    college.pod.service.pod.outbox._max_reports = 1
    await college.peers.set_answering(False)
    async with college.camera(await college.room()) as camera:
        await camera.send(1, picture(1))
        await camera.until(lambda: camera.through == 1)
        await camera.send(2, picture(1))
        await camera.until(lambda: camera.order.count("heartbeat") >= 2)
        assert camera.through == 1
        await college.peers.set_answering(True)
        await camera.until(lambda: camera.through == 2)


async def test_when_a_session_ends_what_its_camera_saw_is_closed_and_stored(college: College) -> None:
    (ada,) = await college.enrol(1)
    camera_id = await college.room(ada)
    async with college.camera(camera_id) as camera:
        await camera.film(picture(1, 8), 15)
        await college.peers.assign(camera_id, active=False)
        await camera.until(lambda: camera.stored == 15)


async def test_late_frames_still_count_after_their_session_has_ended(college: College) -> None:
    (ada,) = await college.enrol(1)
    camera_id = await college.room(ada)
    await college.peers.assign(camera_id, active=False)
    await college.knows(camera_id, active=False)
    async with college.camera(camera_id) as camera:
        await camera.film(picture(1), 15, start=CLASS_START)
        await camera.finish()
        await camera.until(lambda: camera.ended)
    assert {sighting.student_id for sighting in college.peers.sightings.values()} == {ada}
