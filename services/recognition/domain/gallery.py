"""The people a camera may recognise: one immutable matrix, swapped whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from services.recognition.domain.encoder import Encoder
from services.recognition.domain.faces import Encodings
from services.recognition.domain.templates import fuse

_MAX_ROSTERS = 256

Roster = frozenset[str]
"""The person ids a camera looks for."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person and how far their template is, as euclidean distance of unit vectors, 0..2."""

    person_id: str
    distance: float


@dataclass(frozen=True, slots=True)
class Match:
    """The answer for one encoding. Distances are to the mean template of a person, 0..2, smaller is closer."""

    best: Candidate | None
    """The nearest person of those looked for; None when nobody is."""
    second: Candidate | None
    """The nearest other person of those looked for."""
    outsider_distance: float
    """Of the nearest person in the gallery who is not looked for; infinite when there is none."""

    @property
    def margin(self) -> float:
        """How much nearer the best is than the second; infinite when there is no second."""
        if self.best is None:
            return 0.0
        return float("inf") if self.second is None else self.second.distance - self.best.distance


@dataclass(frozen=True, eq=False)
class Gallery:
    """Templates and samples of one version. Read-only arrays: share it between streams without a lock."""

    version: int
    encoder: Encoder
    model_hash: str
    person_ids: tuple[str, ...]
    templates: Encodings
    """(people, encoder.size) float32, unit length; row i is person_ids[i]."""
    samples: Encodings
    """(samples, encoder.size) float32, unit length, as enrolled."""
    sample_owners: NDArray[np.int64]
    """(samples,) row of `templates` each sample belongs to."""
    _masks: dict[Roster, NDArray[np.bool_]] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def build(
        cls, version: int, encoder: Encoder, model_hash: str, samples: Mapping[str, Sequence[Encodings] | Encodings]
    ) -> "Gallery":
        """Draw a gallery from each person's (k, encoder.size) encodings; people without any are left out."""
        people = sorted(person for person, encodings in samples.items() if len(encodings))
        blocks = [np.asarray(samples[person], np.float32).reshape(-1, encoder.size) for person in people]
        empty = np.zeros((0, encoder.size), np.float32)
        templates = np.stack([fuse(block) for block in blocks]) if blocks else empty
        matrix = np.concatenate(blocks) if blocks else empty.copy()
        owners = np.repeat(np.arange(len(blocks)), [len(block) for block in blocks]).astype(np.int64)
        for array in (templates, matrix, owners):
            array.flags.writeable = False
        return cls(version, encoder, model_hash, tuple(people), templates, matrix, owners)

    @classmethod
    def empty(cls, version: int = 0, encoder: Encoder = Encoder.SFACE, model_hash: str = "") -> "Gallery":
        return cls.build(version, encoder, model_hash, {})

    def __len__(self) -> int:
        """How many people are in it."""
        return len(self.person_ids)

    def size(self, restrict_to: Roster | None) -> int:
        """How many people of the roster can be recognised at all: the N of the threshold T(N)."""
        return len(self) if restrict_to is None else int(self._wanted(restrict_to).sum())

    def match(self, encodings: Encodings, restrict_to: Roster | None = None) -> tuple[Match, ...]:
        """Compare (n, encoder.size) unit encodings with every template; an exact matrix product.

        Only people of `restrict_to` can be best or second; the others are what `outsider_distance` measures.
        """
        queries = np.asarray(encodings, np.float32).reshape(-1, self.encoder.size)
        if not len(self):
            return tuple(Match(None, None, float("inf")) for _ in queries)
        # |a-b|² = 2-2ab for unit vectors
        distances = np.sqrt(np.maximum(0.0, 2.0 - 2.0 * (queries @ self.templates.T)))
        wanted = np.ones(len(self), bool) if restrict_to is None else self._wanted(restrict_to)
        return tuple(self._match_row(row, wanted) for row in distances)

    def _wanted(self, roster: Roster) -> NDArray[np.bool_]:
        """(people,) who of the templates is looked for; kept, because a roster asks again with every frame."""
        mask = self._masks.get(roster)
        if mask is None:
            if len(self._masks) >= _MAX_ROSTERS:
                self._masks.clear()
            mask = self._masks[roster] = np.array([person in roster for person in self.person_ids], bool)
        return mask

    def _match_row(self, distances: NDArray[np.float32], wanted: NDArray[np.bool_]) -> Match:
        outsiders = distances[~wanted]
        outsider_distance = float(outsiders.min()) if len(outsiders) else float("inf")
        columns = np.flatnonzero(wanted)
        if len(columns) > 2:
            columns = columns[np.argpartition(distances[columns], 1)[:2]]
        ordered = sorted((Candidate(self.person_ids[c], float(distances[c])) for c in columns), key=_by_distance)
        best = ordered[0] if ordered else None
        second = ordered[1] if len(ordered) > 1 else None
        return Match(best, second, outsider_distance)


def _by_distance(candidate: Candidate) -> tuple[float, str]:
    return candidate.distance, candidate.person_id
