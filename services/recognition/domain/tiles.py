"""Which parts of a frame to search again at full size, so that small faces are found at a bounded cost."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from services.recognition.domain.faces import Box

_LONG = 100_000  # frames


@dataclass(frozen=True, slots=True)
class TilePolicy:
    """Widths are in pixels of the camera's frame unless said otherwise."""

    per_frame: int = 1
    """A tile costs about as much as the whole frame at search size: one more doubles the search, never more."""
    overlap_px: int = 64
    """A face that is cut by one tile's edge lies whole in its neighbour, up to this size."""
    small_px: float = 24.0
    """At search size: what is this small there may be missed, and its surroundings are looked at more often."""
    worth_it: float = 1.2
    """Frames at most this much wider than the searched picture lose nothing worth a second search."""
    small_weight: float = 4.0
    """How much sooner a tile with small faces has its turn again."""
    remembered_frames: int = 50


class TilePlanner:
    """One stream's: every tile has its turn, those in which small faces were seen more often. Pure."""

    def __init__(self, policy: TilePolicy | None = None) -> None:
        self._policy = policy or TilePolicy()
        self._size = (0, 0)
        self._searched_px = 0
        self._tiles: tuple[Box, ...] = ()
        self._waited: list[int] = []
        self._small: list[int] = []
        """Frames for which a tile still counts as one with small faces."""

    def plan(self, searched_px: int) -> tuple[Box, ...]:
        """The tiles to search in the next frame, as fractions of it; none before a frame was seen."""
        if searched_px != self._searched_px:
            self._searched_px = searched_px
            self._cut()
        if not self._tiles:
            return ()
        weight = [self._policy.small_weight if small else 1.0 for small in self._small]
        first = sorted(range(len(self._tiles)), key=lambda i: (-self._waited[i] * weight[i], i))
        return tuple(self._tiles[index] for index in sorted(first[: self._policy.per_frame]))

    def seen(self, width_px: int, height_px: int, boxes: Iterable[Box], searched: tuple[Box, ...]) -> None:
        """What a frame of this size had, and which tiles were searched in it."""
        if (width_px, height_px) != self._size:
            self._size = (width_px, height_px)
            self._cut()
        boxes = [box for box in boxes if box.width * self._searched_px < self._policy.small_px]
        for index, tile in enumerate(self._tiles):
            self._waited[index] = 1 if tile in searched else self._waited[index] + 1
            here = any(_holds(tile, box) for box in boxes)
            self._small[index] = self._policy.remembered_frames if here else max(0, self._small[index] - 1)

    def _cut(self) -> None:
        self._tiles = tiles_of(*self._size, self._searched_px, self._policy)
        # never searched yet: before any other
        self._waited, self._small = [_LONG] * len(self._tiles), [0] * len(self._tiles)


def tiles_of(width_px: int, height_px: int, searched_px: int, policy: TilePolicy) -> tuple[Box, ...]:
    """The fewest tiles of about the searched size that cover the frame; none where the frame is hardly larger."""
    if searched_px <= 0 or width_px <= policy.worth_it * searched_px:
        return ()
    columns = max(2, ceil((width_px - policy.overlap_px) / (1.1 * searched_px - policy.overlap_px)))
    rows = max(1, ceil((height_px - policy.overlap_px) / max(1.0, 0.75 * searched_px - policy.overlap_px)))
    across, along = policy.overlap_px / width_px, policy.overlap_px / height_px
    wide, high = (1 + across * (columns - 1)) / columns, (1 + along * (rows - 1)) / rows
    return tuple(
        Box(left, top, min(1.0, left + wide), min(1.0, top + high))
        for top in (row * (high - along) for row in range(rows))
        for left in (column * (wide - across) for column in range(columns))
    )  # fmt: skip


def _holds(tile: Box, box: Box) -> bool:
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return tile.left <= x <= tile.right and tile.top <= y <= tile.bottom
