"""Debian's Chromium as the tests start it."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, async_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # no page here lives long enough to earn back what optimising its code and collecting on many threads cost
    "--js-flags=--no-opt,--no-maglev,--single-threaded-gc",
)


def chromium_path() -> str | None:
    """The whole of it, or what CHROMIUM names."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium")


def headless_path() -> str | None:
    """Its headless shell, which draws the same pages in two thirds of the processor's time; else the whole."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or chromium_path()


@asynccontextmanager
async def launched(path: str | None, flags: Sequence[str] = ()) -> AsyncIterator[Browser]:
    """A headless browser; without one the test is skipped."""
    if path is None:
        pytest.skip("no Chromium: install it with `apt-get install chromium`, or name one in CHROMIUM")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=[*FLAGS, *flags])
        yield browser
        await browser.close()
