"""From a folder of labelled photos to the thresholds of one encoder."""

import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from services.recognition.calibration.searches import Faces, Searches, genuine_margins, search
from services.recognition.calibration.tail import CONFIDENCE, TAIL, limits
from services.recognition.domain.calibrations import Calibration, ThresholdPoint
from services.recognition.domain.encoder import Encoder
from services.recognition.domain.faces import Encodings
from services.recognition.evaluation.cache import Cache
from services.recognition.evaluation.enrolment import Encoded, enrol
from services.recognition.evaluation.errors import NothingToMeasure
from services.recognition.evaluation.labels import LabelledPhoto, Role, read_labels
from services.recognition.evaluation.pool import Pool, Stage
from services.recognition.evaluation.production import Presence
from services.recognition.evaluation.system import Encoding, PhotoResult, Purpose
from services.recognition.vision.models import model_hash_of, prepare_models

RATES = (1e-1, 3e-2, 1e-2, 3e-3, 1e-3, 3e-4, 1e-4)
SIZES = (10, 20, 40, 80, 160, 320)
LARGER_SIZES = (640, 1250, 2500, 5000, 10_000)
"""Of these too few people are here: as many times as a gallery is larger, so many times rarer must a match be."""
FEWEST_STRANGERS = 100
DRAWS = 12
MAX_MARGIN = 0.03


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is to be measured."""

    data: Path
    encoder: Encoder
    target_fpir: float
    workers: int
    model_cache: Path


@dataclass(frozen=True, slots=True, eq=False)
class Photos:
    """What the folder holds, encoded."""

    faces: Faces
    probes: dict[str, Encodings]
    """person → (k, size): other photos of those enrolled."""
    data_sha256: str


def calibrate(wishes: Wishes, stage: Stage) -> Calibration:
    """Measure. Raises LabelsUnusable, NothingToMeasure, and what a missing model raises."""
    return choose(encode(wishes, stage), wishes.target_fpir)


def encode(wishes: Wishes, stage: Stage) -> Photos:
    """Enrol the gallery's photos as production does, and look at the others as single photos."""
    labels = read_labels(wishes.data)
    prepare_models(wishes.model_cache)
    system = Presence(wishes.encoder)
    with (
        tempfile.TemporaryDirectory(prefix="presence-calibrate-") as folder,
        Cache(Path(folder) / "encodings.sqlite") as cache,
        Pool(wishes.model_cache, wishes.workers) as pool,
    ):
        encoded = Encoded(pool, cache, system, wishes.encoder)

        def look(role: Role, purpose: Purpose) -> tuple[list[LabelledPhoto], list[PhotoResult]]:
            photos = labels.of(role)
            return photos, encoded.each(photos, purpose, stage(f"{role.value} photos", len(photos)))

        enrolled = enrol(system, *look(Role.GALLERY, Purpose.ENROL)).samples
        probes = _by_person(*look(Role.PROBE, Purpose.PROBE))
        strangers = _by_person(*look(Role.IMPOSTOR, Purpose.PROBE))
    rows = {person: system.matrix(found) for person, found in enrolled.items()}
    lone = {person: system.matrix(found) for person, found in strangers.items() if person not in rows}
    matched = {person: system.matrix(found) for person, found in probes.items() if person in rows}
    return Photos(Faces(wishes.encoder, rows, lone), matched, labels.sha256)


def choose(photos: Photos, target_fpir: float) -> Calibration:
    """T(N) for all sizes and rates; NothingToMeasure with too few people."""
    faces = photos.faces
    sizes = [n for n in SIZES if n <= len(faces.enrolled) + len(faces.strangers) - FEWEST_STRANGERS]
    if not sizes or len(faces.strangers) < FEWEST_STRANGERS:
        reason = f"at least {FEWEST_STRANGERS} strangers (role impostor) are needed beside {SIZES[0]} enrolled people"
        raise NothingToMeasure(f"{reason}; there are {len(faces.strangers)} and {len(faces.enrolled)}")
    found = [search(faces, size, DRAWS) for size in sizes]
    margins = genuine_margins(faces, photos.probes)
    return Calibration(
        encoder=faces.encoder,
        model_hash=model_hash_of(faces.encoder),
        data_sha256=photos.data_sha256,
        target_fpir=target_fpir,
        rates=RATES,
        people=len(faces.enrolled),
        impostors=len(faces.strangers),
        comparisons=sum(len(each.distances) for each in found),
        method=_method(sizes[-1], len(faces.strangers)),
        curve=_curve(found),
        min_margin=round(min(MAX_MARGIN, float(np.quantile(margins, 0.005)) if len(margins) else MAX_MARGIN), 3),
    )


def _curve(found: list[Searches]) -> tuple[ThresholdPoint, ...]:
    rates = np.array(RATES)
    measured = {each.people: limits(each, rates) for each in found}
    largest = found[-1]
    for size in LARGER_SIZES:
        if size > largest.people:
            measured[size] = limits(largest, rates * largest.people / size)
    # chance must not make a larger gallery look safer
    falling = np.minimum.accumulate(np.array(list(measured.values())), axis=0)
    down = np.floor(falling * 1000) / 1000
    return tuple(ThresholdPoint(n, tuple(row.tolist())) for n, row in zip(measured, down, strict=True))


def _method(largest: int, strangers: int) -> str:
    return (
        f"distance of a stranger's photo to the nearest of N people, in galleries drawn {DRAWS} times for each N; "
        f"exponential tail of the nearest {TAIL:.0%}, upper {CONFIDENCE:.0%} over bootstrap draws of strangers; rates "
        f"below {1 / strangers:.0e} and galleries of more than {largest} people are extrapolated"
    )


def _by_person(photos: list[LabelledPhoto], results: list[PhotoResult]) -> dict[str, list[Encoding]]:
    found: dict[str, list[Encoding]] = defaultdict(list)
    for photo, result in zip(photos, results, strict=True):
        if result.encoding is not None:
            found[photo.identity].append(result.encoding)
    return dict(found)
