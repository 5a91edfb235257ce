"""Browser windows of people who see to their accounts."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import urlsplit

import asyncpg
from playwright.async_api import Browser, Page, ViewportSize, expect

from cli.demo.college import Login
from cli.local.databases import ServiceDatabase
from cli.local.folder import DataFolder
from cli.local.keys import load_secrets
from tests.e2e.accessibility import assert_accessible
from tests.e2e.conftest import ARTIFACTS, Campus
from tests.e2e.conftest import logged_in as logged_in_by_api
from tests.e2e.tokens import embedded_server_url

SOON_MS = 30_000
MAILED_SECONDS = 60.0
LOOK_SECONDS = 0.2
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


@asynccontextmanager
async def window(
    chromium: Browser, campus: Campus, name: str, *, url: str = "", worker: Literal["allow", "block"] = "block"
) -> AsyncIterator[Page]:
    """A browser at localhost, for WebAuthn knows no bare addresses, or at `url`; a picture is kept of what went wrong.

    The client's service worker would fetch all of the client into each new window: it is let in where it is needed.
    """
    address = url or f"http://localhost:{urlsplit(campus.running.url).port}"
    size: ViewportSize = {"width": 1280, "height": 900}
    context = await chromium.new_context(
        base_url=address, viewport=size, reduced_motion="reduce", service_workers=worker
    )
    page = await context.new_page()
    page.set_default_timeout(SOON_MS)
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    try:
        yield page
        assert troubles == []
    except BaseException:
        ARTIFACTS.mkdir(exist_ok=True)
        await page.screenshot(path=ARTIFACTS / f"browser-accounts-{name}.png", full_page=True)
        raise
    finally:
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


async def mailed(campus: Campus, email: str, since: datetime) -> None:
    """Returns once the outbox holds a mail to that address with a link that was written since then: what strangers ask
    for is answered away from their call, and an outbox that is open already does not fill."""
    async with logged_in_by_api(campus, campus.college.admin) as admin, asyncio.timeout(MAILED_SECONDS):
        while True:
            _, newest = await admin.call("GET", "/mails", params={"page_size": "50"})
            for mail in newest["items"]:
                if mail["to_address"] == email and datetime.fromisoformat(mail["create_time"]) >= since:
                    _, opened = await admin.call("GET", f"/mails/{mail['mail_id']}")
                    if "://" in opened["text"]:
                        return
            await asyncio.sleep(LOOK_SECONDS)


async def link_in_outbox(chromium: Browser, campus: Campus, email: str, since: datetime) -> str:
    """What an administrator passes on where no mail server does, of the newest mail, which was asked for since then."""
    assert since.tzinfo is UTC
    await mailed(campus, email, since)
    async with window(chromium, campus, "outbox") as page:
        await give_password(page, campus.college.admin)
        await logged_in(page)
        await page.get_by_role("link", name="Outbox").click()
        await page.get_by_role("button", name=re.compile(rf"^Open “.*” to {re.escape(email)}$")).first.click()
        link = await page.get_by_role("dialog").get_by_label("Link", exact=True).first.input_value()
        await assert_accessible(page)
        return link


async def own_a_virtual_authenticator(page: Page) -> None:
    """From now on the browser makes passkeys, and shows them without asking anybody."""
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("WebAuthn.enable")
    await devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


async def begin_a_passkey(page: Page) -> None:
    """Opens the account page's dialog, and has the browser make one unless the password is asked for first."""
    await page.goto("/account")
    await page.get_by_role("button", name="Add a passkey").click()
    await page.get_by_label("Name", exact=True).fill("My laptop")
    await page.get_by_role("button", name="Continue").click()


async def prove(page: Page, password: str) -> None:
    """Answers the dialog that comes before what is sensitive."""
    asked = page.get_by_role("dialog", name="Is it you?")
    await asked.get_by_label("Your password again").fill(password)
    await asked.get_by_role("button", name="Go on").click()


async def recovery_codes(page: Page) -> list[str]:
    """The ten that are shown with the first passkey."""
    shown = page.get_by_role("list", name="Recovery codes").get_by_role("listitem")
    await expect(shown).to_have_count(10)
    return await shown.all_inner_texts()


async def prove_long_ago(campus: Campus) -> None:
    """As if everybody had logged in, or given their password, an hour ago."""
    await _in_identitys_database(campus, "update logins set prove_time = now() - interval '1 hour'")


async def forget_passkeys(campus: Campus) -> None:
    """As if nobody had ever added one: the campus is everybody's, and most log in with a password alone."""
    await _in_identitys_database(campus, "delete from passkeys; delete from recovery_codes")


async def _in_identitys_database(campus: Campus, statements: str) -> None:
    folder = DataFolder(campus.folder / "data")
    database = ServiceDatabase("presence_identity", load_secrets(folder.secrets).identity_database_password)
    connection = await asyncpg.connect(database.address(embedded_server_url(folder)))
    try:
        await connection.execute(statements)
    finally:
        await connection.close()
