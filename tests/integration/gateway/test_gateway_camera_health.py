"""A session's page is told which of its cameras do not see the room: one upstream for all, and nobody else's."""

from contextlib import AsyncExitStack
from typing import Any

import aiohttp
from presence.recognition.v1 import camera_health_service_pb2 as pb

from gateway.live.socket import Close
from tests.integration.gateway.serving import Backends, Browser, close_code, next_json


def health(session_id: str) -> str:
    return f"/sessions/{session_id}/camera-health"


def session_with_camera(backends: Backends) -> tuple[str, str]:
    """A session and the camera of its room."""
    session_id, camera_id = backends.attendance.add_session(), backends.attendance.add_camera()
    backends.attendance.sessions[session_id].session.camera_ids.append(camera_id)
    return session_id, camera_id


async def next_troubles(ws: aiohttp.ClientWebSocketResponse) -> list[Any]:
    while (message := await next_json(ws))["type"] == "heartbeat":
        pass
    assert message["type"] == "camera_health"
    troubles: list[Any] = message["cameras"]
    return troubles


async def test_troubles_of_the_sessions_cameras_come_and_go_and_others_are_not_told(
    teacher: Browser, backends: Backends
) -> None:
    session_id, camera_id = session_with_camera(backends)
    async with teacher.socket(health(session_id)) as ws:
        assert await next_troubles(ws) == []
        await backends.cameras.tell(backends.attendance.add_camera(), pb.CAMERA_TROUBLE_DARK)
        await backends.cameras.tell(camera_id, pb.CAMERA_TROUBLE_COVERED)
        (trouble,) = await next_troubles(ws)
        assert (trouble["camera_id"], trouble["trouble"]) == (camera_id, "covered")
        assert trouble["since"] == "2026-03-02T09:00:00Z"
        await backends.cameras.tell(camera_id, pb.CAMERA_TROUBLE_UNSPECIFIED)
        assert await next_troubles(ws) == []
    await backends.cameras.until_watching(0)


async def test_many_sockets_share_one_watch_and_a_late_one_is_told_at_once(
    teacher: Browser, backends: Backends
) -> None:
    session_id, camera_id = session_with_camera(backends)
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(teacher.socket(health(session_id)))
        await next_troubles(first)
        await backends.cameras.tell(camera_id, pb.CAMERA_TROUBLE_FROZEN)
        await next_troubles(first)
        for _ in range(10):
            late = await stack.enter_async_context(teacher.socket(health(session_id)))
            assert [one["trouble"] for one in await next_troubles(late)] == ["frozen"]
        assert backends.cameras.watching == 1
    await backends.cameras.until_watching(0)


async def test_a_session_that_is_not_theirs_is_not_told_of(teacher: Browser) -> None:
    async with teacher.socket(health("11111111-1111-4111-8111-111111111111")) as ws:
        assert await close_code(ws) == Close.NOT_FOUND
