"""Every page of the client on the smallest phone, in the dark and in Nepali: all of it is there, for everybody."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from cli.demo.college import Login
from tests.e2e.accessibility import assert_accessible
from tests.e2e.client_routes import ClientRoute, client_routes
from tests.e2e.conftest import Campus
from tests.e2e.languages import speak
from tests.e2e.layout import assert_all_visible
from tests.e2e.web_user import WebUser
from tests.e2e.windows import give_password

NOBODYS = "00000000-0000-4000-8000-000000000000"
SKELETON = "[role=status].animate-pulse-late"
LASTING = {"/design": 1}  # one that is shown for its own sake


@asynccontextmanager
async def smallest_phone(chromium: Browser, campus: Campus, login: Login | None) -> AsyncIterator[Page]:
    """Logged in, and from then on in Nepali."""
    context: BrowserContext = await chromium.new_context(
        base_url=campus.running.url,
        viewport={"width": 320, "height": 640},
        color_scheme="dark",
        reduced_motion="reduce",
        service_workers="block",
    )
    try:
        page = await context.new_page()
        if login is not None:
            await give_password(page, login)
            await expect(page.get_by_role("banner")).to_be_visible()
        await speak(context, "ne")
        yield page
    finally:
        await context.close()


async def ids_of(campus: Campus, teacher: WebUser) -> Mapping[str, str]:
    """What stands in addresses: the campus's own things, and whichever session was held last."""
    made = campus.college
    _, held = await teacher.call("GET", "/sessions?page_size=1")
    session = held["items"][0]["session_id"] if held["items"] else NOBODYS
    person = next(iter(made.students.values()))
    names = {"courseId": made.course_id, "cameraId": made.camera_id, "personId": person, "sessionId": session}
    return {**names, "disputeId": NOBODYS}


def shown_to(role: str) -> list[ClientRoute]:
    """Each page once: to whoever has the fewest rights of those who may open it."""
    order = ("nobody", "student", "teacher", "admin")
    return [route for route in client_routes() if min(route.roles, key=order.index) == role]


@pytest.mark.parametrize("role", ["nobody", "student", "teacher", "admin"])
async def test_on_the_smallest_phone_in_nepali_nothing_of_a_page_is_out_of_reach(
    chromium: Browser, campus: Campus, teacher: WebUser, role: str
) -> None:
    made, ids = campus.college, await ids_of(campus, teacher)
    logins = {"student": made.student, "teacher": made.teacher, "admin": made.admin}
    routes = shown_to(role)
    assert routes, "the client's routes are written differently than they are read"
    troubles: list[str] = []
    async with smallest_phone(chromium, campus, logins.get(role)) as page:
        for route in routes:
            await page.goto(route.at(ids))
            await expect(page.locator("h1").first).to_be_visible()
            await expect(page.locator(SKELETON), route.path).to_have_count(LASTING.get(route.path, 0))
            await expect(page.locator("html")).to_have_attribute("lang", "ne")
            for check in (assert_all_visible, assert_accessible):
                try:
                    await check(page)
                except AssertionError as trouble:
                    troubles.append(str(trouble))
    assert not troubles, "\n\n".join(troubles)
