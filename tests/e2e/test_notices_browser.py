"""Notices in a real browser: what somebody is told, a push that is shown, and the language of an account.

Subscribing needs the push service of the browser's maker, which no test reaches: here the browser refuses, and the page
says so. From a subscription on, integration tests go on with a push service of their own.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Page, Worker, expect

from tests.e2e.accessibility import assert_accessible
from tests.e2e.conftest import ARTIFACTS, Campus
from tests.e2e.web_user import WebUser
from tests.e2e.windows import give_password, logged_in, window

WORKER_SECONDS = 60.0  # it is installed once the page has all it needs
UNREACHED_MS = 90_000  # the browser decides how long it looks for one
PUSHED = {"title": "तपाईंको हाजिरीमा ध्यान दिनुपर्ने भयो", "language": "ne", "tag": "topic", "path": "/attendance"}
SHOWN = """async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    for (let turn = 0; turn < 100; turn += 1) {
        const shown = await registration.getNotifications();
        if (shown.length) return shown.map(({ title, lang, tag, data }) => ({ title, lang, tag, path: data.path }));
        await new Promise((resolve) => { setTimeout(resolve, 50); });
    }
    return [];
}"""

# As the browser tells the worker of a finger on the notice; without a finger it lets no window be opened or come to the
# front. A page that is still being drawn says nothing yet, which is why there are some turns.
CLICK = """async (turns) => {
    const [notification] = await self.registration.getNotifications();
    let outcome;
    for (let turn = 0; turn < turns && outcome !== "done"; turn += 1) {
        const clicked = new NotificationEvent("notificationclick", { notification });
        let opened;
        clicked.waitUntil = (going) => { opened = going; };
        self.dispatchEvent(clicked);
        outcome = await Promise.resolve(opened).then(() => "done", (trouble) => String(trouble));
    }
    return outcome;
}"""


@pytest.fixture
async def as_found(campus: Campus) -> AsyncIterator[None]:
    """Other tests read English, and find every notice as it is at first."""
    yield
    async with WebUser(campus.running.url, campus.college.student) as student:
        me = (await student.call("GET", "/me"))[1]
        settings = {"at_risk": {"mail": True, "push": True}, "marked_absent": {"mail": False, "push": True}}
        assert (await student.call("PUT", f"/people/{me['person_id']}/notices", body=settings))[0] == 200
        assert (await student.call("PUT", "/me/language", body={"language": "en"}))[0] == 204


async def test_a_student_chooses_notices_and_is_told_why_this_browser_gets_none(
    whole_chromium: Browser, campus: Campus, as_found: None
) -> None:
    async with window(whole_chromium, campus, "notices", worker="allow") as page:
        await page.context.grant_permissions(["notifications"])
        await give_password(page, campus.college.student)
        await logged_in(page)
        await page.goto("/account")
        await page.get_by_role("link", name="Choose notices").click()
        await expect(page.get_by_role("heading", name="Notices", level=1)).to_be_visible()
        absent = page.get_by_role("group", name="Marked absent").get_by_label("By e-mail")
        await expect(absent).not_to_be_checked()
        async with page.expect_response(lambda answer: answer.request.method == "PUT") as kept:
            await absent.check()
        assert (await kept.value).status == 200
        await page.reload()
        await expect(absent).to_be_checked()
        await expect(
            page.get_by_role("group", name="Attendance needs a look").get_by_label("On my devices")
        ).to_be_checked()
        await page.get_by_role("button", name="Notify me on this device").click()
        await expect(page.get_by_text("This browser could not reach its push service")).to_be_visible(
            timeout=UNREACHED_MS
        )
        await expect(page.get_by_text("or choose e-mail")).to_be_visible()
        await assert_accessible(page)
        await page.screenshot(path=ARTIFACTS / "browser-notices.png", full_page=True)


async def test_what_is_pushed_is_shown_and_opens_its_page_unless_a_form_would_be_lost(
    whole_chromium: Browser, campus: Campus
) -> None:
    async with window(whole_chromium, campus, "pushed", worker="allow") as page:
        await page.context.grant_permissions(["notifications"])
        await give_password(page, campus.college.student)
        await logged_in(page)
        devtools = await page.context.new_cdp_session(page)
        registration_id = await _worker(devtools)
        origin = "http://localhost:" + str(urlsplit(campus.running.url).port)
        pushed = {"origin": origin, "registrationId": registration_id, "data": json.dumps(PUSHED)}
        shown = {"title": PUSHED["title"], "lang": "ne", "tag": "topic", "path": "/attendance"}
        await devtools.send("ServiceWorker.deliverPushMessage", pushed)  # the same notice twice is one
        assert await until_shown(page, devtools, pushed) == [shown]
        await page.goto("/account")
        await expect(page.get_by_role("heading", name="Your account", level=1)).to_be_visible()
        assert await (await running_worker(page)).evaluate(CLICK, 40) == "done"
        await expect(page.get_by_role("heading", name="My attendance")).to_be_visible()

        await page.goto("/excuses/new")
        await page.get_by_label("Reason", exact=True).fill("a fever since")
        assert await until_shown(page, devtools, pushed) == [shown]
        assert "Not allowed to open a window" in await (await running_worker(page)).evaluate(CLICK, 1)
        await expect(page.get_by_label("Reason", exact=True)).to_have_value("a fever since")


async def test_the_accounts_language_is_spoken_after_log_in_and_the_browsers_own_before(
    chromium: Browser, campus: Campus, as_found: None
) -> None:
    student = campus.college.student
    async with window(chromium, campus, "language") as page:
        await give_password(page, student)
        await logged_in(page)
        await page.goto("/account")
        await expect(page.get_by_role("heading", name="Your account", level=1)).to_be_visible()
        async with page.expect_response("**/me/language") as kept:
            await page.get_by_role("radio", name="नेपाली").click()
        assert (await kept.value).status == 204
        await expect(page.get_by_role("heading", name="तपाईंको खाता", level=1)).to_be_visible()
    async with window(chromium, campus, "language-again") as page:
        await give_password(page, student)
        await expect(page.get_by_role("navigation", name="मुख्य")).to_be_visible()
        await expect(page.locator("html")).to_have_attribute("lang", "ne")
        await page.reload()
        await expect(page.get_by_role("navigation", name="मुख्य")).to_be_visible()
        await page.get_by_role("button", name=re.compile(re.escape(student.display_name))).click()
        await page.get_by_role("menuitem", name="बाहिरिनुहोस्").click()
        await expect(page.get_by_role("heading", name="Log in")).to_be_visible()


async def running_worker(page: Page) -> Worker:
    """The page's service worker; a browser ends one that has nothing to do, and starts it again when it is needed."""
    if not page.context.service_workers:
        async with page.context.expect_event("serviceworker") as started:
            await page.evaluate("() => fetch('/favicon.svg')")
        return await started.value
    return page.context.service_workers[-1]


async def until_shown(page: Page, devtools: Any, pushed: Mapping[str, str]) -> Any:
    """The notices once there are any. Delivered again meanwhile: a worker that is just being ended shows nothing."""
    async with asyncio.timeout(WORKER_SECONDS):
        while True:
            await devtools.send("ServiceWorker.deliverPushMessage", pushed)
            if shown := await page.evaluate(SHOWN):
                return shown


async def _worker(devtools: Any) -> str:
    """The id of the service worker that the page has installed, once it is active."""
    found: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def updated(event: dict[str, Any]) -> None:
        for one in event["versions"]:
            if one["status"] == "activated" and not found.done():
                found.set_result(one["registrationId"])

    devtools.on("ServiceWorker.workerVersionUpdated", updated)
    await devtools.send("ServiceWorker.enable")
    return await asyncio.wait_for(found, WORKER_SECONDS)
