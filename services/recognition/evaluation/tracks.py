"""Photos set in motion and watched as a camera's stream: what a lesson would record of one person who is in view."""

from collections.abc import Iterator

import numpy as np

from services.recognition.evaluation import process
from services.recognition.evaluation.binomial import upper_bound
from services.recognition.evaluation.figures import share
from services.recognition.evaluation.pool import Pool, Stage
from services.recognition.evaluation.process import TrackJob
from services.recognition.evaluation.report import TrackResult
from services.recognition.evaluation.scores import Probe, numbers
from services.recognition.evaluation.system import Identifier

STRANGERS, ENROLLED = "strangers", "enrolled people"
_REFERENCE_SHARE = 50
"""The reference takes so many times longer for a track: it gets so many times fewer."""
_AT_ONCE = 20
"""Tracks a job, so that handing a gallery over costs little."""


def tracks(
    identifier: Identifier, mated: list[Probe], strangers: list[Probe], wanted: int, pool: Pool, stage: Stage
) -> tuple[TrackResult, ...]:
    """At most `wanted` tracks of strangers, each photo in as many films as it takes, and one of every other photo."""
    films = wanted if identifier.encodes_quickly else wanted // _REFERENCE_SHARE
    rows = []
    for kind, probes, count in ((STRANGERS, strangers, films), (ENROLLED, mated, min(films, len(mated)))):
        if probes and count:
            rows.append(_result(kind, identifier, [probes[i % len(probes)] for i in range(count)], pool, stage))
    return tuple(rows)


def _result(kind: str, identifier: Identifier, films: list[Probe], pool: Pool, stage: Stage) -> TrackResult:
    advance = stage(f"{kind} in motion", len(films))
    shown: dict[int, tuple[Probe, frozenset[str]]] = {}
    for job, found in pool.run(process.watch_tracks, _jobs(identifier, films), lambda job: (None,) * len(job.paths)):
        for index, names in enumerate(found, start=job.first):
            if names is not None or kind == ENROLLED:  # a stranger who was never shown proves nothing
                shown[index] = films[index], names or frozenset()
            advance()
    seen = [shown[index] for index in sorted(shown)]
    wrong = [bool(names - {film.photo.identity} if kind == ENROLLED else names) for film, names in seen]
    missed = [film.photo.identity not in names for film, names in seen]
    people = numbers([film.photo.identity for film, _ in seen])
    return TrackResult(
        kind=kind,
        tracks=len(seen),
        people=len(set(people.tolist())),
        falsely_marked=sum(wrong),
        false_marks=share(np.array(wrong, bool), people),
        false_marks_bound=upper_bound(sum(wrong), len(seen)),
        missed=sum(missed) if kind == ENROLLED else None,
        miss_rate=share(np.array(missed, bool), people) if kind == ENROLLED else None,
    )


def _jobs(identifier: Identifier, films: list[Probe]) -> Iterator[TrackJob]:
    for first in range(0, len(films), _AT_ONCE):
        part = films[first : first + _AT_ONCE]
        yield TrackJob(identifier, first, tuple(film.photo.path for film in part))
