"""The kiosk from its frames to the mark, with the real models: a photo in the hand, and the same photo on a head."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping

import grpc
import numpy as np
import pytest
from presence.attendance.v1 import attendance_service_pb2 as attendance
from presence.attendance.v1 import attendance_service_pb2_grpc as attendance_rpc
from presence.attendance.v1 import check_in_service_pb2 as check_in
from presence.attendance.v1 import check_in_service_pb2_grpc as check_in_rpc
from presence.recognition.v1 import kiosk_service_pb2 as pb

from cli.admin.server import Server
from cli.demo.faces import PEOPLE
from services.recognition.domain.faces import Detector
from services.recognition.evaluation.liveness.heads import Pose
from services.recognition.evaluation.liveness.rendered import Image, Sheet, as_flat, as_jpeg, cut, noisy, on_head
from services.recognition.vision.decode import decode_photo
from services.recognition.vision.inference import Inference
from services.recognition.vision.models import prepare_models
from tests.e2e.callers import Channels, token_of
from tests.e2e.classroom import open_session
from tests.e2e.conftest import Campus
from tests.fakes.recognition_kiosk import ScriptedKiosk

PERSON = "barack"
Draw = Callable[[float], bytes]


@pytest.fixture(scope="module")
async def sheet(campus: Campus) -> Sheet:
    """The photo with which somebody of the class was enrolled, cut to the face."""
    person = next(one for one in PEOPLE if one.key == PERSON)
    photo = campus.photos[person.enrol[0]]
    return await asyncio.to_thread(sheet_of, photo.read_bytes(), campus)


def sheet_of(photo: bytes, campus: Campus) -> Sheet:
    image = decode_photo(photo)
    found = Inference(prepare_models(campus.folder / "models-of-the-test")).find(image, Detector.YUNET)
    largest = found[int(found[:, 2].argmax())]
    return cut(image, np.asarray(largest[4:14].reshape(5, 2), np.float64))


def drawn(sheet: Sheet, how: Callable[[Sheet, Pose], Image], seed: int) -> Draw:
    """A frame of an angle, as a webcam takes it."""
    random = np.random.default_rng(seed)
    return lambda yaw: as_jpeg(noisy(how(sheet, Pose(yaw)), random))


async def opened_kiosk(campus: Campus, channels: Channels) -> ScriptedKiosk:
    """Once recognition has been told that the session is open."""
    token = await token_of(campus, campus.college.teacher)
    async with asyncio.timeout(30):
        while True:
            kiosk = ScriptedKiosk(channels["recognition"], token, campus.college.camera_id)
            with contextlib.suppress(grpc.aio.AioRpcError):
                await kiosk.open()
            if kiosk.control is not None:
                return kiosk
            refused = await kiosk.call.code()
            assert refused in (grpc.StatusCode.PERMISSION_DENIED, grpc.StatusCode.FAILED_PRECONDITION), (
                refused,
                await kiosk.call.details(),
            )


async def board_of(teacher: Server, session: attendance.Session) -> check_in.GetCheckInCodeResponse:
    stub = check_in_rpc.CheckInServiceStub(teacher.attendance)
    return await stub.GetCheckInCode(check_in.GetCheckInCodeRequest(session_id=session.session_id))


async def marks_of(teacher: Server, session: attendance.Session) -> Mapping[str, attendance.Mark]:
    stub = attendance_rpc.AttendanceServiceStub(teacher.attendance)
    seen = await stub.GetSession(attendance.GetSessionRequest(session_id=session.session_id))
    return {mark.student_id: mark for mark in seen.marks}


async def test_a_photo_held_before_the_kiosk_checks_nobody_in(
    campus: Campus, channels: Mapping[str, grpc.aio.Channel], sheet: Sheet
) -> None:
    async with open_session(campus) as (teacher, session):
        kiosk = await opened_kiosk(campus, channels)
        with contextlib.suppress(AssertionError):  # gRPC loses an answer that crosses the next frame
            await kiosk.answer(drawn(sheet, as_flat, seed=1))
        assert kiosk.prompts  # it was asked to turn, and turned
        assert kiosk.result is None or kiosk.result.outcome == pb.CHECK_IN_OUTCOME_REFUSED
        assert (await board_of(teacher, session)).checked_in_count == 0
        there = {attendance.MARK_STATUS_PRESENT, attendance.MARK_STATUS_LATE}
        assert not there & {mark.status for mark in (await marks_of(teacher, session)).values()}


async def test_a_head_that_turns_as_asked_has_checked_in(
    campus: Campus, channels: Mapping[str, grpc.aio.Channel], sheet: Sheet
) -> None:
    async with open_session(campus) as (teacher, session):
        person_id = campus.college.students[PERSON]
        for seed in range(4):  # a head drawn from one photo is not always turned as a head is
            kiosk = await opened_kiosk(campus, channels)
            with contextlib.suppress(AssertionError):  # gRPC loses an answer that crosses the next frame
                await kiosk.answer(drawn(sheet, on_head(sheet), seed))
            board = await board_of(teacher, session)
            if board.checked_in_count:
                break
        if kiosk.result is not None:
            assert kiosk.result.outcome == pb.CHECK_IN_OUTCOME_ACCEPTED, kiosk.result
            assert (kiosk.result.stored, kiosk.result.person_id) == (True, person_id)
        assert [(entry.student_id, entry.via) for entry in board.newest] == [(person_id, check_in.CHECK_IN_VIA_KIOSK)]
        assert (await marks_of(teacher, session))[person_id].status == attendance.MARK_STATUS_PRESENT
