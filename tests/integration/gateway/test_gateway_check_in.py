"""Checking in by code through the gateway, before the real identity and attendance."""

import asyncio
from collections.abc import AsyncIterator, Callable
from ipaddress import ip_network
from typing import Any
from uuid import uuid4

import grpc
import pytest
import pytest_asyncio
from presence.attendance.v1 import check_in_service_pb2 as pb
from presence.attendance.v1 import check_in_service_pb2_grpc as rpc
from presence.identity.v1 import identity_service_pb2
from presence.identity.v1.identity_service_pb2_grpc import IdentityServiceStub

from services.common.channels import bearer, open_channel
from services.common.client_address import CLIENT_HEADER, VOUCHER_HEADER
from services.common.status import reason_of
from tests.fakes.identity_server import PASSWORD
from tests.integration.gateway.college import College, open_session, running_college
from tests.integration.gateway.serving import Browser, next_json

PROXIES = (ip_network("127.0.0.0/8"),)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def college(create_database: Callable[..., str]) -> AsyncIterator[College]:
    async with running_college(create_database, trusted_proxies=PROXIES) as college:
        yield college


async def shown(teacher: Browser, session: Any) -> str:
    status, code = await teacher.send("POST", f"/sessions/{session['session_id']}/code")
    assert status == 200, code
    return str(code["code"])


async def typed(student: Browser, code: str, session: Any = None, address: str = "") -> tuple[int, Any]:
    body = {"code": code, "request_id": str(uuid4())} | ({"session_id": session["session_id"]} if session else {})
    headers = {"X-Forwarded-For": address} if address else {}
    return await student.send("POST", "/check-in", json=body, headers=headers)


async def test_a_student_checks_in_and_the_teacher_sees_it_live(college: College) -> None:
    teacher_email, session, student_ids, emails = await open_session(college, students=2)
    one = f"/sessions/{session['session_id']}"
    async with college.browser(teacher_email) as teacher, teacher.socket(f"{one}/events") as ws:
        await next_json(ws)
        async with college.browser(emails[0]) as student:
            code = await shown(teacher, session)  # good for ten seconds: less than a log-in may take on a busy machine
            status, done = await typed(student, f"{code[:3]} {code[3:]}")
            assert (status, done["session_id"], done["mark"]["status"]) == (200, session["session_id"], "present")
            assert (await typed(student, "000000"))[1]["check_in_time"] == done["check_in_time"]
        async with asyncio.timeout(30):
            while (event := await next_json(ws))["type"] != "mark":
                pass
        assert (event["mark"]["student_id"], event["mark"]["source"]) == (student_ids[0], "code")
        status, board = await teacher.send("GET", f"{one}/code")
        assert (status, board["checked_in_count"], board["roster_size"]) == (200, 1, 2)
        assert [entry["student_id"] for entry in board["newest"]] == [student_ids[0]]
        assert 0 < board["code"]["seconds_left"] <= 10
        assert (await teacher.send("DELETE", f"{one}/code"))[0] == 204
        assert (await teacher.send("GET", f"{one}/code"))[1]["code"] is None
        async with college.browser(emails[1]) as other:
            status, problem = await typed(other, code)
            assert (status, problem["reason"]) == (404, "NO_CODE_SHOWN")


async def test_a_browser_checks_in_one_student_whoever_logs_in_on_it(college: College) -> None:
    teacher_email, session, _, emails = await open_session(college, students=2)
    async with college.browser(teacher_email) as teacher, college.browser(emails[0]) as device:
        code = await shown(teacher, session)
        assert (await typed(device, code, session))[0] == 200
        kept = device.cookie("presence_device")
        assert len(kept) >= 32
        assert (await device.send("POST", "/logout"))[0] == 204
        assert device.cookie("presence_device") == kept
        status, _ = await device.send("POST", "/login", json={"email": emails[1], "password": PASSWORD})
        assert status == 200
        status, problem = await typed(device, await shown(teacher, session), session)
        assert (status, problem["reason"]) == (409, "DEVICE_USED")
        assert "somebody else" in problem["detail"]


async def test_no_script_of_a_page_reads_the_device(college: College) -> None:
    _, session, _, emails = await open_session(college, students=1)
    async with college.browser(emails[0]) as student:
        body = {"code": "123456", "session_id": session["session_id"], "request_id": str(uuid4())}
        _, headers, _ = await student.send_raw("POST", "/check-in", json=body)
        cookie = next(one for one in headers.getall("Set-Cookie") if one.startswith("presence_device="))
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


async def test_codes_are_taken_from_the_networks_that_the_gateway_vouches_for(college: College) -> None:
    teacher_email, session, _, emails = await open_session(college, students=2)
    rules = {"room_id": session["room_id"], "networks": ["10.20.0.0/16"], "codes_off": False}
    async with (
        college.browser(college.identity.admin.email) as admin,
        college.browser(teacher_email) as teacher,
        college.browser(emails[0]) as student,
    ):
        status, kept = await admin.send("PUT", "/check-in/rules", json=rules)
        assert (status, kept["networks"], kept["codes_off"]) == (200, ["10.20.0.0/16"], False)
        code = await shown(teacher, session)
        for address in ("203.0.113.9", "10.21.0.1"):
            status, problem = await typed(student, code, session, address)
            assert (status, problem["reason"]) == (409, "OUTSIDE_NETWORK")
        assert (await typed(student, code, session, "10.20.3.4"))[0] == 200


@pytest.mark.parametrize("voucher", ["", "own token"])
async def test_nobody_says_by_themselves_where_they_are(college: College, voucher: str) -> None:
    teacher_email, session, _, emails = await open_session(college, students=1)
    rules = {"room_id": session["room_id"], "networks": ["10.20.0.0/16"], "codes_off": False}
    async with (
        college.browser(college.identity.admin.email) as admin,
        college.browser(teacher_email) as teacher,
        open_channel(college.identity.target) as identity,
        open_channel(college.attendance.target) as attendance,
    ):
        await admin.send("PUT", "/check-in/rules", json=rules)
        credential = identity_service_pb2.PasswordCredential(email=emails[0], password=PASSWORD)
        answer = await IdentityServiceStub(identity).Authenticate(
            identity_service_pb2.AuthenticateRequest(password=credential)
        )
        token = answer.token.access_token
        metadata = [*bearer(token), (CLIENT_HEADER, "10.20.3.4")]
        if voucher:
            metadata.append((VOUCHER_HEADER, f"Bearer {token}"))
        code = await shown(teacher, session)
        request = pb.SelfCheckInRequest(code=code, device_id="d" * 32, request_id=str(uuid4()))
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await rpc.CheckInServiceStub(attendance).SelfCheckIn(request, metadata=metadata)
        assert reason_of(refused.value) == "OUTSIDE_NETWORK"


async def test_a_roll_call_answers_each_mark_by_itself(college: College) -> None:
    teacher_email, session, student_ids, _ = await open_session(college, students=3)
    one = f"/sessions/{session['session_id']}"
    async with college.browser(teacher_email) as teacher:
        marks = (await teacher.send("GET", one))[1]["marks"]
        wanted = [
            {
                "student_id": mark["student_id"],
                "status": "late",
                "revision": mark["revision"],
                "request_id": str(uuid4()),
            }
            for mark in marks
        ]
        wanted[1]["revision"] += 7
        status, answer = await teacher.send("PUT", f"{one}/marks", json={"marks": wanted, "note": "called by name"})
        assert status == 200, answer
        assert [line["student_id"] for line in answer["answers"]] == [mark["student_id"] for mark in marks]
        assert [(line["refused"] or {}).get("reason") for line in answer["answers"]] == [None, "MARK_CHANGED", None]
        assert {line["mark"]["status"] for line in answer["answers"]} == {"late", "not_seen"}
        again = await teacher.send("PUT", f"{one}/marks", json={"marks": wanted, "note": "called by name"})
        assert [line["mark"] for line in again[1]["answers"]] == [line["mark"] for line in answer["answers"]]
        assert set(student_ids) == {mark["student_id"] for mark in marks}
