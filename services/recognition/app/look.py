"""One frame through the workers and the decision core."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from services.recognition.app.assignments import Assignment
from services.recognition.app.frames import CapturedFrame, SeenFace, StreamSetup
from services.recognition.app.pod import Pod
from services.recognition.app.review import NewReview
from services.recognition.domain.claims import Claims
from services.recognition.domain.faces import Box, FrameFaces
from services.recognition.domain.liveness.planar import PlanarMotion
from services.recognition.domain.outcome import Detection, FaceState, FrameOutcome, FramePlan, ReviewRequest
from services.recognition.domain.stream import StreamRecogniser
from services.recognition.domain.tiles import TilePlanner

_TRACKS_REMEMBERED = 256


@dataclass(frozen=True, slots=True)
class Look:
    """What one frame came to."""

    outcome: FrameOutcome
    faces: tuple[SeenFace, ...]
    still: bool
    seen: FrameFaces
    survey: bool = False
    """Faces were found and measured, and nobody asked whose they are."""
    rested: bool = False
    """Nobody looked: it came so soon after the last one that it could tell nothing new."""


class Looker:
    """Holds one stream's recogniser and keeps it up to date with gallery and roster."""

    def __init__(
        self,
        setup: StreamSetup,
        pod: Pod,
        *,
        claims: Claims | None = None,
        assignment: Callable[[], Assignment] | None = None,
    ) -> None:
        """`claims` and `assignment` are the pod's and the camera's of now unless the frames are of another time."""
        self._pod = pod
        self._camera_id = setup.camera_id
        self._gallery = pod.galleries.current
        self._assignment = assignment or (lambda: pod.assignments.of(setup.camera_id))
        self._roster = self._assignment().roster
        self._recogniser = StreamRecogniser(
            setup.stream_id, self._gallery, self._roster, pod.policy, claims=claims or pod.claims, check=PlanarMotion()
        )
        self._operator_ids: frozenset[str] = frozenset()
        self._frames_used: Counter[str] = Counter()
        self._scores: dict[Box, float] = {}
        self._tiles = TilePlanner()
        self.undecided_since: int | None = None
        """The earliest frame whose evidence is not in a sighting yet."""
        self.busy = False
        """Whether there are tracks that `flush` would end."""

    async def look(self, frame: CapturedFrame) -> Look:
        """Detect, track, encode, decide. Raises what Vision raises, and StaleFrame."""
        self._keep_up()
        assignment = self._assignment()
        reference = self._recogniser.still_reference(frame.captured_at)
        width = self._pod.limits.search_width_px
        tiles = self._tiles.plan(width) if assignment.tiles else ()
        if (rest := self._recogniser.rest(frame.captured_at)) is not None:
            self._pod.vision.check(frame.jpeg)  # what cannot be read has its answer all the same
        seen = rest or await self._pod.vision.detect(frame.jpeg, assignment.detector, width, reference, tiles)
        if not seen.still:
            self._tiles.seen(seen.width_px, seen.height_px, (face.box for face in seen.faces), tiles)
        plan = self._recogniser.plan(frame.sequence, frame.captured_at, seen)
        self.busy = True
        encodings = await self._pod.vision.encode(seen.crops[list(plan.encode)], self._gallery.encoder)
        outcome = self._recogniser.apply(plan, encodings)
        self.undecided_since = outcome.undecided_since_sequence
        self._count(plan)
        return Look(outcome, self._faces(plan, outcome), seen.still, seen, rested=rest is not None)

    async def survey(self, frame: CapturedFrame) -> Look:
        """Find faces and nothing else. Raises what Vision raises."""
        assignment, width = self._pod.assignments.of(self._camera_id), self._pod.limits.search_width_px
        tiles = self._tiles.plan(width) if assignment.tiles else ()
        seen = await self._pod.vision.detect(frame.jpeg, assignment.detector, width, None, tiles)
        self._tiles.seen(seen.width_px, seen.height_px, (face.box for face in seen.faces), tiles)
        faces = tuple(SeenFace(face.box, "", FaceState.DECIDING, None, None, face.score) for face in seen.faces)
        outcome = FrameOutcome(frame.sequence, (), (), (), (), self._gallery.version, self.undecided_since)
        return Look(outcome, faces, still=False, seen=seen, survey=True)

    def frames_used(self, track_id: str) -> int:
        """How many frames of the track were encoded."""
        return max(1, self._frames_used[track_id])

    def review_of(self, request: ReviewRequest) -> NewReview:
        """What is asked, with all that is known of gallery and session at this moment."""
        gallery = self._gallery
        return NewReview(
            request=request,
            camera_id=self._camera_id,
            gallery_version=gallery.version,
            model=self._pod.model,
            model_hash=gallery.model_hash,
            operator_ids=self._operator_ids,
            roster=self._roster,
        )

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
        assignment = self._assignment()
        self._recogniser.set_room(assignment.room_id)
        if assignment.active:  # late frames of a session that has ended are its operators' to look at
            self._operator_ids = assignment.operator_ids
        if assignment.roster != self._roster:
            self._roster = assignment.roster
            self._recogniser.set_roster(assignment.roster)

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
