"""How five landmarks moved between two pictures: what a flat picture explains, and what only depth does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Landmarks: TypeAlias = NDArray[np.float64]
"""(5, 2) in pixels of one picture: eye, eye, nose, mouth corner, mouth corner, pairs from left to right in it."""

NOSE = 2
_PLANE = [0, 1, 3, 4]
_AS_COMPLEX = np.array([1, 1j])


@dataclass(frozen=True, slots=True)
class Motion:
    """From a reference picture of a face to another one. Lengths are in distances between the eyes, seen from the
    front at the size the face has now."""

    parallax_x: float
    """How far the nose stands from where the plane of eyes and mouth carries it, along the eyes. 0 for every flat
    picture however it is held; towards the right of the picture, which is the person's left, > 0."""
    parallax_y: float
    """The same towards the mouth."""
    foreshortening: float
    """The shorter by the longer axis of an affine fit of eyes and mouth: 1 unchanged but for size and roll, the cosine
    of the tilt for a plane that was seen from the front."""
    scale: float
    """How many times larger the face is now."""

    @property
    def parallax(self) -> float:
        """Its length."""
        return float(np.hypot(self.parallax_x, self.parallax_y))


def motion(reference: Landmarks, now: Landmarks) -> Motion | None:
    """How the face moved; None where eyes and mouth span no quadrilateral that can be compared.

    Two lines that are parallel on a head, the eyes' and the mouth's, span a plane; two views of a plane are joined by a
    homography, which four points fix (Hartley & Zisserman 2004, sec. 2.2 and 13.1). The nose is the fifth: its residual
    is parallax, which no tilt, distance or perspective of a flat picture brings about.
    """
    eyes = now[1] - now[0]
    between = float(np.hypot(*eyes))
    height, height_before = _height(now), _height(reference)
    between_before = float(np.hypot(*(reference[1] - reference[0])))
    if min(between, between_before, height, height_before) < 1e-6:
        return None
    carried = _carry(reference[_PLANE], now[_PLANE], reference[NOSE])
    if carried is None:
        return None
    # of the two sides the one that is foreshortened less says how large the face is
    scale = max(between / between_before, height / height_before)
    along = eyes / between
    across = np.array([-along[1], along[0]])
    off = (now[NOSE] - carried) / (scale * between_before)
    first, second = _stretch(reference[_PLANE], now[_PLANE])
    return Motion(float(off @ along), float(off @ across), second / max(first, 1e-9), scale)


def mean_shape(frames: Sequence[Landmarks]) -> Landmarks:
    """The average of faces of one pose, after each was brought to the last one's place, size and roll: (5, 2)."""
    if len(frames) == 1:
        return frames[0]
    # a similarity is one complex factor: least squares of all frames at once
    points = np.stack(frames) @ _AS_COMPLEX
    middle = points.mean(axis=1, keepdims=True)
    centred, target = points - middle, points[-1] - middle[-1]
    size = np.maximum((np.abs(centred) ** 2).sum(axis=1, keepdims=True), 1e-9)
    turned = (centred.conj() * target).sum(axis=1, keepdims=True) / size * centred
    mean = turned.mean(axis=0) + middle[-1]
    return np.stack([mean.real, mean.imag], axis=1)


def _height(points: Landmarks) -> float:
    """From the eyes' middle to the mouth's."""
    return float(np.hypot(*((points[3] + points[4] - points[0] - points[1]) / 2)))


def _carry(source: Landmarks, target: Landmarks, point: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Where the homography that joins four points with four others takes a fifth."""
    # centred and scaled, or the equations are ill conditioned (Hartley 1997)
    (a, a_middle, a_size), (b, b_middle, b_size) = _normalised(source), _normalised(target)
    rows = []
    for (x, y), (u, v) in zip(a, b, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
    matrix = np.array(rows)
    if abs(np.linalg.det(matrix)) < 1e-9:
        return None
    h = np.append(np.linalg.solve(matrix, b.reshape(-1)), 1.0).reshape(3, 3)
    x, y = (point - a_middle) / a_size
    mapped = h @ np.array([x, y, 1.0])
    # a corner on the other side of the horizon: no camera sees a plane so
    if mapped[2] < 0.2 or (np.column_stack([a, np.ones(4)]) @ h[2]).min() < 0.2:
        return None
    return np.asarray(mapped[:2] / mapped[2] * b_size + b_middle, np.float64)


def _normalised(points: Landmarks) -> tuple[Landmarks, NDArray[np.float64], float]:
    middle = points.mean(0)
    size = float(np.hypot(*(points - middle).T).mean()) or 1.0
    return (points - middle) / size, middle, size


def _stretch(source: Landmarks, target: Landmarks) -> tuple[float, float]:
    """The longer and the shorter axis of the affine map that fits best."""
    a, b = source - source.mean(0), target - target.mean(0)
    linear, *_ = np.linalg.lstsq(a, b, rcond=None)
    first, second = np.linalg.svd(linear, compute_uv=False)
    return float(first), float(second)
