"""An installation of its own, small, whose database and processes a test stops and starts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from camera.client import CameraClient, CameraOptions
from camera.connection import Endpoints
from cli.demo import cast, college, faces
from cli.demo.college import Newcomer
from cli.local.options import Options
from cli.local.ports import free_port
from cli.local.postgres import EmbeddedPostgres
from cli.local.supervisor import Backoff
from cli.local.up import presence_running
from tests.e2e.conftest import Campus
from tests.e2e.processes import pid_listening_on
from tests.e2e.stage import Stage

ALWAYS = frozenset({"barack", "group_3"})
MEANWHILE, AFTERWARDS = "group_4", "group_6"
NEVER = "joe"  # comes to no session


@dataclass(frozen=True)
class Trouble:
    """The installation; `reports` is what the supervisor said of crashes."""

    campus: Campus
    postgres: EmbeddedPostgres
    reports: list[str]

    def pids(self) -> dict[str, int]:
        """The processes that listen, by what they are."""
        ends = self.campus.endpoints
        targets = {"identity": ends.identity, "attendance": ends.attendance, "recognition": ends.recognition}
        addresses = {**targets, "gateway": self.campus.running.url}
        return {name: pid_listening_on(int(address.rpartition(":")[2])) for name, address in addresses.items()}

    def ids(self, *keys: str) -> set[str]:
        """Person ids of students."""
        return {self.campus.college.students[key] for key in keys}


@asynccontextmanager
async def installation(folder: Path, backoff: Backoff | None = None) -> AsyncIterator[Trouble]:
    """Everything runs inside the block, over a PostgreSQL server that is not the installation's own."""
    for part in (folder, folder.parent):  # PostgreSQL may run as somebody else, who must get through
        part.chmod(0o711)
    postgres = EmbeddedPostgres(folder / "server", port=free_port())
    await postgres.start()
    reports: list[str] = []
    options = Options(data_folder=folder / "data", port=0, database_url=postgres.dsn)
    try:
        async with presence_running(
            options, report=reports.append, progress=lambda _: None, backoff=backoff
        ) as running:
            endpoints = Endpoints(running.identity_target, running.attendance_target, running.recognition_target)
            assert running.activation_link is not None
            admin = await college.activate(endpoints, running.activation_link, "Administrator", running.admin_email)
            photos = await asyncio.to_thread(faces.fetch)
            known = {*ALWAYS, MEANWHILE, AFTERWARDS, NEVER}
            newcomers = [
                Newcomer(person.key, person.display_name, (photos[person.enrol[0]],))
                for person in cast.ENROLLED
                if person.key in known
            ]
            made = await college.build(endpoints, admin, newcomers, print)
            yield Trouble(Campus(running, endpoints, made, photos, folder), postgres, reports)
    finally:
        await postgres.stop()


@asynccontextmanager
async def streaming(campus: Campus, stage: Stage) -> AsyncIterator[CameraClient]:
    """The college's camera on the stage for the block, through which it must not give up."""
    stage.show(ALWAYS)
    options = CameraOptions(server=campus.running.url, key=campus.college.camera_credential)
    client = CameraClient(options, stage, lambda _: None)
    running = asyncio.create_task(client.run())
    try:
        yield client
        assert not running.done(), "the camera gave up"
    finally:
        running.cancel()
        await asyncio.wait((running,))
