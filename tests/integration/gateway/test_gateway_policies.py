"""Policies over REST before the real identity and attendance: read, changed, tried on the past and applied there."""

import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest_asyncio

from tests.integration.gateway.college import College, open_session, running_college
from tests.integration.gateway.serving import Browser


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def college(create_database: Callable[..., str]) -> AsyncIterator[College]:
    async with running_college(create_database) as college:
        yield college


def change(settings: dict[str, Any], version: int = 0, **place: str) -> dict[str, Any]:
    return {"settings": settings, "version": version, "note": "agreed", "request_id": str(uuid4()), **place}


async def lines(browser: Browser, path: str, body: dict[str, Any]) -> list[dict[str, Any]]:
    status, headers, content = await browser.send_raw("POST", path, json=body)
    assert (status, headers["Content-Type"]) == (200, "application/x-ndjson"), content
    return [json.loads(line) for line in content.decode().splitlines()]


async def test_a_policy_is_changed_tried_and_applied(college: College) -> None:
    teacher_email, session, student_ids, _ = await open_session(college, students=2)
    course_id = session["course_id"]
    async with college.browser(college.identity.admin.email) as admin, college.browser(teacher_email) as teacher:
        async with college.reporting() as report:
            await report(session["camera_ids"][0], student_ids[0], datetime.now(UTC))
        await teacher.send("POST", f"/sessions/{session['session_id']}/end")

        status, view = await teacher.send("GET", f"/policy?course_id={course_id}")
        assert (status, view["effective"]["late_after_seconds"], view["own"]) == (200, 600, None)
        assert view["origins"]["late_after_seconds"] == "none"
        status, problem = await teacher.send("PUT", "/policy", json=change({"late_after_seconds": 300}))
        assert (status, problem["reason"]) == (403, "NOT_ALLOWED")

        wanted = {"late_after_seconds": 300, "free_absences": 0, "warnings": []}
        status, view = await admin.send("PUT", "/policy", json=change(wanted, course_id=course_id))
        assert (status, view["effective"]["late_after_seconds"]) == (200, 300)
        assert view["origins"] | {"statuses": "none"} == view["origins"]
        assert [view["origins"][name] for name in wanted] == ["course"] * 3
        own = {name: value for name, value in view["own"]["settings"].items() if value is not None}
        assert (own, view["own"]["version"], view["own"]["note"]) == (wanted, 1, "agreed")
        status, problem = await admin.send("PUT", "/policy", json=change(wanted, course_id=course_id))
        assert (status, problem["reason"], problem["metadata"]) == (409, "POLICY_CHANGED", {"version": "1"})
        status, versions = await teacher.send("GET", f"/policy/versions?course_id={course_id}")
        assert (status, [one["version"] for one in versions["items"]]) == (200, [1])

        today = datetime.now(UTC).date()
        days = {
            "course_id": course_id,
            "first_date": (today - timedelta(days=1)).isoformat(),
            "last_date": (today + timedelta(days=1)).isoformat(),
        }
        told = await lines(admin, "/policy/what-if", {**days, "of_course": True, "settings": wanted})
        assert [line["type"] for line in told] == ["progress", "progress", "difference"]
        assert (told[-1]["sessions"], told[-1]["marks"], told[-1]["changed_total"]) == (1, 2, 0)
        told = await lines(admin, "/policy/apply", days)
        assert told[-1] == {"type": "applied", "sessions": 1, "changed_marks": 0}
        status, view = await teacher.send("GET", f"/policy?session_id={session['session_id']}")
        assert (status, view["decided_by"]["late_after_seconds"]) == (200, 300)


async def test_settings_that_make_no_sense_are_problems_before_anything_is_tried(college: College) -> None:
    async with college.browser(college.identity.admin.email) as admin:
        days = {"first_date": "2026-01-01", "last_date": "2026-01-31"}
        status, problem = await admin.send("POST", "/policy/what-if", json={**days, "settings": {"free_absences": -1}})
        assert (status, problem["errors"][0]["field"]) == (422, "settings.free_absences")
        long = {"first_date": "2024-01-01", "last_date": "2026-01-31"}
        status, problem = await admin.send("POST", "/policy/apply", json=long)
        assert (status, problem["metadata"]["field"]) == (422, "last_date")
