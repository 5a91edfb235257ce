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
    reference_frames: int = 5
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


@dataclass(slots=True)
class _Track:
    first: list[Landmarks] = field(default_factory=list)
    reference: Landmarks | None = None
    tilted: list[tuple[float, float]] = field(default_factory=list)
    """Capture time and parallax."""
    flat: bool = False


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
        if track.reference is None:
            track.first.append(points)
            if len(track.first) == policy.reference_frames:
                track.reference, track.first = mean_shape(track.first), []
            return
        self._weigh(track, track.reference, points, at_seconds)

    def objection(self, track_id: str) -> str | None:
        track = self._tracks.get(track_id)
        return OBJECTION if track is not None and track.flat else None

    def forget(self, track_id: str) -> None:
        self._tracks.pop(track_id, None)

    def _weigh(self, track: _Track, reference: Landmarks, points: Landmarks, at_seconds: float) -> None:
        policy, seen = self._policy, motion(reference, points)
        if seen is None or not policy.min_foreshortening <= seen.foreshortening <= policy.max_foreshortening:
            return
        track.tilted = [*track.tilted, (at_seconds, seen.parallax)][-policy.flat_frames :]
        enough = len(track.tilted) == policy.flat_frames and at_seconds - track.tilted[0][0] >= policy.flat_seconds
        # each frame by itself: the average of a head turned left and right would look flat
        track.flat = enough and float(np.median([parallax for _, parallax in track.tilted])) <= policy.flat_parallax
