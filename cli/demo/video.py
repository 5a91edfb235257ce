"""Draws the demo's classroom: people walk in, sit, sway a little and leave, in front of a wall and a whiteboard."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from cli.demo.faces import PackagedPerson, Photo

Image = npt.NDArray[np.uint8]

WIDTH_PX, HEIGHT_PX = 1280, 720
FRAMES_PER_SECOND = 15
HEAD_HEIGHT_PX = 210  # head and shoulders; the face in it is about 100 px wide, as 4 m from a 1080p camera
WALK_SECONDS = 2.0


@dataclass(frozen=True)
class Visit:
    """One person in the room, from `enter_seconds` to `leave_seconds`, at a seat given as the head's centre."""

    person: PackagedPerson
    enter_seconds: float
    leave_seconds: float
    seat_px: tuple[int, int]


@dataclass(frozen=True)
class _Sprite:
    bgr: npt.NDArray[np.float32]
    alpha: npt.NDArray[np.float32]


@dataclass(frozen=True)
class _Grain:
    brighter: Image
    darker: Image


def draw(
    visits: Sequence[Visit], photos: Mapping[Photo, Path], seconds: float, fps: int = FRAMES_PER_SECOND
) -> Iterator[Image]:
    """Yield the frames of the film, (HEIGHT_PX, WIDTH_PX, 3) uint8 BGR, `fps` of them a second."""
    noise = np.random.default_rng(2023)  # the same film every time
    grains = [_grain(noise) for _ in range(8)]
    room = _room()
    sprites = [_sprite(visit.person, photos) for visit in visits]
    for index in range(round(seconds * fps)):
        at = index / fps
        frame = room.copy()
        for number, (visit, sprite) in enumerate(zip(visits, sprites, strict=True)):
            position = _position(visit, number, at)
            if position is not None:
                _paste(frame, sprite, position)
        grain = grains[index % len(grains)]
        cv2.subtract(cv2.add(frame, grain.brighter, dst=frame), grain.darker, dst=frame)
        yield frame


def write(path: Path, frames: Iterator[Image], fps: int = FRAMES_PER_SECOND) -> None:
    """Write an MP4 file. Raises OSError when it cannot be written."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), fps, (WIDTH_PX, HEIGHT_PX))
    if not writer.isOpened():
        raise OSError(f"cannot write a video to {path}")
    try:
        for frame in frames:
            writer.write(frame)
    finally:
        writer.release()


def write_mjpeg(path: Path, frames: Iterator[Image]) -> None:
    """Write one JPEG after another, as Chromium takes for its pretended camera."""
    with path.open("wb") as file:
        for frame in frames:
            good, jpeg = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, 90])
            if not good:
                raise OSError(f"cannot encode a frame for {path}")
            file.write(jpeg.tobytes())


def _position(visit: Visit, number: int, at: float) -> tuple[int, int] | None:
    if not visit.enter_seconds <= at <= visit.leave_seconds:
        return None
    seat_x, seat_y = visit.seat_px
    door_x = -HEAD_HEIGHT_PX if seat_x < WIDTH_PX // 2 else WIDTH_PX + HEAD_HEIGHT_PX
    walked = min(1.0, (at - visit.enter_seconds) / WALK_SECONDS, (visit.leave_seconds - at) / WALK_SECONDS)
    eased = walked * walked * (3 - 2 * walked)
    sway_x = 5 * math.sin(1.1 * at + number)
    sway_y = 3 * math.sin(0.8 * at + 2 * number)
    return round(door_x + (seat_x - door_x) * eased + sway_x), round(seat_y + sway_y)


def _grain(noise: np.random.Generator) -> _Grain:
    """In two, for whole bytes are added and taken away many times as fast as broken numbers are."""
    values = np.rint(noise.normal(0.0, 3.0, (HEIGHT_PX, WIDTH_PX, 1)))
    brighter, darker = (np.clip(sign * values, 0, 255).astype(np.uint8) for sign in (1, -1))
    return _Grain(brighter.repeat(3, axis=2), darker.repeat(3, axis=2))


def _room() -> Image:
    shade = np.linspace(205, 170, HEIGHT_PX, dtype=np.float32)[:, None, None]
    tint = np.array([0.94, 0.98, 1.0], np.float32)  # blue, green, red
    room = np.broadcast_to(shade, (HEIGHT_PX, WIDTH_PX, 3)) * tint
    canvas: Image = np.ascontiguousarray(room, np.uint8)
    cv2.rectangle(canvas, (330, 40), (950, 250), (238, 240, 240), -1)
    cv2.rectangle(canvas, (330, 40), (950, 250), (120, 120, 120), 6)
    cv2.rectangle(canvas, (0, 640), (WIDTH_PX, HEIGHT_PX), (78, 104, 134), -1)
    for left in range(60, WIDTH_PX, 250):
        cv2.rectangle(canvas, (left, 618), (left + 190, 640), (60, 84, 112), -1)
    return canvas


def _sprite(person: PackagedPerson, photos: Mapping[Photo, Path]) -> _Sprite:
    picture = cv2.imread(str(photos[person.seen]))
    if picture is None:
        raise OSError(f"cannot read {photos[person.seen]}")
    if person.head_px:
        left, top, right, bottom = person.head_px
        picture = picture[top:bottom, left:right]
    width = round(picture.shape[1] * HEAD_HEIGHT_PX / picture.shape[0])
    shrinking = picture.shape[0] > HEAD_HEIGHT_PX
    scaled = cv2.resize(
        picture, (width, HEAD_HEIGHT_PX), interpolation=cv2.INTER_AREA if shrinking else cv2.INTER_CUBIC
    )
    mask = np.zeros((HEAD_HEIGHT_PX, width), np.float32)
    inset = 10
    cv2.rectangle(mask, (inset, inset), (width - inset, HEAD_HEIGHT_PX - inset), 1.0, -1)
    soft = cv2.GaussianBlur(mask, (0, 0), 5)
    return _Sprite(scaled.astype(np.float32), soft[:, :, None].astype(np.float32))


def _paste(frame: Image, sprite: _Sprite, centre: tuple[int, int]) -> None:
    height, width = sprite.alpha.shape[:2]
    left, top = centre[0] - width // 2, centre[1] - height // 2
    x0, x1 = max(0, left), min(WIDTH_PX, left + width)
    y0, y1 = max(0, top), min(HEIGHT_PX, top + height)
    if x0 >= x1 or y0 >= y1:
        return
    part = (slice(y0 - top, y1 - top), slice(x0 - left, x1 - left))
    alpha = sprite.alpha[part]
    frame[y0:y1, x0:x1] = np.rint(frame[y0:y1, x0:x1] * (1 - alpha) + sprite.bgr[part] * alpha)
