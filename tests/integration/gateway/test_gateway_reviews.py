"""The review queue through the gateway, on real services: from a face nobody was sure of to a mark."""

from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import uuid4

import pytest_asyncio

from tests.integration.gateway.serving import Browser, next_json
from tests.integration.roles_world import World, running_world


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def world(create_database: Callable[..., str]) -> AsyncIterator[World]:
    async with running_world(create_database) as running:
        yield running


async def test_a_session_of_somebody_else_shows_no_faces(world: World) -> None:
    async with world.college.browser(world.emails["teacher other"]) as other:
        status, _ = await other.send("GET", f"/reviews?session_id={world.ids['session_id']}")
        assert status == 404
        assert (await listed_of(other))["open_count"] == 0


async def test_a_teacher_says_who_a_face_is_and_the_mark_follows(world: World) -> None:
    session_id, student_id, review_id = (world.ids[name] for name in ("session_id", "student_id", "review_id"))
    async with world.college.browser(world.emails["teacher own"]) as teacher:
        status, listed = await teacher.send("GET", f"/reviews?session_id={session_id}")
        assert (status, listed["open_count"], listed["left_out_count"]) == (200, 1, 0)
        (review,) = listed["items"]
        assert review["review_id"] == review_id
        assert [candidate["display_name"] for candidate in review["candidates"]] == ["Student 0"]
        status, headers, crop = await teacher.send_raw("GET", f"/reviews/{review_id}/crop")
        assert (status, headers["Content-Type"], crop) == (200, "image/jpeg", b"a face")
        assert headers["Cache-Control"] == "private, no-store"
        async with teacher.socket(f"/sessions/{session_id}/events") as events:
            wish = {"verdict": "yes", "person_id": student_id, "request_id": str(uuid4())}
            status, decision = await teacher.send("POST", f"/reviews/{review_id}/decision", json=wish)
            assert (status, decision["verdict"], decision["person_id"]) == (200, "yes", student_id)
            mark = await until_present(events, student_id)
        assert mark["source"] == "camera"
        assert mark["confirmed_by"] == decision["decided_by"]
        status, listed = await teacher.send("GET", f"/reviews?session_id={session_id}")
        assert (listed["items"], listed["open_count"]) == ([], 0)
    async with world.college.browser(world.emails["admin"]) as admin:
        other = {"verdict": "stranger", "request_id": str(uuid4())}
        status, problem = await admin.send("POST", f"/reviews/{review_id}/decision", json=other)
        assert (status, problem["reason"]) == (409, "REVIEW_DECIDED")
        assert problem["metadata"]["decided_by"] == decision["decided_by"]
        status, decisions = await admin.send("GET", "/review-decisions")
        assert (status, [one["review_id"] for one in decisions["items"]]) == (200, [review_id])


async def listed_of(browser: Browser) -> Any:
    status, listed = await browser.send("GET", "/reviews")
    assert status == 200
    return listed


async def until_present(events: Any, student_id: str) -> Any:
    """The mark of the student, once it says present."""
    for _ in range(50):
        message = await next_json(events)
        marks = message.get("marks", []) or [message["mark"]] if message["type"] in ("snapshot", "mark") else []
        for mark in marks:
            if (mark["student_id"], mark["status"]) == (student_id, "present"):
                return mark
    raise AssertionError("the mark never came")
