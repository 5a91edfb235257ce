"""An evaluation from a folder of labelled data to `report.json` and `report.html`."""

import os
import platform
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from services.common.version import VERSION
from services.recognition.domain.calibrations import Calibration
from services.recognition.domain.encoder import Encoder
from services.recognition.evaluation import process
from services.recognition.evaluation.cache import Cache
from services.recognition.evaluation.errors import NothingToMeasure, PlotsUnavailable
from services.recognition.evaluation.labels import Labels, Role, read_labels
from services.recognition.evaluation.limits import not_measured
from services.recognition.evaluation.liveness.report import LivenessReport, LivenessRow
from services.recognition.evaluation.measure import Bench, Data, measure
from services.recognition.evaluation.pool import Pool, Stage
from services.recognition.evaluation.production import Presence, calibration_of, code_sha256
from services.recognition.evaluation.report import (
    CalibrationUsed,
    DataUsed,
    LivenessResult,
    Machine,
    Report,
    ThresholdPoint,
)
from services.recognition.evaluation.system import System
from services.recognition.evaluation.video_labels import read_videos
from services.recognition.vision.models import prepare_models

JSON, HTML, CACHE = "report.json", "report.html", "encodings.sqlite"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is to be measured."""

    data: Path
    out: Path
    """A folder that is made when it is not there."""
    encoders: Sequence[Encoder]
    """One column each, the first one's calibration is told."""
    reference: bool
    """Beside them the reference loop."""
    stranger_tracks: int
    """Films of strangers to make of their photos; as many of enrolled people as there are photos, at most so many."""
    liveness_runs: int
    """How often each generated attack on the kiosk is tried."""
    workers: int
    model_cache: Path


def evaluate(wishes: Wishes, stage: Stage) -> Report:
    """Measure and write both files.

    Raises LabelsUnusable, NothingToMeasure, PlotsUnavailable, and what a missing model raises. What was encoded is
    kept in the folder, so that an interrupted run goes on where it was.
    """
    if find_spec("matplotlib") is None:
        raise PlotsUnavailable
    began = time.monotonic()
    labels = read_labels(wishes.data)
    enrolled = frozenset(photo.identity for photo in labels.of(Role.GALLERY))
    if not enrolled:
        raise NothingToMeasure("no photo has the role gallery")
    data = Data(labels, read_videos(wishes.data, enrolled), wishes.stranger_tracks)
    from services.recognition.evaluation.page import page  # matplotlib loads with it: after mistakes were told

    prepare_models(wishes.model_cache)  # once, before the workers want them
    wishes.out.mkdir(parents=True, exist_ok=True)
    with Cache(wishes.out / CACHE) as cache, Pool(wishes.model_cache, wishes.workers) as pool:
        bench = Bench(pool, cache, stage)
        liveness = _liveness(wishes.liveness_runs, pool, stage)
        systems = tuple(measure(system, encoder, data, bench) for system, encoder in _systems(wishes))
    calibration = calibration_of(wishes.encoders[0])
    report = Report(
        presence=VERSION,
        code_sha256=code_sha256(),
        created_at=datetime.now(UTC),
        wall_seconds=round(time.monotonic() - began, 1),
        data=_data(wishes.data, data, calibration),
        calibration=_calibration(calibration),
        systems=systems,
        liveness=tuple(_row(row) for row in liveness.rows) if liveness else (),
        not_measured=not_measured(systems[0], labels, len(data.videos), liveness.not_covered if liveness else ()),
        machine=_machine(),
    )
    (wishes.out / JSON).write_text(report.model_dump_json(indent=2) + "\n")
    (wishes.out / HTML).write_text(page(report))
    return report


def _systems(wishes: Wishes) -> list[tuple[System, Encoder | None]]:
    several = len(wishes.encoders) > 1
    found: list[tuple[System, Encoder | None]] = [
        (Presence(encoder, f"Presence ({encoder.value})" if several else "Presence"), encoder)
        for encoder in wishes.encoders
    ]
    if wishes.reference:
        from services.recognition.evaluation.reference import Reference  # its weights load with it

        found.append((Reference(), None))
    return found


def _liveness(runs: int, pool: Pool, stage: Stage) -> LivenessReport | None:
    if not runs:
        return None
    advance = stage("attacks on the kiosk", 1)
    ((_, tried),) = pool.run(process.try_liveness, [runs], lambda _: None)
    advance()
    return tried


def _row(row: LivenessRow) -> LivenessResult:
    return LivenessResult(
        kind=row.kind,
        attack=row.attack,
        covered=row.covered,
        tries=row.tries,
        wrong=row.wrong,
        low=row.low,
        high=row.high,
        verdicts=dict(row.verdicts),
    )


def _data(folder: Path, data: Data, calibration: Calibration) -> DataUsed:
    labels: Labels = data.labels
    photos = Counter(photo.role.value for photo in labels.photos)
    people = {role.value: len({photo.identity for photo in labels.of(role)}) for role in Role if labels.of(role)}
    return DataUsed(
        folder=folder.resolve().name,
        sha256=labels.sha256,
        photos=dict(photos),
        people=people,
        videos=len(data.videos),
        ignored_roles=dict(labels.ignored),
        same_person_twice=labels.same_person,
        probes_not_in_gallery=labels.not_in_gallery,
        video_names_not_in_gallery=tuple(sorted({name for video in data.videos for name in video.not_in_gallery})),
        enrolled_probes=labels.enrolled_probes,
        is_calibration_data=labels.sha256 == calibration.data_sha256,
    )


def _calibration(used: Calibration) -> CalibrationUsed:
    return CalibrationUsed(
        model_sha256=used.model_hash,
        data_sha256=used.data_sha256,
        target_fpir=used.target_fpir,
        people=used.people,
        impostors=used.impostors,
        method=used.method,
        thresholds=tuple(ThresholdPoint(people=p.people, max_distance=used.threshold(p.people)) for p in used.curve),
    )


def _machine() -> Machine:
    return Machine(
        processor=_processor(),
        cores=len(os.sched_getaffinity(0)),
        python=platform.python_version(),
        onnxruntime=version("onnxruntime"),
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())
