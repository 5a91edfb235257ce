"""Tracks in a classroom that move as a flat picture does: a photo or a telephone held up."""

from dataclasses import dataclass, field

import numpy as np

from services.recognition.domain.faces import FrameFaces
from services.recognition.domain.liveness.geometry import Landmarks, mean_shape, motion

OBJECTION = "it moves like a flat picture"
_MAX_TRACKS = 256


@dataclass(frozen=True, slots=True)
class PlanarPolicy:
    """How much motion says that something is flat. Sitting still, walking, leaning and coming nearer say nothing."""

    min_width_px: float = 60.0
    """Landmarks of smaller faces are too inexact."""
    smoothing_seconds: float = 0.4
    """Landmarks of small faces jitter by a twentieth of the distance between the eyes, as much as a tilt of 30° brings
    about now and then: what is judged is the mean shape of so long."""
    reference_frames: int = 5
    """With so many, judging begins; the reference then grows, for what somebody shows while coming in is not how they
    sit."""
    max_reference_frames: int = 24
    reference_every_seconds: float = 0.5
    max_foreshortening: float = 0.85
    """Tilted so far against how it was seen first, something must show whether it is flat: 32° for a plane."""
    min_foreshortening: float = 0.5
    """Beyond it landmarks are guesses."""
    flat_parallax: float = 0.08
    """In distances between the eyes, the median of the tilted frames: a head shows three times as much."""
    flat_frames: int = 6
    """Tilted frames in which the nose stays in the plane; the newest so many count."""
    flat_seconds: float = 0.8
    """Between the first and the last of them."""
    gesture_seconds: float = 5.0
    """At most between them: a picture is tilted in one gesture. Landmarks that slip in single frames of a whole lesson
    would add up to six otherwise, and end the presence of somebody who sits still."""


@dataclass(slots=True)
class _Track:
    newest: list[tuple[float, Landmarks]] = field(default_factory=list)
    """Capture time and landmarks of the last `smoothing_seconds`."""
    straight: list[Landmarks] = field(default_factory=list)
    """What the reference is made of."""
    straight_at_seconds: float = float("-inf")
    """When it was last added to."""
    reference: Landmarks | None = None
    tilted: list[tuple[float, float]] = field(default_factory=list)
    """Capture time and parallax of one gesture."""
    flat: bool = False

    def smoothed(self, points: Landmarks, at_seconds: float, within_seconds: float) -> Landmarks:
        """The mean shape of the newest frames, this one among them."""
        self.newest = [(at, old) for at, old in self.newest if at_seconds - at <= within_seconds]
        self.newest.append((at_seconds, points))
        return mean_shape([old for _, old in self.newest])

    def refer_to(self, points: Landmarks, at_seconds: float, at_least: int) -> None:
        """Take one more frame into what others are compared with."""
        self.straight.append(points)
        self.straight_at_seconds = at_seconds
        if len(self.straight) >= at_least:
            self.reference = mean_shape(self.straight)


class PlanarMotion:
    """Implements domain.track_check.TrackCheck: remembers for at most 256 tracks how their landmarks moved.

    What never tilts is never objected to: a picture that is held still, or only carried about, is not found out so.
    """

    def __init__(self, policy: PlanarPolicy | None = None) -> None:
        self._policy = policy or PlanarPolicy()
        self._tracks: dict[str, _Track] = {}

    def see(self, track_id: str, frame: FrameFaces, index: int, at_seconds: float) -> None:
        face, policy = frame.faces[index], self._policy
        if face.landmarks is None or face.quality.width_px < policy.min_width_px:
            return
        track = self._tracks.get(track_id)
        if track is None:
            if len(self._tracks) >= _MAX_TRACKS:
                return
            track = self._tracks[track_id] = _Track()
        if track.flat:
            return
        points = np.array(face.landmarks, np.float64) * [frame.width_px, frame.height_px]
        points = track.smoothed(points, at_seconds, policy.smoothing_seconds)
        if track.reference is None:
            track.refer_to(points, at_seconds, policy.reference_frames)
        else:
            self._weigh(track, track.reference, points, at_seconds)

    def objection(self, track_id: str) -> str | None:
        track = self._tracks.get(track_id)
        return OBJECTION if track is not None and track.flat else None

    def forget(self, track_id: str) -> None:
        self._tracks.pop(track_id, None)

    def _weigh(self, track: _Track, reference: Landmarks, points: Landmarks, at_seconds: float) -> None:
        policy, seen = self._policy, motion(reference, points)
        if seen is None or seen.foreshortening < policy.min_foreshortening:
            return
        if seen.foreshortening > policy.max_foreshortening:
            waited = at_seconds - track.straight_at_seconds >= policy.reference_every_seconds
            if waited and len(track.straight) < policy.max_reference_frames:
                track.refer_to(points, at_seconds, policy.reference_frames)
            return
        gesture = [tilt for tilt in track.tilted if at_seconds - tilt[0] <= policy.gesture_seconds]
        track.tilted = [*gesture, (at_seconds, seen.parallax)][-policy.flat_frames :]
        enough = len(track.tilted) == policy.flat_frames and at_seconds - track.tilted[0][0] >= policy.flat_seconds
        # each by itself: the average of a head turned left and right would look flat
        track.flat = enough and float(np.median([parallax for _, parallax in track.tilted])) <= policy.flat_parallax
