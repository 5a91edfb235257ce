"""Boxes of successive frames joined into tracks; knows nothing of who is on them."""

from dataclasses import dataclass
from uuid import UUID, uuid5

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment  # type: ignore[import-untyped]  # ships no types

from services.recognition.domain.faces import Box, Thumbnail
from services.recognition.domain.policy import TrackerPolicy

_UNRELATED = 10.0


@dataclass(slots=True)
class _Place:
    box: Box
    seen_at_seconds: float


@dataclass(frozen=True, slots=True)
class TrackUpdate:
    """Where the faces of a frame belong."""

    track_ids: tuple[str, ...]
    """(faces,) the track of every face, old or new."""
    ended: tuple[str, ...]
    """Tracks that are over, in the order they began."""
    scene_cut: bool


class Tracker:
    """One stream's tracks. Ages count capture time, so any frame rate will do."""

    def __init__(self, stream_id: UUID, policy: TrackerPolicy) -> None:
        self._stream_id = stream_id
        self._policy = policy
        self._places: dict[str, _Place] = {}
        self._thumbnail: Thumbnail | None = None

    def update(self, sequence: int, at_seconds: float, boxes: tuple[Box, ...], thumbnail: Thumbnail) -> TrackUpdate:
        """Put every box on a track; ids depend on stream, sequence and index alone, so a replay finds the same."""
        cut = self._thumbnail is not None and is_scene_cut(thumbnail, self._thumbnail, self._policy)
        self._thumbnail = thumbnail
        too_old = at_seconds - self._policy.max_gap_seconds
        ended = tuple(i for i, place in self._places.items() if cut or place.seen_at_seconds < too_old)
        for track_id in ended:
            del self._places[track_id]
        joined = self._join(at_seconds, boxes)
        ids = tuple(
            joined.get(index) or str(uuid5(self._stream_id, f"{sequence}:{index}")) for index in range(len(boxes))
        )
        for track_id, box in zip(ids, boxes, strict=True):
            self._places[track_id] = _Place(box, at_seconds)
        return TrackUpdate(ids, ended, cut)

    def hold(self, at_seconds: float) -> tuple[str, ...]:
        """Nothing moved since the last frame: whoever was in it still is. Returns their tracks."""
        newest = max((place.seen_at_seconds for place in self._places.values()), default=at_seconds)
        present = tuple(i for i, place in self._places.items() if place.seen_at_seconds == newest)
        for track_id in present:
            self._places[track_id].seen_at_seconds = at_seconds
        return present

    def replace(self, old_id: str, new_id: str) -> None:
        """Go on under another id: somebody else's face has taken this place."""
        if old_id in self._places:
            self._places[new_id] = self._places.pop(old_id)

    def forget(self) -> None:
        """Every face from now on is a new one."""
        self._places.clear()
        self._thumbnail = None

    def _join(self, at_seconds: float, boxes: tuple[Box, ...]) -> dict[int, str]:
        """Index of a box → id of the live track it continues, by the assignment of least total cost."""
        if not self._places or not boxes:
            return {}
        ids = list(self._places)
        gaps = np.array([at_seconds - self._places[i].seen_at_seconds for i in ids])
        cost = _costs(_matrix([self._places[i].box for i in ids]), _matrix(boxes), gaps, self._policy)
        rows, columns = linear_sum_assignment(cost)
        return {int(c): ids[r] for r, c in zip(rows, columns, strict=True) if cost[r, c] < _UNRELATED}


def is_scene_cut(now: Thumbnail, before: Thumbnail, policy: TrackerPolicy) -> bool:
    """Whether two successive frames show different scenes; coarse cells, so that people moving are not a cut."""
    difference = np.abs(_coarse(now) - _coarse(before))
    return float(difference.mean()) > policy.scene_cut_difference


def _coarse(thumbnail: Thumbnail) -> NDArray[np.float32]:
    height, width = thumbnail.shape
    cells = thumbnail.reshape(height // 3, 3, width // 3, 3).astype(np.float32).mean((1, 3))
    return np.asarray(cells, np.float32)


def _matrix(boxes: list[Box] | tuple[Box, ...]) -> NDArray[np.float64]:
    return np.array([[box.left, box.top, box.right, box.bottom] for box in boxes])


def _costs(
    tracks: NDArray[np.float64], boxes: NDArray[np.float64], gaps: NDArray[np.float64], policy: TrackerPolicy
) -> NDArray[np.float64]:
    """(tracks, boxes): 0 the same place, below 1 overlapping, below 2 a short jump, _UNRELATED otherwise."""
    a, b = tracks[:, None], boxes[None]
    low, high = np.maximum(a[..., :2], b[..., :2]), np.minimum(a[..., 2:], b[..., 2:])
    common = np.prod(np.clip(high - low, 0, None), axis=-1)
    area_a, area_b = np.prod(a[..., 2:] - a[..., :2], -1), np.prod(b[..., 2:] - b[..., :2], -1)
    overlap = common / np.maximum(area_a + area_b - common, 1e-12)
    size = np.maximum((a[..., 2:] - a[..., :2] + b[..., 2:] - b[..., :2]) / 2, 1e-9)
    # in widths and heights of the face, so that the frame's shape does not matter
    jump = np.linalg.norm((a[..., :2] + a[..., 2:] - b[..., :2] - b[..., 2:]) / 2 / size, axis=-1)
    alike = np.minimum(area_a, area_b) / np.maximum(np.maximum(area_a, area_b), 1e-12) > 0.4
    reach = policy.max_jump_widths * np.clip(gaps / policy.full_jump_after_seconds, 0.25, 1.0)[:, None]
    cost = np.where(overlap >= policy.min_iou, 1 - overlap, _UNRELATED)
    jumped = (cost == _UNRELATED) & alike & (jump <= reach)
    return np.where(jumped, 1 + jump / np.maximum(reach, 1e-9), cost)
