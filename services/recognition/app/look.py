"""One frame through the workers and the decision core."""

from collections import Counter
from dataclasses import dataclass

from services.recognition.app.frames import CapturedFrame, SeenFace, StreamSetup
from services.recognition.app.pod import Pod
from services.recognition.domain.faces import Box
from services.recognition.domain.outcome import Detection, FrameOutcome, FramePlan
from services.recognition.domain.stream import StreamRecogniser

_TRACKS_REMEMBERED = 256


@dataclass(frozen=True, slots=True)
class Look:
    """What one frame came to."""

    outcome: FrameOutcome
    faces: tuple[SeenFace, ...]
    still: bool


class Looker:
    """Holds one stream's recogniser and keeps it up to date with gallery and roster."""

    def __init__(self, setup: StreamSetup, pod: Pod) -> None:
        self._pod = pod
        self._camera_id = setup.camera_id
        self._gallery = pod.galleries.current
        self._roster = pod.assignments.of(setup.camera_id).roster
        self._recogniser = StreamRecogniser(setup.stream_id, self._gallery, self._roster)
        self._frames_used: Counter[str] = Counter()
        self._scores: dict[Box, float] = {}
        self.undecided_since: int | None = None
        """The earliest frame whose evidence is not in a sighting yet."""
        self.busy = False
        """Whether there are tracks that `flush` would end."""

    async def look(self, frame: CapturedFrame) -> Look:
        """Detect, track, encode, decide. Raises what Vision raises, and StaleFrame."""
        self._keep_up()
        assignment = self._pod.assignments.of(self._camera_id)
        reference = self._recogniser.still_reference(frame.captured_at)
        width = self._pod.limits.search_width_px
        seen = await self._pod.vision.detect(frame.jpeg, assignment.detector, width, reference)
        plan = self._recogniser.plan(frame.sequence, frame.captured_at, seen)
        self.busy = True
        encodings = await self._pod.vision.encode(seen.crops[list(plan.encode)], self._gallery.encoder)
        outcome = self._recogniser.apply(plan, encodings)
        self.undecided_since = outcome.undecided_since_sequence
        self._count(plan)
        return Look(outcome, self._faces(plan, outcome), seen.still)

    def frames_used(self, track_id: str) -> int:
        """How many frames of the track were encoded."""
        return max(1, self._frames_used[track_id])

    def flush(self) -> FrameOutcome:
        """End all tracks."""
        outcome = self._recogniser.flush()
        self.busy, self.undecided_since = False, None
        return outcome

    def _keep_up(self) -> None:
        gallery = self._pod.galleries.current
        if gallery is not self._gallery:
            self._gallery = gallery
            self._recogniser.set_gallery(gallery)
        roster = self._pod.assignments.of(self._camera_id).roster
        if roster != self._roster:
            self._roster = roster
            self._recogniser.set_roster(roster)

    def _count(self, plan: FramePlan) -> None:
        self._frames_used.update(plan.track_ids[index] for index in plan.encode)
        if len(self._frames_used) > _TRACKS_REMEMBERED:
            live = set(plan.track_ids)
            self._frames_used = Counter({k: v for k, v in self._frames_used.items() if k in live})

    def _faces(self, plan: FramePlan, outcome: FrameOutcome) -> tuple[SeenFace, ...]:
        if not plan.frame.still:  # a still frame shows the faces of the one before
            self._scores = {face.box: face.score for face in plan.frame.faces}
        return tuple(_face(detection, self._scores.get(detection.box, 0.0)) for detection in outcome.detections)


def _face(seen: Detection, score: float) -> SeenFace:
    return SeenFace(seen.box, seen.track_id, seen.state, seen.person_id, seen.distance, score)
