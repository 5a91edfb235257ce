"""Small faces in a large picture: tiles find what the search of the whole misses, at a bounded cost."""

import time

import cv2
import numpy as np
from numpy.typing import NDArray

from services.recognition.domain.faces import Box, Detector
from services.recognition.domain.tiles import TilePlanner, TilePolicy, tiles_of
from services.recognition.vision.inference import Inference
from tests.integration.recognition.vision.pictures import jpeg, resized

WIDTH, HEIGHT = 1920, 1080
SEARCHED_PX = 640


def classroom(photos: dict[str, list[bytes]], head_px: int) -> tuple[NDArray[np.uint8], list[tuple[float, float]]]:
    """Rows of heads of that height before a wall, and where their middles are, as fractions."""
    rng = np.random.default_rng(4)
    wall = np.clip(rng.normal(120, 3, (HEIGHT, WIDTH, 3)), 0, 255).astype(np.uint8)
    wall = cv2.GaussianBlur(wall, (0, 0), 1.0).astype(np.uint8)
    people = [files[0] for files in photos.values()]
    places = []
    for row, y in enumerate((180, 420, 660, 900)):
        for column in range(8):
            head = resized(people[(row * 8 + column) % len(people)], head_px)
            x = 120 + column * 215 + 40 * (row % 2)
            wall[y : y + head.shape[0], x : x + head.shape[1]] = head
            places.append(((x + head.shape[1] / 2) / WIDTH, (y + head.shape[0] / 2) / HEIGHT))
    return wall, places


def found(boxes: list[Box], places: list[tuple[float, float]]) -> int:
    """How many places have a face near them."""
    near_x, near_y = 60 / WIDTH, 60 / HEIGHT
    middles = [((box.left + box.right) / 2, (box.top + box.bottom) / 2) for box in boxes]
    return sum(any(abs(x - a) < near_x and abs(y - b) < near_y for a, b in middles) for x, y in places)


def test_tiles_find_small_faces_that_the_whole_picture_hides(
    inference: Inference, photos: dict[str, list[bytes]]
) -> None:
    picture, places = classroom(photos, head_px=75)
    frame = jpeg(picture, 88)
    whole = inference.detect(frame, Detector.YUNET, SEARCHED_PX)
    tiles = tiles_of(WIDTH, HEIGHT, SEARCHED_PX, TilePolicy())
    every = inference.detect(frame, Detector.YUNET, SEARCHED_PX, None, tiles)
    without = found([face.box for face in whole.faces], places)
    with_tiles = found([face.box for face in every.faces], places)
    print(f"\n{len(places)} faces: {without} found in the whole, {with_tiles} with {len(tiles)} tiles")
    assert with_tiles >= without + len(places) // 4
    assert with_tiles >= 0.8 * len(places)


def test_a_face_on_the_border_of_two_tiles_is_found_once(inference: Inference, photos: dict[str, list[bytes]]) -> None:
    picture, places = classroom(photos, head_px=150)
    tiles = tiles_of(WIDTH, HEIGHT, SEARCHED_PX, TilePolicy())
    seen = inference.detect(jpeg(picture, 88), Detector.YUNET, SEARCHED_PX, None, tiles)
    boxes = [face.box for face in seen.faces]
    assert found(boxes, places) >= 0.9 * len(places)
    for index, box in enumerate(boxes):
        for other in boxes[index + 1 :]:
            wide = min(box.right, other.right) - max(box.left, other.left)
            high = min(box.bottom, other.bottom) - max(box.top, other.top)
            assert wide <= 0 or high <= 0 or wide * high < 0.35 * min(box.area, other.area)


def test_in_a_few_seconds_of_frames_the_planner_has_found_them_for_about_one_more_search_a_frame(
    inference: Inference, photos: dict[str, list[bytes]]
) -> None:
    picture, places = classroom(photos, head_px=75)
    frame = jpeg(picture, 88)
    planner, boxes = TilePlanner(), []
    started = time.process_time()
    frames = 20
    for _ in range(frames):
        tiles = planner.plan(SEARCHED_PX)
        seen = inference.detect(frame, Detector.YUNET, SEARCHED_PX, None, tiles)
        planner.seen(seen.width_px, seen.height_px, (face.box for face in seen.faces), tiles)
        boxes += [face.box for face in seen.faces]
    tiled_ms = (time.process_time() - started) / frames * 1000
    started = time.process_time()
    for _ in range(5):
        inference.detect(frame, Detector.YUNET, SEARCHED_PX)
    whole_ms = (time.process_time() - started) / 5 * 1000
    print(f"\nwhole {whole_ms:.1f} ms a frame, with a tile {tiled_ms:.1f} ms; found in the end {found(boxes, places)}")
    assert found(boxes, places) >= 0.8 * len(places)
