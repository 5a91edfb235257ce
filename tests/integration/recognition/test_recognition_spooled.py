"""Frames that waited on a camera's disk, and what cameras say of their clocks and disks, against a real pod."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import grpc
import pytest
import structlog
from presence.attendance.v1 import attendance_service_pb2 as attendance_pb

from tests.fakes.recognition_camera import ScriptedCamera, stamp, streaming
from tests.fakes.recognition_vision import picture
from tests.integration.recognition.conftest import College

BEFORE = timedelta(minutes=30)  # the session that is over


@asynccontextmanager
async def late_camera(
    college: College, camera_id: str, *, stream_id: str = "", resume_after: int = 0
) -> AsyncIterator[ScriptedCamera]:
    token = college.peers.token(camera_id, "camera")
    async with streaming(
        college.channel, token, camera_id, stream_id=stream_id, resume_after=resume_after,
        send_time=datetime.now(UTC), spooled=True, corrects_clock=True,
    ) as camera:  # fmt: skip
        yield camera


def was_in_session(college: College, camera_id: str, start: datetime, end: datetime | None, *students: str) -> None:
    session = attendance_pb.CameraSession(session_id=str(uuid4()), start_time=stamp(start), student_ids=students)
    if end is not None:
        session.end_time.CopyFrom(stamp(end))
    college.peers.past_sessions.append((camera_id, session))


async def test_a_late_frame_is_matched_with_the_roster_of_its_time_and_keeps_its_time(college: College) -> None:
    ada, bob = await college.enrol(1, 2)
    camera_id = await college.room(bob)  # now somebody else's class is in the room
    then = datetime.now(UTC) - BEFORE
    was_in_session(college, camera_id, then, then + timedelta(minutes=5), ada)
    async with late_camera(college, camera_id) as camera:
        await camera.film(picture(1), 8, start=then + timedelta(seconds=10), fps=2)
        await camera.finish()
        await camera.until(lambda: camera.ended)
        assert await camera.status() == (grpc.StatusCode.OK, "")
        assert camera.stored == 8
    (sighting,) = college.peers.sightings.values()
    assert sighting.student_id == ada
    assert sighting.first_seen_time.ToDatetime(UTC) == then + timedelta(seconds=10)
    assert sighting.last_seen_time.ToDatetime(UTC) == then + timedelta(seconds=13.5)
    (coverage,) = college.peers.coverages.values()
    assert coverage.start_time.ToDatetime(UTC) == then + timedelta(seconds=10)


async def test_frames_of_a_time_without_a_session_are_let_go_without_a_look(college: College) -> None:
    (ada,) = await college.enrol(1)
    camera_id = await college.room(ada)
    then = datetime.now(UTC) - BEFORE
    was_in_session(college, camera_id, then, then + timedelta(minutes=5), ada)
    looked = len(college.vision.detectors)
    async with late_camera(college, camera_id) as camera:
        await camera.film(picture(1), 8, start=then + timedelta(minutes=6), fps=2)
        await camera.until(lambda: camera.stored == 8)
    assert len(college.vision.detectors) == looked
    assert not college.peers.sightings


async def test_the_same_frames_told_twice_are_the_same_sighting_and_the_same_coverage(college: College) -> None:
    (ada,) = await college.enrol(1)
    camera_id, stream_id = await college.room(ada), str(uuid4())
    then = datetime.now(UTC) - BEFORE
    was_in_session(college, camera_id, then, None, ada)
    told = []
    for _ in range(2):
        async with late_camera(college, camera_id, stream_id=stream_id) as camera:
            await camera.film(picture(1), 8, start=then, fps=2)
            await camera.finish()
            await camera.until(lambda: camera.ended)
        told.append((dict(college.peers.sightings), dict(college.peers.coverages)))
    assert told[0] == told[1]
    assert len(told[0][0]) == 1


async def test_a_replay_leaves_the_live_stream_its_tracks_its_frames_and_its_picture(college: College) -> None:
    ada, bob = await college.enrol(1, 2)
    camera_id = await college.room(ada, bob)
    then = datetime.now(UTC) - BEFORE
    was_in_session(college, camera_id, then, None, ada, bob)
    shown: list[set[str]] = []
    watching = asyncio.create_task(_watch(college, camera_id, shown))
    async with college.camera(camera_id) as live, late_camera(college, camera_id) as late:
        await asyncio.gather(live.film(picture(1), 20, fps=5), late.film(picture(2), 20, start=then, fps=2))
        await live.until(lambda: live.known == {ada})
        await late.until(lambda: late.known == {bob})
        assert not live.ended
        assert {face.track_id for result in live.results for face in result.detections}.isdisjoint(
            {face.track_id for result in late.results for face in result.detections}
        )
    watching.cancel()
    await asyncio.wait({watching})
    assert len({name for names in shown for name in names}) <= 1, "a frame of the past was shown as the present"


async def _watch(college: College, camera_id: str, shown: list[set[str]]) -> None:
    async for frame in college.pod.service.pod.live.watch(camera_id, 0, 5.0):
        if frame is not None:
            shown.append({face.person_id for face in frame.result.faces if face.person_id})


@pytest.mark.parametrize("lacking", ["knows_the_past", "is_older"])
async def test_a_replay_waits_while_attendance_cannot_say_what_was(college: College, lacking: str) -> None:
    (ada,) = await college.enrol(1)
    camera_id = await college.room(ada)
    then = datetime.now(UTC) - BEFORE
    was_in_session(college, camera_id, then, None, ada)
    setattr(college.peers, lacking, lacking == "is_older")
    async with late_camera(college, camera_id) as camera:
        filming = asyncio.create_task(camera.film(picture(1), 8, start=then, fps=2))
        done, _ = await asyncio.wait({filming}, timeout=0.5)
        assert not done, "frames were let go though nobody could say whether they belong to a session"
        setattr(college.peers, lacking, lacking != "is_older")
        await filming
        await camera.finish()
        await camera.until(lambda: camera.ended)
    assert len(college.peers.sightings) == 1


async def test_the_pod_answers_with_its_clock_at_the_opening_and_to_every_status(college: College) -> None:
    camera_id = await college.room()
    asked = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)
    token = college.peers.token(camera_id, "camera")
    before = datetime.now(UTC)
    async with streaming(college.channel, token, camera_id, send_time=asked, corrects_clock=True) as camera:
        first = camera.flow[0].clock
        await camera.tell(send_time=asked + timedelta(seconds=1))
        await camera.until(lambda: bool(camera.clocks))
        after = datetime.now(UTC)
        for reading, sent in ((first, asked), (camera.clocks[0], asked + timedelta(seconds=1))):
            assert reading.camera_send_time.ToDatetime(UTC) == sent
            assert before <= reading.receive_time.ToDatetime(UTC) <= reading.send_time.ToDatetime(UTC) <= after


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (datetime(1970, 1, 1, 0, 4, tzinfo=UTC), "the camera's clock says 1970-01-01"),
        (datetime.now(UTC) + timedelta(hours=5), "set it, then its pictures are taken"),
    ],
    ids=["never set", "hours ahead"],
)
async def test_pictures_of_an_absurd_clock_are_refused_with_a_reason_until_it_is_set(
    college: College, wrong: datetime, words: str
) -> None:
    (ada,) = await college.enrol(1)
    camera_id = await college.room(ada)
    token = college.peers.token(camera_id, "camera")
    async with streaming(college.channel, token, camera_id, send_time=wrong, corrects_clock=True) as camera:
        await camera.send(1, picture(1))
        await camera.until(lambda: camera.through == 1 and bool(camera.results))
        assert words in camera.results[0].problem
        assert camera.acks[-1].rejected_frames == 1
        await college.peers.until(lambda: bool(college.peers.conditions))
        (condition,) = college.peers.conditions.values()
        assert condition.trouble == attendance_pb.CAMERA_TROUBLE_CLOCK
        assert not college.peers.coverages
        await camera.tell(send_time=datetime.now(UTC))  # somebody set it
        await camera.film(picture(1), 3, first=2)
        assert camera.acks[-1].rejected_frames == 1
    await college.peers.until(lambda: bool(college.peers.coverages))


async def test_a_clock_that_is_wrong_by_minutes_is_corrected(college: College) -> None:
    (ada,) = await college.enrol(1)
    camera_id, wrong_by = await college.room(ada), timedelta(minutes=7)
    token = college.peers.token(camera_id, "camera")
    begun = datetime.now(UTC)
    async with streaming(college.channel, token, camera_id, send_time=begun - wrong_by) as camera:  # an old client
        opened = datetime.now(UTC)
        await camera.film(picture(1), 10, start=begun - wrong_by)
        await camera.finish()
        await camera.until(lambda: camera.ended)
    (coverage,) = college.peers.coverages.values()
    assert begun <= coverage.start_time.ToDatetime(UTC) <= opened


async def test_what_a_camera_says_of_its_disk_comes_to_attendance(college: College) -> None:
    (ada,) = await college.enrol(1)
    camera_id = await college.room(ada)
    progress = college.peers.progress
    async with college.camera(camera_id) as camera:
        now = datetime.now(UTC)
        lost = (now - timedelta(minutes=9), now - timedelta(minutes=8))
        await camera.tell(send_time=now, complete_through=now - timedelta(minutes=3), spooled_frames=40, lost=lost)
        await college.peers.until(lambda: camera_id in progress and bool(college.peers.conditions))
        assert progress[camera_id][-1].complete_through_time.ToDatetime(UTC) == now - timedelta(minutes=3)
        (condition,) = college.peers.conditions.values()
        assert condition.trouble == attendance_pb.CAMERA_TROUBLE_LOST
        assert (condition.start_time.ToDatetime(UTC), condition.end_time.ToDatetime(UTC)) == lost
        await camera.tell(send_time=now, complete_through=now, stopping=True)
        await camera.finish()
        await camera.until(lambda: camera.ended)
    await college.peers.until(lambda: progress[camera_id][-1].stopped)
    assert progress[camera_id][-1].complete_through_time.ToDatetime(UTC) >= now


async def test_a_camera_that_stops_with_frames_on_its_disk_has_not_stopped_for_attendance(college: College) -> None:
    camera_id = await college.room()
    async with college.camera(camera_id) as camera:
        now = datetime.now(UTC)
        await camera.tell(send_time=now, complete_through=now, spooled_frames=3, stopping=True)
        await camera.finish()
        await camera.until(lambda: camera.ended)
        await college.pod.service.pod.outbox.empty()
    assert camera_id in college.peers.progress
    assert not any(said.stopped for said in college.peers.progress[camera_id])


async def test_an_older_attendance_that_knows_nothing_of_progress_gets_all_it_knows(college: College) -> None:
    college.peers.is_older = True
    (ada,) = await college.enrol(1)
    camera_id = await college.room(ada)
    with structlog.testing.capture_logs() as said:
        async with college.camera(camera_id) as camera:
            now = datetime.now(UTC)
            await camera.film(picture(1), 10, start=now)
            await camera.tell(send_time=now, complete_through=now)
            await camera.film(picture(1), 10, first=11, start=now + timedelta(seconds=2))
            await camera.tell(send_time=now, complete_through=now + timedelta(seconds=4), stopping=True)
            await camera.finish()
            await camera.until(lambda: camera.ended)
            assert camera.stored == 20
    assert {sighting.student_id for sighting in college.peers.sightings.values()} == {ada}
    assert not college.peers.progress
    assert [line["event"] for line in said if "older" in line["event"]] == [
        "attendance is older than this pod and does not know how far cameras are: upgrade it"
    ]
