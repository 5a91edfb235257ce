"""`presence demo`: a small college, a film of its classroom, and a session in which attendance takes itself."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import grpc
import typer
from presence.attendance.v1 import attendance_service_pb2 as pb
from rich.console import Console
from rich.table import Table

from camera.connection import Endpoints
from cli.admin.marks import marks_table
from cli.admin.photos import photos_in
from cli.camera import KEY_VARIABLE
from cli.demo import cast, college, faces, video, year
from cli.demo.college import College, Newcomer
from cli.errors import CommandError
from cli.local.options import Options, Running
from cli.local.processes import Guard
from cli.local.programs import ROOT
from cli.local.service import Program, Service
from cli.local.up import presence_running
from services.common.auth import utc_now

MOST_CAMERA_SECONDS = 3600.0
ATTENDED = (pb.MARK_STATUS_PRESENT, pb.MARK_STATUS_LATE, pb.MARK_STATUS_LEFT_EARLY)


@dataclass(frozen=True)
class Plan:
    """What the demo shows: whom to enrol, the film, and who must be marked (None: nobody knows beforehand)."""

    newcomers: tuple[Newcomer, ...]
    film: Path
    expected: frozenset[str] | None


def demo(
    once: Annotated[
        bool, typer.Option(help="Play the film once, print the marks and end; fail if they are wrong.")
    ] = False,
    faces_folder: Annotated[
        Path | None, typer.Option("--faces", exists=True, file_okay=False, help="Your own people: sub-folder = person.")
    ] = None,
    video_file: Annotated[
        Path | None, typer.Option("--video", exists=True, dir_okay=False, help="Your own film, with --faces.")
    ] = None,
    port: Annotated[int, typer.Option(help="Port of the web client; 0 takes any free one.", min=0, max=65535)] = 8080,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Show every process's output.")] = False,
) -> None:
    """Run Presence with a small college made through its public calls. Its data is gone when it ends."""
    if (faces_folder is None) != (video_file is None):
        raise CommandError("--faces and --video go together: who they are, and where to look for them")
    with tempfile.TemporaryDirectory(prefix="presence-demo-", ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        folder.chmod(0o711)  # PostgreSQL may run as somebody else, who must get through to its own folder
        show = _Demo(folder, once=once, port=0 if once else port, verbose=verbose)
        try:
            asyncio.run(show.run(faces_folder, video_file))
        except grpc.aio.AioRpcError as error:
            raise CommandError(error.details() or error.code().name) from error
        except (KeyboardInterrupt, asyncio.CancelledError):
            show.console.print("Stopped.")


class _Demo:
    def __init__(self, folder: Path, *, once: bool, port: int, verbose: bool) -> None:
        self.console = Console(highlight=False, soft_wrap=True)
        self._folder = folder
        self._once = once
        self._port = port
        self._verbose = verbose
        self._began = time.monotonic()

    async def run(self, faces_folder: Path | None, video_file: Path | None) -> None:
        """The whole demo. CommandError when the marks are not the expected ones."""
        main = asyncio.current_task()
        assert main is not None, "run as a task"
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, main.cancel)
        options = Options(data_folder=self._folder / "data", port=self._port)
        os.environ["PRESENCE_GATEWAY_DEMO"] = "true"  # its pages say so
        planning = asyncio.create_task(asyncio.to_thread(self._plan, faces_folder, video_file))
        async with presence_running(
            options,
            report=self._say,
            progress=lambda name: self._say(f"starting {name}"),
            show=(lambda name, line: self._say(f"{name:>13} │ {line}")) if self._verbose else None,
        ) as running:
            endpoints = Endpoints(running.identity_target, running.attendance_target, running.recognition_target)
            assert running.activation_link, "a new data folder has no administrator yet"
            admin = await college.activate(endpoints, running.activation_link, "Administrator", running.admin_email)
            plan = await planning
            made = await college.build(endpoints, admin, plan.newcomers, self._say)
            async with college.person(endpoints, made.teacher) as teacher:
                session = await college.start_session(teacher, made)
                self._say(f"session {session.course_code} is open in {session.room_name}")
                async with self._camera(running, made, plan.film) as camera:
                    async with college.person(endpoints, made.admin) as office:  # while the film plays
                        await year.arrange(office, teacher, made, utc_now())
                    self._say("a term and its timetable are arranged, and a class of today is over")
                    if not self._once:
                        self._announce(running, made, session)
                        await running.failed()
                    await self._film_ends(camera, running)
                answer = await college.end_session(teacher, session.session_id)
            async with college.person(endpoints, made.admin) as office:
                standing = await year.standing(office, next(iter(made.students.values())))
        self._judge(answer, plan, made)
        for line in standing:
            self.console.print(f"{made.student.display_name}, {line}.")

    def _plan(self, faces_folder: Path | None, video_file: Path | None) -> Plan:
        """Fetch and draw, or read what the user brought; blocks."""
        if faces_folder and video_file:
            folders = sorted(path for path in faces_folder.iterdir() if path.is_dir())
            own = tuple(Newcomer(path.name, path.name, tuple(photos_in(path))) for path in folders)
            if not own:
                raise CommandError(f"{faces_folder} has no sub-folders; make one for each person")
            return Plan(own, video_file, None)
        try:
            files = faces.fetch()
        except faces.FacesUnavailable as error:
            raise CommandError(str(error)) from error
        newcomers = tuple(
            Newcomer(person.key, person.display_name, tuple(files[photo] for photo in person.enrol))
            for person in cast.ENROLLED
        )
        film = self._folder / "classroom.mp4"
        video.write(film, video.draw(cast.VISITS, files, cast.FILM_SECONDS))
        return Plan(newcomers, film, cast.COMING)

    @asynccontextmanager
    async def _camera(self, running: Running, made: College, film: Path) -> AsyncIterator[Service]:
        command = (sys.executable, "-m", "cli.main", "camera", "--server", running.url, "--source", str(film))
        environment = {**os.environ, KEY_VARIABLE: made.camera_credential}
        again = () if self._once else ("--loop",)
        program = Program("camera", command + again, environment, _at_once, folder=ROOT)
        guard = Guard()
        camera = Service(program, self._folder, guard, show=self._say if self._verbose else None)
        try:
            await camera.start()
            self._say("the camera streams the classroom")
            yield camera
        finally:
            await camera.stop()
            guard.close()

    async def _film_ends(self, camera: Service, running: Running) -> None:
        ended = asyncio.ensure_future(camera.wait())
        crashed = asyncio.ensure_future(running.failed())
        try:
            async with asyncio.timeout(MOST_CAMERA_SECONDS):
                await asyncio.wait({ended, crashed}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            crashed.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await crashed
        if ended.done() and ended.result() != 0:
            raise CommandError(f"the camera ended with status {ended.result()}: {camera.log.read_text()[-500:]}")

    def _announce(self, running: Running, made: College, session: pb.Session) -> None:
        table = Table("Log in as", "E-mail", "Password (of this run)", box=None)
        for login in (made.teacher, made.admin, made.student):
            table.add_row(login.display_name, login.email, login.password)
        self.console.print(table)
        self.console.print(f"The session, live: {running.url}/sessions/{session.session_id}", style="bold green")
        self.console.print("Ctrl-C stops the demo and removes its data.", style="dim")

    def _judge(self, answer: pb.GetSessionResponse, plan: Plan, made: College) -> None:
        self.console.print(marks_table(answer.session, list(answer.marks)))
        names = {person_id: key for key, person_id in made.students.items()}
        attended = frozenset(names[mark.student_id] for mark in answer.marks if mark.status in ATTENDED)
        self.console.print(
            f"{len(attended)} of {len(answer.marks)} present, {time.monotonic() - self._began:.0f} s in all."
        )
        if plan.expected is not None and attended != plan.expected:
            missed, wrong = plan.expected - attended, attended - plan.expected
            raise CommandError(f"the marks are wrong: missed {_list(missed)}; marked though away {_list(wrong)}")

    def _say(self, line: str) -> None:
        self.console.print(f"{time.monotonic() - self._began:6.1f} s  {line}", style="dim", markup=False)


async def _at_once() -> None:
    """The camera serves nobody: it is up as soon as it runs."""


def _list(keys: Sequence[str] | frozenset[str]) -> str:
    return ", ".join(sorted(keys)) or "nobody"
