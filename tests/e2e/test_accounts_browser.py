"""Accounts as people keep them, in a real browser: a forgotten password, and a passkey of a virtual authenticator."""

from __future__ import annotations

import re
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Browser, FilePayload, Page, Response, expect

from tests.e2e.accessibility import assert_accessible
from tests.e2e.conftest import ARTIFACTS, Campus
from tests.e2e.windows import (
    begin_a_passkey,
    forget_passkeys,
    give_password,
    link_in_outbox,
    log_out,
    logged_in,
    own_a_virtual_authenticator,
    prove,
    prove_long_ago,
    recovery_codes,
    window,
)

NEW_PASSWORD = "three green parrots whistle"


async def test_a_forgotten_password_is_reset_by_the_link_in_the_outbox(chromium: Browser, campus: Campus) -> None:
    student = campus.college.student
    async with window(chromium, campus, "reset") as page:
        await page.goto("/login")
        await expect(page.get_by_role("link", name="Continue with Google")).to_be_visible()
        await assert_accessible(page)
        await page.get_by_role("link", name="Forgot your password?").click()
        # the log-in form has a field of the same name, and stays until this page is loaded
        await expect(page.get_by_role("button", name="Send the link")).to_be_visible()
        await page.get_by_label("E-mail").fill(student.email)
        since = datetime.now(UTC)
        async with page.expect_request("**/password-reset") as asked:
            await page.get_by_role("button", name="Send the link").click()
        assert (await asked.value).post_data_json["language"] == await page.get_attribute("html", "lang")
        await expect(page.get_by_text("Look into your mail")).to_be_visible()

        link = urlsplit(await link_in_outbox(chromium, campus, student.email, since))
        assert link.fragment
        at_this_name = f"{link.path}#{link.fragment}"
        # an unlike second password is told before anything is sent
        await page.goto(at_this_name)
        await page.get_by_label("New password", exact=True).fill(student.password)
        await page.get_by_label("Repeat the new password").fill(NEW_PASSWORD)
        await page.get_by_role("button", name="Set the new password").click()
        await expect(page.get_by_text("The two passwords are not the same.")).to_be_visible()
        await assert_accessible(page)
        # the same one as before, so that later tests can log in
        await page.get_by_label("Repeat the new password").fill(student.password)
        await page.get_by_role("button", name="Set the new password").click()
        await expect(page.get_by_role("heading", name="Your password is changed")).to_be_visible()
        await page.get_by_role("link", name="Go to the log-in page").click()
        await give_password(page, student)
        await logged_in(page)

        await page.goto(at_this_name)
        await expect(page.get_by_role("link", name="Ask for a new link")).to_be_visible()


@pytest.fixture
async def as_found(campus: Campus) -> AsyncIterator[None]:
    """Other tests log the teacher in with a password alone."""
    yield
    await forget_passkeys(campus)


async def test_a_passkey_is_added_asked_for_replaced_by_a_recovery_code_and_removed(
    chromium: Browser, campus: Campus, as_found: None
) -> None:
    teacher = campus.college.teacher
    async with window(chromium, campus, "passkey") as page:
        await own_a_virtual_authenticator(page)
        await give_password(page, teacher)
        await logged_in(page)
        await prove_long_ago(campus)
        await begin_a_passkey(page)
        await prove(page, "not this one")
        await expect(page.get_by_text("The current password is not right.")).to_be_visible()
        await page.screenshot(path=ARTIFACTS / "browser-accounts-proof.png")
        await assert_accessible(page)
        await prove(page, teacher.password)
        codes = await recovery_codes(page)
        await page.screenshot(path=ARTIFACTS / "browser-accounts-codes.png")
        await assert_accessible(page)
        await page.get_by_role("button", name="I have kept them").click()
        await expect(page.get_by_role("list", name="Passkeys").get_by_text("My laptop")).to_be_visible()

        await log_out(page, teacher)
        await give_password(page, teacher)
        await expect(page.get_by_role("heading", name="One more step")).to_be_visible()
        await page.screenshot(path=ARTIFACTS / "browser-accounts-second.png")
        await assert_accessible(page)
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
        await assert_accessible(page)
        await prove_long_ago(campus)
        await page.get_by_role("button", name="Remove the passkey My laptop").click()
        await page.get_by_role("dialog").get_by_role("button", name="Remove").click()
        await prove(page, teacher.password)
        await expect(page.get_by_text("You have no passkey yet.")).to_be_visible()


async def test_a_file_of_people_is_mended_after_its_preview_and_then_imported(
    chromium: Browser, campus: Campus
) -> None:
    head = "name,email,role,student_number,group\n"
    mark = uuid.uuid4().hex[:6]  # whoever tries again imports others
    good = f"Asha Gurung,asha@{mark}.test,student,{mark}-1,BE 2026\n"
    wrong = f"Bina Rai,not an address,student,{mark}-2,BE 2026\n"
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
        await assert_accessible(page)

        await choose(page, head + good + wrong.replace("not an address", f"bina@{mark}.test"))
        await page.get_by_role("button", name="Import 2 people").click()
        await expect(page.get_by_text("The people are imported")).to_be_visible()
        await page.goto(f"/people?query={mark}.test")
        await expect(page.get_by_role("list", name="Students").get_by_role("listitem")).to_have_count(2)
        await assert_accessible(page)
        await page.goto("/audit")
        await expect(page.get_by_role("cell", name="Imported people").first).to_be_visible()
        await page.screenshot(path=ARTIFACTS / "browser-accounts-audit.png")
        await assert_accessible(page)


async def test_the_audit_log_is_narrowed_to_somebody_by_keyboard_and_from_their_page(
    chromium: Browser, campus: Campus
) -> None:
    teacher, admin = campus.college.teacher, campus.college.admin
    async with window(chromium, campus, "audit") as page:
        await give_password(page, admin)
        await logged_in(page)
        await page.goto("/audit")
        subject = page.get_by_role("combobox", name="To whom")
        # a slow hand's first letters are looked up, too: what is found by them goes again
        async with page.expect_response(lambda answer: looked_up(answer, teacher.display_name)):
            await subject.press_sequentially(teacher.display_name)
        found = page.get_by_role("listbox", name="To whom").get_by_role("option")
        await expect(found).to_have_count(1)
        await expect(found).to_contain_text(teacher.display_name)
        await assert_accessible(page)
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await expect(subject).to_have_value(teacher.display_name)
        table = page.get_by_role("table", name="Audit log")
        await expect(table.get_by_role("cell", name="Activated the account")).to_have_count(1)
        await expect(table.get_by_role("cell", name="Imported people")).to_have_count(0)
        # what is in the address is in the fields again
        await page.reload()
        await expect(subject).to_have_value(teacher.display_name)
        await page.get_by_role("button", name="Clear “To whom”").click()
        await expect(subject).to_have_value("")

        await table.get_by_role("link", name=admin.display_name).first.click()
        await page.get_by_role("link", name=f"Done by {admin.display_name}").click()
        await expect(page.get_by_role("combobox", name="Who", exact=True)).to_have_value(admin.display_name)


def looked_up(answer: Response, text: str) -> bool:
    """Whether it is the answer to that search for people."""
    address = urlsplit(answer.url)
    return address.path.endswith("/people") and parse_qs(address.query).get("query") == [text]


async def choose(page: Page, text: str) -> None:
    file = FilePayload(name="people.csv", mimeType="text/csv", buffer=text.encode())
    await page.locator("input[type=file]").set_input_files(file)
