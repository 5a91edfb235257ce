"""A tablet at the door in a real browser: paired, opened by a class, locked, and given back."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect

from tests.e2e.accessibility import assert_accessible
from tests.e2e.classroom import open_session
from tests.e2e.conftest import ARTIFACTS, Campus, logged_in
from tests.e2e.tablet import no_kiosk_left
from tests.e2e.test_browser import SOON_MS, page_of

PORTRAIT: ViewportSize = {"width": 768, "height": 1024}


async def names(campus: Campus) -> tuple[str, str]:
    """Of the college's room and its camera."""
    ids = campus.college
    async with logged_in(campus, ids.admin) as admin:
        rooms = (await admin.call("GET", "/rooms?page_size=200"))[1]["items"]
        camera = (await admin.call("GET", f"/cameras/{ids.camera_id}"))[1]
    return next(room["name"] for room in rooms if room["room_id"] == ids.room_id), camera["name"]


@asynccontextmanager
async def tablet_of(chromium: Browser, campus: Campus) -> AsyncIterator[tuple[BrowserContext, Page]]:
    """Nobody's browser, with the fake camera; without a worker, so that every page is the gateway's answer."""
    context = await chromium.new_context(
        base_url=campus.running.url, viewport=PORTRAIT, reduced_motion="reduce", service_workers="block"
    )
    await context.grant_permissions(["camera"], origin=campus.running.url)
    page = await context.new_page()
    page.set_default_timeout(SOON_MS)
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    try:
        yield context, page
        assert troubles == []
    finally:
        ARTIFACTS.mkdir(exist_ok=True)
        await page.screenshot(path=ARTIFACTS / "browser-kiosk.png")
        await context.close()
        await no_kiosk_left(campus)


async def paired(admin: Page, tablet: Page, camera: str) -> None:
    """The administrator shows the link, which makes the tablet the camera's kiosk."""
    await admin.goto("/rooms")
    await admin.get_by_role("button", name=f"Use as kiosk · {camera}").click()
    dialog = admin.get_by_role("dialog")
    await dialog.get_by_role("button", name="Show a code").click()
    link = dialog.get_by_label("Link", exact=True)
    await expect(link).to_be_visible()
    await assert_accessible(admin)
    await tablet.goto(await link.input_value())
    await expect(tablet.get_by_role("heading", name="Make this device a kiosk")).to_be_visible()
    assert "#" not in tablet.url  # the code is on nobody's screen and in no history
    await assert_accessible(tablet)
    await tablet.get_by_role("button", name="Make it a kiosk").click()
    await expect(dialog.get_by_text("The tablet is a kiosk now")).to_be_visible()
    await admin.keyboard.press("Escape")


async def press(tablet: Page, button: Locator) -> None:
    """With the keyboard alone."""
    await button.focus()
    await tablet.keyboard.press("Enter")


async def assert_fits(tablet: Page, size: ViewportSize) -> None:
    """Nothing stands beside the screen, and the way in is there."""
    await tablet.set_viewport_size(size)
    start = tablet.get_by_role("button", name="Check in", exact=True)
    if size["width"] > 320:  # a telephone's page may be longer than its screen
        await expect(start).to_be_in_viewport()
    await start.scroll_into_view_if_needed()
    assert await tablet.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), size
    await tablet.screenshot(path=ARTIFACTS / f"kiosk-{size['width']}.png")


async def test_a_tablet_is_paired_opens_with_the_class_and_shows_nothing_but_the_kiosk(
    chromium: Browser, campus: Campus
) -> None:
    room, camera = await names(campus)
    async with (
        page_of(chromium, campus, campus.college.admin) as admin,
        tablet_of(chromium, campus) as (context, tablet),
    ):
        await paired(admin, tablet, camera)
        here = tablet.get_by_role("heading", name=room)
        await expect(here).to_be_visible()
        await expect(tablet.get_by_text("Check-in opens by itself")).to_be_visible()
        start = tablet.get_by_role("button", name="Check in", exact=True)
        await expect(start).to_have_count(0)
        await assert_accessible(tablet)

        async with open_session(campus):
            await expect(start).to_be_visible()  # by itself
            await assert_accessible(tablet)
            for size in (ViewportSize(width=1024, height=768), ViewportSize(width=320, height=640), PORTRAIT):
                await assert_fits(tablet, size)
            await press(tablet, start)
            cancel = tablet.get_by_role("button", name="Cancel")
            await expect(cancel).to_be_visible()
            await assert_accessible(tablet)
            if not await cancel.is_visible():  # the look took longer than a kiosk waits for somebody who does nothing
                await press(tablet, tablet.get_by_role("button", name=re.compile("^(Check in|Try again)$")))
            await press(tablet, cancel)
            await expect(start).to_be_visible()

            await tablet.get_by_role("button", name="Check in without the camera").click()
            number = tablet.get_by_label("Student number")
            await expect(number).to_be_focused()
            await expect(tablet.get_by_role("heading", name="With your own telephone")).to_be_visible()
            await assert_accessible(tablet)
            await number.fill("N 0")
            await tablet.keyboard.press("Enter")
            await expect(tablet.get_by_text("It is sent")).to_be_visible()
            await expect(start).to_be_visible()

            refused = await tablet.goto("/people")
            assert refused is not None
            assert refused.status == 403
            await expect(here).to_be_visible()  # it goes back by itself
            await expect(tablet).to_have_url(f"{campus.running.url}/kiosk")
            await expect(start).to_be_visible()

            await tablet.get_by_role("button", name="नेपाली").click()
            await expect(tablet.get_by_role("button", name="हाजिर हुनुहोस्", exact=True)).to_be_visible()
            await tablet.get_by_role("button", name="English").click()
            await expect(start).to_be_visible()

            await context.set_offline(True)
            await expect(tablet.get_by_text("This kiosk tries again by itself")).to_be_visible()
            await context.set_offline(False)
            await expect(start).to_be_visible()

        await expect(tablet.get_by_text("Check-in opens by itself")).to_be_visible()
        await revoked(admin, camera)
        await expect(tablet.get_by_role("alert")).to_contain_text("no kiosk any more")
        await assert_accessible(tablet)
        await asyncio.gather(expect(here).to_have_count(0), tablet.goto("/login"))
        await expect(tablet.get_by_label("Password")).to_be_visible()  # a browser like any other


async def revoked(admin: Page, camera: str) -> None:
    """With the camera's other keys."""
    await admin.get_by_role("button", name=f"Keys of {camera}").click()
    await admin.get_by_role("dialog").get_by_role("button", name="Revoke Kiosk").click()
    await admin.get_by_role("button", name="Revoke", exact=True).click()
    await expect(admin.get_by_role("button", name="Revoke Kiosk")).to_have_count(0)
