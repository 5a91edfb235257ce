"""Which parts of a frame are searched again at full size: all in turn, those with small faces more often."""

from collections import Counter

import pytest

from services.recognition.domain.faces import Box
from services.recognition.domain.tiles import TilePlanner, TilePolicy, tiles_of

SEARCHED_PX = 640


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (3840, 2160), (1600, 1200)])
def test_tiles_cover_the_whole_frame_and_overlap(size: tuple[int, int]) -> None:
    tiles = tiles_of(*size, SEARCHED_PX, TilePolicy())
    for x in range(0, size[0], 16):
        for y in range(0, size[1], 16):
            # a face of 64 px around any point lies whole in one of them
            left, top = max(0, x - 32) / size[0], max(0, y - 32) / size[1]
            right, bottom = min(size[0], x + 32) / size[0], min(size[1], y + 32) / size[1]
            assert any(
                tile.left <= left + 1e-9
                and tile.top <= top + 1e-9
                and tile.right >= right - 1e-9
                and tile.bottom >= bottom - 1e-9
                for tile in tiles
            )


def test_no_tile_is_much_larger_than_what_is_searched_anyway() -> None:
    for tile in tiles_of(3840, 2160, SEARCHED_PX, TilePolicy()):
        assert tile.width * 3840 <= 1.11 * SEARCHED_PX
        assert tile.height * 2160 <= 0.76 * SEARCHED_PX


def test_a_frame_that_is_hardly_larger_than_the_searched_picture_has_no_tiles() -> None:
    planner = TilePlanner()
    assert planner.plan(SEARCHED_PX) == ()
    planner.seen(700, 400, (), ())
    assert planner.plan(SEARCHED_PX) == ()


def searched(planner: TilePlanner, frames: int, *boxes: Box) -> Counter[Box]:
    """How often each tile had its turn."""
    turns: Counter[Box] = Counter()
    for _ in range(frames):
        tiles = planner.plan(SEARCHED_PX)
        assert len(tiles) <= 1
        turns.update(tiles)
        planner.seen(1920, 1080, boxes, tiles)
    return turns


def test_every_tile_has_its_turn_and_a_frame_never_more_than_one() -> None:
    planner = TilePlanner()
    turns = searched(planner, 91)
    assert len(turns) == len(tiles_of(1920, 1080, SEARCHED_PX, TilePolicy()))
    assert max(turns.values()) - min(turns.values()) <= 1


def test_where_small_faces_are_is_looked_at_more_often_and_the_rest_not_never() -> None:
    planner = TilePlanner()
    small = Box(0.05, 0.05, 0.06, 0.07)
    turns = searched(planner, 120, small)
    here = sum(
        count for tile, count in turns.items() if tile.left < 0.055 < tile.right and tile.top < 0.06 < tile.bottom
    )
    assert here > 120 / len(turns) * 2
    assert min(turns.values()) >= 3


def test_large_faces_do_not_change_the_turns() -> None:
    turns = searched(TilePlanner(), 90, Box(0.05, 0.05, 0.2, 0.3))
    assert max(turns.values()) - min(turns.values()) <= 1


def test_a_camera_that_changes_its_size_is_cut_anew() -> None:
    planner = TilePlanner()
    searched(planner, 3)
    planner.seen(640, 360, (), ())
    assert planner.plan(SEARCHED_PX) == ()
