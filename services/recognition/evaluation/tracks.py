"""Photos set in motion and watched as a camera's stream: what a lesson would record of one person who is in view."""

from collections.abc import Iterator

import numpy as np

from services.recognition.evaluation import process
from services.recognition.evaluation.figures import share
from services.recognition.evaluation.metrics import upper_bound
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
    marked: dict[int, frozenset[str]] = {}
    for job, found in pool.run(process.watch_tracks, _jobs(identifier, films), lambda job: (None,) * len(job.paths)):
        for index, names in enumerate(found):
            marked[job.first + index] = names or frozenset()
            advance()
    own = [films[i].photo.identity if kind == ENROLLED else None for i in range(len(films))]
    wrong = [bool(marked[i] - {own[i]}) for i in range(len(films))]
    missed = [own[i] is not None and own[i] not in marked[i] for i in range(len(films))]
    people = numbers([film.photo.identity for film in films])
    return TrackResult(
        kind=kind,
        tracks=len(films),
        people=len(set(people.tolist())),
        falsely_marked=sum(wrong),
        false_marks=share(np.array(wrong), people),
        false_marks_bound=upper_bound(sum(wrong), len(films)),
        missed=sum(missed) if kind == ENROLLED else None,
        miss_rate=share(np.array(missed), people) if kind == ENROLLED else None,
    )


def _jobs(identifier: Identifier, films: list[Probe]) -> Iterator[TrackJob]:
    for first in range(0, len(films), _AT_ONCE):
        part = films[first : first + _AT_ONCE]
        yield TrackJob(identifier, first, tuple(film.photo.path for film in part))
