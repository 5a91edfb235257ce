"""What has ended is refused by every process, and its streams and sockets close, within ten seconds."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import uuid4

import grpc
import pytest
import pytest_asyncio
from presence.attendance.v1 import (
    attendance_service_pb2,
    attendance_service_pb2_grpc,
    check_in_service_pb2,
    check_in_service_pb2_grpc,
)
from presence.identity.v1 import identity_service_pb2, identity_service_pb2_grpc, people_service_pb2
from presence.identity.v1.people_service_pb2_grpc import PeopleServiceStub

from gateway.live.socket import Close
from services.common.channels import bearer, open_channel
from tests.fakes.attendance_server import AttendanceServer, attendance_of
from tests.fakes.identity_server import running_identity
from tests.fakes.recognition_camera import streaming
from tests.fakes.recognition_server import RunningRecognition, running_recognition
from tests.fakes.recognition_vision import SyntheticVision
from tests.integration.gateway.college import College, college_of, open_session
from tests.integration.gateway.serving import close_code, next_json

WITHIN_SECONDS = 10.0


@dataclass(frozen=True)
class Everything:
    college: College
    attendances: list[AttendanceServer]
    recognition: RunningRecognition


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def everything(create_database: Callable[..., str]) -> AsyncIterator[Everything]:
    async with running_identity(create_database()) as identity:
        marks = create_database()
        async with (
            attendance_of(identity, marks) as one,
            attendance_of(identity, marks) as other,
            running_recognition(
                create_database(),
                identity.target,
                one.target,
                SyntheticVision(),
                service_key=identity.service_keys["recognition"],
            ) as recognition,
            college_of(identity, one, recognition.target) as college,
        ):
            yield Everything(college, [one, other], recognition)


async def until_refused(ask: Callable[[], Awaitable[object]]) -> None:
    """Returns once the call is UNAUTHENTICATED; what the caller's timeout is for otherwise."""
    while True:
        try:
            await ask()
        except grpc.aio.AioRpcError as error:
            if error.code() is grpc.StatusCode.UNAUTHENTICATED:
                return
            if error.code() is not grpc.StatusCode.UNAVAILABLE:  # a connection that was not taken says nothing
                raise


async def to_its_end(stream: "grpc.aio.UnaryStreamCall[Any, Any]") -> None:
    """Reads until the server ends the stream; AioRpcError says why it did."""
    async for _ in stream:
        pass


async def test_a_deactivated_teacher_is_refused_by_rest_grpc_and_websocket_on_two_replicas(
    everything: Everything,
) -> None:
    college = everything.college
    email, session, _, _ = await open_session(college, students=1)
    one = f"/sessions/{session['session_id']}"
    async with college.browser(email) as teacher, college.browser(college.identity.admin.email) as admin:
        token = teacher.cookie("presence_access")
        channels = [open_channel(server.target) for server in everything.attendances]
        request = attendance_service_pb2.GetSessionRequest(session_id=session["session_id"])
        watch = attendance_service_pb2.WatchSessionRequest(session_id=session["session_id"])
        stubs = [attendance_service_pb2_grpc.AttendanceServiceStub(channel) for channel in channels]
        watches = [stub.WatchSession(watch, metadata=bearer(token)) for stub in stubs]
        try:
            for stub, stream in zip(stubs, watches, strict=True):
                await stub.GetSession(request, metadata=bearer(token))
                await anext(aiter(stream))
            async with teacher.socket(f"{one}/events") as ws:
                await next_json(ws)
                status, me = await teacher.send("GET", "/me")
                assert status == 200
                began = time.monotonic()
                status, _ = await admin.send("PUT", f"/people/{me['person_id']}/active", json={"active": False})
                assert status == 200
                async with asyncio.timeout(WITHIN_SECONDS):
                    assert await close_code(ws) == 4401
                    for stub, stream in zip(stubs, watches, strict=True):
                        with pytest.raises(grpc.aio.AioRpcError) as ended:
                            await to_its_end(stream)
                        assert ended.value.code() is grpc.StatusCode.UNAUTHENTICATED
                        await until_refused(partial(stub.GetSession, request, metadata=bearer(token)))
                    status, problem = await teacher.send("GET", one)
                    assert (status, problem["reason"]) == (401, "NOT_LOGGED_IN")
                print(f"refused everywhere {time.monotonic() - began:.3f} s after the teacher was shut out")
        finally:
            for channel in channels:
                await channel.close()


async def test_the_stream_of_a_revoked_device_key_closes(everything: Everything) -> None:
    college = everything.college
    _, session, _, _ = await open_session(college, students=1)
    camera_id = session["camera_ids"][0]
    async with college.browser(college.identity.admin.email) as admin, everything.recognition.channel() as channel:
        credential = await college.identity.camera_credential(camera_id)
        key_id, _, secret = credential.partition(".")
        async with college.identity.channel() as identity:
            stub = identity_service_pb2_grpc.IdentityServiceStub(identity)
            answer = await stub.Authenticate(
                identity_service_pb2.AuthenticateRequest(
                    key=identity_service_pb2.KeyCredential(key_id=key_id, secret=secret)
                )
            )
        async with streaming(channel, answer.token.access_token, camera_id) as camera:
            began = time.monotonic()
            status, _ = await admin.send("DELETE", f"/cameras/{camera_id}/keys/{key_id}")
            assert status in (200, 204)
            async with asyncio.timeout(WITHIN_SECONDS):
                code, words = await camera.status()
            print(f"the camera's stream closed {time.monotonic() - began:.3f} s after its key was revoked")
            assert code is grpc.StatusCode.UNAUTHENTICATED, words


async def test_identity_itself_refuses_a_login_that_was_ended(everything: Everything) -> None:
    identity = everything.college.identity
    student = await identity.add_person()
    async with identity.channel() as channel:
        people = PeopleServiceStub(channel)
        request = people_service_pb2.GetPersonRequest(person_id=student.person_id)
        await people.GetPerson(request, metadata=bearer(student.token))
        await identity_service_pb2_grpc.IdentityServiceStub(channel).RevokeToken(
            identity_service_pb2.RevokeTokenRequest(refresh_token=student.refresh_token)
        )
        async with asyncio.timeout(WITHIN_SECONDS):
            await until_refused(lambda: people.GetPerson(request, metadata=bearer(student.token)))


async def test_a_revoked_kiosk_is_refused_on_two_replicas_and_its_check_in_is_broken_off(
    everything: Everything,
) -> None:
    college = everything.college
    _, session, _, _ = await open_session(college, students=1)
    camera_id = session["camera_ids"][0]
    async with college.browser(college.identity.admin.email) as admin, college.browser() as tablet:
        _, offered = await admin.send("POST", f"/cameras/{camera_id}/kiosk-pairing", json={"label": "door"})
        status, state = await tablet.send("POST", "/kiosk/pairing", json={"code": offered["code"]})
        assert (status, state["running"]["session_id"]) == (200, session["session_id"])
        _, keys = await admin.send("GET", f"/cameras/{camera_id}/keys")
        key_id = next(key["key_id"] for key in keys["items"] if key["kind"] == "kiosk")
        metadata = bearer(tablet.cookie("presence_kiosk_access"))

        async def asked(target: str) -> object:
            async with open_channel(target) as channel:
                stub = check_in_service_pb2_grpc.CheckInServiceStub(channel)
                return await stub.GetKiosk(check_in_service_pb2.GetKioskRequest(camera_id=camera_id), metadata=metadata)

        async with tablet.socket("/kiosk/check-in") as ws:
            await ws.send_json({"stream_id": str(uuid4())})
            assert (await next_json(ws))["type"] == "control"
            began = time.monotonic()
            assert (await admin.send("DELETE", f"/cameras/{camera_id}/keys/{key_id}"))[0] == 204
            async with asyncio.timeout(WITHIN_SECONDS):
                assert await close_code(ws) == Close.LOGIN_ENDED
                await asyncio.gather(*(until_refused(partial(asked, one.target)) for one in everything.attendances))
        status, problem = await tablet.send("GET", "/kiosk")
        assert (status, problem["reason"]) == (401, "NOT_A_KIOSK")
        assert time.monotonic() - began < WITHIN_SECONDS
