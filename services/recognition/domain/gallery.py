"""The people a camera may recognise: one immutable matrix, swapped whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from services.recognition.domain.comparison import Comparison, Distances
from services.recognition.domain.encoder import Encoder
from services.recognition.domain.faces import Encodings
from services.recognition.domain.templates import fuse

_MAX_ROSTERS = 256

Roster = frozenset[str]
"""The person ids a camera looks for."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person and how far they are by domain.comparison: 0 the same face, about 1.4 nothing in common."""

    person_id: str
    distance: float


@dataclass(frozen=True, slots=True)
class Match:
    """The answer for one encoding. Smaller distances are closer."""

    best: Candidate | None
    """The nearest person of those looked for; None when nobody is."""
    second: Candidate | None
    """The nearest other person of those looked for."""
    outsider: Candidate | None
    """The nearest person in the gallery who is not looked for."""
    margin: float
    """How much nearer the best is than the second, or than a look-alike less the pair's extra margin, whichever is
    least; infinite when there is neither, 0 when there is no best."""

    @property
    def outsider_distance(self) -> float:
        """Infinite when there is none."""
        return self.outsider.distance if self.outsider else float("inf")


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
    """(samples,) row of `templates` each sample belongs to, rising."""
    margins: Mapping[frozenset[str], float] = field(default_factory=dict)
    """Pairs of look-alikes and how much more than usual one must be nearer than the other to be named."""
    refused: Mapping[str, Encodings] = field(default_factory=dict)
    """person → (m, encoder.size) faces that somebody said are not theirs; whoever is nearer to one of these than to
    the person's template is not that person."""
    _masks: dict[Roster, NDArray[np.bool_]] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def build(
        cls,
        version: int,
        encoder: Encoder,
        model_hash: str,
        samples: Mapping[str, Sequence[Encodings] | Encodings],
        *,
        margins: Mapping[frozenset[str], float] | None = None,
        refused: Mapping[str, Encodings] | None = None,
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
        gallery = cls(
            version, encoder, model_hash, tuple(people), templates, matrix, owners, margins or {}, refused or {}
        )
        gallery.comparison  # noqa: B018  prepared here, where the caller expects to wait
        return gallery

    @classmethod
    def empty(cls, version: int = 0, encoder: Encoder = Encoder.SFACE, model_hash: str = "") -> "Gallery":
        return cls.build(version, encoder, model_hash, {})

    def __len__(self) -> int:
        """How many people are in it."""
        return len(self.person_ids)

    @cached_property
    def comparison(self) -> Comparison:
        """What distances are measured with."""
        return Comparison.prepare(self.templates, self.samples, self.sample_owners)

    def size(self, restrict_to: Roster | None) -> int:
        """How many people of the roster can be recognised at all: the N of the threshold T(N)."""
        return len(self) if restrict_to is None else int(self._wanted(restrict_to).sum())

    def match(self, encodings: Encodings, restrict_to: Roster | None = None) -> tuple[Match, ...]:
        """Compare (n, encoder.size) unit encodings with everybody; exact matrix products.

        Only people of `restrict_to` can be best or second; the nearest of the others is the outsider.
        """
        queries = np.asarray(encodings, np.float32).reshape(-1, self.encoder.size)
        if not len(self):
            return tuple(Match(None, None, None, 0.0) for _ in queries)
        distances = self.distances(queries)
        wanted = np.ones(len(self), bool) if restrict_to is None else self._wanted(restrict_to)
        return tuple(self._match_row(row, wanted) for row in distances)

    def distances(self, queries: Encodings) -> Distances:
        """(n, people) of (n, encoder.size) unit encodings; infinite for whom it cannot be."""
        distances = self.comparison.distances(queries)
        for row, faces in self._refused_rows.items():
            nearer = (queries @ faces.T).max(1) > queries @ self.templates[row]
            distances[nearer, row] = np.inf
        return distances

    def _wanted(self, roster: Roster) -> NDArray[np.bool_]:
        """(people,) who of the templates is looked for; kept, because a roster asks again with every frame."""
        mask = self._masks.get(roster)
        if mask is None:
            if len(self._masks) >= _MAX_ROSTERS:
                self._masks.clear()
            mask = self._masks[roster] = np.array([person in roster for person in self.person_ids], bool)
        return mask

    def _match_row(self, distances: Distances, wanted: NDArray[np.bool_]) -> Match:
        found: list[Candidate | None] = [*self._nearest(distances, np.flatnonzero(wanted), 2), None, None]
        best, second = found[:2]
        outsider = next(iter(self._nearest(distances, np.flatnonzero(~wanted), 1)), None)
        return Match(best, second, outsider, self._margin(distances, best, second) if best else 0.0)

    def _nearest(self, distances: Distances, columns: NDArray[np.intp], count: int) -> list[Candidate]:
        """At most so many of these people, nearest first; those whom it cannot be are left out."""
        if len(columns) > count:
            columns = columns[np.argpartition(distances[columns], count - 1)[:count]]
        near = (Candidate(self.person_ids[c], float(distances[c])) for c in columns if np.isfinite(distances[c]))
        return sorted(near, key=_by_distance)

    def _margin(self, distances: Distances, best: Candidate, second: Candidate | None) -> float:
        least = second.distance - best.distance if second else float("inf")
        for row, extra in self._look_alikes.get(best.person_id, ()):
            least = min(least, float(distances[row]) - best.distance - extra)
        return least

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {person: row for row, person in enumerate(self.person_ids)}

    @cached_property
    def _refused_rows(self) -> dict[int, Encodings]:
        known = {self._rows[person]: faces for person, faces in self.refused.items() if person in self._rows}
        return {row: np.asarray(faces, np.float32).reshape(-1, self.encoder.size) for row, faces in known.items()}

    @cached_property
    def _look_alikes(self) -> dict[str, list[tuple[int, float]]]:
        """person → row of each look-alike and the pair's extra margin."""
        found: dict[str, list[tuple[int, float]]] = {}
        for pair, extra in self.margins.items():
            if len(pair) == 2 and all(person in self._rows for person in pair):
                first, second = sorted(pair)
                found.setdefault(first, []).append((self._rows[second], extra))
                found.setdefault(second, []).append((self._rows[first], extra))
        return found


def _by_distance(candidate: Candidate) -> tuple[float, str]:
    return candidate.distance, candidate.person_id
