"""Excuses and disputes over REST on real services: files as a form, taken back as a download that runs nowhere."""

import io
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
import pytest_asyncio
from PIL import Image

from tests.fakes.papers import pdf
from tests.integration.gateway.college import made, png, send_file
from tests.integration.gateway.serving import Browser
from tests.integration.roles_world import World, running_world


def days() -> tuple[str, str]:
    """From yesterday to tomorrow: the classes of the world fall on one of them, whenever midnight comes."""
    today = datetime.now(UTC).date()
    return (today - timedelta(days=1)).isoformat(), (today + timedelta(days=1)).isoformat()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def world(create_database: Callable[..., str]) -> AsyncIterator[World]:
    async with running_world(create_database) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def student(world: World) -> AsyncIterator[Browser]:
    async with world.college.browser(world.emails["student own"]) as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def teacher(world: World) -> AsyncIterator[Browser]:
    async with world.college.browser(world.emails["teacher own"]) as browser:
        yield browser


async def ask(world: World, browser: Browser, **more: Any) -> Any:
    asked = {"student_id": world.ids["student_id"], "category": "illness", "reason": "a fever"}
    dates = {**dict(zip(("first_date", "last_date"), days(), strict=True)), "course_id": world.ids["course_id"]}
    return await made(browser, "/excuses", **{**asked, **dates, **more})


async def test_a_student_asks_and_a_teacher_approves_what_they_looked_at(
    world: World, student: Browser, teacher: Browser
) -> None:
    first, last = days()
    excuse = await ask(world, student, first_date=first, last_date=last)
    assert (excuse["state"], excuse["first_date"], excuse["may_edit"]) == ("requested", first, True)
    status, changed = await student.send(
        "PUT",
        f"/excuses/{excuse['excuse_id']}",
        json={
            "category": "family",
            "reason": "a wedding",
            "first_date": first,
            "last_date": last,
            "course_id": world.ids["course_id"],
            "revision": excuse["revision"],
        },
    )
    assert (status, changed["category"], changed["revision"]) == (200, "family", 2)
    decision = {"approve": True, "revision": 1, "request_id": str(uuid4())}
    path = f"/excuses/{excuse['excuse_id']}/decision"
    status, problem = await teacher.send("POST", path, json=decision)
    assert (status, problem["reason"], problem["metadata"]["revision"]) == (409, "EXCUSE_CHANGED", "2")
    status, approved = await teacher.send("POST", path, json={**decision, "revision": 2})
    assert (status, approved["state"], approved["covered_marks"]) == (200, "approved", 2)
    status, listed = await student.send("GET", "/excuses", params={"state": "approved"})
    assert (status, [one["excuse_id"] for one in listed["items"]]) == (200, [excuse["excuse_id"]])


async def test_a_picture_loses_what_its_camera_wrote_into_it_and_a_pdf_comes_back_as_it_is(
    world: World, student: Browser
) -> None:
    excuse = await ask(world, student)
    held = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "SECRET CAMERA"
    Image.new("RGB", (64, 48), "teal").save(held, "JPEG", exif=exif)
    status, sent = await send_file(student, excuse["excuse_id"], held.getvalue() + b"<script>", "photo of it.jpeg")
    assert (status, sent["file_name"], sent["content_type"]) == (201, "photo of it.jpg", "image/jpeg")
    picture = await downloaded(student, excuse["excuse_id"], sent["file_id"])
    assert b"SECRET CAMERA" not in picture
    assert b"<script>" not in picture
    with Image.open(io.BytesIO(picture)) as opened:
        assert (opened.format, opened.size) == ("JPEG", (64, 48))
    status, sent = await send_file(student, excuse["excuse_id"], content := pdf(), "नोट.pdf")
    assert (status, sent["file_name"], sent["content_type"]) == (201, "नोट.pdf", "application/pdf")
    assert await downloaded(student, excuse["excuse_id"], sent["file_id"]) == content


async def downloaded(browser: Browser, excuse_id: str, file_id: str) -> bytes:
    """The file; a browser saves it and shows none of it."""
    status, headers, body = await browser.send_raw("GET", f"/excuses/{excuse_id}/files/{file_id}")
    assert status == 200
    assert headers["Content-Disposition"].startswith("attachment;")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Cache-Control"] == "private, no-store"
    return bytes(body)


async def test_a_form_sent_twice_is_kept_once(world: World, student: Browser) -> None:
    excuse, key = await ask(world, student), str(uuid4())
    answers = [await send_file(student, excuse["excuse_id"], png(), key=key) for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0][0] == 201
    status, seen = await student.send("GET", f"/excuses/{excuse['excuse_id']}")
    assert (status, [file["file_id"] for file in seen["files"]]) == (200, [key])
    for _ in range(2):
        status, _ = await student.send("DELETE", f"/excuses/{excuse['excuse_id']}/files/{key}")
        assert status == 204


@pytest.mark.parametrize(
    ("content", "status", "reason"),
    [
        (b"MZ" + bytes(400), 422, "FILE_TYPE_REFUSED"),
        (b"", 422, "FILE_EMPTY"),
        (pdf() + b"<script>", 422, "FILE_UNSAFE"),
        (png()[:60], 422, "UNREADABLE_PHOTO"),
        (bytes(5 * 2**20 + 1), 413, "TOO_LARGE"),
    ],
    ids=["exe", "empty", "two things", "half a picture", "too long"],
)
async def test_what_is_no_file_for_us_is_refused_in_words(
    world: World, student: Browser, content: bytes, status: int, reason: str
) -> None:
    excuse = await ask(world, student)
    answered, problem = await send_file(student, excuse["excuse_id"], content, "note.pdf")
    assert (answered, problem["reason"]) == (status, reason)
    assert problem["detail"]


async def test_a_body_that_is_no_form_is_refused_and_a_missing_key_too(world: World, student: Browser) -> None:
    path, headers = f"/excuses/{world.ids['excuse_id']}/files", {"Idempotency-Key": str(uuid4())}
    for kind in ("application/pdf", "multipart/form-data", "multipart/form-data; boundary=x"):
        status, problem = await student.send("POST", path, data=b"no form", headers={**headers, "Content-Type": kind})
        assert (status, problem["reason"]) == (400, "NOT_A_FORM")
    form = aiohttp.FormData()
    form.add_field("other", b"x", filename="x")
    status, problem = await student.send("POST", path, data=form, headers=headers)
    assert (status, problem["reason"]) == (400, "NOT_A_FORM")
    status, problem = await student.send("POST", path, data=b"", headers={"Content-Type": "multipart/form-data"})
    assert (status, problem["reason"]) == (400, "IDEMPOTENCY_KEY_MISSING")


async def test_a_dispute_is_talked_about_and_decided_over_rest(
    world: World, student: Browser, teacher: Browser
) -> None:
    path = f"/disputes/{world.ids['dispute_id']}"
    status, dispute = await teacher.send("GET", path)
    assert (status, dispute["state"], dispute["overdue"], dispute["may_decide"]) == (200, "open", False, True)
    for browser, text in ((teacher, "Where did you sit?"), (student, "In the second row")):
        comment = {"text": text, "comment_id": str(uuid4())}
        assert (await browser.send("POST", f"{path}/comments", json=comment))[0] == 200
    session_id = dispute["session"]["session_id"]
    evidence = f"/sessions/{session_id}/marks/{world.ids['student_id']}/evidence"
    seen = [(await browser.send("GET", evidence))[1] for browser in (student, teacher)]
    assert seen[0] == seen[1]
    assert seen[0]["open_dispute_id"] == world.ids["dispute_id"]
    decision = {
        "status_code": "PRESENT",
        "note": "you were",
        "revision": dispute["mark"]["revision"],
        "request_id": str(uuid4()),
    }
    status, decided = await teacher.send("POST", f"{path}/decision", json=decision)
    assert (status, decided["state"], decided["mark"]["status"]) == (200, "changed", "present")
    assert [comment["by_student"] for comment in decided["comments"]] == [False, True]
    status, problem = await student.send("POST", f"{path}/withdrawal")
    assert (status, problem["reason"]) == (409, "DISPUTE_DECIDED")
