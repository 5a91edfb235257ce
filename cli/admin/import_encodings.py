"""`presence import-encodings`: takes over the encodings of a face_recognition program of earlier years."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from presence.identity.v1 import people_service_pb2_grpc as people_rpc
from presence.recognition.v1 import gallery_service_pb2 as pb
from presence.recognition.v1 import gallery_service_pb2_grpc as rpc
from rich.console import Console
from rich.table import Table

from cli.admin.legacy_encodings import NamedEncoding, load
from cli.admin.people import called, with_number_or_email
from cli.admin.server import Server, logged_in, run
from cli.errors import CommandError

ENCODER = "dlib"  # what face_recognition draws with
IMPORT_SECONDS = 600.0


@dataclass(frozen=True)
class Matched:
    """A name of the file, and whom it means."""

    name: str
    encodings: int
    person_id: str = ""
    display_name: str = ""
    problem: str = ""


def import_encodings(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The encodings.pickle.")],
    yes: Annotated[bool, typer.Option("--yes", help="Store them; without it, only tell who was found.")] = False,
) -> None:
    """Match the names of an encodings.pickle to people, and store their encodings. No code in the file is run.

    A name is matched as a student number, an e-mail, or a name that only one person has.
    """
    found = load(file)
    console = Console()
    matched, answer = run(_import(found, store=yes))
    _print(console, matched)
    if answer is None:
        ready = sum(one.encodings for one in matched if one.person_id)
        console.print(f"Nothing was written. {ready} encodings can be stored: run it again with --yes.")
        return
    names = {one.person_id: one.name for one in matched if one.person_id}
    for refusal in answer.refused:
        who = names.get(refusal.person_id, refusal.person_id)
        console.print(f"{who}: {refusal.encodings} not stored: {refusal.message}.", style="yellow", markup=False)
    console.print(
        f"{answer.stored} encodings stored, {answer.already_stored} were there already. "
        f"They are used by galleries of the encoder {ENCODER}, after the next training run."
    )


async def _import(
    found: Sequence[NamedEncoding], *, store: bool
) -> tuple[list[Matched], pb.ImportEncodingsResponse | None]:
    async with logged_in() as server:
        counts = Counter(one.name for one in found)
        matched = [await _match(server, name, count) for name, count in sorted(counts.items())]
        if not store:
            return matched, None
        ids = {one.name: one.person_id for one in matched if one.person_id}
        if not ids:
            raise CommandError("none of the names is somebody's student number, e-mail or name")
        stub = rpc.GalleryServiceStub(server.recognition)
        return matched, await stub.ImportEncodings(_requests(found, ids), timeout=IMPORT_SECONDS)


async def _requests(found: Sequence[NamedEncoding], ids: Mapping[str, str]) -> AsyncIterator[pb.ImportEncodingsRequest]:
    yield pb.ImportEncodingsRequest(head=pb.ImportHead(encoder=ENCODER))
    known = sorted((one for one in found if one.name in ids), key=lambda one: ids[one.name])
    for one in known:  # person by person, as they are stored
        encoding = pb.ImportedEncoding(person_id=ids[one.name], values=one.values)
        yield pb.ImportEncodingsRequest(encoding=encoding)
        await asyncio.sleep(0)


async def _match(server: Server, name: str, count: int) -> Matched:
    stub = people_rpc.PeopleServiceStub(server.identity)
    one = await with_number_or_email(stub.ListPeople, name)
    found = [one] if one is not None else await called(stub.ListPeople, name.replace("_", " "))
    if len(found) == 1:
        return Matched(name, count, found[0].person_id, found[0].display_name)
    return Matched(name, count, problem="several people have this name" if found else "nobody is called so")


def _print(console: Console, matched: Sequence[Matched]) -> None:
    table = Table("Name in the file", "Encodings", "Person", title_justify="left")
    for one in matched:
        table.add_row(one.name, str(one.encodings), one.display_name or f"– {one.problem}")
    console.print(table)
