"""Answers to single photos as two lists of scores: of people who are enrolled, and of people who are not."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.recognition.evaluation.labels import LabelledPhoto
from services.recognition.evaluation.system import Encoding, Floats, Identifier


@dataclass(frozen=True, slots=True, eq=False)
class Probe:
    """One photo to identify; without an encoding nobody could be found in it."""

    photo: LabelledPhoto
    encoding: Encoding | None


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Distances, smaller is closer; infinite where no threshold makes the answer right (or, for strangers, wrong)."""

    mated: Floats
    """(m,) of a person who is enrolled to their own template; infinite when somebody else is nearer, or when no face
    was found."""
    mated_people: NDArray[np.int64]
    """(m,) whose photo it is."""
    mated_hit: NDArray[np.bool_]
    """(m,) named right with the shipped thresholds."""
    mated_wrong: NDArray[np.bool_]
    """(m,) named as somebody else with them."""
    stranger: Floats
    """(s,) of a person who is not enrolled to the nearest who is; infinite when no face was found."""
    stranger_people: NDArray[np.int64]
    """(s,) whose photo it is."""
    stranger_hit: NDArray[np.bool_]
    """(s,) named with the shipped thresholds: a false positive."""

    def mated_where(self, kept: NDArray[np.bool_]) -> "Scores":
        """Only some photos of enrolled people, all strangers."""
        return Scores(
            self.mated[kept], self.mated_people[kept], self.mated_hit[kept], self.mated_wrong[kept],
            self.stranger, self.stranger_people, self.stranger_hit,
        )  # fmt: skip

    def stranger_where(self, kept: NDArray[np.bool_]) -> "Scores":
        """Only some photos of strangers, all of enrolled people."""
        return Scores(
            self.mated, self.mated_people, self.mated_hit, self.mated_wrong,
            self.stranger[kept], self.stranger_people[kept], self.stranger_hit[kept],
        )  # fmt: skip


def score(identifier: Identifier, mated: list[Probe], strangers: list[Probe]) -> Scores:
    """Let a gallery answer. A person of `mated` whom it does not hold can only be missed."""
    found = [p.encoding for p in (*mated, *strangers) if p.encoding is not None]
    answer = identifier.identify(found)
    acquired = np.array([p.encoding is not None for p in (*mated, *strangers)], bool)
    nearest = _spread(answer.nearest, acquired, -1)
    named = _spread(answer.named, acquired, -1)
    distance = np.full(len(acquired), np.inf)
    distance[acquired] = answer.distance
    rows = {person: row for row, person in enumerate(answer.people)}
    own = np.array([rows.get(p.photo.identity, -2) for p in mated], np.int64)
    split = len(mated)
    return Scores(
        np.where(nearest[:split] == own, distance[:split], np.inf),
        numbers([p.photo.identity for p in mated]),
        named[:split] == own,
        (named[:split] != own) & (named[:split] >= 0),
        distance[split:],
        numbers([p.photo.identity for p in strangers]),
        named[split:] >= 0,
    )


def numbers(names: list[str]) -> NDArray[np.int64]:
    """Each name as its place among all of them."""
    order = {name: number for number, name in enumerate(sorted(set(names)))}
    return np.array([order[name] for name in names], np.int64)


def _spread(values: NDArray[np.int64], where: NDArray[np.bool_], otherwise: int) -> NDArray[np.int64]:
    out = np.full(len(where), otherwise, np.int64)
    out[where] = values
    return out
