"""Where a second factor is required: a teacher adds a passkey before anything else, in a real browser."""

from __future__ import annotations

import hashlib
import json
import socket
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest_asyncio
from playwright.async_api import Browser, expect
from pydantic import SecretStr

from cli.local.databases import ServiceDatabase
from cli.local.folder import DataFolder
from cli.local.keys import load_secrets
from gateway.config import GatewayConfig
from gateway.wiring import assembled as assembled_gateway
from services.common.server import Server
from services.identity.__main__ import assembled as assembled_identity
from services.identity.config import IdentityConfig
from services.identity.handlers.errors import STATUS
from services.identity.handlers.identity import PUBLIC_METHODS
from tests.e2e.accessibility import assert_accessible
from tests.e2e.conftest import ARTIFACTS, ROOT, Campus
from tests.e2e.tokens import embedded_server_url
from tests.e2e.web_user import WebUser
from tests.e2e.windows import logged_in, own_a_virtual_authenticator, recovery_codes, window
from tests.fakes.web_server import listening

PASSWORD = "a kettle hums at dawn"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def strict_url(campus: Campus) -> AsyncIterator[str]:
    """Another identity and gateway of the same installation, whose operator requires a second factor."""
    folder = DataFolder(campus.folder / "data")
    secrets = load_secrets(folder.secrets)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://localhost:{port}"
    database = ServiceDatabase("presence_identity", secrets.identity_database_password)
    config = IdentityConfig.model_validate(
        {
            "listen": "127.0.0.1:0",
            "database_url": database.address(embedded_server_url(folder)),
            "public_url": url,
            "encryption_key": secrets.identity_encryption_key,
            "service_keys": json.dumps({"gateway": hashlib.sha256(secrets.gateway_service_key.encode()).hexdigest()}),
            "second_factor": "required",
        }
    )
    async with assembled_identity(config) as identity:
        server = Server(
            listen=config.listen,
            register=identity.register,
            verify=identity.verifier.verify,
            errors=STATUS,
            public_methods=PUBLIC_METHODS,
        )
        target = f"ipv4:127.0.0.1:{await server.start()}"
        await identity.ready()
        await server.set_ready()
        gateway = GatewayConfig(
            listen=f"127.0.0.1:{port}",
            public_url=url,
            identity_target=target,
            attendance_target=campus.endpoints.attendance,
            recognition_target=campus.endpoints.recognition,
            service_key=SecretStr(secrets.gateway_service_key),
            web_dir=ROOT / "web" / "dist",
        )
        async with assembled_gateway(gateway) as app, listening(app, port, shutdown_seconds=1.0):
            yield url
        await identity.watching_revocations.stop()
        await server.stop()


async def test_a_new_teacher_adds_a_passkey_between_the_first_password_and_the_first_page(
    chromium: Browser, campus: Campus, admin: WebUser, strict_url: str
) -> None:
    email = f"{uuid4().hex[:8]}@strict.test"
    body = {"display_name": "Nima Strict", "email": email, "role": "teacher", "request_id": str(uuid4())}
    status, created = await admin.call("POST", "/people", body=body)
    assert status == 201, created
    token = str(created["activation_link"]).partition("#")[2]
    async with window(chromium, campus, "enrolment", url=strict_url) as page:
        await own_a_virtual_authenticator(page)
        await page.goto(f"/activate#{token}")
        await page.get_by_label("New password", exact=True).fill(PASSWORD)
        await page.get_by_label("Repeat the new password").fill(PASSWORD)
        await page.get_by_role("button", name="Set password and log in").click()
        await expect(page.get_by_role("heading", name="One more step")).to_be_visible()
        await assert_accessible(page)
        # turned away from: nothing is open, and the password leads here again
        await page.goto("/account")
        await page.get_by_label("E-mail").fill(email)
        await page.get_by_label("Password").fill(PASSWORD)
        await page.get_by_role("button", name="Log in").click()
        await page.get_by_label("Name", exact=True).fill("My phone")
        await page.screenshot(path=ARTIFACTS / "browser-accounts-enrol.png")
        await page.get_by_role("button", name="Add a passkey").click()
        await recovery_codes(page)
        await page.get_by_role("button", name="I have kept them").click()
        await logged_in(page)
        await expect(page.get_by_role("list", name="Passkeys").get_by_text("My phone")).to_be_visible()
        await page.get_by_role("button", name="Remove the passkey My phone").click()
        await page.get_by_role("dialog").get_by_role("button", name="Remove").click()
        await expect(page.get_by_text("A passkey is required here.")).to_be_visible()
