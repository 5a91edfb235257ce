"""`presence enrol`: the photos of a folder, one sub-folder for each person."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import grpc
import typer
from presence.identity.v1 import people_service_pb2 as people_pb
from presence.identity.v1 import people_service_pb2_grpc as people_rpc
from presence.recognition.v1 import encoding_service_pb2 as encoding_pb
from presence.recognition.v1 import encoding_service_pb2_grpc as encoding_rpc
from rich.console import Console
from rich.table import Table

from cli.admin import photos
from cli.admin.people import with_number_or_email
from cli.admin.server import Server, logged_in, run
from cli.errors import CommandError
from cli.progress import bars
from services.common.streams import Backoff

AT_ONCE = 4  # photos under way; the server judges them on its own workers


@dataclass(frozen=True)
class Verdict:
    """What became of one photo."""

    person: str
    photo: str
    accepted: bool
    reason: str = ""
    look_alike: str = ""
    """Id of somebody else who seems to be enrolled with this face."""


def enrol(
    folder: Annotated[
        Path, typer.Argument(exists=True, file_okay=False, help="Sub-folder = student number or e-mail.")
    ],
    consent: Annotated[
        str, typer.Option(help="Record consent first, to this version of the text; you hold the signed forms.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead of a table.")] = False,
) -> None:
    """Add people's photos; safe to repeat, photos already there are not added again."""
    folders = sorted(path for path in folder.iterdir() if path.is_dir())
    if not folders:
        raise CommandError(f"{folder} has no sub-folders; make one for each person, named by student number or e-mail")
    verdicts = run(_enrol(folders, consent))
    _print(verdicts, as_json)
    if not any(verdict.accepted for verdict in verdicts):
        raise CommandError("no photo was accepted")


async def _enrol(folders: list[Path], consent: str) -> list[Verdict]:
    async with logged_in() as server:
        with bars() as progress:
            paths = [(folder, path) for folder in folders for path in photos.photos_in(folder)]
            task = progress.add_task("photos", total=len(paths))
            people = {folder: await _person(server, folder.name, consent) for folder in folders}
            limit = asyncio.Semaphore(AT_ONCE)

            async def one(folder: Path, path: Path) -> Verdict:
                async with limit:
                    verdict = await _add(server, people[folder], folder.name, path)
                progress.advance(task)
                return verdict

            return list(await asyncio.gather(*(one(folder, path) for folder, path in paths)))


async def _person(server: Server, name: str, consent: str) -> str | None:
    """The id of the one person with this student number or e-mail; consent is recorded when asked for."""
    stub = people_rpc.PeopleServiceStub(server.identity)
    person = await with_number_or_email(stub.ListPeople, name)
    if person is None:
        return None
    if consent and not person.face_consent.granted:
        await stub.SetConsent(
            people_pb.SetConsentRequest(person_id=person.person_id, granted=True, text_version=consent)
        )
    return person.person_id


async def _add(server: Server, person_id: str | None, name: str, path: Path) -> Verdict:
    if person_id is None:
        return Verdict(name, path.name, False, "nobody has this student number or e-mail")
    try:
        image = await asyncio.to_thread(photos.load, path)
    except photos.NotAPhoto as error:
        return Verdict(name, path.name, False, str(error))
    request = encoding_pb.AddFaceSampleRequest(
        person_id=person_id, image=image, request_id=photos.request_id(person_id, image)
    )
    backoff = Backoff(0.5, 5)
    while True:
        try:
            added = await encoding_rpc.EncodingServiceStub(server.recognition).AddFaceSample(request)
            return Verdict(name, path.name, True, look_alike=added.enrolled_as_person_id)
        except grpc.aio.AioRpcError as error:
            if error.code() in (grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.FAILED_PRECONDITION):
                return Verdict(name, path.name, False, error.details() or "refused")
            if error.code() is not grpc.StatusCode.RESOURCE_EXHAUSTED:
                raise
        await asyncio.sleep(backoff.next_seconds())  # others send photos too: wait for a place


def _print(verdicts: list[Verdict], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps([asdict(verdict) for verdict in verdicts], ensure_ascii=False))
        return
    refused = [verdict for verdict in verdicts if not verdict.accepted]
    console = Console()
    if refused:
        table = Table("Person", "Photo", "Not accepted because", title="Photos to replace", title_justify="left")
        for verdict in refused:
            table.add_row(verdict.person, verdict.photo, verdict.reason)
        console.print(table)
    for person in sorted({verdict.person for verdict in verdicts if verdict.look_alike}):
        console.print(
            f"{person} looks like somebody else who is enrolled: settle it on the training page.", style="yellow"
        )
    people = {verdict.person for verdict in verdicts if verdict.accepted}
    console.print(f"{len(verdicts) - len(refused)} photos of {len(people)} people accepted, {len(refused)} refused.")
