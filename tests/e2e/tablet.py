"""A tablet at the door, without a browser: paired with a camera, and of no other use."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import uuid4

import aiohttp

from gateway.live.frame_message import HEAD
from tests.e2e.conftest import Campus, logged_in
from tests.e2e.web_user import WebUser

FRAME_MS = 100
DEGREES_A_FRAME = 9.0


@dataclass
class Answer:
    """How a check-in ended, and what was asked on the way."""

    last: dict[str, Any] = field(default_factory=dict)
    prompts: list[dict[str, Any]] = field(default_factory=list)


class Tablet(WebUser):
    """Use it as a context. Nobody is logged in on it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(self.url, cookie_jar=aiohttp.CookieJar(unsafe=True))
        return self

    async def check_in(self, draw: Callable[[float], bytes], degrees: float = 32.0) -> Answer:
        """One person turns the head as asked; `draw` makes a frame of an angle, ten a second of capture time."""
        answer = Answer()
        yaw, sequence, at_ms = 0.0, 0, int(time.time() * 1000)
        async with self.socket("/kiosk/check-in") as ws:
            await ws.send_json({"stream_id": str(uuid4())})
            async for message in ws:
                event = message.json()
                if event["type"] == "prompt":
                    answer.prompts.append(event)
                elif event["type"] in ("accepted", "refused", "closed"):
                    answer.last = event
                elif event["type"] in ("control", "ack") and not answer.last:
                    position = answer.prompts[-1]["position"] if answer.prompts else "middle"
                    wanted = {"left": degrees, "right": -degrees}.get(position, 0.0)
                    yaw += max(-DEGREES_A_FRAME, min(DEGREES_A_FRAME, wanted - yaw))
                    sequence += 1
                    at_ms += FRAME_MS
                    with suppress(ConnectionError):  # it has ended meanwhile: what it said is still to be read
                        await ws.send_bytes(HEAD.pack(sequence, at_ms) + draw(yaw))
        return answer


@asynccontextmanager
async def paired_tablet(campus: Campus) -> AsyncIterator[Tablet]:
    """The kiosk of the college's camera for the block, and no kiosk afterwards."""
    camera_id = campus.college.camera_id
    async with logged_in(campus, campus.college.admin) as admin, Tablet(campus.running.url) as tablet:
        status, offered = await admin.call("POST", f"/cameras/{camera_id}/kiosk-pairing", body={"label": "door"})
        assert status == 201, offered
        status, state = await tablet.call("POST", "/kiosk/pairing", body={"code": offered["code"]})
        assert (status, state["camera_id"]) == (200, camera_id), state
        try:
            yield tablet
        finally:
            await tablet.call("DELETE", "/kiosk")


async def no_kiosk_left(campus: Campus) -> None:
    """Revokes the keys of tablets that are still the camera's kiosk."""
    path = f"/cameras/{campus.college.camera_id}/keys"
    async with logged_in(campus, campus.college.admin) as admin:
        for key in (await admin.call("GET", path, params={"page_size": "200"}))[1]["items"]:
            if key["kind"] == "kiosk" and not key["revoke_time"]:
                assert (await admin.call("DELETE", f"{path}/{key['key_id']}"))[0] == 204
