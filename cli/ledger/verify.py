"""`presence verify-ledger`: proves from the database alone that nothing in the ledger was tampered with."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TextIO
from uuid import UUID

import typer
from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from cli.errors import CommandError
from cli.ledger.database import attendance_database
from services.attendance.adapters.ledger_postgres import PostgresLedger
from services.attendance.app.ledger.verify import Noted, Proof, Protection, Witness, prove
from services.attendance.domain.ledger.proof import Head
from services.common.errors import DatabaseUnavailable
from services.common.postgres import open_database

BROKEN = 3  # the exit status when a chain is broken; 1 is a command that could not do its work
SHOWN = 20


@dataclass(frozen=True)
class Outcome:
    """What there is to tell."""

    proof: Proof
    protection: Protection


class HeadsFile:
    """A Witness: lines of `SESSION ENTRIES HASH` in the order of the sessions' ids, read as far as asked."""

    def __init__(self, file: TextIO) -> None:
        self._lines = self._read(file)
        self._next = next(self._lines, None)

    def until(self, session_id: UUID | None) -> Sequence[Noted]:
        found = []
        while self._next is not None and (session_id is None or self._next.session_id <= session_id):
            found.append(self._next)
            self._next = next(self._lines, None)
        return found

    @staticmethod
    def _read(file: TextIO) -> Iterator[Noted]:
        for number, line in enumerate(file, start=1):
            try:
                session_id, entries, head = line.split()
                yield Noted(UUID(session_id), int(entries), bytes.fromhex(head))
            except ValueError:
                raise CommandError(f"Line {number} of the noted heads is not SESSION ENTRIES HASH.") from None


def verify(
    data_dir: Annotated[
        Path | None,
        typer.Option(help="Data folder of `presence up`.", file_okay=False, envvar="PRESENCE_DATA_DIR"),
    ] = None,
    heads: Annotated[
        Path | None,
        typer.Option(
            help="Once all is proved, write every chain's head to this file, to be kept elsewhere.", dir_okay=False
        ),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(help="Compare with a file of --heads: finds chains written anew.", dir_okay=False, exists=True),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Prove every session's chain, and that each mark is what its chain says; else name what is not.

    Exit status 0: proved. 3: something was tampered with. The database is the one that the environment variable
    PRESENCE_ATTENDANCE_DATABASE_URL names, else the data folder's.
    """
    outcome = asyncio.run(_verify(data_dir, heads, against, quiet=as_json))
    if as_json:
        typer.echo(json.dumps(_document(outcome)))
    else:
        _print(outcome)
    if outcome.proof.breaks:
        raise typer.Exit(BROKEN)


async def _verify(data_dir: Path | None, heads: Path | None, against: Path | None, *, quiet: bool) -> Outcome:
    columns = (TextColumn("{task.fields[sessions]:,} sessions, {task.fields[entries]:,} entries"), TimeElapsedColumn())
    with ExitStack() as files, Progress(*columns, console=Console(stderr=True), transient=True, disable=quiet) as bar:
        witness: Witness | None = HeadsFile(files.enter_context(against.open())) if against else None
        noted, keep = files.enter_context(_unfinished(heads)) if heads else (None, None)
        task = bar.add_task("", sessions=0, entries=0)
        try:
            async with (
                attendance_database(data_dir) as address,
                open_database(address, most_connections=1, command_seconds=300.0) as database,
                PostgresLedger(database).reader() as reader,
            ):
                proof = Proof()
                async for proof, found in prove(reader, witness):
                    bar.update(task, sessions=proof.sessions, entries=proof.entries)
                    if noted is not None:
                        noted.writelines(map(_line, found))
                if keep is not None and not proof.breaks:
                    keep()
                return Outcome(proof, await reader.protection())
        except DatabaseUnavailable:
            raise CommandError("The attendance database cannot be reached.") from None


@contextmanager
def _unfinished(path: Path) -> Iterator[tuple[TextIO, Callable[[], object]]]:
    """A file beside the path, and what puts it in its place: the path may be the very file that is compared with."""
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with unfinished.open("w") as file:

            def keep() -> None:
                file.flush()
                unfinished.replace(path)

            yield file, keep
    finally:
        unfinished.unlink(missing_ok=True)


def _line(head: Head) -> str:
    return f"{head.session_id} {head.entries} {head.hash.hex()}\n"


def _document(outcome: Outcome) -> dict[str, object]:
    proof, protection = outcome.proof, outcome.protection
    return {
        "proved": not proof.breaks,
        "sessions": proof.sessions,
        "entries": proof.entries,
        "marks": proof.marks,
        "unsealed_marks": proof.unsealed,
        "broken_sessions": proof.breaks,
        "breaks": [
            {
                "session_id": str(one.session_id),
                "entry": one.entry,
                "student_id": str(one.student_id) if one.student_id else None,
                "what": one.what,
            }
            for one in proof.broken
        ],
        "protected_by_role": protection.by_role,
        "protected_by_trigger": protection.by_trigger,
    }


def _print(outcome: Outcome) -> None:
    proof, protection, console = outcome.proof, outcome.protection, Console()
    for one in proof.broken[:SHOWN]:
        where = f"session {one.session_id}" + (f", entry {one.entry}" if one.entry is not None else "")
        whose = f" (student {one.student_id})" if one.student_id else ""
        console.print(f"[red]{where}{whose}: {one.what}.[/]", soft_wrap=True, highlight=False)
    told = f"{proof.sessions:,} sessions, {proof.entries:,} entries, {proof.marks:,} marks"
    if proof.breaks:
        console.print(f"[red]{proof.breaks:,} broken[/] of {told}.")
    else:
        console.print(f"[green]Proved[/]: {told}.")
    if proof.unsealed:
        console.print(
            f"Not sealed: {proof.unsealed:,} marks of closed sessions, whose minutes and last sighting are not proved. "
            "The service seals them one session after the other; those that wait for a camera, once it has delivered."
        )
    if not protection.by_role:
        console.print("This role could change the ledger: see `presence protect-ledger --help`.")
    if not protection.by_trigger:
        console.print("[red]The trigger that refuses changes is gone.[/]")
