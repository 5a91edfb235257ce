"""Every route of the gateway and every WebSocket, asked by every kind of person on real services; see `roles.toml`."""

import io
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
import pytest_asyncio
from PIL import Image
from pydantic import BaseModel

from gateway.live.socket import Close
from gateway.models.base import Nothing
from gateway.routes.table import ROUTES, SOCKETS
from tests.integration.gateway.serving import Browser
from tests.integration.roles_world import World, running_world
from tests.roles import REST_CALLERS, rules

RULES = rules("rest")
SERVED = {f"{route.method} {route.path}": route for route in ROUTES}
WATCHED = {f"WS {socket.path}": socket for socket in SOCKETS}
ANSWER_SECONDS = 30.0

# What a field of a body is given, so that the body itself is no reason to refuse it; ids come from the world.
FIELDS: Mapping[str, Any] = {
    "email": "nobody@example.edu",
    "password": "not the password",
    "current_password": "not the password",
    "new_password": "a kettle hums at dusk",
    "token": "made up",
    "ticket": "made up",
    "challenge_token": "made up",
    "recovery_code": "made up",
    "credential": {},
    "display_name": "Some Body",
    "role": "student",
    "revision": 1,
    "active": True,
    "granted": True,
    "text_version": "2026-11-22",
    "label": "test",
    "name": "Some Room",
    "title": "Some Course",
    "code": "X 1",
    "status": "present",
    "verdict": "stranger",
    "detector": "yunet",
    "version": 1,
    "time_zone": "UTC",
    "weekend_days": [6, 7],
    "language": "en",
    "open_before_minutes": 5,
    "weekdays": [1],
    "start_time": "09:00",
    "end_time": "10:00",
    "date": "2026-03-02",
    "first_date": "2026-03-02",
    "last_date": "2026-03-06",
    "encoder": "dlib",
    "resolution": "two_people",
    "reason": "closed by mistake",
    "day": "2026-03-02",
    "category": "illness",
    "wanted_status": "absent",
    "approve": False,
    "text": "I was there",
    "note": "so it is",
    "first_person_id": str(uuid4()),
    "second_person_id": str(uuid4()),
    "networks": [],
    "codes_off": False,
    "student_number": "N 1",
    "endpoint": "https://push.example.org/1",
    "keys": {"p256dh": "A" * 87, "auth": "A" * 22},
    "marks": [{"student_id": str(uuid4()), "status": "present", "revision": 1, "request_id": str(uuid4())}],
}


def _picture() -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (64, 64), "grey").save(held, "JPEG")
    return held.getvalue()


JPEG = _picture()
NOT_FOR_ROLES = {"CSRF_TOKEN_WRONG", "WRONG_ORIGIN"}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def world(create_database: Callable[..., str]) -> AsyncIterator[World]:
    async with running_world(create_database) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browsers(world: World) -> AsyncIterator[Mapping[str, Browser]]:
    """One for each kind of caller, logged in."""
    async with AsyncExitStack() as stack:
        browsers = {
            caller: await stack.enter_async_context(world.college.browser(world.emails.get(caller, "")))
            for caller in REST_CALLERS
        }
        status, _ = await browsers["kiosk"].send("POST", "/kiosk/pairing", json={"code": world.kiosk_code})
        assert status == 200
        yield browsers


def test_every_route_has_a_rule_and_every_rule_a_route() -> None:
    assert set(RULES) == set(SERVED) | set(WATCHED)


@pytest.mark.parametrize("name", sorted(WATCHED))
async def test_a_socket_opens_for_whom_the_table_says(name: str, world: World, browsers: Mapping[str, Browser]) -> None:
    closes = {Close.LOGIN_ENDED: "no", Close.NOT_ALLOWED: "no", Close.NOT_FOUND: "hidden"}
    wrong = []
    for caller in REST_CALLERS:
        path = path_for(WATCHED[name].path, world.ids_for(caller))
        async with browsers[caller].socket(path) as ws:
            if WATCHED[name].receives is not None:
                await ws.send_json({"stream_id": str(uuid4())})
            first = await ws.receive(ANSWER_SECONDS)
        ended = first.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED)
        found = closes.get(Close(first.data), "yes") if ended else "yes"
        expected = RULES[name].of(caller)
        if found != expected and not (caller == "admin" and found == "hidden"):  # who asks for what does not exist
            wrong.append(f"{caller}: expected {expected}, was answered {first}")
    assert not wrong, wrong


def undoing_last(name: str) -> tuple[bool, int, str]:
    """What ends or erases things of the world comes after all that needs them."""
    undoes = name.startswith("DELETE") or name.endswith(("/end", "/consent"))
    return undoes, -len(name) if undoes else 0, name  # one photo before all photos


@pytest.mark.parametrize("name", sorted(SERVED, key=undoing_last))
async def test_a_route_answers_whom_the_table_says(name: str, world: World, browsers: Mapping[str, Browser]) -> None:
    route = SERVED[name]
    wrong = []
    for caller in sorted(REST_CALLERS, key=lambda one: one.endswith(" own")):  # whose right it is may undo it
        if name == "POST /logout" and caller != "anonymous":
            continue  # it would end the login of all tests that follow, and refuses nobody
        ids = world.ids_for(caller)
        more: dict[str, Any] = {"allow_redirects": False}
        if route.consumes != ("application/json",):
            body = b"name\n" if route.consumes == ("text/csv",) else JPEG
            more |= {"data": body, "headers": {"Content-Type": route.consumes[0], "Idempotency-Key": str(uuid4())}}
        elif not route.input_is_query and route.input is not Nothing:
            more["json"] = body_for(route.input, ids)
        elif name == "GET /overview":
            more["params"] = body_for(route.input, ids)
        status, body = await browsers[caller].send(route.method, path_for(route.path, ids), **more)
        reason = body.get("reason") if isinstance(body, dict) else None
        assert reason not in NOT_FOR_ROLES, body
        assert status < 500, body
        assert not (reason == "INVALID_INPUT" and "errors" in body and body["metadata"] == {}), body
        found, expected = classified(status, reason), RULES[name].of(caller)
        if expected == "hidden" and status == 404:
            continue
        if found != ("yes" if expected == "silent" else expected):
            wrong.append(f"{caller}: expected {expected}, was answered {status} {reason}")
    assert not wrong, wrong


def classified(status: int, reason: str | None) -> str:
    """Whether the caller was refused for who they are; a wrong password or link in the request is no such refusal."""
    if status == 403:
        return "no"
    return "no" if status == 401 and reason in ("NOT_LOGGED_IN", "NOT_A_KIOSK") else "yes"


def path_for(path: str, ids: Mapping[str, str]) -> str:
    """The route's path with the ids of what it is about."""
    return re.sub(r"{(\w+)}", lambda found: ids.get(found[1], str(uuid4())), path)


def body_for(model: type[BaseModel], ids: Mapping[str, str]) -> dict[str, Any]:
    """The smallest body that the route's model takes."""
    body: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        if name == "request_id":
            body[name] = str(uuid4())
        elif name in ids:
            body[name] = ids[name]
        elif name.endswith("_ids"):
            body[name] = [ids[name.removesuffix("s")]] if name.removesuffix("s") in ids else []
        elif name in ("recovery_code", "text_version") or field.is_required():
            body[name] = FIELDS[name]
    return body
