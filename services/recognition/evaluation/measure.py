"""One system on one folder of labelled data, from photos to every figure of its part of the report."""

import time
from collections import Counter
from dataclasses import dataclass

import numpy as np

from services.recognition.domain.encoder import Encoder
from services.recognition.evaluation import figures, process
from services.recognition.evaluation.attacks import attacks
from services.recognition.evaluation.cache import Cache
from services.recognition.evaluation.enrolment import Encoded, Enrolled, enrol
from services.recognition.evaluation.errors import NothingToMeasure
from services.recognition.evaluation.labels import LabelledPhoto, Labels, Role
from services.recognition.evaluation.operating import operating_point
from services.recognition.evaluation.pool import Pool, Stage
from services.recognition.evaluation.process import VideoJob
from services.recognition.evaluation.report import Acquisition, AtFpir, Enrolment, SystemReport, VideoResult
from services.recognition.evaluation.scores import Probe, score
from services.recognition.evaluation.subsets import by_samples, by_size
from services.recognition.evaluation.system import Identifier, PhotoResult, Purpose, System
from services.recognition.evaluation.tracks import tracks
from services.recognition.evaluation.video_labels import LabelledVideo
from services.recognition.evaluation.videos import verdict
from services.recognition.evaluation.watch import Watched

_PROBES = (Role.PROBE, Role.IMPOSTOR, Role.SPOOF)


@dataclass(frozen=True, slots=True)
class Data:
    """What is measured on."""

    labels: Labels
    videos: tuple[LabelledVideo, ...]
    stranger_tracks: int
    """How many films of strangers are made of their photos."""


@dataclass(frozen=True, slots=True, eq=False)
class Bench:
    """What measuring needs."""

    pool: Pool
    cache: Cache
    stage: Stage


def measure(system: System, encoder: Encoder | None, data: Data, bench: Bench) -> SystemReport:
    """`encoder` None: the reference loop. NothingToMeasure when nobody could be enrolled."""
    encoded = Encoded(bench.pool, bench.cache, system, encoder)
    gallery = data.labels.of(Role.GALLERY)
    enrolments = encoded.each(gallery, Purpose.ENROL, bench.stage(f"{system.name}: enrolment photos", len(gallery)))
    enrolled = enrol(system, gallery, enrolments)
    if not enrolled.samples:
        raise NothingToMeasure(f"{system.name} accepted no photo of the gallery")
    identifier = system.build(enrolled.samples)

    others = [photo for role in _PROBES for photo in data.labels.of(role)]
    results = encoded.each(others, Purpose.PROBE, bench.stage(f"{system.name}: other photos", len(others)))
    probes = [Probe(photo, result.encoding) for photo, result in zip(others, results, strict=True)]
    everyone = [probe for probe in probes if probe.photo.role is Role.PROBE]
    mated = [probe for probe in everyone if probe.photo.identity in enrolled.samples]
    strangers = [probe for probe in probes if probe.photo.role is Role.IMPOSTOR]
    scores, all_scores = score(identifier, mated, strangers), score(identifier, everyone, strangers)

    at_fpir = figures.at_fpir(scores, all_scores)
    advance = bench.stage(f"{system.name}: smaller galleries", 2)
    sizes = tuple(by_size(system, enrolled.samples, mated, strangers, figures.RATES))
    advance()
    samples = tuple(by_samples(system, enrolled.samples, mated, strangers, figures.RATES))
    advance()
    return SystemReport(
        name=system.name,
        description=system.description,
        model=system.model,
        model_sha256=system.model_sha256,
        gallery_sha256=identifier.sha256,
        enrolment=_enrolment(gallery, enrolled),
        acquisition=tuple(_acquisition(role, others, results) for role in _PROBES if data.labels.of(role)),
        rank_1=figures.rank_1(scores),
        at_fpir=at_fpir,
        det=figures.curve(scores),
        operating_point=operating_point(identifier, enrolled.samples, mated, strangers, scores, data.labels.sha256),
        by_size=tuple(figures.subset_row(row) for row in sizes),
        by_samples=tuple(figures.subset_row(row) for row in samples),
        by_set=figures.by_set(scores, mated),
        videos=_videos(system, identifier, data.videos, frozenset(enrolled.samples), bench),
        tracks=tracks(identifier, mated, strangers, data.stranger_tracks, bench.pool, bench.stage),
        attacks=attacks(identifier, probes, encoder, bench.pool, bench.stage),
        closest_strangers=figures.closest_strangers(identifier, strangers),
        missed=figures.missed(identifier, mated, _threshold(at_fpir[0])),
        cpu_ms_a_photo=_cpu(identifier, enrolments, results, probes),
    )


def _threshold(at: AtFpir) -> float:
    """Without strangers, whoever is nearest is right or wrong at any distance."""
    return float("inf") if at.threshold is None else at.threshold


def _enrolment(photos: list[LabelledPhoto], enrolled: Enrolled) -> Enrolment:
    return Enrolment(
        people=len({photo.identity for photo in photos}),
        failed=enrolled.failed,
        photos=enrolled.photos,
        accepted=sum(len(each) for each in enrolled.samples.values()),
        rejected=dict(enrolled.rejected),
    )


def _acquisition(role: Role, photos: list[LabelledPhoto], results: list[PhotoResult]) -> Acquisition:
    own = [(photo, result) for photo, result in zip(photos, results, strict=True) if photo.role is role]
    rejected = Counter(result.rejection for _, result in own if result.encoding is None)
    return Acquisition(
        role=role.value,
        people=len({photo.identity for photo, _ in own}),
        photos=len(own),
        acquired=sum(result.encoding is not None for _, result in own),
        rejected=dict(rejected.most_common()),
    )


def _videos(
    system: System, identifier: Identifier, videos: tuple[LabelledVideo, ...], enrolled: frozenset[str], bench: Bench
) -> tuple[VideoResult, ...]:
    advance = bench.stage(f"{system.name}: videos", len(videos))
    jobs = {VideoJob(video.path, identifier): video for video in videos}  # a video may be told of twice
    found = {}
    for job, seen in bench.pool.run(process.watch_video, jobs, lambda _: Watched()):
        found[job] = verdict(jobs[job], seen, enrolled)
        advance()
    return tuple(found[job] for job in jobs)


def _cpu(
    identifier: Identifier, enrolments: list[PhotoResult], results: list[PhotoResult], probes: list[Probe]
) -> dict[str, float]:
    encodings = [probe.encoding for probe in probes if probe.encoding is not None][:200]
    begin = time.process_time()
    identifier.identify(encodings)
    matching = (time.process_time() - begin) * 1e3 / max(1, len(encodings))
    spent = {"find, judge and encode": [result.cpu_ms for result in (*enrolments, *results)]}
    medians = {stage: float(np.median(values)) for stage, values in spent.items() if values}
    return {**medians, f"match among {len(identifier.people)} people and decide": matching}
