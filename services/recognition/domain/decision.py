"""Who is on a track: the evidence of its frames weighed against the gallery."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from services.recognition.domain.faces import Encodings
from services.recognition.domain.gallery import Candidate, Gallery, Match, Roster
from services.recognition.domain.policy import DecisionPolicy
from services.recognition.domain.templates import fuse


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """One encoded frame of a track."""

    sequence: int
    captured_at_seconds: float
    """Capture time, seconds since the epoch."""
    encoding: Encodings
    """(encoder.size,) float32, unit length."""
    weight: float
    """How good the face was, > 0."""


@dataclass(frozen=True, slots=True)
class Known:
    """Enough evidence for one person."""

    person_id: str
    distance: float
    """Of the fused track to the person's template."""
    margin: float
    vote_share: float


@dataclass(frozen=True, slots=True)
class Review:
    """Near somebody but not near enough, or near two: a person should look."""

    candidates: tuple[Candidate, ...]
    """At least one, the nearest first."""
    reason: str

    @property
    def nearest(self) -> Candidate:
        return self.candidates[0]


@dataclass(frozen=True, slots=True)
class Unknown:
    """Enough evidence, and it is nobody who is looked for."""

    nearest: Candidate | None


@dataclass(frozen=True, slots=True)
class Undecided:
    """Not enough evidence yet."""

    nearest: Candidate | None
    missing: str


Decision: TypeAlias = Known | Review | Unknown | Undecided


def decide(evidence: tuple[Evidence, ...], gallery: Gallery, roster: Roster | None, policy: DecisionPolicy) -> Decision:
    """Weigh the independent frames of one track. `roster` None: everyone in the gallery is looked for."""
    if not evidence:
        return Undecided(None, "no face was good enough yet")
    encodings = np.stack([item.encoding for item in evidence])
    weights = np.array([item.weight for item in evidence])
    fused, *frames = gallery.match(np.concatenate([fuse(encodings, weights)[None], encodings]), roster)
    best = fused.best
    if best is None:
        return _nobody(evidence, None, policy)
    limit = policy.calibration.threshold(gallery.size(roster))
    votes = np.array([votes_for(match, best.person_id, limit + policy.vote_slack) for match in frames])
    share = float((votes * weights).sum() / weights.sum())
    doubts = _doubts(fused, best, limit, share, policy)
    if doubts is None:
        missing = _missing(evidence, int(votes.sum()), policy)
        return Undecided(best, missing) if missing else Known(best.person_id, best.distance, fused.margin, share)
    if len(evidence) < policy.unknown_after_frames:
        return Undecided(best, doubts)
    if fused.outsider_distance > best.distance and best.distance <= limit + policy.review_slack:
        return Review(tuple(c for c in (best, fused.second) if c), doubts)
    return Unknown(best)


def confirms(before: Decision, after: Decision) -> bool:
    """Whether new evidence left a settled decision as it was."""
    match before, after:
        case Known(person_id=old), Known(person_id=new):
            return old == new
        case Unknown(), Unknown():
            return True
        case _:
            return False


def votes_for(match: Match, person_id: str, limit: float) -> bool:
    """Whether one frame speaks for a person: nearest of all, those not looked for included, and near enough."""
    best = match.best
    return best is not None and best.person_id == person_id and best.distance <= min(limit, match.outsider_distance)


def _doubts(fused: Match, best: Candidate, limit: float, share: float, policy: DecisionPolicy) -> str | None:
    if best.distance > limit:
        return "the nearest person is not near enough"
    if fused.outsider_distance <= best.distance:
        return "somebody who is not on the roster is nearer"
    if fused.margin < policy.calibration.min_margin:
        return "two people are almost equally near"
    # frames that are near nobody count against the name
    if share < policy.min_vote_share:
        return "too few of the frames agree"
    return None


def _missing(evidence: tuple[Evidence, ...], votes: int, policy: DecisionPolicy) -> str | None:
    if votes < policy.min_frames:
        return "more frames are needed"
    if evidence[-1].captured_at_seconds - evidence[0].captured_at_seconds < policy.min_seconds:
        return "the face was seen too briefly"
    return None


def _nobody(evidence: tuple[Evidence, ...], nearest: Candidate | None, policy: DecisionPolicy) -> Decision:
    if len(evidence) < policy.unknown_after_frames:
        return Undecided(nearest, "more frames are needed")
    return Unknown(nearest)
