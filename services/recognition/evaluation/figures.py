"""The figures of one system, from its answers to the labelled photos."""

import numpy as np
from numpy.typing import NDArray

from services.recognition.evaluation.binomial import upper_bound
from services.recognition.evaluation.bootstrap import Interval, det_interval, share_interval
from services.recognition.evaluation.folds import cross_validated
from services.recognition.evaluation.metrics import fnir_at, fnir_at_fpir, threshold_at
from services.recognition.evaluation.report import (
    AtFpir,
    CloseStranger,
    DetCurve,
    Estimate,
    MissedPhoto,
    SetRow,
    SubsetRow,
)
from services.recognition.evaluation.scores import Probe, Scores
from services.recognition.evaluation.subsets import Subset
from services.recognition.evaluation.system import Floats, Identifier

RATES = (1e-2, 3e-3, 1e-3, 1e-4)
_CURVE_POINTS = 60
_CLOSEST = 12
_ONE_SIDE = 0.975
_MOST_MISSED = 100


def rank_1(scores: Scores) -> Estimate:
    """With its interval."""
    return share(np.isfinite(scores.mated), scores.mated_people)


def share(hits: NDArray[np.bool_], people: NDArray[np.int64]) -> Estimate:
    """Of photos that are hits. Where all or none are, draws cannot differ: the exact limit over people is told."""
    interval = share_interval(hits, people)
    value = float(hits.mean()) if len(hits) else float("nan")
    limit = upper_bound(0, len(np.unique(people)), _ONE_SIDE)
    high = limit if value == 0 else interval.high
    return Estimate(value=value, low=1 - limit if value == 1 else interval.low, high=high)


def at_fpir(enrolled: Scores, everyone: Scores) -> tuple[AtFpir, ...]:
    """`enrolled`: photos of people in the gallery; `everyone`: also those of whom no photo was accepted."""
    intervals = det_interval(enrolled, np.array(RATES))
    rows = []
    for rate, interval in zip(RATES, intervals, strict=True):
        threshold = threshold_at(enrolled.stranger, rate) if len(enrolled.stranger) else float("nan")
        folded = cross_validated(enrolled, rate)
        passed = int((enrolled.stranger < threshold).sum())
        rows.append(
            AtFpir(
                fpir=rate,
                observable=len(enrolled.stranger) * rate >= 1 - 1e-9,
                fpir_bound=upper_bound(passed, len(enrolled.stranger)),
                threshold=threshold,
                fnir=_missed_share(enrolled, threshold, interval),
                fnir_everyone=fnir_at(everyone, threshold),
                fnir_cross_validated=folded.fnir,
                fpir_cross_validated=folded.fpir,
            )
        )
    return tuple(rows)


def _missed_share(scores: Scores, threshold: float, interval: Interval) -> Estimate:
    value = fnir_at(scores, threshold)
    # where nobody is missed, draws cannot differ
    high = upper_bound(0, len(np.unique(scores.mated_people)), _ONE_SIDE) if value == 0 else interval.high
    return Estimate(value=value, low=interval.low, high=high)


def curve(scores: Scores) -> DetCurve:
    """From the smallest FPIR that these strangers can show to 1."""
    if not len(scores.stranger) or not len(scores.mated):
        return DetCurve(fpir=(), fnir=(), low=(), high=())
    lowest = 1 / len(scores.stranger)
    rates: Floats = np.geomspace(lowest, 1.0, _CURVE_POINTS)
    found = [fnir_at(scores, threshold_at(scores.stranger, rate)) for rate in rates]
    band = det_interval(scores, rates)
    return DetCurve(
        fpir=tuple(float(rate) for rate in rates),
        fnir=tuple(found),
        low=tuple(each.low for each in band),
        high=tuple(each.high for each in band),
    )


def by_set(scores: Scores, mated: list[Probe]) -> tuple[SetRow, ...]:
    """Photos of enrolled people, set by set, at the thresholds that all strangers together ask for."""
    rows = []
    for name in sorted({probe.photo.set_name for probe in mated}):
        part = scores.mated_where(np.array([probe.photo.set_name == name for probe in mated], bool))
        rows.append(
            SetRow(
                set_name=name,
                photos=len(part.mated),
                people=len(np.unique(part.mated_people)),
                fnir_at_fpir={f"{rate:g}": fnir_at_fpir(part, rate) for rate in RATES},
                fnir=1 - float(part.mated_hit.mean()),
                wrong_name=float(part.mated_wrong.mean()),
            )
        )
    return tuple(rows)


def subset_row(subset: Subset) -> SubsetRow:
    """One line of a table."""
    return SubsetRow(
        people=subset.people,
        samples_per_person=subset.samples_per_person,
        draws=subset.draws,
        mated_people=subset.mated_people,
        threshold=subset.threshold,
        fnir_at_fpir={f"{rate:g}": value for rate, value in zip(RATES, subset.fnir_at_fpir, strict=True)},
        fnir=subset.fnir,
        fpir=subset.fpir,
    )


def closest_strangers(identifier: Identifier, strangers: list[Probe]) -> tuple[CloseStranger, ...]:
    """Who of the strangers is nearest to anybody: real look-alikes, or mistakes of the labels."""
    found = [(probe, probe.encoding) for probe in strangers if probe.encoding is not None]
    answer = identifier.identify([encoding for _, encoding in found])
    order = np.argsort(answer.distance)[:_CLOSEST]
    return tuple(
        CloseStranger(
            photo=found[i][0].photo.path.name,
            identity=found[i][0].photo.identity,
            nearest=answer.people[answer.nearest[i]],
            distance=round(float(answer.distance[i]), 4),
        )
        for i in order
        if answer.nearest[i] >= 0
    )


def missed(identifier: Identifier, mated: list[Probe], threshold: float) -> tuple[MissedPhoto, ...]:
    """Photos of enrolled people that are not recognised at a threshold: poor photos, poor templates, wrong labels."""
    answer = identifier.identify([probe.encoding for probe in mated if probe.encoding is not None])
    found = iter(zip(answer.nearest.tolist(), answer.distance.tolist(), strict=True))
    told = []
    for probe in mated:
        name, distance = None, float("nan")
        if probe.encoding is not None:
            row, distance = next(found)
            name = answer.people[row] if row >= 0 else None
        if name != probe.photo.identity or not distance < threshold:
            told.append(
                MissedPhoto(photo=probe.photo.path.name, identity=probe.photo.identity, nearest=name, distance=distance)
            )
    return tuple(told[:_MOST_MISSED])
