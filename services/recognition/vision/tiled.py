"""Searches parts of a picture at full size beside the whole of it, and makes one list of both."""

from collections.abc import Callable, Sequence

import numpy as np

from services.recognition.domain.faces import Box
from services.recognition.vision.decode import Image
from services.recognition.vision.yunet import FoundFaces, suppress

_TOUCHES_PX = 2.0


def with_tiles(
    image: Image, found: FoundFaces, tiles: Sequence[Box], find: Callable[[Image], FoundFaces]
) -> FoundFaces:
    """`found` in pixels of `image`, with what the tiles, fractions of it, add."""
    parts = [found]
    height, width = image.shape[:2]
    for tile in tiles:
        left, right = round(tile.left * width), round(tile.right * width)
        top, bottom = round(tile.top * height), round(tile.bottom * height)
        if right - left < 32 or bottom - top < 32:
            continue
        rows = find(np.ascontiguousarray(image[top:bottom, left:right]))
        # a face cut by the tile's edge is found whole in the neighbour or in the full frame
        cut = (
            ((rows[:, 0] < _TOUCHES_PX) & (left > 0))
            | ((rows[:, 1] < _TOUCHES_PX) & (top > 0))
            | ((rows[:, 0] + rows[:, 2] > right - left - _TOUCHES_PX) & (right < width))
            | ((rows[:, 1] + rows[:, 3] > bottom - top - _TOUCHES_PX) & (bottom < height))
        )
        rows = rows[~cut]
        rows[:, 0:14:2] += left
        rows[:, 1:14:2] += top
        rows[:, 2] -= left  # width and height stand among the x and y
        rows[:, 3] -= top
        parts.append(rows)
    return suppress(np.concatenate(parts)) if len(parts) > 1 else found
