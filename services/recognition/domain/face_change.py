"""Whether the face on an unmoving track still looks the same: cheap enough for every face of every frame."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

CELLS = 14

FaceLook: TypeAlias = NDArray[np.float32]
"""(14, 14) float32, mean 0 and length 1: light and contrast of the picture do not matter."""


def look_of(crop: NDArray[np.uint8]) -> FaceLook | None:
    """What an (h, w, 3) aligned crop looks like in coarse cells; None for a crop that shows nothing."""
    step = min(crop.shape[:2]) // CELLS
    if step == 0:
        return None
    # green carries most of the light; every second pixel is enough for a mean over a cell
    stride = 2 if step % 2 == 0 else 1
    side, cell = CELLS * step, step // stride
    grey = crop[:side:stride, :side:stride, 1].astype(np.float32)
    cells = grey.reshape(CELLS, cell, CELLS, cell).mean((1, 3))
    cells -= cells.mean()
    length = float(np.linalg.norm(cells))
    return np.asarray(cells / length, np.float32) if length > 1.0 else None


def likeness(a: FaceLook, b: FaceLook) -> float:
    """Correlation of two looks, -1..1; 1 is the same."""
    return float((a * b).sum())
