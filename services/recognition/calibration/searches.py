"""Strangers searched in galleries of many sizes, by the code that searches in production."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.recognition.domain.encoder import Encoder
from services.recognition.domain.faces import Encodings
from services.recognition.domain.gallery import Gallery

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Searches:
    """Strangers' photos against galleries of one size, drawn again and again."""

    people: int
    """In each gallery."""
    distances: Floats
    """(n,) to the nearest person."""
    strangers: NDArray[np.int64]
    """(n,) number of the stranger who was searched."""


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """Encodings of one encoder."""

    encoder: Encoder
    enrolled: Mapping[str, Encodings]
    """person → (k, size)."""
    strangers: Mapping[str, Encodings]
    """person → (k, size); nobody who is enrolled."""


def search(faces: Faces, people: int, draws: int, seed: int = 7) -> Searches:
    """Galleries of so many people. When there are not enough enrolled ones, strangers are enrolled as well, each with
    one photo, and those who were not are searched."""
    random = np.random.default_rng([seed, people])
    enrolled, strangers = sorted(faces.enrolled), sorted(faces.strangers)
    numbers = {name: number for number, name in enumerate(strangers)}
    found, owners = [], []
    for _ in range(draws):
        taken = random.permutation(strangers)[: max(0, people - len(enrolled))]
        known = random.permutation(enrolled)[:people]
        samples = {name: faces.enrolled[name] for name in known} | {n: faces.strangers[n][:1] for n in taken}
        gallery = Gallery.build(1, faces.encoder, "", samples)
        others = [name for name in strangers if name not in samples]
        queries = np.concatenate([faces.strangers[name] for name in others])
        found.append(gallery.distances(queries).min(1).astype(np.float64))
        owners.append(np.repeat([numbers[name] for name in others], [len(faces.strangers[name]) for name in others]))
    return Searches(people, np.concatenate(found), np.concatenate(owners))


def genuine_margins(faces: Faces, probes: Mapping[str, Encodings]) -> Floats:
    """(n,) how much nearer photos of enrolled people are to them than to the second nearest; only of those whose
    nearest is right."""
    gallery = Gallery.build(1, faces.encoder, "", faces.enrolled)
    margins = []
    for person in sorted(set(probes) & set(gallery.person_ids)):
        for match in gallery.match(probes[person]):
            if match.best is not None and match.best.person_id == person:
                margins.append(match.margin)
    return np.array(margins)
