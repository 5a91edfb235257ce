"""A teacher's live session while the network is away: what changed meanwhile is there afterwards, without a reload."""

from __future__ import annotations

import re
from uuid import uuid4

from playwright.async_api import Browser, Locator, Page, expect

from tests.e2e.accessibility import assert_accessible
from tests.e2e.classroom import room_left_free
from tests.e2e.conftest import Campus
from tests.e2e.test_browser import page_of, start_a_session
from tests.e2e.web_user import WebUser

BACK_MS = 30_000  # the page comes back at once when the network says so, else with back-off
RELOADED = "() => window.presenceStayed !== true"


def listed(page: Page, title: str) -> Locator:
    """The students of one of the page's lists."""
    return page.get_by_role("region", name=re.compile(f"^{title}")).get_by_role("listitem")


async def test_marks_made_while_the_network_was_away_are_there_when_it_is_back(
    chromium: Browser, campus: Campus, teacher: WebUser
) -> None:
    async with room_left_free(campus), page_of(chromium, campus, campus.college.teacher) as page:
        await start_a_session(page)
        session_id = page.url.rsplit("/", 1)[-1]
        everybody = len(campus.college.students)
        await expect(listed(page, "Not yet seen")).to_have_count(everybody)
        await page.evaluate("() => { window.presenceStayed = true }")
        try:
            await page.context.set_offline(True)
            await expect(page.get_by_text("The connection is lost.")).to_be_visible()
            _, held = await teacher.call("GET", f"/sessions/{session_id}")
            for mark, status in zip(held["marks"][:3], ("present", "late", "excused"), strict=True):
                body = {"status": status, "revision": mark["revision"], "request_id": str(uuid4()), "note": ""}
                path = f"/sessions/{session_id}/marks/{mark['student_id']}"
                assert (await teacher.call("PUT", path, body=body))[0] == 200
            await expect(listed(page, "Not yet seen")).to_have_count(everybody)  # it cannot know yet
        finally:
            await page.context.set_offline(False)
        await expect(listed(page, "Not yet seen")).to_have_count(everybody - 3, timeout=BACK_MS)
        await expect(listed(page, "Present")).to_have_count(1)
        await expect(listed(page, "Late")).to_have_count(1)
        await expect(listed(page, "Absent")).to_have_count(1)
        await expect(page.get_by_text("The connection is lost.")).to_have_count(0)
        assert not await page.evaluate(RELOADED), "the page was loaded again"
        await page.get_by_role("button", name="End session").click()
        await page.get_by_role("button", name="End now").click()
        await expect(page.get_by_role("link", name="Download CSV")).to_be_visible()


async def test_one_key_marks_a_student_and_another_takes_it_back(chromium: Browser, campus: Campus) -> None:
    async with room_left_free(campus), page_of(chromium, campus, campus.college.teacher) as page:
        await start_a_session(page)
        first = listed(page, "Not yet seen").first.get_by_role("button")
        name = (await first.get_attribute("aria-label") or "").removeprefix("Mark ")
        await first.focus()
        await page.keyboard.press("l")
        late = page.get_by_role("region", name=re.compile("^Late"))
        await expect(late.get_by_text(name)).to_be_visible()
        await expect(page.get_by_role("button", name="Undo")).to_be_visible()
        await assert_accessible(page)
        await page.get_by_role("button", name=f"Mark {name}").focus()
        await page.keyboard.press("u")
        await expect(page.get_by_role("region", name=re.compile("^Not yet seen")).get_by_text(name)).to_be_visible()
        await page.get_by_role("button", name="End session").click()
        await expect(page.get_by_role("dialog").get_by_text("Faces nobody has looked at")).to_be_visible()
        await assert_accessible(page)
        await page.get_by_role("button", name="End now").click()
        await expect(page.get_by_role("link", name="Download CSV")).to_be_visible()


async def test_a_login_that_ends_keeps_what_was_being_written(chromium: Browser, campus: Campus) -> None:
    room = f"Observatory {uuid4().hex[:5]}"
    async with page_of(chromium, campus, campus.college.admin) as page:
        await page.get_by_role("link", name="Rooms and cameras").click()
        await page.get_by_role("button", name="Add room").click()
        await page.get_by_label("Room name").fill(room)
        await page.context.clear_cookies()
        await page.get_by_role("dialog").get_by_role("button", name="Add room").click()
        again = page.get_by_role("dialog", name="Log in again")
        await expect(again).to_be_visible()
        await assert_accessible(page)
        await again.get_by_label("E-mail").fill(campus.college.admin.email)
        await again.get_by_label("Password").fill(campus.college.admin.password)
        await again.get_by_role("button", name="Log in", exact=True).click()
        await expect(again).to_have_count(0)
        await expect(page.get_by_label("Room name")).to_have_value(room)
        await page.get_by_role("dialog").get_by_role("button", name="Add room").click()
        await expect(page.get_by_role("main").get_by_text(room)).to_be_visible()
