"""The equal path in a real browser: a code on the teacher's screen, a telephone, and a roll call by keyboard."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Locator, Page, ViewportSize, expect

from cli.demo import college
from cli.demo.college import Login
from tests.e2e.accessibility import assert_accessible
from tests.e2e.classroom import open_session
from tests.e2e.conftest import ARTIFACTS, Campus, logged_in
from tests.e2e.windows import SOON_MS, give_password, log_out, window

CODE = "[data-code]"
TYPED_SECONDS = 60.0  # a code is good for ten to twenty


@asynccontextmanager
async def phone(chromium: Browser, campus: Campus) -> AsyncIterator[Page]:
    """A telephone's page; it keeps its cookies from one log-in to the next."""
    size: ViewportSize = {"width": 390, "height": 780}
    context = await chromium.new_context(
        base_url=campus.running.url, viewport=size, has_touch=True, reduced_motion="reduce"
    )
    page = await context.new_page()
    page.set_default_timeout(SOON_MS)
    try:
        yield page
    finally:
        ARTIFACTS.mkdir(exist_ok=True)
        await page.screenshot(path=ARTIFACTS / "browser-check-in-phone.png", full_page=True)
        await context.close()


@asynccontextmanager
async def classmate(campus: Campus, name: str) -> AsyncIterator[Login]:
    """Somebody who is in the class for a while, without a photo and without consent."""
    email = f"{uuid.uuid4().hex[:8]}@demo.test"
    path = f"/courses/{campus.college.course_id}/enrolments"
    async with logged_in(campus, campus.college.admin) as admin:
        body = {"display_name": name, "email": email, "role": "student", "student_number": f"E-{email[:6]}"}
        status, created = await admin.call("POST", "/people", body={**body, "request_id": str(uuid.uuid4())})
        assert status == 201, created
        person_id = created["person"]["person_id"]
        status, course = await admin.call("POST", path, body={"student_ids": [person_id]})
        assert status == 200, course
        try:
            yield await college.activate(campus.endpoints, created["activation_link"], name, email)
        finally:
            await admin.call("DELETE", f"{path}/{person_id}")


async def digits(screen: Page) -> str:
    code = await screen.locator(CODE).get_attribute("data-code")
    assert code is not None
    return code


async def type_newest_code(page: Page, screen: Page, told: Locator) -> None:
    """As somebody who is told that a code is over does: until the page tells something else."""
    over = page.get_by_role("alert").filter(has_text="That code is over")
    async with asyncio.timeout(TYPED_SECONDS):
        while True:
            await page.get_by_label("Code on the screen").fill(await digits(screen))
            async with page.expect_response("**/check-in"):
                await page.get_by_role("button", name="Check in").click()
            await expect(told.or_(over)).to_be_visible()
            if not await over.is_visible():
                return


async def test_a_student_checks_in_on_a_phone_and_a_second_one_on_the_same_phone_is_refused(
    chromium: Browser, campus: Campus
) -> None:
    async with (
        classmate(campus, "Maya Rai") as first,
        classmate(campus, "Nima Lama") as second,
        open_session(campus) as (_, session),
        window(chromium, campus, "check-in-code", url=campus.running.url) as screen,
        phone(chromium, campus) as student,
    ):
        await give_password(screen, campus.college.teacher)
        await expect(screen.get_by_role("navigation", name="Main")).to_be_visible(timeout=SOON_MS)
        await screen.goto(f"/sessions/{session.session_id}")
        await screen.get_by_role("link", name="Show code").click()
        await assert_accessible(screen)
        await screen.get_by_role("button", name="Show the code").click()
        await expect(screen.locator(CODE)).to_be_visible()
        await assert_accessible(screen)

        # as the QR code leads: to the log-in first, and then back with the code filled in
        await student.goto(f"/check-in#{session.session_id}.{await digits(screen)}")
        await student.get_by_label("E-mail").fill(first.email)
        await student.get_by_label("Password").fill(first.password)
        await student.get_by_role("button", name="Log in").click()
        field = student.get_by_label("Code on the screen")
        await expect(field).to_have_value(re.compile(r"^\d{6}$"), timeout=SOON_MS)
        await assert_accessible(student)
        # who takes long to log in types the newest
        await type_newest_code(student, screen, student.get_by_role("heading", name="You are checked in"))
        await assert_accessible(student)
        await expect(screen.get_by_text(first.display_name)).to_be_visible(timeout=SOON_MS)
        await expect(screen.get_by_text(re.compile(r"of \d+ students checked in"))).to_be_visible()

        await student.get_by_role("button", name=re.compile("menu", re.IGNORECASE)).first.click()
        await log_out(student, first)
        await give_password(student, second)
        await expect(student.get_by_role("heading", name="My attendance")).to_be_visible(timeout=SOON_MS)
        await student.goto("/check-in")
        refused = student.get_by_role("alert").filter(has_text="already checked somebody else in")
        await type_newest_code(student, screen, refused)
        await expect(refused).to_be_visible()
        await assert_accessible(student)

        await screen.get_by_role("button", name="Take the code away").click()
        await expect(screen.get_by_role("button", name="Show the code")).to_be_visible()


async def test_a_roll_call_is_taken_with_the_keyboard_and_taken_back(chromium: Browser, campus: Campus) -> None:
    async with (
        open_session(campus) as (_, session),
        window(chromium, campus, "roll-call", url=campus.running.url) as page,
    ):
        await give_password(page, campus.college.teacher)
        await expect(page.get_by_role("navigation", name="Main")).to_be_visible(timeout=SOON_MS)
        await page.goto(f"/sessions/{session.session_id}/roll-call")
        cells = page.locator("[data-student]")
        await cells.first.focus()
        await assert_accessible(page)
        for key in ("p", "l", "ArrowLeft", "a"):
            await page.keyboard.press(key)
        await expect(cells.nth(0)).to_contain_text("Present")
        await expect(cells.nth(1)).to_contain_text("Absent")
        await expect(page.locator("[aria-busy=true]")).to_have_count(0, timeout=SOON_MS)
        await cells.nth(1).focus()
        await page.keyboard.press("u")
        await expect(cells.nth(1)).to_contain_text("Late", timeout=SOON_MS)
        await page.get_by_role("button", name="Mark the rest absent").click()
        await expect(page.get_by_text("0 students are not marked yet")).to_be_visible()
        await expect(cells.nth(2)).to_contain_text("Absent")
        await expect(cells.nth(0)).to_contain_text("Present")
        await expect(page.locator("[aria-busy=true]")).to_have_count(0, timeout=SOON_MS)
        await assert_accessible(page)

        async def said() -> list[tuple[str, str]]:
            async with logged_in(campus, campus.college.teacher) as teacher:
                _, seen = await teacher.call("GET", f"/sessions/{session.session_id}")
            return [(mark["status"], mark["source"]) for mark in seen["marks"]]

        await expect(page.locator("[aria-busy=true]")).to_have_count(0, timeout=SOON_MS)
        marks = await said()
        assert {source for _, source in marks} == {"teacher"}
        assert sorted(status for status, _ in marks)[-2:] == ["late", "present"]
