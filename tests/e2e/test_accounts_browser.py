"""Accounts as people keep them, in a real browser: a forgotten password, and a passkey of a virtual authenticator."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from playwright.async_api import Browser, FilePayload, Page, expect

from cli.demo.college import Login
from tests.e2e.conftest import ARTIFACTS, Campus

SOON_MS = 20_000
NEW_PASSWORD = "three green parrots whistle"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


@asynccontextmanager
async def window(chromium: Browser, campus: Campus, name: str) -> AsyncIterator[Page]:
    """A browser at localhost, for WebAuthn knows no bare addresses; a picture of its end is kept."""
    address = f"http://localhost:{urlsplit(campus.running.url).port}"
    context = await chromium.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    page = await context.new_page()
    page.set_default_timeout(SOON_MS)
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    try:
        yield page
        assert troubles == []
    finally:
        ARTIFACTS.mkdir(exist_ok=True)
        await page.screenshot(path=ARTIFACTS / f"browser-accounts-{name}.png", full_page=True)
        await context.close()


async def give_password(page: Page, login: Login) -> None:
    await page.goto("/login")
    await page.get_by_label("E-mail").fill(login.email)
    await page.get_by_label("Password").fill(login.password)
    await page.get_by_role("button", name="Log in").click()


async def logged_in(page: Page) -> None:
    await expect(page.get_by_role("navigation", name="Main")).to_be_visible()


async def log_out(page: Page, login: Login) -> None:
    await page.get_by_role("button", name=re.compile(re.escape(login.display_name))).click()
    await page.get_by_role("menuitem", name="Log out").click()
    await expect(page.get_by_role("heading", name="Log in")).to_be_visible()


async def link_in_outbox(chromium: Browser, campus: Campus, email: str) -> str:
    """What an administrator passes on where no mail server does."""
    async with window(chromium, campus, "outbox") as page:
        await give_password(page, campus.college.admin)
        await logged_in(page)
        await page.get_by_role("link", name="Outbox").click()
        await page.get_by_role("button", name=re.compile(rf"^Open “.*” to {re.escape(email)}$")).first.click()
        return await page.get_by_role("dialog").get_by_label("Link", exact=True).first.input_value()


async def test_a_forgotten_password_is_reset_by_the_link_in_the_outbox(chromium: Browser, campus: Campus) -> None:
    student = campus.college.student
    async with window(chromium, campus, "reset") as page:
        await page.goto("/login")
        await page.get_by_role("link", name="Forgot your password?").click()
        await page.get_by_label("E-mail").fill(student.email)
        await page.get_by_role("button", name="Send the link").click()
        await expect(page.get_by_text("Look into your mail")).to_be_visible()

        link = urlsplit(await link_in_outbox(chromium, campus, student.email))
        assert link.fragment
        at_this_name = f"{link.path}#{link.fragment}"
        # an unlike second password is told before anything is sent
        await page.goto(at_this_name)
        await page.get_by_label("New password", exact=True).fill(student.password)
        await page.get_by_label("Repeat the new password").fill(NEW_PASSWORD)
        await page.get_by_role("button", name="Set the new password").click()
        await expect(page.get_by_text("The two passwords are not the same.")).to_be_visible()
        # the same one as before, so that later tests can log in
        await page.get_by_label("Repeat the new password").fill(student.password)
        await page.get_by_role("button", name="Set the new password").click()
        await expect(page.get_by_role("heading", name="Your password is changed")).to_be_visible()
        await page.get_by_role("link", name="Go to the log-in page").click()
        await give_password(page, student)
        await logged_in(page)

        await page.goto(at_this_name)
        await expect(page.get_by_role("link", name="Ask for a new link")).to_be_visible()


async def test_a_passkey_is_added_asked_for_replaced_by_a_recovery_code_and_removed(
    chromium: Browser, campus: Campus
) -> None:
    teacher = campus.college.teacher
    async with window(chromium, campus, "passkey") as page:
        devtools = await page.context.new_cdp_session(page)
        await devtools.send("WebAuthn.enable")
        await devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        await give_password(page, teacher)
        await logged_in(page)
        await page.goto("/account")
        await page.get_by_role("button", name="Add a passkey").click()
        await page.get_by_label("Name", exact=True).fill("My laptop")
        await page.get_by_label("Your password again").fill("not this one")
        await page.get_by_role("button", name="Continue").click()
        await expect(page.get_by_text("The current password is not right.")).to_be_visible()
        await page.get_by_label("Your password again").fill(teacher.password)
        await page.get_by_role("button", name="Continue").click()
        shown = page.get_by_role("list", name="Recovery codes").get_by_role("listitem")
        await expect(shown).to_have_count(10)
        codes = await shown.all_inner_texts()
        await page.screenshot(path=ARTIFACTS / "browser-accounts-codes.png")
        await page.get_by_role("button", name="I have kept them").click()
        await expect(page.get_by_role("list", name="Passkeys").get_by_text("My laptop")).to_be_visible()

        await log_out(page, teacher)
        await give_password(page, teacher)
        await expect(page.get_by_role("heading", name="One more step")).to_be_visible()
        await page.screenshot(path=ARTIFACTS / "browser-accounts-second.png")
        await page.get_by_role("button", name="Use your passkey").click()
        await logged_in(page)

        await log_out(page, teacher)
        await give_password(page, teacher)
        await page.get_by_role("button", name="Use a recovery code instead").click()
        await page.get_by_label("Recovery code").fill(codes[0])
        await page.get_by_role("button", name="Log in").click()
        await logged_in(page)

        await page.goto("/account")
        await expect(page.get_by_text("9 recovery codes are left.")).to_be_visible()
        await page.get_by_role("button", name="Remove the passkey My laptop").click()
        await page.get_by_role("dialog").get_by_role("button", name="Remove").click()
        await expect(page.get_by_text("You have no passkey yet.")).to_be_visible()


async def test_a_file_of_people_is_mended_after_its_preview_and_then_imported(
    chromium: Browser, campus: Campus
) -> None:
    head = "name,email,role,student_number,group\n"
    good = "Asha Gurung,asha@import.test,student,IMP-1,BE 2026\n"
    wrong = "Bina Rai,not an address,student,IMP-2,BE 2026\n"
    async with window(chromium, campus, "import") as page:
        await give_password(page, campus.college.admin)
        await logged_in(page)
        await page.goto("/people")
        await page.get_by_role("link", name="Import").click()
        await choose(page, head + good + wrong)
        mistakes = page.get_by_role("table", name="Mistakes in the file")
        await expect(mistakes.get_by_role("row", name=re.compile(r"^3 email "))).to_be_visible()
        await expect(page.get_by_role("button", name=re.compile("^Import "))).to_have_count(0)
        await page.screenshot(path=ARTIFACTS / "browser-accounts-mistakes.png")

        await choose(page, head + good + wrong.replace("not an address", "bina@import.test"))
        await page.get_by_role("button", name="Import 2 people").click()
        await expect(page.get_by_text("The people are imported")).to_be_visible()
        await page.goto("/people?query=import.test")
        await expect(page.get_by_role("list", name="Students").get_by_role("listitem")).to_have_count(2)
        await page.goto("/audit")
        await expect(page.get_by_role("cell", name="Imported people")).to_be_visible()
        await page.screenshot(path=ARTIFACTS / "browser-accounts-audit.png")


async def choose(page: Page, text: str) -> None:
    file = FilePayload(name="people.csv", mimeType="text/csv", buffer=text.encode())
    await page.locator("input[type=file]").set_input_files(file)
