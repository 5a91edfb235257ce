"""What a kiosk may ask: whose class runs where it stands, and to pass on that somebody is there."""

from uuid import uuid4

import grpc
import pytest
from presence.attendance.v1 import check_in_service_pb2 as pb
from presence.attendance.v1 import check_in_service_pb2_grpc as rpc

from services.common.channels import bearer, open_channel
from services.common.status import reason_of
from tests.fakes.attendance_identity import ScriptedIdentity
from tests.integration.attendance.college import College


class Kiosk:
    """A tablet with the token of a camera's kiosk."""

    def __init__(self, college: College, identity: ScriptedIdentity, camera_id: str = "") -> None:
        self.camera_id = camera_id or college.camera.camera_id
        self._target = college.server.target
        self._token = bearer(identity.token(self.camera_id, "kiosk"))

    async def state(self, camera_id: str = "") -> pb.GetKioskResponse:
        async with open_channel(self._target) as channel:
            request = pb.GetKioskRequest(camera_id=camera_id or self.camera_id)
            return await rpc.CheckInServiceStub(channel).GetKiosk(request, metadata=self._token)

    async def claim(self, number: str, camera_id: str = "") -> None:
        async with open_channel(self._target) as channel:
            request = pb.ClaimAtKioskRequest(
                camera_id=camera_id or self.camera_id, student_number=number, request_id=str(uuid4())
            )
            await rpc.CheckInServiceStub(channel).ClaimAtKiosk(request, metadata=self._token)


async def test_a_kiosk_shows_the_class_that_runs_in_its_room_and_none_without_one(
    college: College, identity: ScriptedIdentity
) -> None:
    kiosk = Kiosk(college, identity)
    before = await kiosk.state()
    assert (before.camera_name, before.room_name) == (college.camera.name, college.room.name)
    assert not before.HasField("running")
    session = await college.start()
    during = await kiosk.state()
    assert during.running.session_id == session.session_id
    assert during.running.course_title == college.course.title
    assert during.running.start_time == session.start_time
    assert during.codes_allowed
    await college.end(session)
    assert not (await kiosk.state()).HasField("running")


async def test_what_is_typed_at_a_kiosk_reaches_the_teacher_of_the_class_that_runs(
    college: College, identity: ScriptedIdentity
) -> None:
    kiosk, student = Kiosk(college, identity), college.students[0]
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await kiosk.claim(student.student_number)
    assert reason_of(refused.value) == "NO_SESSION_AT_CAMERA"
    session = await college.start()
    await kiosk.claim(student.student_number)
    async with open_channel(college.server.target) as channel:
        board = await rpc.CheckInServiceStub(channel).GetCheckInCode(
            pb.GetCheckInCodeRequest(session_id=session.session_id),
            metadata=bearer(identity.teacher(college.teacher_id)),
        )
    assert [claim.student_id for claim in board.claims] == [student.person_id]


async def test_a_kiosk_has_nothing_to_do_with_another_camera(college: College, identity: ScriptedIdentity) -> None:
    await college.start()
    stranger = Kiosk(college, identity, str(uuid4()))
    for asked in (stranger.state(college.camera.camera_id), stranger.claim("N 1", college.camera.camera_id)):
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await asked
        assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
    with pytest.raises(grpc.aio.AioRpcError) as gone:
        await stranger.state()  # its camera was deleted
    assert gone.value.code() is grpc.StatusCode.NOT_FOUND
