"""Thresholds that are never chosen on the people they are judged on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.recognition.evaluation.metrics import fnir_at, fpir_at, threshold_at
from services.recognition.evaluation.scores import Scores

FOLDS = 5
REPEATS = 20


@dataclass(frozen=True, slots=True)
class CrossValidated:
    """Means over all folds of all repeats; NaN when there are too few people."""

    fnir: float
    fpir: float
    """What came out on strangers that the threshold had not seen."""


@dataclass(frozen=True, slots=True, eq=False)
class Fold:
    """One division: chosen on the ones, judged on the others."""

    chosen_on: Scores
    judged_on: Scores


def folds(scores: Scores, repeats: int = REPEATS, seed: int = 7) -> Iterator[Fold]:
    """FOLDS divisions by people, again and again."""
    random = np.random.default_rng(seed)
    for _ in range(repeats):
        mated, strangers = _parts(scores.mated_people, random), _parts(scores.stranger_people, random)
        for fold in range(FOLDS):
            yield Fold(
                scores.mated_where(mated != fold).stranger_where(strangers != fold),
                scores.mated_where(mated == fold).stranger_where(strangers == fold),
            )


def cross_validated(scores: Scores, fpir: float) -> CrossValidated:
    """FNIR and FPIR of photos whose people the threshold for that FPIR was not chosen on."""
    fnirs, fpirs, mated, strangers = [], [], [], []
    for fold in folds(scores):
        if len(fold.chosen_on.stranger) and len(fold.judged_on.mated) and len(fold.judged_on.stranger):
            threshold = threshold_at(fold.chosen_on.stranger, fpir)
            fnirs.append(fnir_at(fold.judged_on, threshold))
            fpirs.append(fpir_at(fold.judged_on, threshold))
            mated.append(len(fold.judged_on.mated))
            strangers.append(len(fold.judged_on.stranger))
    if not fnirs:
        return CrossValidated(float("nan"), float("nan"))
    return CrossValidated(float(np.average(fnirs, weights=mated)), float(np.average(fpirs, weights=strangers)))


def part_of(names: Sequence[str], seed: int = 7) -> dict[str, int]:
    """In which of FOLDS parts each person is."""
    random = np.random.default_rng(seed)
    return dict(zip(names, (random.permutation(len(names)) % FOLDS).tolist(), strict=True))


def _parts(people: NDArray[np.int64], random: np.random.Generator) -> NDArray[np.int64]:
    """(n,) in which part the person of each photo is."""
    count = int(people.max()) + 1 if len(people) else 0
    return random.permutation(np.arange(count) % FOLDS)[people] if count else np.zeros(0, np.int64)
