"""Checking in alone: a head that turns as asked and is of the class, and nothing else."""

from functools import partial
from uuid import uuid4

import grpc
import pytest
from presence.recognition.v1 import kiosk_service_pb2 as pb

from services.recognition.app.check_in import CheckInLimits
from tests.fakes.recognition_kiosk import ScriptedKiosk, TurningVision, turned
from tests.fakes.recognition_vision import huge_picture
from tests.integration.recognition.conftest import College, OpenCollege

SOMEBODY, OTHER, STRANGER = 1, 2, 90


def kiosk(
    college: College, camera_id: str, *, role: str = "kiosk", subject: str = "", stream: str = ""
) -> ScriptedKiosk:
    token = college.peers.token(subject or camera_id, role)
    return ScriptedKiosk(college.channel, token, camera_id, stream)


def waiting_for_attendance(college: College) -> None:
    """However long that takes: accepted is stored."""
    college.pod.service.kiosks._limits = CheckInLimits(stored_seconds=60.0)


async def test_somebody_of_the_class_who_turns_as_asked_is_checked_in(open_college: OpenCollege) -> None:
    async with open_college(TurningVision()) as college:
        waiting_for_attendance(college)
        student, _ = await college.enrol(SOMEBODY, OTHER)
        camera_id = await college.room(student)
        door = kiosk(college, camera_id)
        await door.open()
        assert door.control is not None
        assert door.control.target_fps > 0
        result = await door.answer(partial(turned, SOMEBODY))
        assert result.outcome == pb.CHECK_IN_OUTCOME_ACCEPTED, result
        assert result.person_id == student
        assert result.stored
        assert {prompt.position for prompt in door.prompts} == {1, 2, 3}
        stored = college.peers.sightings
        assert [item.student_id for item in stored.values()] == [student]
        assert all(item.camera_id == camera_id and item.frames_used >= 3 for item in stored.values())


async def test_a_photo_of_somebody_of_the_class_is_refused_whatever_is_done_with_it(open_college: OpenCollege) -> None:
    async with open_college(TurningVision()) as college:
        (student,) = await college.enrol(SOMEBODY)
        camera_id = await college.room(student)
        for degrees in (0.0, 50.0):
            door = kiosk(college, camera_id)
            await door.open()
            result = await door.answer(partial(turned, SOMEBODY, flat=True), degrees)
            assert result.outcome == pb.CHECK_IN_OUTCOME_REFUSED
            assert result.reason in (pb.REFUSAL_REASON_NOT_LIVE, pb.REFUSAL_REASON_TOO_SLOW)
            assert result.message
        assert not college.peers.sightings


async def test_a_live_stranger_is_refused(open_college: OpenCollege) -> None:
    async with open_college(TurningVision()) as college:
        (student,) = await college.enrol(SOMEBODY)
        door = kiosk(college, await college.room(student))
        await door.open()
        result = await door.answer(partial(turned, STRANGER))
        assert result.outcome == pb.CHECK_IN_OUTCOME_REFUSED
        assert result.reason in (pb.REFUSAL_REASON_NOT_RECOGNISED, pb.REFUSAL_REASON_UNSURE)


async def test_nobody_turns_their_own_head_for_somebody_elses_face(open_college: OpenCollege) -> None:
    async with open_college(TurningVision()) as college:
        (student,) = await college.enrol(SOMEBODY)
        door = kiosk(college, await college.room(student))
        await door.open()
        result = await door.answer(lambda yaw: turned(SOMEBODY if abs(yaw) < 5 else STRANGER, yaw))
        assert result.reason == pb.REFUSAL_REASON_FACE_CHANGED
        assert not college.peers.sightings


async def test_people_are_told_what_to_do_before_anything_is_asked(open_college: OpenCollege) -> None:
    async with open_college(TurningVision()) as college:
        door = kiosk(college, await college.room())
        await door.open()
        await door.show(turned(SOMEBODY, 0, faces=0))
        await door.show(turned(SOMEBODY, 0, width_px=50))
        await door.show(turned(SOMEBODY, 0, faces=2))
        await door.show(turned(SOMEBODY, 40))
        await door.show(huge_picture())
        await door.show(turned(SOMEBODY, 0))
        assert door.guidance == [
            pb.GUIDANCE_NO_FACE,
            pb.GUIDANCE_COME_CLOSER,
            pb.GUIDANCE_ONE_AT_A_TIME,
            pb.GUIDANCE_LOOK_STRAIGHT,
            pb.GUIDANCE_HOLD_STILL,
            pb.GUIDANCE_HOLD_STILL,
        ]
        assert not door.prompts
        door.call.cancel()


async def test_the_same_check_in_gives_the_same_sighting(open_college: OpenCollege) -> None:
    async with open_college(TurningVision()) as college:
        (student,) = await college.enrol(SOMEBODY)
        waiting_for_attendance(college)
        camera_id, stream = await college.room(student), str(uuid4())
        for _ in range(2):
            door = kiosk(college, camera_id, stream=stream)
            await door.open()
            assert (await door.answer(partial(turned, SOMEBODY))).outcome == pb.CHECK_IN_OUTCOME_ACCEPTED
        assert len(college.peers.sightings) == 1


async def test_without_a_session_nobody_can_check_in(open_college: OpenCollege) -> None:
    async with open_college(TurningVision()) as college:
        camera_id = await college.room()
        await college.peers.assign(camera_id, active=False)
        await college.knows(camera_id, active=False)
        door = kiosk(college, camera_id)
        await door.open()
        assert await door.code() is grpc.StatusCode.FAILED_PRECONDITION


async def test_a_newer_check_in_ends_the_older_and_too_many_are_refused(open_college: OpenCollege) -> None:
    async with open_college(TurningVision()) as college:
        camera_id = await college.room()
        doors = []
        for _ in range(15):
            door = kiosk(college, camera_id)
            await door.open()
            assert door.control is not None
            doors.append(door)
        assert [await door.code() for door in doors[:-1]] == [grpc.StatusCode.ABORTED] * 14
        one_more = kiosk(college, camera_id)
        await one_more.open()
        assert await one_more.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        doors[-1].call.cancel()


@pytest.mark.parametrize("role", ["student", "teacher", "admin", "kiosk", "camera", "service"])
async def test_a_kiosk_is_no_business_of_people_nor_of_other_devices(open_college: OpenCollege, role: str) -> None:
    async with open_college(TurningVision()) as college:
        operator, camera_id = str(uuid4()), str(uuid4())
        await college.peers.assign(camera_id, operators=(operator,))
        door = kiosk(college, camera_id, role=role, subject=operator)
        await door.open()
        assert door.control is None
        assert await door.code() is grpc.StatusCode.PERMISSION_DENIED


async def test_a_camera_may_be_a_kiosk_itself(open_college: OpenCollege) -> None:
    async with open_college(TurningVision()) as college:
        door = kiosk(college, await college.room(), role="camera")
        await door.open()
        assert door.control is not None
        door.call.cancel()


async def test_a_pod_that_leaves_sends_the_kiosk_elsewhere(open_college: OpenCollege) -> None:
    async with open_college(TurningVision()) as college:
        door = kiosk(college, await college.room())
        await door.open()
        await college.pod.drain()
        assert await door.code() is grpc.StatusCode.UNAVAILABLE


async def test_while_attendance_takes_nothing_in_nobody_is_told_that_they_are_checked_in(
    open_college: OpenCollege,
) -> None:
    async with open_college(TurningVision()) as college:
        (student,) = await college.enrol(SOMEBODY)
        camera_id = await college.room(student)
        college.pod.service.kiosks._limits = CheckInLimits(stored_seconds=0.1)
        college.pod.service.pod.outbox._max_reports = 0
        door = kiosk(college, camera_id)
        await door.open()
        with pytest.raises(AssertionError, match="no result"):
            await door.answer(partial(turned, SOMEBODY))
        assert await door.code() is grpc.StatusCode.UNAVAILABLE
        assert not college.peers.sightings


async def test_somebody_whom_attendance_has_not_confirmed_yet_is_told_so(open_college: OpenCollege) -> None:
    async with open_college(TurningVision()) as college:
        (student,) = await college.enrol(SOMEBODY)
        camera_id = await college.room(student)
        college.pod.service.kiosks._limits = CheckInLimits(stored_seconds=0.1)
        await college.peers.set_answering(False)
        door = kiosk(college, camera_id)
        await door.open()
        result = await door.answer(partial(turned, SOMEBODY))
        assert result.outcome == pb.CHECK_IN_OUTCOME_ACCEPTED
        assert not result.stored
        await college.peers.set_answering(True)
        await college.peers.until(lambda: bool(college.peers.sightings))
