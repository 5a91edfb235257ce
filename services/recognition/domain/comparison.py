"""How far an encoding is from each person of a gallery, made comparable between faces that resemble many and few."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.recognition.domain.faces import Encodings

SAMPLE_SHARE = 0.3
"""Of a distance is to the person's nearest sample, the rest to the mean of all: somebody looks like one of their photos
more than like the others."""
NEIGHBOURS = 30
"""How many of the nearest other people say whether a face resembles many."""
STRENGTH = 0.4
"""How much of that is taken off: 0 nothing, 1 all. Chosen with the others by cross-validation over people."""
FULL_STRENGTH_PEOPLE = 200
"""Fewer people say less, and proportionally less is taken off."""
MAX_COHORT = 2000
"""At most so many people are asked, evenly spread over a large gallery."""

Distances = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Compares encodings with everybody.

    A blurred face, or one of a kind that the encoder knows little of, is near to many strangers. So from the distance
    of a query to a person is taken how much nearer than usual the query is to its nearest others, and the same for the
    person: symmetric, adaptive score normalisation (Matejka et al. 2017) with the gallery itself as the cohort. In a
    gallery in which nobody stands out nothing changes.
    """

    templates: Encodings
    """(people, size)."""
    samples: Encodings
    """(samples, size), those of a person beside each other, in the order of the people."""
    first_samples: NDArray[np.int64]
    """(people,) row of each person's first sample."""
    cohort: NDArray[np.int64]
    """(asked,) rows of the people who are asked."""
    crowding: Distances
    """(people,) mean distance of each template to its nearest others in the cohort."""
    usual: float
    """The mean of that."""

    @classmethod
    def prepare(cls, templates: Encodings, samples: Encodings, owners: NDArray[np.int64]) -> "Comparison":
        """`owners` (samples,) rise. Blocks for a second with 30,000 people."""
        people = len(templates)
        cohort = np.unique(np.linspace(0, people - 1, min(people, MAX_COHORT)).astype(np.int64)) if people else owners
        first = np.searchsorted(owners, np.arange(people)).astype(np.int64)
        neighbours = _neighbours(len(cohort))
        crowding = np.zeros(people, np.float32)
        for start in range(0, people if neighbours else 0, MAX_COHORT):
            block = _euclidean(templates[start : start + MAX_COHORT] @ templates[cohort].T)
            rows = np.arange(start, start + len(block))
            block[rows[:, None] == cohort[None]] = np.inf
            crowding[start : start + len(block)] = np.partition(block, neighbours - 1, 1)[:, :neighbours].mean(1)
        return cls(templates, samples, first, cohort, crowding, float(crowding.mean()) if people else 0.0)

    def distances(self, queries: Encodings) -> Distances:
        """(n, people): 0 the same, about 1.4 nothing in common, of (n, size) unit encodings."""
        found = _euclidean(queries @ self.templates.T)
        if len(self.samples) > len(self.templates):
            nearest = np.maximum.reduceat(queries @ self.samples.T, self.first_samples, axis=1)
            found = (1 - SAMPLE_SHARE) * found + SAMPLE_SHARE * _euclidean(nearest)
        neighbours = _neighbours(len(self.cohort))
        if neighbours == 0:
            return found
        strength = STRENGTH * min(1.0, len(self.templates) / FULL_STRENGTH_PEOPLE)
        crowding = self._crowding(found, neighbours)
        return np.maximum(0, found + strength * (2 * self.usual - crowding - self.crowding)).astype(np.float32)

    def _crowding(self, found: Distances, neighbours: int) -> Distances:
        """(n, people) mean distance of each query to its nearest in the cohort, the person themselves left out."""
        nearest = np.partition(found[:, self.cohort], neighbours, 1)[:, : neighbours + 1]
        last, total = nearest.max(1, keepdims=True), nearest.sum(1, keepdims=True)
        crowding = np.repeat((total - last) / neighbours, found.shape[1], 1)
        among = found[:, self.cohort]
        crowding[:, self.cohort] = np.where(among <= last, (total - among) / neighbours, crowding[:, self.cohort])
        return crowding


def _neighbours(cohort: int) -> int:
    """How many are asked: half of a small gallery; of less than eight people nobody, for they say little."""
    return 0 if cohort < 8 else min(NEIGHBOURS, cohort // 2)


def _euclidean(cosines: NDArray[np.float32]) -> Distances:
    # |a-b|² = 2-2ab for unit vectors
    return np.sqrt(np.maximum(0, 2 - 2 * cosines)).astype(np.float32)
