"""Takes pictures of every page of a running demo college, in its states and in many looks, and says what is wrong.

All go to artifacts/screenshots; --docs takes those that the documentation shows, with every face made coarse.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from PIL import Image
from playwright.async_api import Browser, async_playwright
from presence.recognition.v1 import encoding_service_pb2 as encoding_pb
from presence.recognition.v1 import encoding_service_pb2_grpc as encoding_rpc

from camera.client import CameraClient, CameraOptions
from camera.connection import Endpoints
from camera.sources import open_source
from cli.admin import photos
from cli.admin.train import follow_training
from cli.demo import cast, college, faces
from cli.demo.college import College, Newcomer
from cli.local.options import Options, Running
from cli.local.programs import ROOT
from cli.local.up import presence_running
from scripts.pictures import college as himal
from scripts.pictures import pages, scenes
from scripts.pictures.looks import LOOKS, Look
from scripts.pictures.pages import Shot
from scripts.pictures.taking import Album, Logins
from tests.e2e.web_user import WebUser

ARTIFACTS = ROOT / "artifacts" / "screenshots"
PICTURES = ROOT / "docs" / "pictures"
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    # with --client, pages do not come from the gateway, and may not open sockets to it
    "--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets,BlockInsecurePrivateNetworkRequests",
    *("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"),
)
SHOWN = {  # page: look
    "session": "desktop-light",
    "training": "desktop-light",
    "people": "desktop-light",
    "timetable": "desktop-light",
    "insight-patterns": "desktop-light",
    "my-attendance": "phone-light",
    "my-photos": "phone-light",
    "kiosk-asks": "desktop-dark",
}
WEBP_QUALITY = 84
MOST_PX = 900  # high: the beginning of a long page is enough


def main(
    docs: Annotated[bool, typer.Option(help="Renew docs/pictures, and take nothing else.")] = False,
    only: Annotated[str, typer.Option(help="Pages to take, separated by commas; a name may end in *.")] = "",
    look: Annotated[str, typer.Option(help="Looks to take them in, separated by commas.")] = "",
    client: Annotated[Path | None, typer.Option(help="A build of the web client to look at, not web/dist.")] = None,
    again: Annotated[bool, typer.Option(help="Keep the college, and ask which pages to take next.")] = False,
) -> None:
    """Run the demo college and take the pictures; ends with 1 where a page is not as it should be."""
    with tempfile.TemporaryDirectory(prefix="presence-pictures-", ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        folder.chmod(0o711)  # PostgreSQL may run as somebody else, who must get through
        visit = _Visit(folder, client, docs)
        asyncio.run(visit.run(only, look, again))
    for finding in visit.findings:
        typer.echo(finding)
    typer.echo(f"{len(list(visit.target.glob('*.png')))} pictures in {visit.target}, {len(visit.findings)} findings")
    if docs:
        publish(visit.target, PICTURES)
    elif visit.findings:
        raise typer.Exit(1)


def publish(taken: Path, folder: Path) -> None:
    """Put the documentation's pictures in their place, small."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, look in SHOWN.items():
        if not (taken / f"{name}-{look}.png").exists():
            continue  # told among the findings; the older picture stays
        with Image.open(taken / f"{name}-{look}.png") as picture:
            shown = picture.crop((0, 0, picture.width, min(picture.height, MOST_PX)))
            shown.save(folder / f"{name}.webp", quality=WEBP_QUALITY, method=6)


class _Visit:
    """One run: a college that grows up, and a browser that looks at it."""

    def __init__(self, folder: Path, client: Path | None, docs: bool) -> None:
        self.target = ROOT / "artifacts" / "pictures" if docs else ARTIFACTS
        self.findings: list[str] = []
        self._folder = folder
        self._client = client
        self._docs = docs

    async def run(self, only: str, look: str, again: bool) -> None:
        files = await asyncio.to_thread(faces.fetch)
        film, door = [await asyncio.to_thread(draw, self._folder, files) for draw in (scenes.classroom, scenes.door)]
        if not only:
            shutil.rmtree(self.target, ignore_errors=True)
        self.target.mkdir(parents=True, exist_ok=True)
        options = Options(data_folder=self._folder / "data", port=0)
        chromium = shutil.which("chromium")
        if chromium is None:
            sys.exit("there is no Chromium; scripts/chromium.sh installs one")
        async with (
            presence_running(options, report=print, progress=lambda _: None) as running,
            async_playwright() as playwright,
        ):
            webcam = f"--use-file-for-fake-video-capture={door}"
            browser = await playwright.chromium.launch(executable_path=chromium, args=[*FLAGS, webcam])
            await self._grow_up(running, browser, film, files, _Wanted(only, look, self._docs), again)
            await browser.close()

    async def _grow_up(
        self,
        running: Running,
        browser: Browser,
        film: Path,
        files: dict[faces.Photo, Path],
        wanted: _Wanted,
        again: bool,
    ) -> None:
        endpoints = Endpoints(running.identity_target, running.attendance_target, running.recognition_target)
        assert running.activation_link, "a new data folder has no administrator yet"
        admin = await college.activate(endpoints, running.activation_link, "Administrator", running.admin_email)
        await self._take(browser, running, {"admin": admin}, pages.fresh(), wanted)
        people = [
            Newcomer(person.key, person.display_name, tuple(files[photo] for photo in person.enrol))
            for person in cast.ENROLLED
        ]
        made = await college.build(endpoints, admin, people, print)
        logins: Logins = {"admin": made.admin, "teacher": made.teacher, "student": made.student}
        await self._take(browser, running, logins, pages.newcomers(), wanted)
        first, *_ = cast.ENROLLED
        await _learn_more(endpoints, made, made.students[first.key], files[first.seen])
        today = himal.kathmandu_today()
        async with WebUser(running.url, admin) as user:
            teacher_id = await himal.furnish(user, made, self._folder / "data", today)
        async with college.person(endpoints, made.teacher) as teacher, asyncio.TaskGroup() as tasks:
            earlier = await college.start_session(teacher, made)
            await CameraClient(_camera(running, made), open_source(str(film)), print).run()
            await college.end_session(teacher, earlier.session_id)
            student_id = made.students[first.key]
            async with WebUser(running.url, made.student) as user:
                dispute_id = await himal.ask_and_dispute(user, student_id, made.course_id, earlier.session_id, today)
            session = await college.start_session(teacher, made)
            ids = (made.course_id, made.camera_id, student_id, teacher_id, session.session_id, earlier.session_id)
            places = himal.Places(*ids, dispute_id)
            filming = tasks.create_task(
                CameraClient(_camera(running, made), open_source(str(film), loop=True), print).run()
            )
            await self._take(browser, running, logins, pages.full(places), wanted)
            while again and (line := await asyncio.to_thread(input, "pages [looks]: ")):
                names, _, which = line.partition(" ")
                await self._take(browser, running, logins, pages.full(places), _Wanted(names, which, self._docs))
            filming.cancel()
        await self._take(browser, running, logins, [pages.without_camera(places)], wanted)

    async def _take(
        self,
        browser: Browser,
        running: Running,
        logins: Logins,
        shots: Sequence[Shot],
        wanted: _Wanted,
    ) -> None:
        album = Album(self.target, running.url, logins, print, self._client, hidden=self._docs, check=not self._docs)
        for chosen, looks, every in wanted.of(shots):
            await album.take(browser, chosen, looks, every)
        self.findings += album.findings


class _Wanted:
    """Which pages to take, and in which looks."""

    def __init__(self, only: str, look: str, docs: bool) -> None:
        self._names = tuple(only.split(",")) if only else ()
        self._looks = [one for one in LOOKS if one.name in look.split(",")] if look else []
        self._docs = docs

    def of(self, shots: Sequence[Shot]) -> list[tuple[list[Shot], Sequence[Look], bool]]:
        """Pages, looks, and whether each is wanted in each."""
        if self._docs:
            looks = {one.name: one for one in LOOKS}
            shown = [shot for shot in shots if shot.name in SHOWN and (not self._names or self._is_named(shot.name))]
            return [([shot], [looks[SHOWN[shot.name]]], True) for shot in shown]
        chosen = [shot for shot in shots if not self._names or self._is_named(shot.name)]
        return [(chosen, self._looks or LOOKS, bool(self._looks))]

    def _is_named(self, page: str) -> bool:
        return any(page == name or (name.endswith("*") and page.startswith(name[:-1])) for name in self._names)


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


if __name__ == "__main__":
    typer.run(main)
