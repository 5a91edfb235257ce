"""Lighthouse on the pages people meet first, against a running demo college: `make lighthouse`.

Prints the scores and fails below 95. The log-in and a student's page are held to a phone, a live session to a laptop.
Each page is opened three times, as no machine is ever quite quiet; the middle score of each kind counts.
"""

import asyncio
import json
import shutil
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from playwright.async_api import Page, async_playwright

from camera.connection import Endpoints
from cli.demo import cast, college, faces
from cli.demo.college import Login, Newcomer
from cli.local.options import Options
from cli.local.ports import free_port
from cli.local.programs import ROOT
from cli.local.up import presence_running

HERE = Path(__file__).parent
LIGHTHOUSE = HERE / "node_modules" / "lighthouse" / "cli" / "index.js"
REPORTS = ROOT / "artifacts" / "lighthouse"
CATEGORIES = ("performance", "accessibility", "best-practices")
LEAST = 95
TIMES = 3
SHOWN_MS = {"FCP": "first-contentful-paint", "LCP": "largest-contentful-paint", "TBT": "total-blocking-time"}


@dataclass(frozen=True)
class Visit:
    """A page, who opens it, and on what."""

    name: str
    path: str
    login: Login | None
    laptop: bool = False


async def scores(visit: Visit, url: str, port: int, time: int) -> Mapping[str, int]:
    """What Lighthouse gives the page in the browser at `port`, of 100; its whole report stays among the artifacts."""
    report = REPORTS / f"{visit.name}-{time}.json"
    command = [
        *("node", str(LIGHTHOUSE), url + visit.path, f"--port={port}", "--quiet"),
        *("--output=json", f"--output-path={report}", f"--only-categories={','.join(CATEGORIES)}"),
        *(["--disable-storage-reset"] if visit.login else []),  # who has logged in has the client's files
        *(["--preset=desktop"] if visit.laptop else []),
    ]
    process = await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.DEVNULL)
    if await process.wait():
        sys.exit(f"Lighthouse could not look at {visit.path}")
    found = json.loads(await asyncio.to_thread(report.read_text))
    figures = {name: round(100 * (found["categories"][name]["score"] or 0)) for name in CATEGORIES}
    audits = found["audits"]
    waits = " ".join(f"{name} {audits[audit]['numericValue']:.0f} ms" for name, audit in SHOWN_MS.items())
    shift, speed = audits["cumulative-layout-shift"]["numericValue"], found["environment"]["benchmarkIndex"]
    print(f"{visit.name}: {json.dumps(figures)} {waits} CLS {shift:.3f} (machine {speed:.0f})", flush=True)
    return figures


async def log_in(page: Page, url: str, login: Login) -> None:
    """As somebody does, in the browser that Lighthouse then drives."""
    await page.context.clear_cookies()
    await page.goto(f"{url}/login")
    await page.get_by_label("E-mail").fill(login.email)
    await page.get_by_label("Password").fill(login.password)
    await page.get_by_role("button", name="Log in").click()
    await page.wait_for_url(lambda address: "/login" not in address)


async def measured(folder: Path) -> dict[str, Mapping[str, int]]:
    """Runs a college, and looks at each page in one browser."""
    files = await asyncio.to_thread(faces.fetch)
    options = Options(data_folder=folder / "data", port=0)
    async with presence_running(options, report=print, progress=lambda _: None) as running:
        endpoints = Endpoints(running.identity_target, running.attendance_target, running.recognition_target)
        assert running.activation_link, "a new data folder has no administrator yet"
        admin = await college.activate(endpoints, running.activation_link, "Administrator", running.admin_email)
        newcomers = [
            Newcomer(person.key, person.display_name, tuple(files[photo] for photo in person.enrol))
            for person in cast.ENROLLED
        ]
        made = await college.build(endpoints, admin, newcomers, print)
        async with college.person(endpoints, made.teacher) as teacher:
            ended = await college.start_session(teacher, made)
            await college.end_session(teacher, ended.session_id)
            session = await college.start_session(teacher, made)
        visits = [
            Visit("login", "/login", None),
            Visit("student-dashboard", "/attendance", made.student),
            Visit("live-session", f"/sessions/{session.session_id}", made.teacher, laptop=True),
        ]
        port = free_port()
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch_persistent_context(
                folder / "browser",
                executable_path=shutil.which("chromium"),
                args=["--no-sandbox", "--disable-quic", f"--remote-debugging-port={port}"],
            )
            found: dict[str, Mapping[str, int]] = {}
            for visit in visits:
                page = await browser.new_page()
                if visit.login is not None:
                    await log_in(page, running.url, visit.login)
                await page.goto("about:blank")
                seen = [await scores(visit, running.url, port, time) for time in range(TIMES)]
                found[visit.name] = {name: round(median(one[name] for one in seen)) for name in CATEGORIES}
                await page.close()
            await browser.close()
        return found


def main() -> None:
    """Says the scores, and fails where one is too low."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="presence-lighthouse-", ignore_cleanup_errors=True) as scratch:
        Path(scratch).chmod(0o711)  # PostgreSQL may run as somebody else, who must get through
        found = asyncio.run(measured(Path(scratch)))
    for name, all_of in found.items():
        print(f"{name:20}", "  ".join(f"{category} {score}" for category, score in all_of.items()))
    low = [
        f"{name}: {category} {score}"
        for name, all_of in found.items()
        for category, score in all_of.items()
        if score < LEAST
    ]
    if low:
        sys.exit(f"below {LEAST}: " + "; ".join(low))


if __name__ == "__main__":
    main()
