"""Pictures that are none, are damaged, or are larger than they look; and good ones to send between them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from cli.demo import cast, video
from cli.demo.faces import Photo

Image = npt.NDArray[np.uint8]

BOMB_SIDE_PX = 40_000
SEATED_SECONDS = -10.0  # they came in before the film begins
START_OF_FRAME = (b"\xff\xc0", b"\xff\xc2")
TEXT = b"Dear camera, this is a letter and not a picture. " * 40


def jpeg(image: Image) -> bytes:
    return bytes(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 88])[1])


def png(image: Image) -> bytes:
    return bytes(cv2.imencode(".png", image)[1])


def read(path: Path) -> Image:
    image = cv2.imread(str(path))
    assert image is not None
    return np.asarray(image, np.uint8)


def classroom(photos: Mapping[Photo, Path], keys: frozenset[str], seconds: float = 2.0) -> list[Image]:
    """Frames of a room in which these people of the demo sit and sway."""
    visits = [
        video.Visit(visit.person, SEATED_SECONDS, 100.0, visit.seat_px)
        for visit in cast.VISITS
        if visit.person.key in keys
    ]
    return list(video.draw(visits, photos, seconds))


def empty_room() -> Image:
    return next(iter(video.draw([], {}, 0.1)))


def two_people(one: Path, other: Path) -> Image:
    """A photo of two people alike in size."""
    pair = [cv2.resize(read(path), (400, 480)) for path in (one, other)]
    return np.asarray(np.hstack(pair), np.uint8)


def truncated(picture: bytes) -> bytes:
    return picture[: len(picture) * 2 // 3]


def jpeg_bomb(picture: bytes) -> bytes:
    """The picture with a header that announces 40,000 × 40,000 pixels (4.8 GB)."""
    place = min(found for marker in START_OF_FRAME if (found := picture.find(marker)) >= 0)
    size = struct.pack(">HH", BOMB_SIDE_PX, BOMB_SIDE_PX)
    return picture[: place + 5] + size + picture[place + 9 :]  # after marker, length and precision


def png_bomb() -> bytes:
    """A whole PNG of 40,000 × 40,000 pixels in 200 kB."""
    row = bytes(1 + BOMB_SIDE_PX // 8)
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(row * 1000) for _ in range(BOMB_SIDE_PX // 1000)) + packer.flush()
    header = struct.pack(">IIBBBBB", BOMB_SIDE_PX, BOMB_SIDE_PX, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in chunks
    )


def padded(picture: bytes, size: int) -> bytes:
    """The same JPEG, made so long with comments."""
    comments = bytearray()
    while (missing := size - len(picture) - len(comments)) > 4:  # marker and length of a comment
        length = min(missing - 2, 0xFFFF)
        comments += b"\xff\xfe" + struct.pack(">H", length) + bytes(length - 2)
    return picture[:2] + bytes(comments) + picture[2:]
