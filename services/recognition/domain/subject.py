"""One face being followed: its evidence, what was decided, what was given out."""

from dataclasses import dataclass, field

import numpy as np

from services.recognition.domain.claims import Objection
from services.recognition.domain.decision import Decision, Evidence, Known, Outsider, Review, Undecided, Unknown
from services.recognition.domain.face_change import FaceLook, likeness
from services.recognition.domain.faces import Box, Encodings
from services.recognition.domain.gallery import Candidate
from services.recognition.domain.outcome import FaceState
from services.recognition.domain.policy import StreamPolicy
from services.recognition.domain.templates import fuse

_NOTHING_YET = Undecided(None, "no face was good enough yet")


def state_of(decision: Decision) -> FaceState:
    """How the overlay shows a face that carries no name: a name somebody nearer has is for a person to look at."""
    match decision:
        case Known() | Review():
            return FaceState.REVIEW
        case Outsider():
            return FaceState.OUTSIDER
        case Unknown():
            return FaceState.UNKNOWN
        case Undecided():
            return FaceState.DECIDING


@dataclass(slots=True)
class Appearance:
    """The span over which a subject carried one name, in capture seconds."""

    person_id: str
    first_seen_seconds: float
    last_seen_seconds: float
    distance: float
    given_until_seconds: float | None = None
    """How much of it was given out; None: nothing yet."""
    ungiven_since_sequence: int | None = None
    """First frame of the part that was not."""


@dataclass(slots=True)
class AskedReview:
    """What a person was asked about a subject."""

    review_id: str
    nearest: str
    """The candidate it was asked for."""
    told_until_seconds: float
    """Up to when the review says that the face was seen."""


@dataclass(slots=True)
class Subject:
    """The state of one track."""

    track_id: str
    first_sequence: int
    first_seen_seconds: float
    last_seen_seconds: float
    face_index: int | None = None
    """Which face of its newest frame; None when nothing moved and nobody looked."""
    asked_at_seconds: float = float("-inf")
    """When a face of it was last chosen to be encoded."""
    asked_at_box: Box | None = None
    """Where it was then."""
    compared_at_seconds: float = float("-inf")
    """When its looks were last compared with those of then."""
    checked_at_seconds: float = float("-inf")
    """When it was last shown to the check."""
    asked_look: FaceLook | None = None
    """What it looked like then."""
    evidence: list[Evidence] = field(default_factory=list)
    suspects: list[Evidence] = field(default_factory=list)
    """Recent frames that look like somebody else's face."""
    decision: Decision = _NOTHING_YET
    best_weight: float = 0.0
    confirmations: int = 0
    """Encoded frames that left a decision as it was, in a row."""
    stale: bool = False
    """The decision is older than the evidence or the gallery."""
    appearance: Appearance | None = None
    review: AskedReview | None = None
    """What was asked last."""
    barred_from: dict[str, Objection] = field(default_factory=dict)
    """Names that belong to a nearer face seen at the same time, and that face's track."""
    objection: str | None = None
    """Why it does not get the name it was decided for."""
    fused: tuple[tuple[int, int, int], Encodings] | None = None
    """The template, and which evidence it was made of."""
    root_track_id: str = ""
    """The first of the tracks whose evidence this one continues; its own when it continues none."""

    def __post_init__(self) -> None:
        self.root_track_id = self.root_track_id or self.track_id

    @property
    def in_doubt(self) -> bool:
        return bool(self.suspects)

    @property
    def settled(self) -> bool:
        """Nothing more is wanted of the next frames than a look now and then."""
        return isinstance(self.decision, Known | Outsider | Unknown) and not self.in_doubt

    @property
    def nearest(self) -> Candidate | None:
        """Who this is most like, named or not."""
        match self.decision:
            case Known(person_id=person_id, distance=distance):
                return Candidate(person_id, distance)
            case Review(candidates=candidates):
                return candidates[0]
            case Unknown(nearest=nearest) | Outsider(nearest=nearest) | Undecided(nearest=nearest):
                return nearest

    def has_changed(self, look: FaceLook | None, changed_below: float) -> bool:
        """Whether it no longer looks as it did when it was last encoded."""
        return look is not None and self.asked_look is not None and likeness(look, self.asked_look) < changed_below

    def has_moved(self, box: Box, widths: float) -> bool:
        """Whether it is further than so many face widths from where it was last encoded."""
        return self.asked_at_box is not None and self.asked_at_box.moved_to(box) > widths

    @property
    def undecided_since_sequence(self) -> int | None:
        """The first frame of what may still become a sighting or part of one."""
        if self.suspects:
            return self.suspects[0].sequence
        if self.appearance and self.appearance.ungiven_since_sequence is not None:
            return self.appearance.ungiven_since_sequence
        return self.first_sequence if isinstance(self.decision, Undecided) else None

    def template(self) -> Encodings:
        """(size,) the fusion of the evidence; there must be some."""
        key = (self.evidence[0].sequence, self.evidence[-1].sequence, len(self.evidence))
        if self.fused is None or self.fused[0] != key:
            template = fuse(np.stack([e.encoding for e in self.evidence]), np.array([e.weight for e in self.evidence]))
            self.fused = key, template
        return self.fused[1]

    def add(self, evidence: Evidence, policy: StreamPolicy) -> tuple[Evidence, ...]:
        """Take in one encoded frame. Returns the frames of somebody else who has taken the place, else nothing."""
        self.best_weight = max(self.best_weight, evidence.weight)
        if len(self.evidence) >= policy.decision.min_frames:
            distance = float(np.linalg.norm(evidence.encoding - self.template()))
            if distance > policy.other_face_distance:
                self.confirmations = 0
                self.suspects.append(evidence)
                if len(self.suspects) < 2:
                    return ()
                others, self.suspects = tuple(self.suspects), []
                return others
        # a single odd frame was the same face after all: it counts, against the name if it is near nobody
        self.evidence = [*self.evidence, *self.suspects, evidence][-policy.max_evidence :]
        self.suspects = []
        self.stale = True
        return ()

    def take_up(self, ended: "Ended | None", policy: StreamPolicy) -> None:
        """Continue an ended track of the same face, and what was asked about it."""
        if ended is None:
            return
        self.evidence = [*ended.evidence, *self.evidence][-policy.max_evidence :]
        self.review, self.root_track_id = ended.review, ended.root_track_id
        self.first_seen_seconds = min(self.first_seen_seconds, self.evidence[0].captured_at_seconds)
        self.first_sequence = min(self.first_sequence, self.evidence[0].sequence)
        self.stale = True


@dataclass(slots=True)
class Ended:
    """What is remembered of a track that ended without a name."""

    evidence: tuple[Evidence, ...]
    template: Encodings
    ended_at_seconds: float
    undecided_since_sequence: int | None
    review: AskedReview | None
    root_track_id: str


class Memory:
    """Ended tracks that got no name: at low frame rates and in a folder of pictures each picture is a new track,
    and the same face must still be able to collect enough evidence."""

    def __init__(self, policy: StreamPolicy) -> None:
        self._policy = policy
        self._ended: list[Ended] = []

    def keep(self, subject: Subject, now_seconds: float) -> None:
        """Remember a track that ended; a named one needs nothing more, and lends its name to nobody."""
        if subject.evidence and not isinstance(subject.decision, Known) and subject.appearance is None:
            self._ended.append(
                Ended(
                    tuple(subject.evidence), subject.template(), now_seconds, subject.undecided_since_sequence,
                    subject.review, subject.root_track_id,
                )
            )  # fmt: skip
            del self._ended[: -self._policy.remember_tracks]

    def recall(self, encoding: Encodings, now_seconds: float) -> Ended | None:
        """The ended track most like this face, which is then forgotten; None when none is alike."""
        self._ended = [e for e in self._ended if now_seconds - e.ended_at_seconds <= self._policy.remember_seconds]
        if not self._ended:
            return None
        distances = np.linalg.norm(np.stack([e.template for e in self._ended]) - encoding, axis=1)
        index = int(distances.argmin())
        return self._ended.pop(index) if distances[index] <= self._policy.same_face_distance else None

    def since_sequence(self) -> int | None:
        """The earliest frame of a track that ended undecided."""
        held = (ended.undecided_since_sequence for ended in self._ended)
        return min((sequence for sequence in held if sequence is not None), default=None)

    def clear(self) -> None:
        self._ended.clear()
