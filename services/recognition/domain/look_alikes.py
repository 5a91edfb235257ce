"""People whose faces are so close that one could be taken for the other."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.recognition.domain.faces import Encodings

MAX_PAIRS = 10_000
_BLOCK_CELLS = 2**24  # of the matrix that is in memory at a time: 64 MiB


@dataclass(frozen=True, slots=True)
class LookAlikePair:
    """Two people of one gallery, `first_person_id` < `second_person_id`."""

    first_person_id: str
    second_person_id: str
    distance: float
    """Of their templates, 0..2."""
    margin: float
    """How much more than usual a track must be nearer to one of them than to the other before it is named."""


def find_look_alikes(
    person_ids: Sequence[str], templates: Encodings, limit: float, most: int = MAX_PAIRS
) -> tuple[LookAlikePair, ...]:
    """All pairs whose (n, size) unit templates are at most `limit` apart, the nearest first; exact, block by block.

    Their margin is half of what they are nearer than `limit`: little for a chance resemblance, and for twins so much
    that most of their tracks are left to a person. More than `most` pairs mean a limit that does not fit the gallery:
    the nearest are kept. Blocks the caller, some seconds for 30,000 people.
    """
    count = len(person_ids)
    rows_at_once = max(1, _BLOCK_CELLS // max(1, count))
    least_cosine = 1.0 - limit * limit / 2.0  # |a-b|² = 2-2ab for unit vectors
    found = np.zeros((0, 3), np.float64)
    for start in range(0, count, rows_at_once):
        cosines = templates[start : start + rows_at_once] @ templates[start:].T
        rows, columns = np.nonzero(np.triu(cosines >= least_cosine, k=1))
        close = np.stack([rows + start, columns + start, cosines[rows, columns]], axis=1)
        found = _nearest(np.concatenate([found, close]), most)
    return tuple(_pair(person_ids, row, limit) for row in found)


def _nearest(found: NDArray[np.float64], most: int) -> NDArray[np.float64]:
    order = np.argsort(-found[:, 2], kind="stable")
    return found[order[:most]]


def _pair(person_ids: Sequence[str], row: NDArray[np.float64], limit: float) -> LookAlikePair:
    first, second = sorted((person_ids[int(row[0])], person_ids[int(row[1])]))
    distance = float(np.sqrt(max(0.0, 2.0 - 2.0 * row[2])))
    return LookAlikePair(first, second, distance, max(0.0, (limit - distance) / 2))
