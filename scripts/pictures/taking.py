"""Opens pages in a browser and takes their pictures; what is wrong with them is told."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Page, Route
from playwright.async_api import Error as BrowserError

from cli.demo.college import Login
from scripts.pictures import coarse
from scripts.pictures.looks import Look
from scripts.pictures.pages import Role, Shot
from tests.e2e.accessibility import broken_rules
from tests.e2e.languages import speak
from tests.e2e.layout import lost

Logins = Mapping[Role, Login]
PATIENCE_MS = 15_000
ALWAYS_ANSWERED = ("/me", "/login", "/institution")
PROBLEM = (
    '{"type":"urn:presence:problem:unavailable","title":"Service Unavailable","status":503,"reason":"UNAVAILABLE",'
    '"detail":"The service does not answer. Try again in a moment.","metadata":{},"request_id":"picture"}'
)
ROLES: tuple[Role, ...] = ("nobody", "admin", "teacher", "student", "kiosk")
RTL = "document.addEventListener('DOMContentLoaded', () => { document.documentElement.dir = 'rtl' })"


# The tablet becomes the kiosk of a camera of the session that is open, and stops being one.
PAIR = """async () => {
  const csrf = () => /presence_csrf=([^;]*)/.exec(document.cookie)[1]
  const send = (path, body) => fetch("/api/v1" + path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf() },
    body: JSON.stringify(body),
  }).then((answer) => answer.json())
  const get = (path) => fetch("/api/v1" + path).then((answer) => answer.json())
  const session = (await get("/sessions?open_only=true")).items[0]
  const camera = (await get(`/cameras?room_id=${session.room_id}`)).items[0]
  const offered = await send(`/cameras/${camera.camera_id}/kiosk-pairing`, { label: "" })
  await send("/kiosk/pairing", { code: offered.code })
}"""
UNPAIR = """() => fetch("/api/v1/kiosk", {
  method: "DELETE",
  headers: { "X-CSRF-Token": /presence_csrf=([^;]*)/.exec(document.cookie)[1] },
})"""


@dataclass
class Album:
    """Where pictures go, whose they are, and what was found."""

    folder: Path
    url: str
    logins: Logins
    say: Callable[[str], None]
    client: Path | None = None  # a build of the web client to look at, in place of the one served
    hidden: bool = False  # with every face made coarse
    check: bool = True
    findings: list[str] = field(default_factory=list)
    _held: list[Route] = field(default_factory=list)

    async def take(self, browser: Browser, shots: Iterable[Shot], looks: Iterable[Look], every: bool = False) -> None:
        """Every page in every look it is wanted in; `every`: all pages in all of these."""
        wanted = list(shots)
        for look in looks:
            for role in ROLES:
                chosen = [shot for shot in wanted if shot.role == role and (every or look.every_page or shot.sample)]
                # what is done before a picture looks for English words
                for language in ("en", look.language) if look.language != "en" else ("en",):
                    spoken = [one for one in chosen if look.language == "en" or (language == "en") == bool(one.prepare)]
                    if spoken:
                        await self._take_as(browser, role, spoken, look, language)

    async def _take_as(self, browser: Browser, role: Role, shots: list[Shot], look: Look, language: str) -> None:
        context = await self._context(browser, look)
        try:
            page = await context.new_page()
            page.set_default_timeout(PATIENCE_MS)
            if role == "kiosk":
                await log_in(page, self.logins["admin"])
                await page.evaluate(PAIR)
            elif login := self.logins.get(role):
                await log_in(page, login)
            else:
                await page.goto("/login")
            await speak(context, language)
            for shot in shots:
                name = f"{shot.name}-{look.name}"
                try:
                    await self._take(page, shot, look, name)
                except (BrowserError, AssertionError) as error:
                    self._found(name, f"could not be taken: {str(error).splitlines()[0]}")
        finally:
            if role == "kiosk":
                await page.evaluate(UNPAIR)  # a camera has two keys at most
            await context.close()

    async def _context(self, browser: Browser, look: Look) -> BrowserContext:
        context = await browser.new_context(
            base_url=self.url,
            viewport={"width": look.width_px, "height": look.height_px},
            color_scheme=look.scheme,
            reduced_motion="reduce",
            forced_colors="active" if look.forced_colours else "none",
            service_workers="block",  # its own requests would pass by the routes below
            bypass_csp=True,
        )
        await context.grant_permissions(["camera"], origin=self.url)
        if look.right_to_left:
            await context.add_init_script(RTL)
        if self.hidden:
            await coarse.hide_live_pictures(context)
        if self.client is not None:
            await context.route("**/*", _files_of(self.client))
        return context

    async def _take(self, page: Page, shot: Shot, look: Look, name: str) -> None:
        if shot.trouble:
            await page.route("**/api/v1/**", self._hold if shot.trouble == "loading" else _refuse)
        try:
            await page.goto(shot.path)
            await page.wait_for_selector(shot.wait_for)
            if shot.prepare is not None:
                await shot.prepare(page)
            await self._settled(page, shot)
            path = self.folder / f"{name}.png"
            whole = not (self.hidden and look.width_px > 1000)
            if self.hidden and whole:
                await page.evaluate("() => window.scrollTo(0, 0)")
            photos = await coarse.photos_on(page) if self.hidden else []
            await page.screenshot(path=path, full_page=whole)
            coarse.hide_photos(path, photos)
            if self.check and not look.right_to_left and not look.forced_colours:
                await self._look(page, name)
        finally:
            for route in self._held:
                await route.abort()
            self._held.clear()
            await page.unroute_all(behavior="ignoreErrors")

    async def _settled(self, page: Page, shot: Shot) -> None:
        if shot.moves or shot.trouble == "loading":
            await page.wait_for_timeout(1_000)
        elif shot.trouble == "error":
            await page.get_by_role("alert").first.wait_for()
            await page.wait_for_timeout(500)
        else:
            await page.wait_for_load_state("networkidle")

    async def _look(self, page: Page, name: str) -> None:
        for trouble in [*await lost(page), *await broken_rules(page)]:
            self._found(name, trouble)

    async def _hold(self, route: Route) -> None:
        if route.request.url.partition("/api/v1")[2].startswith(ALWAYS_ANSWERED):
            await route.fallback()
        else:
            self._held.append(route)  # not answered while the picture is taken

    def _found(self, name: str, trouble: str) -> None:
        self.findings.append(f"{name}: {trouble}")
        self.say(self.findings[-1])


async def log_in(page: Page, login: Login) -> None:
    """As somebody does."""
    await page.goto("/login")
    await page.evaluate("() => localStorage.setItem('presence.language', 'en')")
    await page.get_by_label("E-mail").fill(login.email)
    await page.get_by_label("Password").fill(login.password)
    await page.get_by_role("button", name="Log in").click()
    await page.wait_for_url(lambda address: "/login" not in address)


async def _refuse(route: Route) -> None:
    if route.request.url.partition("/api/v1")[2].startswith(ALWAYS_ANSWERED):
        await route.fallback()
    else:
        await route.fulfill(status=503, content_type="application/problem+json", body=PROBLEM)


def _files_of(build: Path) -> Callable[[Route], object]:
    """Answers with the files of a build, as the gateway does."""

    async def answer(route: Route) -> None:
        path = "/" + route.request.url.partition("://")[2].partition("/")[2].partition("?")[0].partition("#")[0]
        if path.startswith(("/api/", "/.well-known/")):
            await route.fallback()
            return
        file = build / path.lstrip("/")
        file = file if file.is_file() else build / "index.html"
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        await route.fulfill(body=file.read_bytes(), content_type=kind)

    return answer
