"""The main job as people do it, in a real browser whose camera shows the classroom."""

from __future__ import annotations

import re
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Page, ViewportSize, expect

from cli.demo.college import Login
from cli.demo.faces import PEOPLE
from tests.e2e.accessibility import assert_accessible
from tests.e2e.classroom import room_left_free
from tests.e2e.conftest import ARTIFACTS, LATECOMER, Campus
from tests.e2e.web_user import WebUser

SOON_MS = 30_000
SEEN_MS = 90_000  # the camera starts, three independent frames, the mark, the page


@asynccontextmanager
async def page_of(chromium: Browser, campus: Campus, login: Login) -> AsyncIterator[Page]:
    """A browser window in which somebody logs in; a picture of its end is kept among the artifacts."""
    size: ViewportSize = {"width": 1280, "height": 900}
    context = await chromium.new_context(base_url=campus.running.url, viewport=size, reduced_motion="reduce")
    await context.grant_permissions(["camera"], origin=campus.running.url)
    page = await context.new_page()
    page.set_default_timeout(SOON_MS)
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    try:
        await page.goto("/")
        await page.get_by_label("E-mail").fill(login.email)
        await page.get_by_label("Password").fill(login.password)
        await page.get_by_role("button", name="Log in").click()
        await expect(page.get_by_role("navigation", name="Main")).to_be_visible()
        await assert_accessible(page)
        yield page
        assert troubles == []
    finally:
        ARTIFACTS.mkdir(exist_ok=True)
        await page.screenshot(path=ARTIFACTS / f"browser-{login.email.partition('@')[0]}.png", full_page=True)
        await context.close()


async def submit_a_photo(page: Page, campus: Campus) -> None:
    await page.get_by_role("link", name="My photos").click()
    await assert_accessible(page)
    await page.get_by_label("I have read this and agree.").check()
    await page.get_by_role("button", name="Agree and continue").click()
    photo = next(person for person in PEOPLE if person.key == LATECOMER).enrol[0]
    await page.locator("input[type=file]").set_input_files(campus.photos[photo])
    await expect(page.get_by_text("Good photo")).to_be_visible()
    await assert_accessible(page)


async def has_not_agreed(campus: Campus, admin: WebUser) -> None:
    """As she begins: without consent, and so without photos, also when the test is tried again."""
    path = f"/people/{campus.college.students[LATECOMER]}"
    _, person = await admin.call("GET", path)
    if person["face_consent"]["granted"]:
        status, answer = await admin.call("PUT", f"{path}/consent", body={"granted": False})
        assert status == 200, answer


async def train(page: Page) -> None:
    await page.get_by_role("link", name="Training", exact=True).click()
    await page.get_by_role("button", name="Train now").click()
    await expect(page.get_by_text(re.compile(r"Gallery version \d+ is published"))).to_be_visible(timeout=SEEN_MS)
    await assert_accessible(page)


async def start_a_session(page: Page) -> None:
    await page.goto("/sessions/new")
    await page.get_by_label("Course").select_option(label="DEMO 101 · Introduction to Presence")
    await page.get_by_label("Room").select_option(label="Room 1")
    await assert_accessible(page)
    await page.get_by_role("button", name="Start session").click()
    await expect(page.get_by_role("button", name="End session")).to_be_visible()


async def only_a_session_watched_throughout_calls_anybody_absent(admin: WebUser, session_id: str) -> None:
    """Else it would hang on how fast the machine is: by what share of it the camera had begun."""
    settings = {"watched_share_for_absence": 1.0}
    body = {"session_id": session_id, "settings": settings, "request_id": str(uuid.uuid4())}
    status, answer = await admin.call("PUT", "/policy", body=body)
    assert status == 200, answer


async def test_a_student_submits_a_photo_is_learned_and_then_seen_by_the_teachers_webcam(
    chromium: Browser, campus: Campus, admin: WebUser
) -> None:
    latecomer = campus.college.student
    await has_not_agreed(campus, admin)
    async with page_of(chromium, campus, latecomer) as page:
        await submit_a_photo(page, campus)
    async with page_of(chromium, campus, campus.college.admin) as page:
        await train(page)
    async with room_left_free(campus), page_of(chromium, campus, campus.college.teacher) as page:
        await start_a_session(page)
        await only_a_session_watched_throughout_calls_anybody_absent(admin, page.url.rpartition("/")[2])
        here = page.get_by_role("region", name=re.compile("^Present"))
        await expect(here.get_by_text(latecomer.display_name)).to_have_count(0)
        await page.get_by_role("button", name="Use this device’s camera").click()
        await expect(here.get_by_text(latecomer.display_name)).to_be_visible(timeout=SEEN_MS)
        await page.screenshot(path=ARTIFACTS / "browser-live-session.png", full_page=True)
        await assert_accessible(page)
        await page.get_by_role("button", name="End session").click()
        await page.get_by_role("button", name="End now").click()
        await expect(page.get_by_role("link", name="Download CSV")).to_be_visible()
        # the webcam saw the room for a part of the session only, so nobody is called absent
        unconfirmed = page.get_by_role("region", name=re.compile("^Unconfirmed"))
        await expect(unconfirmed.get_by_role("listitem")).to_have_count(len(campus.college.students) - 1)
        await assert_accessible(page)
    async with page_of(chromium, campus, latecomer) as page:
        await page.get_by_role("link", name="My attendance").click()
        # other tests have held sessions, too, or this one before
        await expect(page.get_by_text(re.compile(r"\b[1-9]\d* attended\b")).first).to_be_visible()
        rows = page.get_by_role("main").get_by_role("listitem")
        await expect(rows.filter(has_text="Present").first).to_be_visible()
        await assert_accessible(page)
