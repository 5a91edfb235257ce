"""Logging in with another provider, through its own pages, in a real browser."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from cli.demo import college
from cli.demo.college import Login
from tests.e2e.conftest import Campus
from tests.e2e.web_user import WebUser
from tests.e2e.windows import (
    begin_a_passkey,
    give_password,
    logged_in,
    own_a_virtual_authenticator,
    recovery_codes,
    window,
)
from tests.fakes.strict_provider import is_installed, strict_provider

CALLBACK = "/api/v1/login/oidc/callback"
INVITED, STRANGER, UNSURE, TWO_STEPS = "gita@oidc.test", "nobody@oidc.test", "unsure@oidc.test", "hari@oidc.test"
PEOPLE = {
    "gita": {"email": INVITED, "email_verified": True},
    "stranger": {"email": STRANGER, "email_verified": True},
    "unsure": {"email": UNSURE, "email_verified": False},
    "hari": {"email": TWO_STEPS, "email_verified": True},
}

pytestmark = pytest.mark.skipif(
    not is_installed(), reason="the provider is not installed: run `npm ci` in tests/providers"
)


@pytest_asyncio.fixture(scope="module", loop_scope="session", autouse=True)
async def provider(campus: Campus, provider_port: int) -> AsyncIterator[None]:
    async with strict_provider(PEOPLE, campus.running.url + CALLBACK, port=provider_port, pages=True):
        yield


async def invite(admin: WebUser, name: str, email: str, role: str) -> str:
    """Somebody new, who has done nothing yet; their activation link. The provider knows few: who was invited before, in
    a try that failed, goes."""
    _, before = await admin.call("GET", "/people", params={"query": email})
    for person in before["items"]:
        assert (await admin.call("DELETE", f"/people/{person['person_id']}"))[0] == 204
    body = {"display_name": name, "email": email, "role": role, "request_id": str(uuid.uuid4())}
    status, created = await admin.call("POST", "/people", body=body)
    assert status == 201, created
    return str(created["activation_link"])


async def ask_the_provider(page: Page) -> None:
    await page.goto("/login")
    await page.get_by_role("link", name="Continue with Google").click()
    await expect(page.get_by_role("button", name="Sign-in")).to_be_visible()


async def come_from_the_provider(page: Page, who: str) -> None:
    """Says who one is there, and allows Presence to know it."""
    await ask_the_provider(page)
    await page.get_by_placeholder("Enter any login").fill(who)
    await page.get_by_placeholder("and password").fill("none is asked")
    await page.get_by_role("button", name="Sign-in").click()
    await expect(page.get_by_text("email", exact=True).first).to_be_visible()  # what is asked for
    await page.get_by_role("button", name="Continue").click()


async def test_somebody_invited_comes_in_from_the_provider_to_the_page_they_wanted(
    chromium: Browser, campus: Campus, admin: WebUser
) -> None:
    await invite(admin, "Gita Oli", INVITED, "student")
    async with window(chromium, campus, "oidc-invited", url=campus.running.url) as page:
        await page.goto("/account")  # asks for a log-in first, and then goes on
        await page.get_by_role("link", name="Continue with Google").click()
        await page.get_by_placeholder("Enter any login").fill("gita")
        await page.get_by_placeholder("and password").fill("none is asked")
        await page.get_by_role("button", name="Sign-in").click()
        await page.get_by_role("button", name="Continue").click()
        await logged_in(page)
        await expect(page.get_by_role("heading", name="Your account")).to_be_visible()
        await expect(page.get_by_role("button", name="Gita Oli")).to_be_visible()


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("stranger", "That address has no account here. Ask an administrator to add you."),
        ("unsure", "The other provider has not verified that address, so it cannot be used here."),
    ],
)
async def test_whom_the_college_does_not_know_is_told_so_on_the_log_in_page(
    chromium: Browser, campus: Campus, who: str, sentence: str
) -> None:
    async with window(chromium, campus, f"oidc-{who}", url=campus.running.url) as page:
        await come_from_the_provider(page, who)
        await expect(page.get_by_text(sentence)).to_be_visible()
        await expect(page.get_by_role("heading", name="Log in")).to_be_visible()


async def test_whoever_turns_back_at_the_provider_or_comes_with_somebody_elses_answer_is_told_so(
    chromium: Browser, campus: Campus
) -> None:
    async with window(chromium, campus, "oidc-abandoned", url=campus.running.url) as page:
        await ask_the_provider(page)
        await page.get_by_role("link", name="Cancel").click()
        await expect(page.get_by_text("The log-in was not finished there.")).to_be_visible()
        await page.goto(f"{CALLBACK}?code=stolen&state=stolen")
        await expect(page.get_by_text("This log-in was begun in another window, or too long ago.")).to_be_visible()
        await ask_the_provider(page)
        await page.goto(f"{CALLBACK}?code=stolen&state=stolen")
        await expect(page.get_by_text("The answer of the other provider did not check out.")).to_be_visible()


async def test_the_provider_replaces_the_password_but_not_the_second_step(
    chromium: Browser, campus: Campus, admin: WebUser
) -> None:
    link = await invite(admin, "Hari Thapa", TWO_STEPS, "teacher")
    teacher: Login = await college.activate(campus.endpoints, link, "Hari Thapa", TWO_STEPS)
    async with window(chromium, campus, "oidc-passkey") as page:  # passkeys need a name instead of an address
        await own_a_virtual_authenticator(page)
        await give_password(page, teacher)
        await logged_in(page)
        await begin_a_passkey(page)
        codes = await recovery_codes(page)
    async with window(chromium, campus, "oidc-second", url=campus.running.url) as page:
        await come_from_the_provider(page, "hari")
        await expect(page.get_by_role("heading", name="One more step")).to_be_visible()
        assert "second-factor" not in page.url  # an address that is copied holds no log-in
        await page.get_by_role("button", name="Use a recovery code instead").click()
        await page.get_by_label("Recovery code").fill(codes[0])
        await page.get_by_role("button", name="Log in").click()
        await logged_in(page)
