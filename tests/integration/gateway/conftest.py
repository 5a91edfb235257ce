"""One gateway in front of fake services for all tests that do not need their own; a fresh browser for each."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
import pytest_asyncio

from tests.integration.gateway.serving import Backends, Browser, Gateway, running_backends, running_gateway


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def backends() -> AsyncIterator[Backends]:
    async with running_backends(pods=2) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def gateway(backends: Backends) -> AsyncIterator[Gateway]:
    targets = {process: backends.target(process) for process in ("identity", "attendance", "recognition")}
    async with running_gateway(targets, renew_early_seconds=3.0) as running:
        yield running


@pytest.fixture
async def browser(gateway: Gateway) -> AsyncIterator[Browser]:
    opened = Browser(gateway)
    yield opened
    await opened.close()


@pytest.fixture
async def teacher(browser: Browser, backends: Backends) -> Browser:
    """A browser in which a teacher is logged in."""
    await browser.log_in(backends.identity.add_person("teacher"))
    return browser


@pytest.fixture
async def tablet(browser: Browser, backends: Backends) -> Browser:
    """A tablet that is the kiosk of some camera, and nobody's."""
    code = str(uuid4())
    backends.identity.codes.add(code)
    status, body = await browser.send("POST", "/kiosk/pairing", json={"code": code})
    assert (status, body["camera_id"]) == (200, code), body
    return browser


@pytest.fixture
async def admin(browser: Browser, backends: Backends) -> Browser:
    """A browser in which an administrator is logged in."""
    await browser.log_in(backends.identity.add_person("admin"))
    return browser
