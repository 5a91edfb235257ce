"""Which tracks of all cameras carry whose name now: one student is in one place."""

from dataclasses import dataclass
from uuid import UUID

import numpy as np

from services.recognition.domain.faces import Encodings

_FORGOTTEN_AFTER_SECONDS = 60.0
_MISTAKES_REMEMBERED = 1024


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """A track that is about to carry a name."""

    stream_id: UUID
    room_id: str
    """Empty when it is not known which room the camera hangs in."""
    track_id: str
    person_id: str
    distance: float
    template: Encodings
    """(size,) unit length, the fused track."""
    spread: float
    """Of the encoder that drew it, see Encoder.spread."""
    first_seen_seconds: float
    last_seen_seconds: float
    """Capture time, seconds since the epoch."""

    def overlaps(self, other: "Claim") -> float:
        """For how many seconds both were seen at once; negative when they were not."""
        start = max(self.first_seen_seconds, other.first_seen_seconds)
        return min(self.last_seen_seconds, other.last_seen_seconds) - start

    def weaker_than(self, other: "Claim") -> bool:
        """Ties are broken by the track's id, so that exactly one of two gives way."""
        return (self.distance, self.track_id) > (other.distance, other.track_id)


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a claim must not stand, and the track it stands behind."""

    rival_track_id: str
    reason: str


class Claims:
    """Shared by the streams of one pod, on one event loop. Holds one claim a track, gone a minute after the last frame.

    Cameras served by different pods do not meet here: attendance merges what both report of one student, and shows
    who was reported from two rooms at once.
    """

    def __init__(self, same_face_distance: float = 1.0, min_overlap_seconds: float = 3.0) -> None:
        """Two tracks of one name that are further apart than `same_face_distance` are two faces. A shorter overlap than
        `min_overlap_seconds` may be two clocks that differ, or somebody on the way next door."""
        self._same_face_distance = same_face_distance
        self._min_overlap_seconds = min_overlap_seconds
        self._by_person: dict[str, dict[str, Claim]] = {}
        self._mistaken: dict[str, None] = {}

    def put(self, claim: Claim) -> None:
        """The track carries the name until this moment."""
        held = self._by_person.setdefault(claim.person_id, {})
        oldest = claim.last_seen_seconds - _FORGOTTEN_AFTER_SECONDS
        for track_id in [i for i, other in held.items() if other.last_seen_seconds < oldest]:
            del held[track_id]
        held[claim.track_id] = claim

    def objection(self, claim: Claim) -> Objection | None:
        """Why this track must not have the name; None when no nearer face of another camera has it at the same time.

        Two cameras that see the same face are no conflict: both say where the student is.
        """
        for other in self._by_person.get(claim.person_id, {}).values():
            if other.stream_id == claim.stream_id or not claim.weaker_than(other):
                continue
            if claim.overlaps(other) < self._min_overlap_seconds:
                continue
            if claim.room_id and other.room_id and claim.room_id != other.room_id:
                return Objection(other.track_id, "this person is seen in another room at the same time")
            if not self._alike(claim, other):
                return Objection(other.track_id, "another camera sees a face that is more like this person")
        return None

    def mistake(self, track_id: str) -> None:
        """The track turned out to be somebody else: who gave way to it need not."""
        self._mistaken[track_id] = None
        if len(self._mistaken) > _MISTAKES_REMEMBERED:
            del self._mistaken[next(iter(self._mistaken))]
        for held in self._by_person.values():
            held.pop(track_id, None)

    def mistaken(self, track_id: str) -> bool:
        """Whether the track was somebody else after all."""
        return track_id in self._mistaken

    def leave(self, stream_id: UUID) -> None:
        """The stream has ended."""
        for person_id, held in list(self._by_person.items()):
            kept = {track_id: claim for track_id, claim in held.items() if claim.stream_id != stream_id}
            if kept:
                self._by_person[person_id] = kept
            else:
                del self._by_person[person_id]

    def _alike(self, one: Claim, other: Claim) -> bool:
        # encodings of two models say nothing about each other, and a pod has both for a moment only
        if one.template.shape != other.template.shape or one.spread != other.spread:
            return True
        return float(np.linalg.norm(one.template - other.template)) <= self._same_face_distance * one.spread
