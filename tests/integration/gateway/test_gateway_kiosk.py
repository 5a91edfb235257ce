"""A browser as a kiosk: one socket, one check-in, one answer."""

from typing import Any
from uuid import uuid4

import aiohttp

from gateway.live.frame_message import HEAD
from gateway.live.socket import Close
from tests.integration.gateway.serving import Backends, Browser, close_code, next_json


def address(camera_id: str) -> str:
    return f"/kiosk/{camera_id}"


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


async def test_a_kiosk_is_told_what_to_do_and_greets_by_name(teacher: Browser, backends: Backends) -> None:
    student = backends.identity.add_person("student", "Grace Hopper")
    backends.kiosk.person_id = student.person_id
    camera_id = backends.attendance.add_camera()
    async with teacher.socket(address(camera_id)) as ws:
        control, guidance, prompt, accepted = await check_in(ws)
        assert await close_code(ws) == Close.FINISHED
    assert (control["type"], control["max_in_flight"], control["time_limit_seconds"]) == ("control", 2, 60.0)
    assert guidance == {"type": "guidance", "guidance": "come_closer"}
    assert (prompt["position"], prompt["step"], prompt["steps"], prompt["turned"]) == ("left", 1, 7, 0.25)
    assert (accepted["type"], accepted["display_name"], accepted["stored"]) == ("accepted", "Grace Hopper", True)
    assert backends.kiosk.opened[-1].camera_id == camera_id
    assert backends.kiosk.frames[-1].capture_time.ToMilliseconds() == 1_700_000_000_123


async def test_a_refusal_says_why(teacher: Browser, backends: Backends) -> None:
    backends.kiosk.person_id = ""
    async with teacher.socket(address(backends.attendance.add_camera())) as ws:
        assert (await check_in(ws))[-1] == {"type": "refused", "reason": "not_live", "message": "Try again."}
        assert await close_code(ws) == Close.FINISHED


async def test_a_kiosk_that_was_tried_too_often_hears_when_to_come_back(teacher: Browser, backends: Backends) -> None:
    backends.kiosk.too_many = True
    try:
        async with teacher.socket(address(backends.attendance.add_camera())) as ws:
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


async def test_a_kiosk_that_says_something_else_is_closed(teacher: Browser, backends: Backends) -> None:
    camera_id = backends.attendance.add_camera()
    async with teacher.socket(address(camera_id)) as ws:
        await ws.send_str("hello")
        assert await close_code(ws) == Close.WRONG_MESSAGE
    async with teacher.socket(address(camera_id)) as ws:
        await ws.send_json({"stream_id": str(uuid4())})
        await next_json(ws)
        await ws.send_bytes(b"short")
        assert await close_code(ws) == Close.WRONG_MESSAGE


async def test_a_camera_that_is_not_there_has_no_kiosk(teacher: Browser) -> None:
    async with teacher.socket(address(str(uuid4()))) as ws:
        assert await close_code(ws) == Close.NOT_FOUND
