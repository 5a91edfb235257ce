"""Callers who may not do what they ask: students, other teachers, other cameras, other sites' pages."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any

import aiohttp
import grpc
import pytest
from presence.attendance.v1 import attendance_service_pb2 as attendance_pb
from presence.attendance.v1 import attendance_service_pb2_grpc as attendance_rpc
from presence.identity.v1 import identity_service_pb2 as identity_pb
from presence.identity.v1 import people_service_pb2 as people_pb
from presence.identity.v1 import people_service_pb2_grpc as people_rpc

from cli.demo import college
from gateway.live.socket import Close
from services.common.principal import Role
from services.common.status import reason_of
from tests.e2e.callers import Channels, camera_token, token_of
from tests.e2e.classroom import attended, open_session
from tests.e2e.conftest import Campus, logged_in
from tests.e2e.tokens import Forger
from tests.e2e.web_user import WebUser
from tests.fakes.recognition_camera import ScriptedCamera


async def test_a_student_is_refused_by_every_page_of_the_staff(campus: Campus) -> None:
    some, ids = str(uuid.uuid4()), campus.college
    person, request = ids.students["barack"], {"request_id": str(uuid.uuid4())}
    newcomer = {"display_name": "Me", "email": "me@demo.test", "role": "admin", **request}
    async with open_session(campus) as (_, session), logged_in(campus, ids.student) as student:
        opened, camera = session.session_id, session.camera_ids[0]
        attempts: list[tuple[str, str, Any]] = [
            ("GET", "/people", None),
            ("POST", "/people", newcomer),
            ("POST", f"/people/{person}/activation", None),
            ("PUT", f"/people/{person}/active", {"active": False}),
            ("PUT", f"/people/{person}/consent", {"granted": True, "text_version": "1"}),
            ("DELETE", f"/people/{person}", None),
            ("GET", f"/people/{person}/faces", None),
            ("DELETE", f"/people/{person}/faces", None),
            ("GET", f"/people/{person}/marks", None),
            ("POST", "/training-runs", request),
            ("GET", "/training-runs", None),
            ("GET", "/gallery", None),
            ("POST", "/courses", {"code": "X 1", "title": "X", **request}),
            ("PATCH", f"/courses/{ids.course_id}", {"title": "X"}),
            ("DELETE", f"/courses/{ids.course_id}", None),
            ("GET", f"/courses/{ids.course_id}/enrolments", None),
            ("POST", f"/courses/{ids.course_id}/enrolments", {"student_ids": [person]}),
            ("DELETE", f"/courses/{ids.course_id}/enrolments/{person}", None),
            ("GET", "/rooms", None),
            ("POST", "/rooms", {"name": "X", **request}),
            ("PATCH", f"/rooms/{ids.room_id}", {"name": "X"}),
            ("DELETE", f"/rooms/{ids.room_id}", None),
            ("GET", "/cameras", None),
            ("GET", f"/cameras/{camera}", None),
            ("POST", "/cameras", {"room_id": ids.room_id, "name": "X", **request}),
            ("PATCH", f"/cameras/{camera}", {"name": "X"}),
            ("DELETE", f"/cameras/{camera}", None),
            ("GET", f"/cameras/{camera}/keys", None),
            ("POST", f"/cameras/{camera}/keys", {"label": "X"}),
            ("DELETE", f"/cameras/{camera}/keys/{some}", None),
            ("GET", "/sessions", None),
            ("POST", "/sessions", {"course_id": ids.course_id, "room_id": ids.room_id, **request}),
            ("GET", f"/sessions/{opened}", None),
            ("POST", f"/sessions/{opened}/end", None),
            ("PUT", f"/sessions/{opened}/marks/{person}", {"status": "present", "revision": 0, **request}),
            ("GET", f"/sessions/{opened}/export.csv", None),
        ]
        for method, path, body in attempts:
            status, problem = await student.call(method, path, body=body)
            assert (status, problem["reason"]) == (403, "NOT_ALLOWED"), f"{method} {path}: {problem}"
            assert problem["detail"].startswith("you may not ")
        for method, path, body in (  # what is not theirs to see does not exist, so that ids cannot be probed
            ("GET", f"/people/{person}", None),
            ("PATCH", f"/people/{person}", {"role": "admin", "revision": 1}),
            ("GET", f"/people/{person}/faces/{some}/image", None),
        ):
            status, problem = await student.call(method, path, body=body)
            assert status == 404, problem
        for path in (f"/sessions/{opened}/events", f"/cameras/{camera}/view", f"/training-runs/{some}/events"):
            assert await closed_with(student, path) == Close.NOT_ALLOWED


async def closed_with(user: WebUser, path: str) -> int:
    """The code with which a WebSocket is closed that has told nothing before."""
    async with user.socket(path) as socket:
        assert (await socket.receive(30)).type is aiohttp.WSMsgType.CLOSE
        return int(socket.close_code)


async def test_anothers_session_does_not_exist_for_a_teacher(campus: Campus) -> None:
    async with college.person(campus.endpoints, campus.college.admin) as admin:
        new = people_pb.Person(
            display_name="Otto Teacher", email=f"{uuid.uuid4()}@demo.test", role=identity_pb.ROLE_TEACHER
        )
        made = await people_rpc.PeopleServiceStub(admin.identity).CreatePerson(
            people_pb.CreatePersonRequest(person=new, request_id=str(uuid.uuid4()))
        )
    other = await college.activate(campus.endpoints, made.activation_link, new.display_name, new.email)
    student = campus.college.students["barack"]
    async with open_session(campus) as (owner, session), logged_in(campus, other) as page:
        one = f"/sessions/{session.session_id}"
        said = {"status": "present", "revision": 0, "request_id": str(uuid.uuid4())}
        start = {key: getattr(campus.college, key) for key in ("course_id", "room_id")}
        for method, path, body, reason in (
            ("GET", one, None, "SESSION_NOT_FOUND"),
            ("POST", f"{one}/end", None, "SESSION_NOT_FOUND"),
            ("PUT", f"{one}/marks/{student}", said, "SESSION_NOT_FOUND"),
            ("GET", f"{one}/export.csv", None, "SESSION_NOT_FOUND"),
            ("GET", f"/cameras/{session.camera_ids[0]}", None, "CAMERA_NOT_FOUND"),
            ("POST", "/sessions", {**start, "request_id": str(uuid.uuid4())}, "COURSE_NOT_FOUND"),
            ("GET", f"/courses/{campus.college.course_id}", None, "COURSE_NOT_FOUND"),
            ("POST", f"/courses/{campus.college.course_id}/enrolments", {"student_ids": [student]}, "COURSE_NOT_FOUND"),
        ):
            status, problem = await page.call(method, path, body=body)
            assert (status, problem["reason"]) == (404, reason), f"{method} {path}"
        assert (await page.call("GET", "/sessions"))[1]["items"] == []
        assert (await page.call("GET", f"/people/{student}/marks"))[1]["items"] == []
        assert await closed_with(page, f"{one}/events") == Close.NOT_FOUND
        assert await closed_with(page, f"/cameras/{session.camera_ids[0]}/view") == Close.NOT_FOUND

        async with college.person(campus.endpoints, other) as stranger:
            stub = attendance_rpc.AttendanceServiceStub(stranger.attendance)
            watch = stub.WatchSession(attendance_pb.WatchSessionRequest(session_id=session.session_id))
            assert await watch.code() is grpc.StatusCode.NOT_FOUND
        assert await attended(campus, owner, session.session_id) == set()


async def test_nobody_streams_as_a_camera_that_is_not_theirs(
    campus: Campus, channels: Channels, forging: Forger
) -> None:
    async def opened(token: str, camera_id: str) -> tuple[grpc.StatusCode, str | None]:
        camera = ScriptedCamera(channels["recognition"], token, camera_id)
        await camera.open()
        await camera.until(lambda: camera.ended or bool(camera.flow))
        if not camera.ended:
            await camera.cancel()
        error = await camera.error()
        return error.code(), reason_of(error)

    refused = (grpc.StatusCode.PERMISSION_DENIED, "NOT_ALLOWED")
    own_token, own_id = await camera_token(campus)
    assert await opened(own_token, str(uuid.uuid4())) == refused
    assert await opened(forging.sign(str(uuid.uuid4()), Role.CAMERA), own_id) == refused
    assert await opened(forging.sign("recognition", Role.SERVICE), own_id) == refused
    async with open_session(campus):
        others = (await token_of(campus, campus.college.student), forging.sign(str(uuid.uuid4()), Role.TEACHER))
        assert await asyncio.gather(*(opened(token, own_id) for token in others)) == [refused, refused]
    teacher = await token_of(campus, campus.college.teacher)
    async with asyncio.timeout(30):  # no session, no operator, once recognition has heard that it ended
        while await opened(teacher, own_id) != refused:
            pass


async def test_a_request_without_its_own_logins_csrf_token_changes_nothing(
    campus: Campus, teacher: WebUser, admin: WebUser
) -> None:
    body = {
        "course_id": campus.college.course_id,
        "room_id": campus.college.room_id,
        "request_id": str(uuid.uuid4()),
    }
    for token in ("", "made up", admin.csrf):
        status, problem = await teacher.call("POST", "/sessions", body=body, headers={"X-CSRF-Token": token})
        assert (status, problem["reason"]) == (403, "CSRF_TOKEN_WRONG")
    assert (await teacher.call("GET", "/sessions", params={"open_only": "true"}))[1]["items"] == []


async def test_another_sites_page_can_neither_change_anything_nor_listen(campus: Campus, teacher: WebUser) -> None:
    body = {"email": campus.college.teacher.email, "password": campus.college.teacher.password}
    port = campus.running.url.rpartition(":")[2]
    for origin in ("https://evil.example", "null", f"http://evil.example:{port}", f"{campus.running.url}.evil.example"):
        for path, sent in (("/login", body), ("/logout", None)):
            status, problem = await teacher.call("POST", path, body=sent, headers={"Origin": origin})
            assert (status, problem["reason"]) == (403, "WRONG_ORIGIN")
        async with open_session(campus) as (_, session):
            for path in (f"/sessions/{session.session_id}/events", f"/cameras/{session.camera_ids[0]}/webcam"):
                with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
                    await teacher.socket(path, origin=origin)
                assert refusal.value.status == 403
    assert (await teacher.call("GET", "/me"))[0] == 200  # still logged in
