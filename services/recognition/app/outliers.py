"""Photos that do not show the person they were sent for."""

import numpy as np

from services.recognition.domain.faces import Encodings
from services.recognition.domain.templates import fuse

SAME_PERSON_DISTANCE = 1.128
"""Euclidean, of unit encodings: what SFace's authors publish as their limit for one identity (norm-L2, LFW)."""


def find_outliers(new: Encodings, trusted: Encodings, spread: float = 1.0) -> tuple[int, ...]:
    """Indices of the (n, size) new encodings that are not of the person the (m, size) trusted ones show.

    Without trusted ones the new photo that is nearest to all others is believed first. Then the nearest photo joins
    as long as it is within SAME_PERSON_DISTANCE, times the encoder's `spread`, of the mean of those that did.
    """
    if len(new) == 0 or (len(new) == 1 and len(trusted) == 0):
        return ()
    group = list(trusted)
    left = list(range(len(new)))
    if not group:
        group.append(new[left.pop(_medoid(new))])
    while left:
        template = fuse(np.stack(group))
        distances = [float(np.linalg.norm(new[index] - template)) for index in left]
        nearest = int(np.argmin(distances))
        if distances[nearest] > SAME_PERSON_DISTANCE * spread:
            break
        group.append(new[left.pop(nearest)])
    return tuple(left)


def _medoid(encodings: Encodings) -> int:
    distances = np.linalg.norm(encodings[:, None] - encodings[None], axis=-1)
    return int(np.argmin(np.median(distances, axis=1)))
