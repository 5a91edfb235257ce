"""Who is on a track: the evidence of its frames weighed against the gallery."""

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from services.recognition.domain.calibrations import Calibration
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
    """Of the fused track to the person."""
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
class Outsider:
    """Enough evidence for somebody who is enrolled, but not looked for here: never to be named or reported."""

    nearest: Candidate | None
    """Of those who are looked for."""
    hidden_person_id: str = field(repr=False)
    """Stays inside the decision core."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Enough evidence, and it is nobody who is enrolled."""

    nearest: Candidate | None


@dataclass(frozen=True, slots=True)
class Undecided:
    """Not enough evidence yet."""

    nearest: Candidate | None
    missing: str


Decision: TypeAlias = Known | Review | Outsider | Unknown | Undecided


def decide(evidence: tuple[Evidence, ...], gallery: Gallery, roster: Roster | None, policy: DecisionPolicy) -> Decision:
    """Weigh the independent frames of one track. `roster` None: everyone in the gallery is looked for."""
    if not evidence:
        return Undecided(None, "no face was good enough yet")
    weights = np.array([item.weight for item in evidence])
    encodings = np.stack([item.encoding for item in evidence])
    calibration = policy.track_calibration_of(gallery.encoder)
    weighed = _Weighed.of(encodings, weights, gallery, roster, policy, calibration)
    best = weighed.fused.best
    if best is not None and (doubts := weighed.doubts()) is None:
        missing = _missing(evidence, weighed.votes, policy)
        return Undecided(best, missing) if missing else weighed.known(best)
    if len(evidence) < policy.unknown_after_frames:
        return Undecided(best, "more frames are needed" if best is None else doubts or "")
    return weighed.unnamed()


def identify(
    encodings: Encodings, gallery: Gallery, roster: Roster | None = None, policy: DecisionPolicy | None = None
) -> Known | Review | Outsider | Unknown:
    """Who is on one photo, or on several (n, encoder.size) of one face: as `decide`, without its demands on the number
    of frames and on time. For whoever has made sure in another way that the face is live, or only measures."""
    rows = np.asarray(encodings, np.float32).reshape(-1, gallery.encoder.size)
    policy = policy or DecisionPolicy()
    calibration = policy.calibration_of(gallery.encoder)
    weighed = _Weighed.of(rows, np.ones(len(rows)), gallery, roster, policy, calibration)
    best = weighed.fused.best
    if best is not None and weighed.doubts() is None:
        return weighed.known(best)
    return weighed.unnamed()


def confirms(before: Decision, after: Decision) -> bool:
    """Whether new evidence left a settled decision as it was."""
    match before, after:
        case Known(person_id=old), Known(person_id=new):
            return old == new
        case Outsider(hidden_person_id=old), Outsider(hidden_person_id=new):
            return old == new
        case Unknown(), Unknown():
            return True
        case _:
            return False


@dataclass(frozen=True, slots=True, eq=False)
class _Weighed:
    """A face compared with everybody: all its frames fused, and each of them."""

    fused: Match
    frames: tuple[Match, ...]
    weights: NDArray[np.float64]
    limit: float
    """T(N) of those looked for."""
    outsider_limit: float
    """T(N) of the whole gallery."""
    min_margin: float
    vote_slack: float
    review_slack: float
    min_vote_share: float

    @classmethod
    def of(
        cls,
        encodings: Encodings,
        weights: NDArray[np.float64],
        gallery: Gallery,
        roster: Roster | None,
        policy: DecisionPolicy,
        calibration: Calibration,
    ) -> "_Weighed":
        fused, *frames = gallery.match(np.concatenate([fuse(encodings, weights)[None], encodings]), roster)
        limit, outsider_limit = (calibration.threshold(size) for size in (gallery.size(roster), len(gallery)))
        return cls(
            fused, tuple(frames), weights, limit, outsider_limit, calibration.min_margin,
            policy.vote_slack * gallery.encoder.spread, policy.review_slack * gallery.encoder.spread,
            policy.min_vote_share,
        )  # fmt: skip

    @property
    def votes(self) -> int:
        """How many frames speak for the best."""
        return int(self._voting().sum())

    def doubts(self) -> str | None:
        """Why the best is not to be named; None: nothing speaks against it."""
        best = self.fused.best
        if best is None or best.distance > self.limit:
            return "the nearest person is not near enough"
        if self.fused.outsider_distance <= best.distance:
            return "somebody who is not on the roster is nearer"
        if self.fused.margin < self.min_margin:
            return "two people are almost equally near"
        # frames that are near nobody count against the name
        if self._share(self._voting()) < self.min_vote_share:
            return "too few of the frames agree"
        return None

    def known(self, best: Candidate) -> Known:
        return Known(best.person_id, best.distance, self.fused.margin, self._share(self._voting()))

    def unnamed(self) -> Review | Outsider | Unknown:
        """What to call a face that is not to be named."""
        best, outsider = self.fused.best, self.fused.outsider
        lead = float("inf") if outsider else float("-inf")
        if best and outsider:
            lead = best.distance - outsider.distance
        if best and lead < self.min_margin and best.distance <= self.limit + self.review_slack:
            return Review(tuple(c for c in (best, self.fused.second) if c), self.doubts() or "")
        if outsider and lead >= self.min_margin and outsider.distance <= self.outsider_limit:
            slack = self.outsider_limit + self.vote_slack
            votes = [bool(m.outsider and m.outsider.person_id == outsider.person_id) for m in self.frames]
            near = [m.outsider_distance <= slack for m in self.frames]
            if self._share(np.array(votes) & np.array(near)) >= self.min_vote_share:
                return Outsider(best, outsider.person_id)
        return Unknown(best)

    def _voting(self) -> NDArray[np.bool_]:
        """(frames,) which speak for the best: nearest of all, those not looked for included, and near enough."""
        best, limit = self.fused.best, self.limit + self.vote_slack
        return np.array([bool(best and votes_for(match, best.person_id, limit)) for match in self.frames], bool)

    def _share(self, frames: NDArray[np.bool_]) -> float:
        return float((frames * self.weights).sum() / self.weights.sum())


def votes_for(match: Match, person_id: str, limit: float) -> bool:
    """Whether one frame speaks for a person."""
    best = match.best
    return best is not None and best.person_id == person_id and best.distance <= min(limit, match.outsider_distance)


def _missing(evidence: tuple[Evidence, ...], votes: int, policy: DecisionPolicy) -> str | None:
    if votes < policy.min_frames:
        return "more frames are needed"
    if evidence[-1].captured_at_seconds - evidence[0].captured_at_seconds < policy.min_seconds:
        return "the face was seen too briefly"
    return None
