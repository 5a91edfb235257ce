"""Lighthouse on the pages people meet first, against a running demo college: `make lighthouse`.

Prints the scores and fails below 95. The log-in and a student's page are held to a phone, a live session to a laptop.
As Lighthouse advises, each look has a browser of its own that has never seen the page, and the median run counts.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import ClientSession, CookieJar

from camera.connection import Endpoints
from cli.demo import cast, college, faces
from cli.demo.college import Login, Newcomer
from cli.local.options import Options
from cli.local.programs import ROOT
from cli.local.up import presence_running

LOOK = Path(__file__).parent / "look.mjs"
REPORTS = ROOT / "artifacts" / "lighthouse"
LEAST = 95


@dataclass(frozen=True)
class Visit:
    """A page, who opens it, and on what."""

    name: str
    path: str
    login: Login | None
    laptop: bool = False


@dataclass(frozen=True)
class Cookie:
    """As Puppeteer is told of one."""

    name: str
    value: str
    domain: str
    path: str
    httpOnly: bool  # noqa: N815 - Puppeteer's name for it


async def log_in(url: str, login: Login) -> list[Cookie]:
    """What a browser keeps of somebody who has just logged in."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as browser:
        credentials = {"email": login.email, "password": login.password}
        async with browser.post(f"{url}/api/v1/login", json=credentials, headers={"Origin": url}) as answer:
            answer.raise_for_status()
            host = urlsplit(url).hostname or ""
            return [
                Cookie(kept.key, kept.value, host, kept["path"] or "/", bool(kept["httponly"]))
                for kept in answer.cookies.values()
            ]


async def scores(visit: Visit, url: str, times: int) -> Mapping[str, int]:
    """What Lighthouse gives the median run of the page, of 100; its whole reports stay among the artifacts."""
    asked = {
        "url": url + visit.path,
        "cookies": [asdict(one) for one in await log_in(url, visit.login)] if visit.login else [],
        "laptop": visit.laptop,
        "times": times,
        "reports": str(REPORTS / visit.name),
    }
    print(f"{visit.name}: performance/accessibility/best practices", flush=True)
    process = await asyncio.create_subprocess_exec(
        *("node", str(LOOK), json.dumps(asked)), stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE
    )
    answer, _ = await process.communicate()
    if process.returncode:
        sys.exit(f"Lighthouse could not look at {visit.path}")
    found: dict[str, int] = json.loads(answer)
    return found


async def measured(folder: Path, times: int) -> dict[str, Mapping[str, int]]:
    """Runs a college, and looks at each page."""
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
        return {visit.name: await scores(visit, running.url, times) for visit in visits}


def main() -> None:
    """Says the scores, and fails where one is too low."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5, help="looks at each page; their median run counts")
    times: int = parser.parse_args().times
    REPORTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="presence-lighthouse-", ignore_cleanup_errors=True) as scratch:
        Path(scratch).chmod(0o711)  # PostgreSQL may run as somebody else, who must get through
        found = asyncio.run(measured(Path(scratch), times))
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
