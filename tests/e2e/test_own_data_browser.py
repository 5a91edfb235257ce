"""What is one's own, on a phone: data taken along, a page without a network, photos in Nepali, the college's clock."""

from __future__ import annotations

import asyncio
import io
import json
import re
import uuid
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from playwright.async_api import Browser, BrowserContext, FilePayload, Page, expect

from cli.demo import college
from cli.demo.college import Login
from tests.e2e.accessibility import assert_accessible
from tests.e2e.conftest import ARTIFACTS, Campus
from tests.e2e.conftest import logged_in as logged_in_by_api
from tests.e2e.windows import give_password, log_out, prove, prove_long_ago

PHONE = {"width": 320, "height": 640}
SOON_MS = 30_000
KEPT_SECONDS = 60.0  # a worker is installed, and what it keeps is fetched, once the page has all it needs
DOWNLOADED_MS = 60_000  # three services are asked for all they hold
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
WORKER_RUNS = "() => navigator.serviceWorker.ready.then(({ active }) => active !== null)"
KEPT = "() => window.localStorage.getItem('presence.offline')"


@asynccontextmanager
async def phone(
    chromium: Browser, campus: Campus, name: str, *, language: str = "en-GB", zone: str = "Asia/Kathmandu"
) -> AsyncIterator[tuple[Page, BrowserContext]]:
    """A small screen at localhost, where service workers run; a picture of its end is kept."""
    context = await chromium.new_context(
        base_url=f"http://localhost:{urlsplit(campus.running.url).port}",
        viewport={"width": PHONE["width"], "height": PHONE["height"]},
        reduced_motion="reduce",
        locale=language,
        timezone_id=zone,
        permissions=["camera"],
    )
    page = await context.new_page()
    page.set_default_timeout(SOON_MS)
    try:
        yield page, context
    finally:
        ARTIFACTS.mkdir(exist_ok=True)
        await page.screenshot(path=ARTIFACTS / f"browser-own-{name}.png", full_page=True)
        await context.close()


async def joined(campus: Campus, email: str, language: str) -> Login:
    """Somebody of whom no other test knows."""
    body = {"display_name": "Maya Owner", "email": email, "role": "student", "language": language}
    async with logged_in_by_api(campus, campus.college.admin) as admin:
        status, created = await admin.call("POST", "/people", body={**body, "request_id": str(uuid.uuid4())})
        assert status == 201, created
    return await college.activate(campus.endpoints, created["activation_link"], "Maya Owner", email)


@pytest.fixture(scope="module")
async def student(campus: Campus) -> Login:
    return await joined(campus, "maya@owner.test", "en")


async def until(page: Page, holds: str) -> None:
    """As wait_for_function, which the page's policy lets evaluate nothing."""
    async with asyncio.timeout(KEPT_SECONDS):
        frame = "new Promise((next) => requestAnimationFrame(next))"
        await page.evaluate(f"async () => {{ while (!({holds})) await {frame} }}")


async def come_in(page: Page, login: Login) -> None:
    await give_password(page, login)
    await expect(page.get_by_role("heading", name="My attendance")).to_be_visible()


async def test_a_student_reads_what_is_stored_and_takes_it_along(
    chromium: Browser, campus: Campus, student: Login
) -> None:
    async with phone(chromium, campus, "data") as (page, _):
        await come_in(page, student)
        await page.goto("/privacy")
        await expect(page.get_by_role("heading", name="Your data", exact=True)).to_be_visible()
        await expect(
            page.get_by_role("list", name="Your account").get_by_text("until your account is deleted")
        ).not_to_have_count(0)
        assert await page.evaluate(WIDER) == 0
        await assert_accessible(page)
        await prove_long_ago(campus)
        async with page.expect_download(timeout=DOWNLOADED_MS) as downloading:
            await page.get_by_role("button", name="Download everything").click()
            await prove(page, student.password)
        download = await downloading.value
        assert re.fullmatch(r"presence-\d{4}-\d\d-\d\d\.zip", download.suggested_filename)
        saved = Path(await download.path()).read_bytes()
    with zipfile.ZipFile(io.BytesIO(saved)) as held:
        assert held.testzip() is None
        assert {"README.txt", "contents.json", "person.csv", "person.json", "logins.json"} <= set(held.namelist())
        (person,) = json.loads(held.read("person.json"))
        assert (person["email"], person["display_name"]) == (student.email, student.display_name)
        assert campus.college.teacher.email.encode() not in b"".join(held.read(name) for name in held.namelist())


async def test_a_students_page_is_there_without_a_network_and_gone_after_logging_out(
    chromium: Browser, campus: Campus, student: Login
) -> None:
    async with phone(chromium, campus, "offline") as (page, context):
        await come_in(page, student)
        async with asyncio.timeout(KEPT_SECONDS):
            assert await page.evaluate(WORKER_RUNS)
        await expect(page.get_by_role("heading", name="Calendar")).to_be_visible()
        await until(page, f"({KEPT})()?.includes('calendar')")
        await page.reload()  # from now on by the worker
        await expect(page.get_by_role("heading", name="Calendar")).to_be_visible()
        await until(page, "navigator.serviceWorker.controller !== null")

        await context.set_offline(True)
        await page.reload()
        await expect(page.get_by_role("heading", name="My attendance")).to_be_visible()
        await expect(page.get_by_role("heading", name="Calendar")).to_be_visible()
        await expect(page.get_by_text(re.compile(r"^You are offline\. This is as of .*\d\d:\d\d"))).to_be_visible()
        await assert_accessible(page)

        async with page.expect_response(lambda answer: answer.url.endswith("/overview") and answer.ok):
            await context.set_offline(False)
        await expect(page.get_by_text(re.compile(r"^You are offline"))).to_have_count(0)

        await page.get_by_role("button", name="Open menu").click()
        await log_out(page, student)
        assert await page.evaluate(KEPT) is None
        await context.set_offline(True)
        await page.goto("/attendance")
        await expect(page.get_by_role("heading", name="This page could not be shown")).to_be_visible()
        await expect(page.get_by_text(student.display_name)).to_have_count(0)
        await context.set_offline(False)


async def test_photos_are_taken_on_a_small_screen_in_nepali(chromium: Browser, campus: Campus) -> None:
    student = await joined(campus, f"{uuid.uuid4().hex[:8]}@photos.test", "ne")
    async with phone(chromium, campus, "photos", language="ne-NP") as (page, _):
        await page.goto("/login")
        await page.get_by_label("इमेल").fill(student.email)
        await page.get_by_label("पासवर्ड").fill(student.password)
        await page.get_by_role("button", name="प्रवेश गर्नुहोस्").click()
        await expect(page.get_by_role("button", name="मेनु खोल्नुहोस्")).to_be_visible()
        await page.goto("/photos")
        await expect(page.locator("#page-title")).to_be_visible()
        await page.get_by_role("checkbox").check()
        await page.get_by_role("button", name="सहमत भई अघि बढ्नुहोस्").click()
        await page.get_by_role("button", name="यसै उपकरणको क्यामेरा प्रयोग गर्नुहोस्").click()
        await expect(page.get_by_label("तपाईंको क्यामेरा, ऐनामा जस्तै")).to_be_visible()
        await until(page, "(document.querySelector('video')?.videoWidth ?? 0) > 0")
        assert await page.evaluate(WIDER) == 0
        await assert_accessible(page)
        await page.get_by_role("button", name="फोटो खिच्नुहोस्").click()
        use = page.get_by_role("button", name="यही फोटो राख्नुहोस्")
        await expect(use).to_be_focused()  # who took it by the keyboard goes on from there
        await page.get_by_role("button", name="अर्को खिच्नुहोस्").click()
        await page.get_by_role("button", name="क्यामेरा बन्द गर्नुहोस्").click()
        wide = io.BytesIO()
        Image.new("RGB", (1600, 900), "teal").save(wide, "PNG")
        nobody = FilePayload(name="nobody.png", mimeType="image/png", buffer=wide.getvalue())
        await page.locator("input[type=file]").set_input_files(nobody)
        judged = page.get_by_role("list", name="भर्खरै पठाइएका फोटो").get_by_role("listitem")
        await expect(judged.get_by_text("काम नलाग्ने")).to_be_visible()
        await expect(judged.get_by_text("अनुहार भेटिएन।")).to_be_visible()
        assert await page.evaluate(WIDER) == 0
        await assert_accessible(page)


async def test_times_are_the_colleges_in_a_browser_on_the_other_side_of_the_world(
    chromium: Browser, campus: Campus, student: Login
) -> None:
    async with phone(chromium, campus, "zone", zone="America/New_York") as (page, context):
        await come_in(page, student)
        here = await page.evaluate("() => fetch('/api/v1/institution').then((answer) => answer.json())")
        zone = ZoneInfo(here["time_zone"])
        assert datetime.now(zone).utcoffset() != datetime.now(ZoneInfo("America/New_York")).utcoffset()
        await expect(page.get_by_role("heading", name="Calendar")).to_be_visible()
        await context.set_offline(True)
        told = await page.get_by_text(re.compile(r"^You are offline\. This is as of .*\d\d:\d\d")).inner_text()
        since = [f"{datetime.now(zone) - timedelta(minutes=minutes):%H:%M}" for minutes in range(6)]
        assert any(clock in told for clock in since), told
        await context.set_offline(False)
