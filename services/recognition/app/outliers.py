"""Photos that do not show the person they were sent for."""

import numpy as np

from services.recognition.domain.faces import Encodings
from services.recognition.domain.templates import fuse

SAME_PERSON_DISTANCE = 1.19
"""Euclidean, of unit encodings: 1 in 500 photos of one person is further from another, 1 in 100 strangers is nearer.
A good photo set aside costs more than a wrong one kept."""
SAME_PERSON_ALONE_DISTANCE = 1.28
"""Between two photos alone, for nobody knows which of them is right: most strangers are further apart all the same."""


def find_outliers(new: Encodings, trusted: Encodings, spread: float = 1.0) -> tuple[int, ...]:
    """Indices of the (n, size) new encodings that are not of the person the (m, size) trusted ones show.

    Without trusted ones the new photo that is nearest to all others is believed first. Then the nearest photo joins
    as long as it is within the distance above, times the encoder's `spread`, of the mean of those that did.
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
        limit = SAME_PERSON_ALONE_DISTANCE if len(group) == 1 and not len(trusted) else SAME_PERSON_DISTANCE
        if distances[nearest] > limit * spread:
            break
        group.append(new[left.pop(nearest)])
    return tuple(left)


def _medoid(encodings: Encodings) -> int:
    distances = np.linalg.norm(encodings[:, None] - encodings[None], axis=-1)
    return int(np.argmin(np.median(distances, axis=1)))
