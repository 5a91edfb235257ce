"""Who is on a track: the evidence of its frames weighed against the gallery."""

from dataclasses import dataclass
from typing import TypeAlias

from services.recognition.domain.faces import Encodings
from services.recognition.domain.gallery import Candidate, Gallery, Roster
from services.recognition.domain.policy import DecisionPolicy


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """One encoded frame of a track."""

    sequence: int
    captured_at_seconds: float
    """Capture time, seconds since the epoch."""
    encoding: Encodings
    """(128,) float32, unit length."""
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
    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Enough evidence, and it is nobody who is looked for."""

    nearest_distance: float


@dataclass(frozen=True, slots=True)
class Undecided:
    """Not enough evidence yet."""

    missing: str


Decision: TypeAlias = Known | Review | Unknown | Undecided


def decide(evidence: tuple[Evidence, ...], gallery: Gallery, roster: Roster | None, policy: DecisionPolicy) -> Decision:
    """Weigh the independent frames of one track. `roster` None: everyone in the gallery is looked for."""
    raise NotImplementedError
