"""A tablet as a kiosk: paired once, one socket for each check-in, and of no other use."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
from presence.attendance.v1 import check_in_service_pb2 as check_in_pb

from gateway.live.frame_message import HEAD
from gateway.live.socket import Close
from gateway.routes.table import ROUTES, SOCKETS
from tests.integration.gateway.serving import (
    Backends,
    Browser,
    Gateway,
    close_code,
    next_json,
    running_gateway,
)

CHECK_IN = "/kiosk/check-in"
KIOSK_COOKIES = ("presence_kiosk", "presence_kiosk_access")


async def send_frame(ws: aiohttp.ClientWebSocketResponse, sequence: int) -> None:
    await ws.send_bytes(HEAD.pack(sequence, 1_700_000_000_123) + b"\xff\xd8frame")


async def check_in(ws: aiohttp.ClientWebSocketResponse) -> list[Any]:
    """What is said to three frames, acknowledgements left out."""
    await ws.send_json({"stream_id": str(uuid4())})
    said = [await next_json(ws), await next_json(ws)]
    for sequence in (1, 2, 3):
        await send_frame(ws, sequence)
        assert await next_json(ws) == {"type": "ack", "through_sequence": sequence}
        if sequence != 2:
            said.append(await next_json(ws))
    return said


async def until_refused(tablet: Browser) -> Any:
    """What the kiosk is told once the gateway has heard that its key is revoked."""
    async with asyncio.timeout(30):
        while (answer := await tablet.send("GET", "/kiosk"))[0] == 200:  # noqa: ASYNC110 - each try is a request
            await asyncio.sleep(0.05)
    return answer


async def test_a_kiosk_is_told_what_to_do_and_greets_by_first_name_alone(tablet: Browser, backends: Backends) -> None:
    student = backends.identity.add_person("student", "Grace Hopper")
    backends.kiosk.person_id = student.person_id
    async with tablet.socket(CHECK_IN) as ws:
        control, guidance, prompt, accepted = await check_in(ws)
        assert await close_code(ws) == Close.FINISHED
    assert (control["type"], control["max_in_flight"], control["time_limit_seconds"]) == ("control", 2, 60.0)
    assert guidance == {"type": "guidance", "guidance": "come_closer"}
    assert (prompt["position"], prompt["step"], prompt["steps"], prompt["turned"]) == ("left", 1, 7, 0.25)
    assert set(accepted) == {"type", "first_name", "check_in_time", "stored"}
    assert (accepted["type"], accepted["first_name"], accepted["stored"]) == ("accepted", "Grace", True)
    assert backends.kiosk.opened[-1].camera_id == backends.identity.kiosks[-1].camera_id
    assert backends.kiosk.frames[-1].capture_time.ToMilliseconds() == 1_700_000_000_123


async def test_a_refusal_says_why(tablet: Browser, backends: Backends) -> None:
    backends.kiosk.person_id = ""
    async with tablet.socket(CHECK_IN) as ws:
        assert (await check_in(ws))[-1] == {"type": "refused", "reason": "not_live", "message": "Try again."}
        assert await close_code(ws) == Close.FINISHED


async def test_a_kiosk_that_was_tried_too_often_hears_when_to_come_back(tablet: Browser, backends: Backends) -> None:
    backends.kiosk.too_many = True
    try:
        async with tablet.socket(CHECK_IN) as ws:
            await ws.send_json({"stream_id": str(uuid4())})
            closed = await next_json(ws)
            assert (closed["type"], closed["reason"], closed["retry_after_seconds"]) == (
                "closed",
                "TOO_MANY_CHECK_INS",
                30.0,
            )
            assert await close_code(ws) == Close.TRY_LATER
    finally:
        backends.kiosk.too_many = False


async def test_a_kiosk_that_says_something_else_is_closed(tablet: Browser) -> None:
    async with tablet.socket(CHECK_IN) as ws:
        await ws.send_str("hello")
        assert await close_code(ws) == Close.WRONG_MESSAGE
    async with tablet.socket(CHECK_IN) as ws:
        await ws.send_json({"stream_id": str(uuid4())})
        await next_json(ws)
        await ws.send_bytes(b"short")
        assert await close_code(ws) == Close.WRONG_MESSAGE


async def test_an_administrators_code_makes_a_tablet_a_kiosk_and_logs_out_whoever_used_it(
    admin: Browser, backends: Backends
) -> None:
    camera_id = backends.attendance.add_camera()
    status, offered = await admin.send("POST", f"/cameras/{camera_id}/kiosk-pairing", json={"label": "door"})
    assert (status, set(offered)) == (201, {"code", "expire_time"})
    assert (await admin.send("POST", f"/cameras/{uuid4()}/kiosk-pairing", json={"label": ""}))[0] == 404
    refresh_token = admin.cookie("presence_refresh")
    status, headers, state = await admin.send_raw("POST", "/kiosk/pairing", json={"code": f" {offered['code']} "})
    assert (status, state["camera_name"], state["room_name"], state["running"]) == (200, "Door", "Room 12", None)
    assert (state["time_zone"], state["language"]) == ("Asia/Kathmandu", "ne")
    assert backends.identity.ended(refresh_token)
    assert not admin.cookie("presence_access")
    assert not admin.cookie("presence_refresh")
    written = {line.partition("=")[0]: line for line in headers.getall("Set-Cookie")}
    for name in KIOSK_COOKIES:
        assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(written[name].split("; "))
        assert "Max-Age=34560000" in written[name]
    status, problem = await admin.send("POST", "/kiosk/pairing", json={"code": offered["code"]})
    assert (status, problem["reason"]) == (403, "KIOSK_ONLY")  # before it is another's it must stop being this one's


async def test_a_wrong_code_makes_no_kiosk(browser: Browser) -> None:
    status, problem = await browser.send("POST", "/kiosk/pairing", json={"code": "AAAA-BBBB-CCCC"})
    assert (status, problem["reason"]) == (404, "KIOSK_CODE_WRONG")
    status, problem = await browser.send("GET", "/kiosk")
    assert (status, problem["reason"]) == (401, "NOT_A_KIOSK")
    async with browser.socket(CHECK_IN) as ws:
        assert await close_code(ws) == Close.LOGIN_ENDED


async def test_a_kiosk_shows_whose_class_runs_and_passes_on_who_says_to_be_there(
    tablet: Browser, backends: Backends
) -> None:
    running = check_in_pb.KioskClass(session_id=str(uuid4()), course_code="CS 101", course_title="Computing")
    running.start_time.FromSeconds(1_700_000_000)
    backends.check_ins.running = running
    try:
        _, state = await tablet.send("GET", "/kiosk")
    finally:
        backends.check_ins.running = None
    assert state["running"] == {
        "session_id": running.session_id,
        "course_code": "CS 101",
        "course_title": "Computing",
        "start_time": "2023-11-14T22:13:20Z",
        "end_time": None,
    }
    body = {"student_number": "N 7", "request_id": str(uuid4())}
    status, problem = await tablet.send("POST", "/kiosk/claims", json=body, csrf=False)
    assert (status, problem["reason"]) == (403, "CSRF_TOKEN_WRONG")
    assert (await tablet.send("POST", "/kiosk/claims", json=body))[0] == 204
    assert backends.check_ins.claimed[-1] == (state["camera_id"], "N 7")


async def test_a_person_has_no_use_of_a_kiosks_routes(teacher: Browser) -> None:
    for method, path in (("GET", "/kiosk"), ("DELETE", "/kiosk")):
        status, problem = await teacher.send(method, path)
        assert (status, problem["reason"]) == (401, "NOT_A_KIOSK")
    async with teacher.socket(CHECK_IN) as ws:
        assert await close_code(ws) == Close.LOGIN_ENDED
    assert (await teacher.send("GET", "/me"))[0] == 200  # they are logged in all the same


async def test_a_kiosk_is_refused_every_other_route_and_socket(tablet: Browser) -> None:
    for route in ROUTES:
        if "kiosk" in route.roles:
            continue
        path = route.path.replace("{", "").replace("}", "")
        status, problem = await tablet.send(route.method, path)
        assert (status, problem["reason"]) == (403, "KIOSK_ONLY"), route.path
    for socket in SOCKETS:
        if "kiosk" not in socket.roles:
            async with tablet.socket(socket.path.replace("{", "").replace("}", "")) as ws:
                assert await close_code(ws) == Close.NOT_ALLOWED, socket.path


async def test_a_kiosk_is_told_the_same_when_attendance_is_first_to_hear_that_it_was_revoked(
    tablet: Browser, backends: Backends
) -> None:
    backends.check_ins.revoked = True
    try:
        status, problem = await tablet.send("GET", "/kiosk")
    finally:
        backends.check_ins.revoked = False
    assert (status, problem["reason"]) == (401, "NOT_A_KIOSK")


async def test_a_revoked_kiosk_is_closed_at_once_and_is_a_browser_like_any_other(
    tablet: Browser, backends: Backends
) -> None:
    async with tablet.socket(CHECK_IN) as ws:
        await ws.send_json({"stream_id": str(uuid4())})
        assert (await next_json(ws))["type"] == "control"
        await backends.identity.revoke_kiosk(backends.identity.kiosks[-1])
        assert await close_code(ws) == Close.LOGIN_ENDED
    status, problem = await until_refused(tablet)
    assert (status, problem["reason"]) == (401, "NOT_A_KIOSK")
    assert not any(tablet.cookie(name) for name in KIOSK_COOKIES)
    await tablet.log_in(backends.identity.add_person("student"))
    assert (await tablet.send("GET", "/me"))[0] == 200


async def test_a_kiosk_that_is_reset_forgets_its_key_which_is_revoked(tablet: Browser, backends: Backends) -> None:
    assert (await tablet.send("DELETE", "/kiosk"))[0] == 204
    assert backends.identity.kiosks[-1].revoked
    assert not any(tablet.cookie(name) for name in KIOSK_COOKIES)
    assert (await tablet.send("GET", "/kiosk"))[0] == 401


async def test_a_kiosk_goes_on_by_itself_when_its_access_token_is_over(tablet: Browser, backends: Backends) -> None:
    before = backends.identity.kiosk_refreshes
    tablet.http.cookie_jar.clear(lambda cookie: cookie.key == "presence_kiosk_access")
    answers = await asyncio.gather(*(tablet.send("GET", "/kiosk") for _ in range(4)))
    assert [status for status, _ in answers] == [200] * 4
    assert backends.identity.kiosk_refreshes == before + 1
    assert tablet.cookie("presence_kiosk_access")


@pytest.fixture
async def with_pages(backends: Backends, tmp_path: Path) -> Any:
    """A gateway that has a web client to serve."""
    (tmp_path / "index.html").write_text("<title>Presence</title>")
    (tmp_path / "app.js").write_text("1")
    targets = {process: backends.target(process) for process in ("identity", "attendance", "recognition")}
    async with running_gateway(targets, tmp_path) as running:
        yield running


async def test_a_persons_page_is_refused_on_a_kiosk_and_the_kiosks_own_is_not(
    with_pages: Gateway, backends: Backends
) -> None:
    tablet = Browser(with_pages)
    try:
        for path in ("/", "/people", "/kiosk"):
            async with tablet.http.get(with_pages.url + path) as answer:
                assert answer.status == 200, path
        backends.identity.codes.add("a code")
        assert (await tablet.send("POST", "/kiosk/pairing", json={"code": "a code"}))[0] == 200
        for path, status in (
            ("/", 403), ("/index.html", 403), ("/people", 403), ("/login", 403), ("/kiosk", 200), ("/app.js", 200),
        ):  # fmt: skip
            async with tablet.http.get(with_pages.url + path) as answer:
                assert answer.status == status, path
    finally:
        await tablet.close()
