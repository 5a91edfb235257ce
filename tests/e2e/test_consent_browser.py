"""A minor's consent, from their own word and their guardian's to its end, in a real browser."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime
from urllib.parse import urlsplit

from playwright.async_api import Browser, Page, expect

from cli.demo import college, faces
from cli.demo.college import Login
from gateway.consent import consent_text
from tests.e2e.accessibility import assert_accessible
from tests.e2e.conftest import Campus
from tests.e2e.web_user import WebUser
from tests.e2e.windows import give_password, link_in_outbox, logged_in, window

ERASED_MS = 60_000  # what is promised


async def minor(campus: Campus, admin: WebUser, guardian: str) -> Login:
    email = f"{uuid.uuid4().hex[:8]}@minor.test"
    body = {
        "display_name": "Sita Rai",
        "email": email,
        "role": "student",
        "minor": True,
        "guardian": {"name": "Maya Rai", "email": guardian, "phone": ""},
        "request_id": str(uuid.uuid4()),
    }
    status, created = await admin.call("POST", "/people", body=body)
    assert status == 201, created
    return await college.activate(campus.endpoints, created["activation_link"], "Sita Rai", email)


async def answer_as_guardian(chromium: Browser, campus: Campus, guardian: str, since: datetime) -> None:
    link = urlsplit(await link_in_outbox(chromium, campus, guardian, since))
    async with window(chromium, campus, "guardian") as page:  # of somebody who has no account
        await page.goto(f"{link.path}#{link.fragment}")
        await expect(page.get_by_role("heading", name="May Sita Rai be recognised by face?")).to_be_visible()
        await expect(page.get_by_role("heading", name=consent_text().splitlines()[0])).to_be_visible()
        await assert_accessible(page)
        await page.get_by_role("button", name="I agree").click()
        await expect(page.get_by_text("You have agreed for Sita Rai.")).to_be_visible()
        await page.reload()  # the link is used up
        await expect(page.get_by_role("alert")).to_be_visible()
        await expect(page.get_by_role("button", name="I agree")).to_have_count(0)


async def agree(page: Page) -> None:
    await page.get_by_role("link", name="My photos").click()
    await page.get_by_label("I have read this and agree.").check()
    await page.get_by_role("button", name="Agree and continue").click()


async def test_a_minors_photo_waits_for_the_guardian_and_is_erased_when_consent_is_withdrawn(
    chromium: Browser, campus: Campus, admin: WebUser
) -> None:
    guardian = f"{uuid.uuid4().hex[:8]}@guardian.test"
    student = await minor(campus, admin, guardian)
    async with window(chromium, campus, "minor") as page:
        await give_password(page, student)
        await logged_in(page)
        await agree(page)
        await expect(page.get_by_text("Waits for the guardian")).to_be_visible()
        await expect(page.locator("input[type=file]")).to_have_count(0)
        since = datetime.now(UTC)
        await page.get_by_role("button", name="Mail the guardian a link").click()
        await expect(page.get_by_text("The link is on its way to the guardian.")).to_be_visible()
        await assert_accessible(page)

        await answer_as_guardian(chromium, campus, guardian, since)
        await page.reload()
        photo = next(person for person in faces.PEOPLE if person.key == "tom").seen
        await page.locator("input[type=file]").set_input_files(campus.photos[photo])
        await expect(page.get_by_text("Good photo")).to_be_visible()
        await expect(page.get_by_text("by the guardian")).to_be_visible()

        await page.get_by_role("button", name="Withdraw and erase").click()
        receipt = page.get_by_text(re.compile(r"1 photo and \d+ encodings? were erased on"))
        await expect(receipt).to_be_visible(timeout=ERASED_MS)
        await expect(page.locator("input[type=file]")).to_have_count(0)
        await assert_accessible(page)
