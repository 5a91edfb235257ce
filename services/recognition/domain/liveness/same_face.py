"""Whether one face answered from beginning to end, and whose it is: the encodings of one check-in."""

import numpy as np

from services.recognition.domain.decision import Decision, Evidence, decide
from services.recognition.domain.faces import Encodings
from services.recognition.domain.gallery import Gallery, Roster
from services.recognition.domain.liveness.challenge import Position
from services.recognition.domain.policy import StreamPolicy
from services.recognition.domain.templates import fuse

# a face turned away by 30° is further from itself than one seen from the front
_TURNED_SLACK = 0.1
_MAX_EVIDENCE = 32


class SameFace:
    """Collects what was encoded. Frames that look into the camera say who it is; turned ones only that it is the same
    face, so that nobody answers with their own head for a photograph of somebody else."""

    def __init__(self, policy: StreamPolicy) -> None:
        self._policy = policy
        self._frontal: list[Evidence] = []
        self._turned: list[tuple[Position, Evidence]] = []

    @property
    def frames(self) -> int:
        """How many frames say who it is."""
        return len(self._frontal)

    @property
    def first_seen_seconds(self) -> float:
        """Capture time of the first of them; there must be one."""
        return self._frontal[0].captured_at_seconds

    def add(self, position: Position, evidence: Evidence) -> None:
        """Take in an encoded frame and where the head pointed in it. At most 32 of each kind are kept, the newest."""
        if position is Position.MIDDLE:
            self._frontal = [*self._frontal, evidence][-_MAX_EVIDENCE:]
        else:
            self._turned = [*self._turned, (position, evidence)][-_MAX_EVIDENCE:]

    def changed(self) -> bool:
        """Whether another face came in between: two frames that are not like the others; one may be a poor one."""
        if len(self._frontal) < 2:
            return False
        limit = self._policy.other_face_distance
        template = fuse(np.stack([item.encoding for item in self._frontal]))
        frontal = [_distance(item, template) > limit for item in self._frontal]
        turned = [_distance(item, template) > limit + _TURNED_SLACK for _, item in self._turned]
        return sum(frontal) + sum(turned) > 1

    def whole(self) -> bool:
        """Whether both sides, and the last frame, were seen to be the same face's."""
        if len(self._frontal) < 2:
            return False
        template = fuse(np.stack([item.encoding for item in self._frontal]))
        limit = self._policy.other_face_distance + _TURNED_SLACK
        alike = {position for position, item in self._turned if _distance(item, template) <= limit}
        last = _distance(self._frontal[-1], template) <= self._policy.other_face_distance
        return last and {Position.LEFT, Position.RIGHT} <= alike

    def decide(self, gallery: Gallery, roster: Roster) -> Decision:
        """Who it is, by the same rule that names a track in a classroom."""
        return decide(tuple(self._frontal), gallery, roster, self._policy.decision)


def _distance(evidence: Evidence, template: Encodings) -> float:
    return float(np.linalg.norm(evidence.encoding - template))
