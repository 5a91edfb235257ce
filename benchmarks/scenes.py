"""What the benchmark looks at, drawn from photos: a clip of one person, a full classroom, an almost still room."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from services.recognition.vision.decode import Image, decode_photo

WIDTH_PX, HEIGHT_PX = 1280, 720
COLUMNS, ROWS = 6, 4
_STILL_EVERY = 4


@dataclass(frozen=True, slots=True, eq=False)
class Seat:
    """One place in the classroom: who sits there and how they look in it."""

    person: str
    tile: Image
    occupied_when_still: bool
    """Whether somebody sits here in the almost still room."""


def head(photo: bytes, box: tuple[int, int, int, int] | None) -> Image:
    """Head and shoulders of a photo."""
    image = decode_photo(photo)
    if box is not None:
        left, top, right, bottom = box
        image = image[top:bottom, left:right]
    return image


def seats(heads: dict[str, Image]) -> list[Seat]:
    """24 places; people repeat, mirrored or a little smaller, so that no two tiles are the same."""
    width, height = WIDTH_PX // COLUMNS, HEIGHT_PX // ROWS
    people, out = sorted(heads), []
    for index in range(COLUMNS * ROWS):
        person, turn = people[index % len(people)], index // len(people)
        image = heads[person][:, ::-1] if turn % 2 else heads[person]
        scale = (0.98 - 0.06 * turn) * min(width / image.shape[1], height / image.shape[0])
        small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        tile = np.full((height, width, 3), 60, np.uint8)
        top, left = (height - small.shape[0]) // 2, (width - small.shape[1]) // 2
        tile[top : top + small.shape[0], left : left + small.shape[1]] = small
        out.append(Seat(person, tile, index % _STILL_EVERY == 0))
    return out


def classroom(
    places: list[Seat], frames: int, frames_per_second: float, seed: int = 5
) -> Iterator[tuple[float, Image]]:
    """Everybody sways on their chair; the camera has noise."""
    random = np.random.default_rng(seed)
    noise = random.normal(0, 3, (4, HEIGHT_PX, WIDTH_PX, 1)).astype(np.float32)
    for index in range(frames):
        second = index / frames_per_second
        canvas = np.zeros((HEIGHT_PX, WIDTH_PX, 3), np.uint8)
        for number, seat in enumerate(places):
            row, column = divmod(number, COLUMNS)
            shift = 5 * np.sin(second * 1.5 + number), 4 * np.cos(second * 1.2 + 2 * number)
            matrix = np.array([[1, 0, shift[0]], [0, 1, shift[1]]], np.float32)
            height, width = seat.tile.shape[:2]
            moved = cv2.warpAffine(seat.tile, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
            canvas[row * height : (row + 1) * height, column * width : (column + 1) * width] = moved
        yield second, np.clip(canvas + noise[index % 4], 0, 255).astype(np.uint8)


def still_room(
    places: list[Seat], frames: int, frames_per_second: float, seed: int = 5
) -> Iterator[tuple[float, Image]]:
    """A few people who listen: every three seconds one of them shifts on the chair; the camera has noise."""
    random = np.random.default_rng(seed)
    noise = random.normal(0, 2, (4, HEIGHT_PX, WIDTH_PX, 1)).astype(np.float32)
    occupied = [number for number, seat in enumerate(places) if seat.occupied_when_still]
    canvas = np.full((HEIGHT_PX, WIDTH_PX, 3), 90, np.uint8)
    for index in range(frames):
        second = index / frames_per_second
        turn, since = divmod(second, 3.0)
        for order, number in enumerate(occupied):
            # shifts for half a second, at their own time
            share = min(1.0, since / 0.5) if order == int(turn) % len(occupied) else float(order < int(turn))
            seat, (row, column) = places[number], divmod(number, COLUMNS)
            height, width = seat.tile.shape[:2]
            matrix = np.array([[1, 0, 6 * share], [0, 1, 0]], np.float32)
            moved = cv2.warpAffine(seat.tile, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
            canvas[row * height : (row + 1) * height, column * width : (column + 1) * width] = moved
        yield second, np.clip(canvas + noise[index % 4], 0, 255).astype(np.uint8)


def person_at(places: list[Seat], x: float, y: float) -> str:
    """Who sits where, for a point in fractions of the frame."""
    column, row = min(COLUMNS - 1, int(x * COLUMNS)), min(ROWS - 1, int(y * ROWS))
    return places[row * COLUMNS + column].person


def walk_through(image: Image, frames: int, frames_per_second: float) -> Iterator[tuple[float, Image]]:
    """640 × 360: an empty room, then one person who comes nearer, crosses and leaves."""
    random = np.random.default_rng(11)
    noise = random.normal(0, 3, (4, 360, 640, 1)).astype(np.float32)
    for index in range(frames):
        share = index / max(1, frames - 1)
        canvas = np.full((360, 640, 3), 110, np.uint8)
        if 0.1 < share < 0.9:
            side = int(150 + 120 * np.sin(np.pi * share))
            small = cv2.resize(
                image, (round(side * image.shape[1] / image.shape[0]), side), interpolation=cv2.INTER_AREA
            )
            left = int(20 + share * (600 - small.shape[1]))
            canvas[60 : 60 + side, left : left + small.shape[1]] = small
        yield index / frames_per_second, np.clip(canvas + noise[index % 4], 0, 255).astype(np.uint8)
