"""All processes once for a worker's tests: embedded PostgreSQL, three services, two recognition pods, the gateway."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import grpc
import pytest
from playwright.async_api import Browser, expect
from playwright.async_api import Error as PlaywrightError

from camera.connection import Endpoints
from cli.demo import cast, college, faces, video
from cli.demo.college import College, Login, Newcomer
from cli.local.options import Options, Running
from cli.local.ports import free_port
from cli.local.up import presence_running
from tests.e2e.browsers import chromium_path, headless_path, launched
from tests.e2e.tokens import Forger, forger
from tests.e2e.web_user import WebUser
from tests.fakes import strict_provider
from tests.fakes.memory_folder import in_memory

ROOT = Path(__file__).resolve().parents[2]
ARTIFACTS = ROOT / "artifacts"
FILM_SECONDS = 16.0
# She has no photo yet: in the browser test she submits one herself.
LATECOMER = "eileen"
WAITED_IN_VAIN = [PlaywrightError, r"^AssertionError: (Locator|Page) expected"]
expect.set_options(timeout=30_000)  # as patient as the pages' own actions: the workers may share a slow machine
# The installation starts within the first test's time, and a second try runs within the first one's.
BROWSER_SECONDS = 400


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser that waited in vain is asked once more, and the summary says so: see docs/decisions/tests.md."""
    for item in items:
        if isinstance(item, pytest.Function) and {"chromium", "whole_chromium"} & set(item.fixturenames):
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=WAITED_IN_VAIN))
            item.add_marker(pytest.mark.timeout(BROWSER_SECONDS))


@dataclass(frozen=True)
class Campus:
    """The running installation and the college in it."""

    running: Running
    endpoints: Endpoints
    college: College
    photos: dict[faces.Photo, Path]
    folder: Path


@pytest.fixture(scope="session")
def provider_port() -> int:
    """Where identity looks for the OpenID Connect provider; none listens until a test needs it."""
    return free_port()


@pytest.fixture(scope="session")
async def running(provider_port: int) -> AsyncIterator[tuple[Running, Path]]:
    if not (ROOT / "web" / "dist" / "index.html").exists():
        pytest.fail("the web client is not built: run make web (make test does)")
    folder = Path(tempfile.mkdtemp(prefix="presence-", dir=in_memory()))
    folder.chmod(0o711)  # PostgreSQL may run as somebody else, who must get through
    options = Options(data_folder=folder / "data", port=0, recognition_pods=2)
    try:
        async with AsyncExitStack() as stack:
            with pytest.MonkeyPatch.context() as environment:
                for name, value in oidc_settings(provider_port).items():
                    environment.setenv(name, value)
                running = await stack.enter_async_context(
                    presence_running(options, report=print, progress=lambda _: None)
                )
            yield running, folder
    finally:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "all")  # each has an installation of its own
        shutil.copytree(folder / "data" / "logs", ARTIFACTS / "logs" / worker, dirs_exist_ok=True)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def _passwords_hash_at_the_least_cost_allowed() -> Iterator[None]:
    """These guard nothing, and every window that is opened logs in with one."""
    least = {"MEMORY_KIB": "19456", "PASSES": "2", "LANES": "1"}
    with pytest.MonkeyPatch.context() as environment:
        for name, value in least.items():
            environment.setenv(f"PRESENCE_IDENTITY_ARGON2_{name}", value)
        yield


def oidc_settings(port: int) -> dict[str, str]:
    """What an owner sets so that people may log in with the provider."""
    return {
        "PRESENCE_IDENTITY_OIDC_ISSUER": f"http://127.0.0.1:{port}",
        "PRESENCE_IDENTITY_OIDC_CLIENT_ID": strict_provider.CLIENT_ID,
        "PRESENCE_IDENTITY_OIDC_CLIENT_SECRET": strict_provider.SECRET,
        "PRESENCE_IDENTITY_OIDC_NAME": "Google",
    }


@pytest.fixture(scope="session")
async def campus(running: tuple[Running, Path]) -> Campus:
    presence, folder = running
    endpoints = Endpoints(presence.identity_target, presence.attendance_target, presence.recognition_target)
    assert presence.activation_link is not None
    admin = await college.activate(endpoints, presence.activation_link, "Administrator", presence.admin_email)
    photos = await asyncio.to_thread(faces.fetch)
    people = sorted(cast.ENROLLED, key=lambda person: person.key != LATECOMER)
    newcomers = [
        Newcomer(
            person.key,
            person.display_name,
            () if person.key == LATECOMER else tuple(photos[photo] for photo in person.enrol),
        )
        for person in people
    ]
    made = await college.build(endpoints, admin, newcomers, print)
    return Campus(presence, endpoints, made, photos, folder)


@pytest.fixture(scope="session")
async def film(campus: Campus) -> Path:
    """The demo's people in a shorter film; everybody is in the room from 4 s to its end."""
    visits = [
        video.Visit(visit.person, 0.3 * number, FILM_SECONDS, visit.seat_px)
        for number, visit in enumerate(cast.VISITS)
        if visit.person.key != LATECOMER
    ]
    path = campus.folder / "film.mp4"
    await asyncio.to_thread(video.write, path, video.draw(visits, campus.photos, FILM_SECONDS))
    return path


@pytest.fixture
async def teacher(campus: Campus) -> AsyncIterator[WebUser]:
    async with logged_in(campus, campus.college.teacher) as user:
        yield user


@pytest.fixture
async def admin(campus: Campus) -> AsyncIterator[WebUser]:
    async with logged_in(campus, campus.college.admin) as user:
        yield user


@pytest.fixture(scope="session")
async def channels(campus: Campus) -> AsyncIterator[Mapping[str, grpc.aio.Channel]]:
    """To each process, in nobody's name and with nothing added to a call on its way."""
    ends = campus.endpoints
    targets = {"identity": ends.identity, "attendance": ends.attendance, "recognition": ends.recognition}
    async with AsyncExitStack() as stack:
        plain = {name: grpc.aio.insecure_channel(target) for name, target in targets.items()}
        for channel in plain.values():
            await stack.enter_async_context(channel)
        yield plain


@pytest.fixture(scope="session")
async def forging(campus: Campus) -> Forger:
    """Somebody who got hold of the data folder, and signs tokens with the installation's own key."""
    return await forger(campus.folder / "data")


def logged_in(campus: Campus, login: Login) -> WebUser:
    """Somebody's browser without a window: use it as a context."""
    return WebUser(campus.running.url, login)


@pytest.fixture(scope="session")
async def chromium(campus: Campus) -> AsyncIterator[Browser]:
    """A headless browser whose camera shows the latecomer in the classroom."""
    sitting = {person.key: person for person in faces.PEOPLE}[LATECOMER]
    fake = campus.folder / "webcam.mjpeg"
    visits = [video.Visit(sitting, -10.0, 60.0, (640, 420))]
    await asyncio.to_thread(video.write_mjpeg, fake, video.draw(visits, campus.photos, 6.0))
    flags = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={fake}",
    ]
    async with launched(headless_path(), flags) as browser:
        yield browser


@pytest.fixture(scope="session")
async def whole_chromium() -> AsyncIterator[Browser]:
    """For what its headless shell does not have: notifications."""
    async with launched(chromium_path()) as browser:
        yield browser
