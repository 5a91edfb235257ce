"""`presence evaluate`: what recognition is worth on labelled photos and videos."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli.admin import login_file
from cli.admin.accuracy import tell
from cli.admin.accuracy import upload as upload_report
from cli.admin.server import run
from cli.progress import measuring
from services.recognition.domain.encoder import Encoder
from services.recognition.evaluation.evaluate import HTML, JSON, Wishes
from services.recognition.evaluation.evaluate import evaluate as measure
from services.recognition.evaluation.production import default_encoder
from services.recognition.evaluation.report import Report, SystemReport
from services.recognition.evaluation.summary import headline
from services.recognition.evaluation.tables import remarks


class Against(StrEnum):
    """What there is to compare with."""

    REFERENCE = "reference"


def evaluate(
    data: Annotated[
        Path, typer.Option(exists=True, file_okay=False, help="Folder with labels.csv, and videos.csv if there are.")
    ],
    out: Annotated[Path, typer.Option(file_okay=False, help="Folder for report.json and report.html.")],
    against: Annotated[
        Against | None, typer.Option(help="Measure the 2023 loop (HOG, dlib, vote) on the same data beside it.")
    ] = None,
    encoder: Annotated[
        list[Encoder] | None, typer.Option(help="May be given several times; default: what a new installation uses.")
    ] = None,
    stranger_tracks: Annotated[
        int, typer.Option(min=0, help="Make so many short films of strangers' photos, and watch them as streams.")
    ] = 0,
    liveness_runs: Annotated[int, typer.Option(min=0, help="Try each generated attack on the kiosk so often.")] = 100,
    workers: Annotated[int, typer.Option(min=1, help="Worker processes.")] = len(os.sched_getaffinity(0)),
    model_cache: Annotated[Path, typer.Option(help="Where converted models are kept.")] = Path(".data/models"),
    upload: Annotated[bool, typer.Option(help="Give the figures to the server you are logged in to.")] = False,
) -> None:
    """Measure recognition on labelled data and write report.json and report.html.

    An interrupted run goes on where it was; encodings of faces are kept for that in the folder of the report.
    """
    if upload:
        login_file.load()  # who is not logged in is told now, not after hours of measuring
    encoders = list(dict.fromkeys(encoder or [default_encoder()]))
    wishes = Wishes(
        data, out, encoders, against is not None, stranger_tracks, liveness_runs, workers, model_cache
    )  # fmt: skip
    with measuring() as stage:
        report = measure(wishes, stage)
    _print(report, out)
    if upload:
        tell(run(upload_report((out / JSON).read_bytes())))


def _print(report: Report, out: Path) -> None:
    console = Console()
    table = Table("", "FTE", "FTA", "rank 1", *(f"FNIR at {row.fpir * 100:g} %" for row in report.systems[0].at_fpir))
    for system in report.systems:
        table.add_row(*_row(system))
    console.print(table)
    for sentence in (*headline(report), *remarks(report)):
        console.print(sentence)
    console.print(f"{out / HTML}, {out / JSON}")


def _row(system: SystemReport) -> list[str]:
    probes = next((row for row in system.acquisition if row.role == "probe"), None)
    return [
        system.name,
        f"{len(system.enrolment.failed)} of {system.enrolment.people}",
        f"{probes.photos - probes.acquired} of {probes.photos}" if probes else "–",
        _share(system.rank_1.value),
        *(f"{_share(row.fnir.value)}{'' if row.observable else ' *'}" for row in system.at_fpir),
    ]


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"
