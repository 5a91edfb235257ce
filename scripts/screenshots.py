"""Takes pictures of every page of a running demo college, in light and dark, on a desktop and a phone.

All go to artifacts/screenshots; those that the documentation shows are copied to docs/pictures with --docs.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import cv2
import typer
from playwright.async_api import Browser, Page, async_playwright
from presence.recognition.v1 import encoding_service_pb2 as encoding_pb
from presence.recognition.v1 import encoding_service_pb2_grpc as encoding_rpc

from camera.client import CameraClient, CameraOptions
from camera.connection import Endpoints
from camera.sources import open_source
from cli.admin import photos
from cli.admin.train import follow_training
from cli.demo import cast, college, faces
from cli.demo.college import College, Login, Newcomer
from cli.local.options import Options, Running
from cli.local.programs import ROOT
from cli.local.up import presence_running
from scripts import screenshots_scenes as scenes
from services.recognition.domain.faces import Detector
from services.recognition.vision.inference import Inference
from services.recognition.vision.models import prepare_models

ARTIFACTS = ROOT / "artifacts" / "screenshots"
PICTURES = ROOT / "docs" / "pictures"
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"),
)
SHOWN = ("session-desktop-light", "training-desktop-light", "people-desktop-light", "my-photos-phone-light")
Role = Literal["nobody", "admin", "teacher", "student"]
SIZES = {"desktop": (1280, 860), "phone": (390, 844), "narrow": (320, 640)}


@dataclass(frozen=True)
class Shot:
    """One page: who looks at it, and what must be on it before the picture is taken."""

    name: str
    role: Role
    path: str
    wait_for: str = "main h1"
    prepare: Callable[[Page], Awaitable[None]] | None = None


@dataclass(frozen=True)
class Wish:
    """Which pictures to take."""

    language: str
    only: frozenset[str]

    def wants(self, shot: Shot) -> bool:
        """Scenes that look for English words are taken in English alone."""
        return shot.name in self.only if self.only else self.language == "en" or shot.prepare is None


def shots(made: College, session_id: str, earlier_id: str) -> list[Shot]:
    """Every page of the client."""
    somebody = next(iter(made.students.values()))
    return [
        Shot("login", "nobody", "/login", "h1"),
        Shot("forgot", "nobody", "/forgot", "h1"),
        Shot("reset-without-link", "nobody", "/reset", "h1"),
        Shot("guardian-without-link", "nobody", "/guardian", "h1"),
        Shot("home-admin", "admin", "/"),
        Shot("people", "admin", "/people"),
        Shot("person", "admin", f"/people/{somebody}", "main img"),
        Shot("courses", "admin", "/courses"),
        Shot("course", "admin", f"/courses/{made.course_id}"),
        Shot("rooms", "admin", "/rooms"),
        Shot("camera", "admin", f"/cameras/{made.camera_id}", "main section", scenes.survey),
        Shot("training-run", "admin", "/training", prepare=scenes.train),
        Shot("training", "admin", "/training"),
        Shot("training-back", "admin", "/training", prepare=scenes.roll_back),
        Shot("account", "admin", "/account"),
        Shot("account-passkey", "admin", "/account", prepare=scenes.passkey),
        Shot("import", "admin", "/people/import"),
        Shot("audit", "admin", "/audit", "main [aria-label='Audit log']:visible"),
        Shot("outbox", "admin", "/outbox"),
        Shot("policies", "admin", "/policies"),
        Shot("design", "admin", "/design"),
        Shot("home-teacher", "teacher", "/"),
        Shot("sessions", "teacher", "/sessions"),
        Shot("new-session", "teacher", "/sessions/new"),
        Shot("session", "teacher", f"/sessions/{session_id}", "main canvas", scenes.names),
        Shot("session-review", "teacher", f"/sessions/{session_id}", prepare=scenes.review),
        Shot("session-review-pick", "teacher", f"/sessions/{session_id}", prepare=scenes.pick),
        Shot("session-ended", "teacher", f"/sessions/{earlier_id}", prepare=scenes.ended),
        Shot("session-code", "teacher", f"/sessions/{session_id}/code", "h1"),
        Shot("session-roll-call", "teacher", f"/sessions/{session_id}/roll-call"),
        Shot("kiosk", "teacher", f"/kiosk/{made.camera_id}"),
        Shot("kiosk-asks", "teacher", f"/kiosk/{made.camera_id}", prepare=scenes.check_in),
        Shot("check-in", "student", "/check-in"),
        Shot("my-attendance", "student", "/attendance"),
        Shot("my-photos", "student", "/photos", "main img"),
    ]


def shot_without_camera(session_id: str) -> Shot:
    """What a teacher is told when the camera is gone."""
    return Shot("session-camera-gone", "teacher", f"/sessions/{session_id}", prepare=scenes.camera_gone)


def main(
    docs: Annotated[bool, typer.Option(help="Renew docs/pictures as well.")] = False,
    language: Annotated[str, typer.Option(help="The pages' language: en or ne.")] = "en",
    only: Annotated[str, typer.Option(help="Names of pages to take, separated by commas; all when empty.")] = "",
) -> None:
    """Run the demo college and take the pictures."""
    wish = Wish(language, frozenset(only.split(",")) if only else frozenset())
    with tempfile.TemporaryDirectory(prefix="presence-pictures-", ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        folder.chmod(0o711)
        asyncio.run(_run(folder, wish))
    if docs:
        PICTURES.mkdir(parents=True, exist_ok=True)
        hide_faces([ARTIFACTS / f"{name}.png" for name in SHOWN], PICTURES)
    typer.echo(f"{len(list(ARTIFACTS.glob('*.png')))} pictures in {ARTIFACTS}")


def hide_faces(pictures: list[Path], folder: Path) -> None:
    """Write the pictures with every face in them made coarse: none of the demo's photos may enter the project."""
    inference = Inference(prepare_models(Path.home() / ".cache" / "presence" / "models"))
    for picture in pictures:
        image = cv2.imread(str(picture))
        assert image is not None, f"{picture} was not taken"
        for left, top, width, height in inference.find(image, Detector.YUNET)[:, :4].round().astype(int):
            grown = (slice(max(0, top - height // 4), top + height + 4), slice(max(0, left - 4), left + width + 4))
            face = image[grown]
            coarse = cv2.resize(face, (5, 6), interpolation=cv2.INTER_AREA)
            image[grown] = cv2.resize(coarse, (face.shape[1], face.shape[0]), interpolation=cv2.INTER_NEAREST)
        cv2.imwrite(str(folder / picture.name), image)


async def _run(folder: Path, wish: Wish) -> None:
    files = await asyncio.to_thread(faces.fetch)
    film, door = [await asyncio.to_thread(draw, folder, files) for draw in (scenes.classroom, scenes.door)]
    shutil.rmtree(ARTIFACTS, ignore_errors=True)
    ARTIFACTS.mkdir(parents=True)
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
        first, *_ = cast.ENROLLED
        await _learn_more(endpoints, made, made.students[first.key], files[first.seen])
        async with college.person(endpoints, made.teacher) as teacher:
            earlier = await college.start_session(teacher, made)
            await CameraClient(_camera(running, made), open_source(str(film)), print).run()
            await college.end_session(teacher, earlier.session_id)
            session = await college.start_session(teacher, made)
            client = CameraClient(_camera(running, made), open_source(str(film), loop=True), print)
            filming = asyncio.create_task(client.run())
            try:
                await _take(running, made, shots(made, session.session_id, earlier.session_id), door, wish)
            finally:
                filming.cancel()
                await asyncio.wait({filming})
            await _take(running, made, [shot_without_camera(session.session_id)], door, wish)


async def _learn_more(endpoints: Endpoints, made: College, person_id: str, path: Path) -> None:
    """Trains a second time, so that there is a gallery to go back to."""
    async with college.person(endpoints, made.admin) as server:
        image = await asyncio.to_thread(photos.load, path)
        request = encoding_pb.AddFaceSampleRequest(
            person_id=person_id, image=image, request_id=photos.request_id(person_id, image)
        )
        await encoding_rpc.EncodingServiceStub(server.recognition).AddFaceSample(request)
        await follow_training(server, lambda _: None)


def _camera(running: Running, made: College) -> CameraOptions:
    return CameraOptions(server=running.url, key=made.camera_credential)


async def _take(running: Running, made: College, wanted: list[Shot], door: Path, wish: Wish) -> None:
    logins: dict[Role, Login] = {"admin": made.admin, "teacher": made.teacher, "student": made.student}
    async with async_playwright() as playwright:
        chromium = shutil.which("chromium")
        if chromium is None:
            sys.exit("there is no Chromium; scripts/chromium.sh installs one")
        webcam = f"--use-file-for-fake-video-capture={door}"
        browser = await playwright.chromium.launch(executable_path=chromium, args=[*FLAGS, webcam])
        for size in SIZES:
            for scheme in ("light", "dark"):
                for role in ("nobody", "admin", "teacher", "student"):
                    of_role = [shot for shot in wanted if shot.role == role and wish.wants(shot)]
                    if not of_role:
                        continue
                    await _take_as(browser, running.url, logins.get(role), of_role, size, scheme, wish)
        await browser.close()


async def _take_as(
    browser: Browser,
    url: str,
    login: Login | None,
    wanted: list[Shot],
    size: str,
    scheme: Literal["light", "dark"],
    wish: Wish,
) -> None:
    width, height = SIZES[size]
    context = await browser.new_context(
        base_url=url, viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = await context.new_page()
    if login is not None:
        await _log_in(page, login)
    if wish.language != "en":
        await page.evaluate("(language) => localStorage.setItem('presence.language', language)", wish.language)
    for shot in wanted:
        await page.goto(shot.path)
        await page.wait_for_selector(shot.wait_for)
        if shot.prepare is not None:
            await shot.prepare(page)
        if shot.path.startswith(("/sessions/", "/kiosk/", "/cameras/")):  # live pictures never come to rest
            await page.wait_for_timeout(1_000)
        else:
            await page.wait_for_load_state("networkidle")
        name = f"{shot.name}-{size}-{scheme}" + (f"-{wish.language}" if wish.language != "en" else "")
        await page.screenshot(path=ARTIFACTS / f"{name}.png", full_page=size != "desktop" or name not in SHOWN)
    await context.close()


async def _log_in(page: Page, login: Login) -> None:
    await page.goto("/login")
    await page.get_by_label("E-mail").fill(login.email)
    await page.get_by_label("Password").fill(login.password)
    await page.get_by_role("button", name="Log in").click()
    await page.wait_for_url(lambda address: "/login" not in address)


if __name__ == "__main__":
    typer.run(main)
