"""The same photos against smaller galleries, and against galleries of fewer photos a person."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from services.recognition.evaluation.metrics import fnir_at_fpir
from services.recognition.evaluation.scores import Probe, Scores, score
from services.recognition.evaluation.system import Samples, System

CLASS = 40
SIZES = (10, 20, CLASS, 100, 200, 500, 1000, 2000, 5000)
DRAWS = 15
_MOST_ROWS = 100_000
"""Photos identified for one size: fewer draws are made of large galleries."""
_MOST_SAMPLES = 5
_FEWEST_PEOPLE = 10


@dataclass(frozen=True, slots=True)
class Subset:
    """Means over galleries drawn at random; NaN where nothing was measured."""

    people: int
    samples_per_person: float
    draws: int
    mated_people: float
    """How many people a draw is measured on."""
    threshold: float
    """T(N) of so many people."""
    fnir_at_fpir: tuple[float, ...]
    fnir: float
    """With the shipped thresholds."""
    fpir: float
    """With them."""


def by_size(
    system: System, samples: Samples, mated: list[Probe], strangers: list[Probe], rates: tuple[float, ...]
) -> Iterator[Subset]:
    """Galleries of N of the people; whoever is not drawn is left out, so that strangers stay the same."""
    random = np.random.default_rng(7)
    people = sorted(samples)
    for size in [*(each for each in SIZES if each < len(people)), len(people)]:
        found: list[Scores] = []
        draws = _draws(len(strangers) + len(mated) * size // max(1, len(people))) if size < len(people) else 1
        for _ in range(draws):
            drawn = set(random.choice(people, size, replace=False).tolist())
            identifier = system.build({person: samples[person] for person in sorted(drawn)})
            own = [probe for probe in mated if probe.photo.identity in drawn]
            found.append(score(identifier, own, strangers))
        # every gallery of that size has that threshold
        threshold = identifier.threshold
        taken = sum(len(each) for each in samples.values()) / max(1, len(people))
        yield _subset(found, size, taken, threshold, rates)


def by_samples(
    system: System, samples: Samples, mated: list[Probe], strangers: list[Probe], rates: tuple[float, ...]
) -> Iterator[Subset]:
    """The whole gallery with at most k photos a person, measured on the same people for every k."""
    most = _most_samples(samples)
    able = {person for person, found in samples.items() if len(found) >= most}
    own = [probe for probe in mated if probe.photo.identity in able]
    random = np.random.default_rng(7)
    for count in range(1, most + 1 if own else 1):
        found = []
        for _ in range(_draws(len(strangers) + len(own))):
            drawn = {
                person: [each[i] for i in random.permutation(len(each))[:count]] for person, each in samples.items()
            }
            identifier = system.build(drawn)
            found.append(score(identifier, own, strangers))
        yield _subset(found, len(samples), count, identifier.threshold, rates)


def _most_samples(samples: Samples) -> int:
    """The largest k that enough people have."""
    counts = np.array([len(found) for found in samples.values()])
    enough = max(_FEWEST_PEOPLE, len(counts) // 10)
    return max((k for k in range(1, _MOST_SAMPLES + 1) if (counts >= k).sum() >= enough), default=1)


def _draws(rows: int) -> int:
    return max(3, min(DRAWS, _MOST_ROWS // max(1, rows)))


def _subset(found: list[Scores], people: int, taken: float, threshold: float, rates: tuple[float, ...]) -> Subset:
    return Subset(
        people,
        taken,
        len(found),
        float(np.mean([len(np.unique(scores.mated_people)) for scores in found])),
        threshold,
        tuple(_mean([fnir_at_fpir(scores, rate) for scores in found]) for rate in rates),
        _mean([1 - float(scores.mated_hit.mean()) if len(scores.mated) else float("nan") for scores in found]),
        _mean([float(scores.stranger_hit.mean()) if len(scores.stranger) else float("nan") for scores in found]),
    )


def _mean(values: list[float]) -> float:
    finite = [value for value in values if np.isfinite(value)]
    return float(np.mean(finite)) if finite else float("nan")
