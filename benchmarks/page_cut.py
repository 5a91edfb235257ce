"""The network of a teacher's page is away for 30 s of a live session: are its lists right afterwards, without a reload?

`python -m benchmarks.page_cut [--seconds 30]` opens a session with a camera, and its page in a browser whose network it
takes away twice: so that the browser knows, and so that bytes vanish and nobody is told. Meanwhile students come in and
another device sets a mark. It prints both registers, and fails where the page's is wrong; `make web` builds the page.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from uuid import uuid4

from playwright.async_api import Browser, Page, async_playwright

from tests.e2e.browsers import chromium_path
from tests.e2e.classroom import open_session
from tests.e2e.conftest import Campus
from tests.e2e.cuttable import CuttableNetwork
from tests.e2e.stage import Stage
from tests.e2e.trouble import AFTERWARDS, ALWAYS, MEANWHILE, NEVER, installation, streaming
from tests.e2e.web_user import WebUser

Way = Literal["told", "silent"]
EVERYBODY = ALWAYS | {MEANWHILE, AFTERWARDS}
NOTICED_SECONDS = 30.0  # two beats are missing, and some time to say it
SEEN_SECONDS, BACK_SECONDS, LOOK_SECONDS = 60.0, 60.0, 0.1
LIST_OF = {
    "present": "Present",
    "left_early": "Present",
    "late": "Late",
    "not_seen": "Not yet seen",
    "unconfirmed": "Not yet seen",
    "absent": "Absent",
    "excused": "Absent",
}
LISTS = """() => Object.fromEntries([...document.querySelectorAll("[data-student]")]
  .map((row) => [row.dataset.student, row.closest("section").getAttribute("aria-label")]))"""


async def until_equal(
    one: Callable[[], Awaitable[object]], other: Callable[[], Awaitable[object]], most: float
) -> float:
    """Seconds until both answer the same. Raises TimeoutError."""
    began = time.monotonic()
    async with asyncio.timeout(most):
        while await one() != await other():  # noqa: ASYNC110 - a browser and another process
            await asyncio.sleep(LOOK_SECONDS)
    return time.monotonic() - began


async def logged_in(browser: Browser, campus: Campus) -> Page:
    """A window of the teacher's."""
    page = await browser.new_page(base_url=campus.running.url, viewport={"width": 1280, "height": 900})
    await page.goto("/login")
    await page.get_by_label("E-mail").fill(campus.college.teacher.email)
    await page.get_by_label("Password").fill(campus.college.teacher.password)
    await page.get_by_role("button", name="Log in").click()
    await page.get_by_role("navigation", name="Main").wait_for()
    return page


async def cut_once(
    page: Page, network: CuttableNetwork, campus: Campus, stage: Stage, way: Way, seconds: float
) -> None:
    """A session whose page is cut off. Raises TimeoutError where lists do not come right, RuntimeError on a reload."""
    students = campus.college.students
    names = {person_id: key for key, person_id in students.items()}
    stage.show(ALWAYS)
    async with open_session(campus) as (_, session), WebUser(campus.running.url, campus.college.teacher) as teacher:

        async def register() -> dict[str, str]:
            _, held = await teacher.call("GET", f"/sessions/{session.session_id}")
            return {names[mark["student_id"]]: LIST_OF[mark["status"]] for mark in held["marks"]}

        async def shown() -> dict[str, str]:
            return {names[student]: title for student, title in (await page.evaluate(LISTS)).items()}

        async def present() -> set[str]:
            return {key for key, title in (await register()).items() if title == "Present"}

        async def expected(people: frozenset[str]) -> set[str]:
            return set(people)

        await page.goto(f"/sessions/{session.session_id}")
        await until_equal(present, lambda: expected(ALWAYS), SEEN_SECONDS)
        await until_equal(shown, register, SEEN_SECONDS)
        await page.evaluate("() => { window.stayed = true }")
        cut_at = time.monotonic()
        if way == "told":
            await page.context.set_offline(True)
        else:
            network.cut()
        stage.show(EVERYBODY)
        _, held = await teacher.call("GET", f"/sessions/{session.session_id}")
        mark = next(one for one in held["marks"] if one["student_id"] == students[NEVER])
        body = {"status": "late", "revision": mark["revision"], "request_id": str(uuid4()), "note": ""}
        status, answer = await teacher.call("PUT", f"/sessions/{session.session_id}/marks/{students[NEVER]}", body=body)
        assert status == 200, answer
        await until_equal(present, lambda: expected(EVERYBODY), SEEN_SECONDS)
        await asyncio.sleep(max(0.0, seconds - (time.monotonic() - cut_at)))
        stale, said = await shown(), await page.get_by_text("The connection is lost.").count()
        away = time.monotonic() - cut_at
        if way == "told":
            await page.context.set_offline(False)
        else:
            network.mend()
        took = await until_equal(shown, register, BACK_SECONDS)
        told = "said" if said else "did not say"
        print(f"{way}: away for {away:.0f} s, which the page {told}; right {took:.1f} s after")
        for key, title in sorted((await shown()).items()):
            print(f"  {key:10} {stale[key]:>14} while it was away, {title:>10} after")
        if not await page.evaluate("() => window.stayed === true"):
            raise RuntimeError("the page was loaded again")
        if not said and seconds >= NOTICED_SECONDS:
            raise RuntimeError("the page did not say that it was cut off")


async def main(seconds: float) -> int:
    """The exit status."""
    folder = Path(tempfile.mkdtemp(prefix="page-cut-"))
    async with installation(folder) as trouble, async_playwright() as playwright:
        campus = trouble.campus
        stage = await asyncio.to_thread(Stage, campus.photos, ALWAYS, EVERYBODY)
        network = CuttableNetwork()
        network.mend()
        address = urlsplit(campus.running.url)
        assert address.hostname
        assert address.port
        server = await network.serve(address.hostname, address.port)
        between = (
            f"127.0.0.1:{server.sockets[0].getsockname()[1]}"  # the address stays the one that log-ins are taken from
        )
        flags = ["--no-sandbox", f"--host-resolver-rules=MAP {address.hostname} {between}"]
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=flags)
        ways: tuple[Way, ...] = ("told", "silent")
        try:
            page = await logged_in(browser, campus)
            async with streaming(campus, stage):
                for way in ways:
                    await cut_once(page, network, campus, stage, way, seconds)
        except (TimeoutError, RuntimeError) as error:
            print(f"wrong: {error or 'the lists did not come right'}")
            return 1
        finally:
            network.mend()
            await browser.close()
            server.close()
    print("both times the page's lists are the register's, without a reload")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0, help="how long the network is away")
    sys.exit(asyncio.run(main(parser.parse_args().seconds)))
