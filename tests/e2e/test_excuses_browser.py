"""A student asks to be excused with a file and disputes a mark; a teacher decides both by keys. In a real browser."""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.async_api import Browser, FilePayload, Page, expect

from tests.e2e.accessibility import assert_accessible
from tests.e2e.clocks import noon
from tests.e2e.conftest import LATECOMER, Campus
from tests.e2e.web_user import WebUser
from tests.e2e.windows import give_password, logged_in, window

REASON = "I had a fever of 39 degrees"


async def session_is_over(campus: Campus, admin: WebUser, teacher: WebUser) -> str:
    """A session in a room without cameras, so that nobody was seen; its id."""
    body = {"name": f"Room {uuid.uuid4().hex[:6]}", "request_id": str(uuid.uuid4())}
    _, room = await admin.call("POST", "/rooms", body=body)
    opening = {"course_id": campus.college.course_id, "room_id": room["room_id"], "request_id": str(uuid.uuid4())}
    status, session = await teacher.call("POST", "/sessions", body=opening)
    assert status == 201, session
    status, _ = await teacher.call("POST", f"/sessions/{session['session_id']}/end")
    assert status == 200
    return str(session["session_id"])


def certificate() -> FilePayload:
    held = io.BytesIO()
    Image.new("RGB", (320, 200), "ivory").save(held, "PNG")
    return {"name": "certificate.png", "mimeType": "image/png", "buffer": held.getvalue()}


async def ask(page: Page) -> None:
    await page.get_by_role("link", name="Excuses").click()
    await page.get_by_role("link", name="Ask to be excused").click()
    await page.get_by_role("button", name="Send").click()  # said before it is sent in vain
    await expect(page.get_by_text("Say why.")).to_be_visible()
    await page.get_by_label("Course").select_option(label="DEMO 101 · Introduction to Presence")
    await page.get_by_label("Reason", exact=True).fill(REASON)
    await page.get_by_label("Choose a file").set_input_files(certificate())
    await expect(page.get_by_text("certificate.png")).to_be_visible()
    await assert_accessible(page)
    await page.context.set_offline(True)
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    await expect(page.get_by_label("Reason", exact=True)).to_have_value(REASON)  # nothing is lost
    await page.context.set_offline(False)
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("main").get_by_text("Waiting")).to_be_visible()


async def approve(page: Page, student: str) -> None:
    await page.get_by_role("link", name="Excuses").click()
    await page.get_by_role("button", name=re.compile(re.escape(student))).click()
    await expect(page.get_by_text(REASON)).to_be_visible()
    async with page.expect_download() as saved:  # never shown in the page
        await page.get_by_role("link", name="Save").click()
    assert (await saved.value).suggested_filename == "certificate.jpg"
    await assert_accessible(page)
    await page.get_by_role("button", name=re.compile(re.escape(student))).focus()
    await page.keyboard.press("a")
    await expect(page.get_by_text("Nothing waits for a decision.")).to_be_visible()


async def dispute(page: Page, session_id: str) -> None:
    await page.goto("/attendance")
    await (
        page.get_by_role("link", name="What this mark rests on")
        .and_(page.locator(f"a[href='/attendance/{session_id}']"))
        .click()
    )
    await expect(page.get_by_role("heading", name="Your mark")).to_be_visible()
    await expect(page.get_by_text("An approved excuse covers this session.")).to_be_visible()
    await page.get_by_role("button", name="Dispute this mark").click()
    await page.get_by_label("What it should be").select_option("present")
    await page.get_by_label("Why", exact=True).fill("I came after all, ask Ann")
    await assert_accessible(page)
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("heading", name="What was said")).to_be_visible()
    await page.get_by_label("Write").fill("I sat at the window")
    await page.get_by_role("button", name="Send").click()
    # in what was said, and no more in the field alone: whoever decides finds it
    await expect(page.get_by_role("listitem").filter(has_text="I sat at the window")).to_be_visible()


async def decide(page: Page, path: str) -> None:
    await page.get_by_role("link", name="Disputes").click()
    await page.get_by_role("main").locator(f"a[href='{path}']").click()
    await expect(page.get_by_role("heading", name="What is known")).to_be_visible()
    await expect(page.get_by_role("listitem").filter(has_text="I sat at the window")).to_be_visible()
    await assert_accessible(page)
    await page.get_by_role("button", name="Change the mark to “Present”").focus()
    await page.keyboard.press("p")
    await expect(page.get_by_label("Reason", exact=True)).to_be_focused()
    await page.keyboard.type("Ann says so, too")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("main").get_by_text("Mark changed")).to_be_visible()


@pytest.fixture
async def as_found(campus: Campus, admin: WebUser, teacher: WebUser) -> AsyncIterator[None]:
    """At noon, so that a session and an excuse of today are of one day. The campus is everybody's: whatever happens,
    nobody is to stay excused today, and nothing to wait for a decision."""
    async with noon(admin):
        yield
        for key in (LATECOMER, "group_3"):
            await take_back(teacher, campus.college.students[key])


async def take_back(teacher: WebUser, student_id: str) -> None:
    _, asked = await teacher.call("GET", f"/excuses?student_id={student_id}")
    for excuse in asked["items"]:
        if excuse["state"] not in ("requested", "approved"):
            continue
        body = {"approve": False, "note": "tried", "revision": excuse["revision"], "request_id": str(uuid.uuid4())}
        status, answer = await teacher.call("POST", f"/excuses/{excuse['excuse_id']}/decision", body=body)
        assert status == 200, answer


async def test_a_student_is_excused_with_a_file_and_a_disputed_mark_is_decided(
    chromium: Browser, campus: Campus, admin: WebUser, teacher: WebUser, as_found: None
) -> None:
    session_id, login = await session_is_over(campus, admin, teacher), campus.college.student
    student_id = next(iter(campus.college.students.values()))
    async with window(chromium, campus, "excuses-student") as student:
        await give_password(student, login)
        await logged_in(student)
        await ask(student)
        async with window(chromium, campus, "excuses-teacher") as page:
            await give_password(page, campus.college.teacher)
            await logged_in(page)
            await approve(page, login.display_name)
            _, answer = await teacher.call("GET", f"/sessions/{session_id}")
            marks = {mark["student_id"]: mark["status"] for mark in answer["marks"]}
            assert marks[student_id] == "excused"
            await dispute(student, session_id)
            await decide(page, urlsplit(student.url).path)
        await student.reload()
        await expect(student.get_by_role("main").get_by_text("Mark changed")).to_be_visible()
        await expect(student.get_by_text("Ann says so, too").first).to_be_visible()
        assert urlsplit(student.url).path.startswith("/disputes/")
        _, answer = await teacher.call("GET", f"/sessions/{session_id}")
        marks = {mark["student_id"]: mark["status"] for mark in answer["marks"]}
        assert marks[student_id] == "present"


async def test_staff_excuse_a_student_for_one_session_which_has_rules_and_a_report_of_its_own(
    chromium: Browser, campus: Campus, admin: WebUser, teacher: WebUser, as_found: None
) -> None:
    session_id, student_id = await session_is_over(campus, admin, teacher), campus.college.students["group_3"]
    _, answer = await teacher.call("GET", f"/sessions/{session_id}")
    name = next(mark["display_name"] for mark in answer["marks"] if mark["student_id"] == student_id)
    async with window(chromium, campus, "excuses-behalf") as page:
        await give_password(page, campus.college.admin)
        await logged_in(page)
        await page.goto(f"/sessions/{session_id}")
        await page.get_by_role("button", name=f"Mark {name}", exact=True).click()
        await page.get_by_role("menuitem", name="Ask for an excuse").click()
        await expect(page.get_by_role("heading", name="Excuse a student")).to_be_visible()
        await expect(page.get_by_role("combobox", name="Student")).to_have_value(name)
        await expect(page.get_by_role("checkbox", checked=True)).to_have_count(1)  # this session and no other
        await page.get_by_label("Reason", exact=True).fill("The office sent for him")
        await assert_accessible(page)
        await page.get_by_role("button", name="Send").click()
        await expect(page.get_by_role("article", name=f"Excuse of {name}")).to_be_visible()
        async with page.expect_response("**/decision") as answered:
            await page.get_by_role("button", name="Approve").click()
        assert (await answered.value).status == 200
        decided = page.get_by_role("button", name=re.compile(rf"{re.escape(name)}.*Approved"))
        await expect(decided.first).to_be_visible()
        _, answer = await teacher.call("GET", f"/sessions/{session_id}")
        assert {mark["student_id"]: mark["status"] for mark in answer["marks"]}[student_id] == "excused"

        await page.goto(f"/sessions/{session_id}")
        await page.get_by_role("button", name="Report").click()
        async with page.expect_download() as saved:
            await page.get_by_role("button", name="Save as CSV").click()
        assert (await saved.value).suggested_filename.endswith(".csv")
        await page.keyboard.press("Escape")
        await page.get_by_role("link", name="Rules").click()
        await expect(page.get_by_role("heading", name=re.compile("Rules of DEMO 101"))).to_be_visible()
        await assert_accessible(page)
        await page.get_by_role("button", name="Change").click()
        await page.get_by_role("checkbox", name="Every session counts towards the rate.").check()
        await page.get_by_role("button", name=re.compile("Save")).click()
        await expect(page.get_by_text("The marks of this session have been decided by it.")).to_be_visible()
        _, policy = await teacher.call("GET", f"/policy?session_id={session_id}")
        assert policy["origins"]["free_absences"] == "session"
