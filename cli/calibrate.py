"""`presence calibrate`: how near is near enough, measured on labelled photos."""

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli.progress import measuring
from services.recognition.calibration.calibrate import Wishes
from services.recognition.calibration.calibrate import calibrate as measure
from services.recognition.domain.calibrations import Calibration
from services.recognition.domain.encoder import Encoder
from services.recognition.evaluation.production import default_encoder

_SHOWN = (10, 40, 100, 500, 1000, 5000)


def calibrate(
    data: Annotated[Path, typer.Option(exists=True, file_okay=False, help="Folder with labels.csv.")],
    out: Annotated[
        Path | None, typer.Option(dir_okay=False, help="File to write, for the setting CALIBRATION.")
    ] = None,
    encoder: Annotated[Encoder | None, typer.Option(help="Default: what a new installation uses.")] = None,
    target_fpir: Annotated[
        float, typer.Option(min=1e-5, max=0.1, help="Share of strangers that may be taken for somebody.")
    ] = 1e-3,
    workers: Annotated[int, typer.Option(min=1, help="Worker processes.")] = len(os.sched_getaffinity(0)),
    model_cache: Annotated[Path, typer.Option(help="Where converted models are kept.")] = Path(".data/models"),
) -> None:
    """Choose the thresholds T(N) on labelled photos: roles gallery and probe of people who are enrolled, and impostor.

    Nothing is kept of the photos. Recognition uses the file that PRESENCE_RECOGNITION_CALIBRATION names.
    """
    wishes = Wishes(data, encoder or default_encoder(), target_fpir, workers, model_cache)
    with measuring() as stage:
        found = measure(wishes, stage)
    if out is not None:
        out.write_text(found.dump())
    _print(found, out)


def _print(found: Calibration, out: Path | None) -> None:
    console = Console()
    table = Table("people looked for", *(str(people) for people in _SHOWN))
    table.add_row("named up to a distance of", *(f"{found.threshold(people):.3f}" for people in _SHOWN))
    console.print(table)
    console.print(
        f"{found.encoder.value}: at most {found.target_fpir:g} of strangers; {found.people} people and "
        f"{found.impostors} strangers in {found.comparisons} searches; {found.method}."
    )
    if out is not None:
        console.print(f"{out}")
