"""What teachers and administrators do about recognition, in a real browser and with the keyboard alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from camera.client import CameraClient, CameraOptions
from camera.sources import open_source
from cli.demo import college
from scripts.pictures import scenes
from tests.e2e.accessibility import assert_accessible
from tests.e2e.conftest import Campus
from tests.e2e.test_browser import page_of

SEEN_MS = 90_000


@pytest.fixture(scope="module")
async def unsure_film(campus: Campus) -> Path:
    """A classroom in which somebody sits who is nearly one of the students."""
    folder = campus.folder / "unsure"
    folder.mkdir(exist_ok=True)
    return await asyncio.to_thread(scenes.classroom, folder, campus.photos)


@dataclass(frozen=True)
class Filmed:
    """A session and the camera in its room."""

    session_id: str
    filming: asyncio.Task[None]

    async def stop(self) -> None:
        """From now on nobody is seen: what is asked by then stays asked."""
        self.filming.cancel()
        await asyncio.wait({self.filming})


@asynccontextmanager
async def filmed_session(campus: Campus, film: Path) -> AsyncIterator[Filmed]:
    """A session in a room that is filmed until the end, or until that is stopped."""
    async with college.person(campus.endpoints, campus.college.teacher) as teacher:
        session = await college.start_session(teacher, campus.college)
        options = CameraOptions(server=campus.running.url, key=campus.college.camera_credential)
        filming = asyncio.create_task(CameraClient(options, open_source(str(film), loop=True), print).run())
        filmed = Filmed(session.session_id, filming)
        try:
            yield filmed
        finally:
            await filmed.stop()
            await college.end_session(teacher, session.session_id)


async def press(page: Page, button: Locator) -> None:
    """With the keyboard alone."""
    await button.focus()
    await page.keyboard.press("Enter")


async def test_a_teacher_says_with_the_keyboard_who_was_seen(
    chromium: Browser, campus: Campus, unsure_film: Path
) -> None:
    async with (
        filmed_session(campus, unsure_film) as filmed,
        page_of(chromium, campus, campus.college.teacher) as page,
    ):
        await page.goto(f"/sessions/{filmed.session_id}")
        look = page.get_by_role("button", name="Look")
        await look.wait_for(timeout=SEEN_MS)
        await filmed.stop()  # a track that becomes sure of the student would end the question
        await press(page, look)
        dialog = page.get_by_role("dialog")
        question = dialog.get_by_role("heading", level=3)
        await expect(question).to_be_focused()
        await assert_accessible(page)
        await page.keyboard.press("Escape")
        await expect(look).to_be_focused()
        await press(page, look)
        await press(page, dialog.get_by_role("button", name="Somebody else"))
        await expect(dialog.get_by_label("Who of the class is it?").first).to_be_focused()
        await assert_accessible(page)
        async with page.expect_response("**/decision") as decided:
            await press(page, dialog.get_by_role("listitem").get_by_role("button").first)
        assert (await decided.value).status == 200
        await expect(dialog.get_by_label("Who of the class is it?")).to_have_count(0)  # the next face, or the end
        await page.keyboard.press("Escape")
        await expect(dialog).to_have_count(0)
        await expect(page.locator("body")).not_to_be_focused()


async def test_an_administrator_measures_a_camera_and_thinks_twice_about_another_encoder(
    chromium: Browser, campus: Campus, unsure_film: Path
) -> None:
    async with (
        filmed_session(campus, unsure_film),
        page_of(chromium, campus, campus.college.admin) as page,
    ):
        await page.goto(f"/cameras/{campus.college.camera_id}")
        await press(page, page.get_by_role("button", name="Measure"))
        await page.get_by_text("Most faces at once").wait_for(timeout=SEEN_MS)
        await assert_accessible(page)
        await press(page, page.get_by_role("button", name="Stop"))
        await expect(page.get_by_role("button", name="Measure again")).to_be_visible()
        await assert_accessible(page)

        await page.goto("/training")
        await expect(page.get_by_text("Named up to")).to_be_visible()
        change = page.get_by_role("button", name="Change to").first
        await press(page, change)
        await page.get_by_role("dialog").wait_for()
        await assert_accessible(page)
        await page.keyboard.press("Escape")
        await expect(change).to_be_focused()
        await assert_accessible(page)
